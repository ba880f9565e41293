"""A 201 says that there is an order; its state alone, whether to act upon it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.memory import Memory

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["UnreadState", "never_accepted"]

#: What may only be done with an order that was accepted.
_ACTS: Final = frozenset({"createFulfillments", "createReturns", "createRefunds"})
#: What answers with an order.
_TELLS: Final = frozenset(
    {"createOrders", "retrieveOrders", "refreshOrders", "updateOrders"}
)


class UnreadState:
    """
    The client fulfilled, took back or refunded an order that it knew as not accepted.

    Why: an order in `pending_payment` or `in_review` may never be paid, and whoever
    ships on the 201 alone gives the goods away. Instead: read `state` of what the 201
    answers with, and wait for `accepted`: by `order.accepted`, or by reading it again.

    Not found: an order that was accepted at any time, an answer that was lost, and a
    refusal that the story announces. Source: handling-delayed-payment-methods.md.
    """

    name = "unread_state"

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        #: Id of an order to the call that told of it last, its status and its state.
        self._told: Memory[tuple[int, int, str]] = Memory()

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Note what the client is told of orders, and what it makes of it."""
        del now
        if deed.operation in _TELLS:
            if deed.done and not deed.altered:
                document = deed.answered
                self._told.put(
                    document.get("id"),
                    (deed.seq, deed.entry.status, str(document.get("state"))),
                )
            return
        if deed.operation not in _ACTS or deed.done or deed.announced:
            return
        id = deed.about.get("order", "")
        order, told = self._tenant.document("order", id), self._told.get(id)
        if order is None or told is None or not never_accepted(order):
            return
        seq, status, state = told
        if deed.since >= seq:
            yield Remark(
                about=(id, deed.operation),
                calls=(seq, deed.seq),
                message=(
                    f"{deed.operation} acted on order {id}, which #{seq} had answered "
                    f"with {status} and the state {state}; read the state, and wait "
                    "until it is accepted"
                ),
                details={"order": id, "state": state},
            )


def never_accepted(order: Mapping[str, Json]) -> bool:
    """Tell whether *order* has never been accepted."""
    return "accepted" not in order.get("stateTransitions", {})
