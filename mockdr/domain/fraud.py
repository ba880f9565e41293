"""The fraud state of an order; there is none while its payment is pending."""

from __future__ import annotations

from typing import Final

from mockdr.domain import billing, dispute
from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["LIFECYCLE"]

_PAGE = "orders/README.md"
_EVENTS = "event-types.md"

#: Triggers that let an order's payment come in.
_PAID = ("createOrders", "refreshOrders", "customer.pays", "provider.completes")

#: Triggers that end an order that waited for its payment.
_UNPAID = (
    "refreshOrders",
    "customer.approves",
    "customer.pays",
    "provider.fails",
    "provider.expires",
)

#: Every move of `fraudState`.
#:
#: Source: the pages on the order lifecycle; an order that was never paid is printed
#: with `passed` (event-types.md, `order.cancelled`).
LIFECYCLE: Final = Lifecycle(
    kind="fraud",
    states=("passed", "review_opened", "blocked"),
    moves=(
        *(
            Move(before=None, trigger=trigger, after=after, guard=guard, page=_PAGE)
            for trigger in _PAID
            for after, guard in (
                ("passed", "the order is accepted without review"),
                ("review_opened", "the order is in review"),
            )
        ),
        *(
            Move(
                before=None,
                trigger=trigger,
                after="passed",
                guard="the order is cancelled for want of payment",
                evidence=(
                    Evidence.DOCUMENTED
                    if trigger == "provider.expires"
                    else Evidence.INFERRED
                ),
                page=_EVENTS,
            )
            for trigger in _UNPAID
        ),
        Move(
            before=None,
            trigger="refreshOrders",
            after="blocked",
            evidence=Evidence.INFERRED,
            page=_PAGE,
        ),
        Move(
            before="review_opened", trigger="fraud.passes", after="passed", page=_PAGE
        ),
        Move(
            before="review_opened", trigger="fraud.blocks", after="blocked", page=_PAGE
        ),
        *dispute.FRAUD_MOVES,
        *billing.FRAUD_MOVES,
    ),
)
