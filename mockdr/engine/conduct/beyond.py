"""Nobody can capture more than was ordered, or give back more than was captured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.repeated import Repeated, has_failed, wants_too_much
from mockdr.engine.conduct.unread_state import never_accepted

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Beyond"]

_SENDS: Final = "createFulfillments"


class Beyond:
    """
    A capture, a refund or a return asked for more than there is.

    Why: the provider refuses all of it, and what should have been paid is not.
    Instead: read the order first, its `availableToRefundAmount` and the quantities of
    its items; what a fulfillment sends is captured, so it is counted in units.

    Not found: a refusal that the story announces, an order whose capture or cancel has
    failed, so that somebody tries again; and what other rules look at: an order that
    was never accepted, a request whose first answer was lost, and what a receiver asks
    for that is told twice.

    Args:
        tenant: Whose orders they are.
        repeated: Knows what was done already.
    """

    name = "beyond_available"

    def __init__(self, tenant: Tenant, repeated: Repeated) -> None:
        self._tenant = tenant
        self._repeated = repeated

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Look whether too much was wanted."""
        del now
        if deed.announced or not wants_too_much(deed):
            return
        id = deed.about.get("order", "")
        again = deed.operation == _SENDS and has_failed(self._tenant, id)
        if again or self._repeated.excused(deed):
            return
        order = self._tenant.document("order", id)
        if order is None or never_accepted(order):
            return
        what, left = _left(deed, order)
        first = self._repeated.before(deed)
        same = "" if first is None else f" (#{first} had asked for the same)"
        yield Remark(
            about=deed.same,
            calls=(deed.seq,) if first is None else (first, deed.seq),
            message=(
                f"{deed.operation} asked for more than is available: of order "
                f"{order['id']} {what}{same}; read the order before asking"
            ),
            details={"order": order["id"], **left},
        )


def _left(deed: Deed, order: dict[str, Json]) -> tuple[str, dict[str, Json]]:
    """Return in words and as values what there was."""
    if deed.operation == "createRefunds":
        amount = order.get("availableToRefundAmount", 0.0)
        said = f"{amount} {order['currency']} can be refunded in all"
        if deed.asked.get("items") or deed.asked.get("type"):
            said += ", and less of what it names"
        return said, {"availableToRefundAmount": amount}
    if deed.operation == "createReturns":
        return "fewer units can come back", {}
    state = order["state"]
    if state != "accepted":
        return f"everything is fulfilled, its state is {state}", {"state": state}
    return "fewer units are left to be sent", {}
