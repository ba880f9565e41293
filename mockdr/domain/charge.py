"""A charge is made by the provider, one for each source of an order."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move

__all__ = ["AUTHORIZATION", "LIFECYCLE"]

_PAGE = "payment-charges/README.md"
_TESTS = "testing-scenarios.md"

#: How long the authorization of a card holds.
#:
#: Source: payment-reauthorizations.md, which says "about 7 days".
AUTHORIZATION: Final = timedelta(days=7)

#: Every move of a charge until something is captured.
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
    ),
)
