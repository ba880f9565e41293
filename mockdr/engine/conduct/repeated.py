"""What has succeeded once is not sent a second time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.memory import Memory

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["COSTLY", "Repeated", "has_failed", "wants_too_much"]

_ORDER: Final = "createOrders"

#: Where a second one costs money, goods or work, and where to look for the first. A
#: second checkout costs nothing.
COSTLY: Final = {
    _ORDER: "GET /orders?upstreamIds=...",
    "createFulfillments": "GET /fulfillments?orderId=...",
    "createRefunds": "GET /refunds?orderId=...",
    "createReturns": "GET /returns?orderId=...",
    "createInvoices": "GET /invoices?upstreamIds=...",
    "createFulfillmentOrders": "GET /fulfillment-orders?upstreamIds=...",
    "createFulfillmentCancellations": (
        "GET /fulfillment-cancellations?fulfillmentOrderId=..."
    ),
    "createFulfillmentReturns": "GET /fulfillment-returns?fulfillmentOrderId=...",
    "createLogisticsReturns": "GET /logistics-returns?orderId=...",
}

#: Key of the refusal to what was wanted too much of, by operation.
_TOO_MUCH: Final = {
    "createFulfillments": frozenset(
        {
            "quantity_too_large:fulfillment",
            "item_fulfilled",
            "order_fulfilled",
            "order_complete",
        }
    ),
    "createRefunds": frozenset({"invalid_parameter:amountRequested"}),
    "createReturns": frozenset({"quantity_too_large:return"}),
}

#: How the provider answers where things do not stand as a request would have them.
_FOR_STATE: Final = (400, 404, 409)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    seq: int
    status: int
    lost: bool
    order: str


class Repeated:
    """
    A POST was sent again although it had succeeded.

    Why: there is no idempotency key, so whoever repeats a POST may do the thing twice.
    Instead: keep what the first answer said; where it was lost, look what there is
    before asking again.

    Found is a second order for a checkout, and for others the same request, word for
    word, if it is refused now: two refunds or parcels that are alike may both be
    meant. Where the first answer was lost on its way, found is what made a second
    thing. Not found: what the story in force asks for, what was sent before the first
    was answered, what may be tried again because a capture or cancel has failed or
    the order has come to nothing, and what other rules look at: what is refused
    because nothing of it is left (`beyond_available`), and what a receiver asks for
    that was told twice of one event (`not_idempotent`).

    Args:
        tenant: Whose receivers may be at work.
    """

    name = "repeated_post"

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._done: Memory[_Done] = Memory()

    def before(self, deed: Deed) -> int | None:
        """Return the number of the same request that was done last, if one was."""
        first = self._done.get(_about(deed))
        return None if first is None else first.seq

    def excused(self, deed: Deed) -> bool:
        """Tell whether the same was done before, and asking again is no fault."""
        first = self._done.get(_about(deed))
        return first is not None and (
            not self._is_blind(deed, first)
            or first.lost
            or self._came_to_nothing(first)
        )

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Look whether a success is sent again."""
        del now
        if deed.operation not in COSTLY:
            return
        about = _about(deed)
        first = self._done.get(about)
        if (
            first is not None
            and self._is_blind(deed, first)
            and not has_failed(self._tenant, deed.about.get("order"))
        ):
            yield from self._judged(deed, first)
        if deed.done:
            self._done.put(
                about,
                _Done(
                    seq=deed.seq,
                    status=deed.entry.status,
                    lost=deed.altered,
                    order=deed.about.get("order", ""),
                ),
            )

    def _is_blind(self, deed: Deed, first: _Done) -> bool:
        """Tell whether who asks knew of the first, and nobody made them ask again."""
        known = deed.since >= first.seq
        return known and not (deed.played or self._tenant.mail.carrying)

    def _judged(self, deed: Deed, first: _Done) -> Iterator[Remark]:
        if first.lost and deed.done:
            said = (
                f"{deed.operation} was done twice: the answer to #{first.seq} was "
                f"lost, and #{deed.seq} asked for the same again; look with "
                f"{COSTLY[deed.operation]} before repeating it"
            )
        elif (
            _is_refused(deed)
            and not wants_too_much(deed)
            and not (first.lost or self._came_to_nothing(first))
        ):
            said = (
                f"{deed.operation} was repeated after success: #{first.seq} had "
                f"answered {first.status} to the same; keep what it answered with"
            )
        else:
            return
        yield Remark(about=_about(deed), calls=(first.seq, deed.seq), message=said)

    def _came_to_nothing(self, first: _Done) -> bool:
        return self._tenant.state_of("order", first.order) in ("cancelled", "blocked")


def has_failed(tenant: Tenant, order: str | None) -> bool:
    """Tell whether a capture or cancel of *order* failed, and may be tried again."""
    document = (tenant.document("order", order) if order else None) or {}
    return any(
        part["state"] == "failed"
        for charge in document.get("payment", {}).get("charges", ())
        for part in (*charge.get("captures", ()), *charge.get("cancels", ()))
    )


def wants_too_much(deed: Deed) -> bool:
    """Tell whether a call is refused since it asks for more than there is."""
    keys = _TOO_MUCH.get(deed.operation)
    return keys is not None and not keys.isdisjoint(deed.entry.errors)


def _is_refused(deed: Deed) -> bool:
    """Tell whether a call is refused for what there is, and not at the door."""
    return not deed.done and deed.entry.status in _FOR_STATE


def _about(deed: Deed) -> object:
    """Return what is equal for two calls that ask for one thing."""
    checkout = deed.asked.get("checkoutId") if deed.operation == _ORDER else None
    return ("checkout", str(checkout)) if checkout else deed.same
