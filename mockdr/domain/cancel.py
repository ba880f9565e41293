"""A cancel gives an authorized amount back, as far as a blocked order needs it."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["LIFECYCLE"]

#: Every move of a cancel that fraud causes; fulfillments add theirs.
LIFECYCLE: Final = Lifecycle(
    kind="cancel",
    states=("pending", "pending_information", "complete", "failed"),
    moves=(
        Move(
            before=None,
            trigger="fraud.blocks",
            after="complete",
            guard="the full amount, at once",
            page="event-types.md",
        ),
        Move(
            before=None,
            trigger="refreshOrders",
            after="complete",
            guard="authorized, then blocked as fraud",
            evidence=Evidence.INFERRED,
            page="event-types.md",
        ),
    ),
)
