"""What has succeeded once is not sent a second time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.memory import Memory

__all__ = ["Repeated"]

_ORDER: Final = "createOrders"

#: Where a second one costs money, goods or work. A second checkout costs nothing.
_COSTLY: Final = {
    _ORDER: "GET /checkouts/{id}",
    "createFulfillments": "GET /fulfillments?orderId=...",
    "createRefunds": "GET /refunds?orderId=...",
    "createReturns": "GET /returns?orderId=...",
    "createInvoices": "GET /invoices",
    "createFulfillmentOrders": "GET /fulfillment-orders",
    "createFulfillmentCancellations": "GET /fulfillment-cancellations",
    "createFulfillmentReturns": "GET /fulfillment-returns",
    "createLogisticsReturns": "GET /logistics-returns",
    "createShippingLabel": "GET /shipping-labels",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    seq: int
    status: int
    lost: bool


class Repeated:
    """
    A POST was sent again although it had succeeded.

    Why: there is no idempotency key, so whoever repeats a POST may do the thing twice;
    orders.md 7.6 of the provider's pages shows none. Instead: keep what the first
    answer said; where it was lost, look what there is before asking again.

    A checkout makes one order, so a second `createOrders` for it is found however it
    is answered. Two refunds or parcels may well be alike: they are found where the
    first answer was lost on its way and the second made another. Not found: what the
    story in force asks for, and what was sent before the first was answered.
    """

    name = "repeated_post"

    def __init__(self) -> None:
        self._done: Memory[_Done] = Memory()

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Look whether a success is sent again."""
        del now
        if deed.operation not in _COSTLY:
            return
        about: object = deed.same
        if deed.operation == _ORDER and "checkout" in deed.about:
            about = "checkout", deed.about["checkout"]
        first = self._done.get(about)
        if first is not None and deed.since >= first.seq and not deed.played:
            yield from self._judged(deed, first, about)
        if deed.done:
            self._done.put(
                about,
                _Done(seq=deed.seq, status=deed.entry.status, lost=deed.altered),
            )

    def _judged(self, deed: Deed, first: _Done, about: object) -> Iterator[Remark]:
        calls = (first.seq, deed.seq)
        look = _COSTLY[deed.operation]
        if first.lost and deed.done:
            yield Remark(
                about=about,
                calls=calls,
                message=(
                    f"{deed.operation} was done twice: the answer to #{first.seq} was "
                    f"lost, and #{deed.seq} asked for the same again; look with {look} "
                    "before repeating it"
                ),
            )
        elif not first.lost and deed.operation == _ORDER:
            yield Remark(
                about=about,
                calls=calls,
                message=(
                    f"{_ORDER} was repeated after success: #{first.seq} had answered "
                    f"{first.status} for the same checkout; keep the order that it "
                    "answered with"
                ),
            )
