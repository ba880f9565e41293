"""A fulfillment tells what was sent and what will not be; it has no state to show."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain import billing
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE", "REFUSED", "refused"]

_move = partial(row, page="informing-digital-river-of-a-fulfillment.md")

#: Every move of a fulfillment.
LIFECYCLE: Final = Lifecycle(
    kind="fulfillment",
    states=("created",),
    moves=(
        _move(None, "createFulfillments", "created"),
        _move("created", "updateFulfillments", "created", "tracking"),
        *billing.FULFILLMENT_MOVES,
    ),
)

_NOT_SUBMITTED = "order_not_submitted"
_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED

#: State of an order to the key of the refusal to fulfill it, and how that is known.
#:
#: Source: informing-digital-river-of-a-fulfillment.md, disputes-and-chargebacks.md;
#: `order_complete` and `order_cancelled` are codes that connectors know.
REFUSED: Final = {
    "fulfilled": ("order_fulfilled", _D),
    "complete": ("order_complete", Evidence.OBSERVED),
    "returned": ("order_complete", _I),
    "dispute": (_NOT_SUBMITTED, _D),
    "pending_payment": (_NOT_SUBMITTED, _I),
    "in_review": (_NOT_SUBMITTED, _I),
    "blocked": (_NOT_SUBMITTED, _I),
    "cancelled": ("order_cancelled", _I),
}


def refused(state: str, *, accepted: bool) -> str | None:
    """
    Return the key of the refusal to fulfill an order in *state*, or None.

    Args:
        state: The order's.
        accepted: Whether it ever was: what was cancelled before was never submitted.
    """
    if state == "cancelled" and not accepted:
        return _NOT_SUBMITTED
    found = REFUSED.get(state)
    return found[0] if found else None
