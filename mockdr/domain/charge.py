"""A charge is made by the provider, one for each source of an order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from mockdr.domain import billing
from mockdr.domain.lifecycle import Evidence, Lifecycle, Move, row

__all__ = ["AUTHORIZATION", "CARDS", "LIFECYCLE", "expired"]

_PAGE = "payment-charges/README.md"
_TESTS = "testing-scenarios.md"

#: How long the authorization of a card holds.
#:
#: Source: payment-reauthorizations.md, which says "about 7 days".
AUTHORIZATION: Final = timedelta(days=7)

#: Types of sources whose authorization runs out: cards, and wallets that hold cards.
CARDS: Final = frozenset({"creditCard", "googlePay", "applePay"})


def expired(type: str, authorized: datetime, now: datetime) -> bool:
    """
    Tell whether an authorization has run out.

    Source: payment-reauthorizations.md, which speaks of cards; wallets are inferred.

    Args:
        type: Of the source.
        authorized: When the charge became capturable.
        now: The present moment.
    """
    return type in CARDS and now - authorized >= AUTHORIZATION


_COMPLETES: Final = "provider.completes"
_FAILS: Final = "provider.fails"

#: What captures and cancels do to their charge.
_SETTLED: Final = (
    row(
        "capturable",
        "createFulfillments",
        "capturable",
        "a part, or only cancels",
        page=_PAGE,
    ),
    row("capturable", "createFulfillments", "processing", "all of it", page=_PAGE),
    row("capturable", _COMPLETES, "capturable", "a part", page=_PAGE),
    row("capturable", _COMPLETES, "complete", "the rest is cancelled", page=_PAGE),
    row("capturable", _COMPLETES, "cancelled", "all is cancelled", page=_PAGE),
    row(
        "capturable",
        _COMPLETES,
        "processing",
        "what failed is captured after all, another capture is pending",
        Evidence.INFERRED,
        page=_PAGE,
    ),
    row("processing", _COMPLETES, "processing", "others are pending", page=_PAGE),
    row("processing", _COMPLETES, "complete", "nothing is pending", page=_PAGE),
    row("processing", _FAILS, "capturable", page="event-types.md"),
    row("capturable", _FAILS, "capturable", "a part", Evidence.INFERRED, page=_PAGE),
    row(
        "capturable",
        "provider.expires",
        "capturable",
        "its authorization has run out",
        page="payment-reauthorizations.md",
    ),
)

#: Every move of a charge.
LIFECYCLE: Final = Lifecycle(
    kind="charge",
    states=("pending", "capturable", "processing", "complete", "cancelled", "failed"),
    moves=(
        *(
            Move(
                before=None,
                trigger=trigger,
                after=after,
                guard=guard,
                evidence=evidence,
                page=_PAGE,
            )
            for trigger in ("createOrders", "refreshOrders")
            for after, guard, evidence in (
                ("capturable", "authorized at once", Evidence.DOCUMENTED),
                ("pending", "decided later", Evidence.DOCUMENTED),
            )
        ),
        Move(before=None, trigger="customer.pays", after="capturable", page=_PAGE),
        Move(
            before=None,
            trigger="refreshOrders",
            after="failed",
            guard="the authorization fails",
            page=_TESTS,
        ),
        Move(
            before=None,
            trigger="refreshOrders",
            after="cancelled",
            guard="authorized, then blocked as fraud",
            evidence=Evidence.INFERRED,
            page=_PAGE,
        ),
        Move(
            before="pending",
            trigger="provider.completes",
            after="capturable",
            page=_PAGE,
        ),
        Move(before="pending", trigger="provider.fails", after="failed", page=_PAGE),
        Move(
            before="capturable",
            trigger="fraud.blocks",
            after="cancelled",
            page="event-types.md",
        ),
        Move(
            before="capturable",
            trigger="fraud.passes",
            after="capturable",
            page=_PAGE,
        ),
        *_SETTLED,
        *billing.CHARGE_MOVES,
    ),
)
