"""Every call of the control API: the router and `control.json` read this table."""

from __future__ import annotations

from typing import Final

from mockdr.server.control import (
    calls,
    story_calls,
    triggers,
    webhook_calls,
    window_calls,
)
from mockdr.server.control.shapes import ControlCall

__all__ = ["CALLS", "LATER"]

#: What the control API will be able to do one day.
LATER: Final = ("coverage", "contract", "metrics")

CALLS: Final[tuple[ControlCall, ...]] = (
    *calls.CALLS,
    *triggers.CALLS,
    *webhook_calls.CALLS,
    *window_calls.CALLS,
    *story_calls.CALLS,
)
