"""Names that events had before: one may subscribe to them, and they are not emitted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["FORMER_NAMES", "NOW_CALLED"]

#: Type that is told in the profile `verbose` alone to the one that is told besides it.
#:
#: Source: the release notes of 2020-03-24 and 2020-03-31; that a refund has succeeded
#: is complete, and that an order is submitted when it is made, is inferred.
NOW_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "order.submitted": "order.created",
        "order.charge.created": "order.charge.pending",
        "order.charge.completed": "order.charge.complete",
        "order.charge.capture.created": "order.charge.capture.pending",
        "order.charge.capture.completed": "order.charge.capture.complete",
        "order.charge.refund.created": "order.charge.refund.pending",
        "order.charge.refund.completed": "order.charge.refund.complete",
        "refund.created": "refund.pending",
        "refund.succeeded": "refund.complete",
    }
)
#: Type to the other name under which it is told, in the profile `verbose`.
FORMER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {now: former for former, now in NOW_CALLED.items()}
)
