"""What customers, the provider and its fraud desk do to a payment."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["ACTS"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_SOURCES = "payment-sources/README.md"
_SESSIONS = "payment-sessions.md"
_REDIRECT = "handling-redirect-payment-methods.md"
_DELAYED = "handling-delayed-payment-methods.md"
_TESTS = "testing-scenarios.md"
_EVENTS = "event-types.md"

_AUTHENTICATING = (
    Outcome(
        name="source authenticated",
        trigger="customer.authenticates",
        situation={"source": "requires_action"},
        then={"source": "chargeable"},
        events=("source.chargeable",),
        page=_SOURCES,
    ),
    Outcome(
        name="session authenticated",
        trigger="customer.authenticates",
        situation={"session": "requires_action"},
        then={"session": "requires_confirmation"},
        next_action="none",
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="source not authenticated",
        trigger="customer.fails_authentication",
        situation={"source": "requires_action"},
        then={"source": "failed"},
        evidence=_I,
        page=_SOURCES,
    ),
    Outcome(
        name="session not authenticated",
        trigger="customer.fails_authentication",
        situation={"session": "requires_action"},
        then={"session": "failed", "checkout": "burnt"},
        next_action="none",
        evidence=_I,
        page=_SESSIONS,
    ),
)


def _failing(
    trigger: str,
    source: str,
    session: str,
    *,
    evidence: Evidence,
    page: str,
    test_result: frozenset[str] = frozenset(),
) -> tuple[Outcome, ...]:
    """Return the three ways in which a waiting source can fail."""
    return (
        Outcome(
            name=f"{source} source fails, order of session {session} is cancelled",
            trigger=trigger,
            situation={
                "source": source,
                "session": session,
                "order": "pending_payment",
                "fraud": None,
            },
            then={
                "source": "failed",
                "session": "failed",
                "order": "cancelled",
                "item": "cancelled",
                "fraud": "passed",
            },
            events=("order.cancelled",),
            test_result=test_result,
            evidence=evidence,
            page=page,
        ),
        Outcome(
            name=f"{source} source fails, its checkout needs another",
            trigger=trigger,
            situation={
                "source": source,
                "session": "requires_confirmation",
                "order": None,
            },
            then={"source": "failed", "session": "requires_source"},
            test_result=test_result,
            evidence=_I,
            page=_TESTS,
        ),
        *(
            Outcome(
                name=f"{source} source fails, session {before}",
                trigger=trigger,
                situation={"source": source, "session": before, "order": None},
                then={"source": "failed"},
                test_result=test_result,
                evidence=_I,
                page=_TESTS,
            )
            for before in ("requires_source", "failed", "cancelled", None)
        ),
    )


_AFTER_REDIRECT = frozenset({"source_failed_after_redirect"})
_DELAYED_FAILURE = frozenset({"source_failed_delayed"})

_REDIRECTED = (
    Outcome(
        # The order learns of it when the merchant refreshes it, not before.
        name="approved",
        trigger="customer.approves",
        situation={"source": "pending_redirect"},
        then={"source": "chargeable"},
        events=("source.chargeable",),
        page=_REDIRECT,
    ),
    Outcome(
        name="approved, the bank's transfer takes its time",
        trigger="customer.approves",
        situation={"source": "pending_redirect"},
        then={"source": "pending_funds"},
        evidence=_I,
        page=_REDIRECT,
    ),
    *_failing(
        "customer.approves",
        "pending_redirect",
        "pending_redirect",
        evidence=_I,
        page=_TESTS,
        test_result=_AFTER_REDIRECT,
    ),
    Outcome(
        name="cancelled by the customer",
        trigger="customer.cancels",
        situation={"source": "pending_redirect"},
        then={"source": "pending_redirect"},
        page=_REDIRECT,
    ),
    *_failing(
        "provider.fails",
        "pending_redirect",
        "pending_redirect",
        evidence=_I,
        page=_TESTS,
    ),
)

_WAITING = {
    "source": "pending_funds",
    "session": "pending_funds",
    "order": "pending_payment",
    "charge": None,
    "fraud": None,
}

_FUNDED = (
    Outcome(
        name="paid, order accepted",
        trigger="customer.pays",
        situation=_WAITING,
        then={
            "source": "consumed",
            "session": "complete",
            "order": "accepted",
            "charge": "capturable",
            "fraud": "passed",
        },
        next_action="none",
        spends=True,
        events=("source.chargeable", "order.charge.capturable", "order.accepted"),
        page=_DELAYED,
    ),
    Outcome(
        name="paid, order in review",
        trigger="customer.pays",
        situation=_WAITING,
        then={
            "source": "consumed",
            "session": "complete",
            "order": "in_review",
            "charge": "capturable",
            "fraud": "review_opened",
        },
        next_action="none",
        spends=True,
        events=("source.chargeable", "order.charge.capturable", "order.review_opened"),
        evidence=_I,
        page=_DELAYED,
    ),
    Outcome(
        name="paid, no order waits",
        trigger="customer.pays",
        situation={"source": "pending_funds", "order": None},
        then={"source": "chargeable"},
        events=("source.chargeable",),
        page=_SOURCES,
    ),
    Outcome(
        name="paid, the order is still to be refreshed",
        trigger="customer.pays",
        situation={
            "source": "pending_funds",
            "session": "pending_redirect",
            "order": "pending_payment",
        },
        then={"source": "chargeable"},
        events=("source.chargeable",),
        evidence=_I,
        page=_REDIRECT,
    ),
    *_failing(
        "customer.pays",
        "pending_funds",
        "pending_funds",
        evidence=_I,
        page=_TESTS,
        test_result=_DELAYED_FAILURE,
    ),
    *(
        row
        for trigger in ("provider.fails", "provider.expires")
        for session in ("pending_funds", "pending_redirect")
        for row in _failing(
            trigger,
            "pending_funds",
            session,
            evidence=_I,
            page=_EVENTS,
        )[: None if session == "pending_funds" else 1]
    ),
)

_DEFERRED = {
    "charge": "pending",
    "session": "pending",
    "order": "pending_payment",
    "fraud": None,
}

_CHARGED = (
    Outcome(
        name="charge authorized, order accepted",
        trigger="provider.completes",
        situation=_DEFERRED,
        then={
            "charge": "capturable",
            "session": "complete",
            "order": "accepted",
            "fraud": "passed",
        },
        next_action="none",
        events=("order.charge.capturable", "order.accepted"),
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="charge authorized, order in review",
        trigger="provider.completes",
        situation=_DEFERRED,
        then={
            "charge": "capturable",
            "session": "complete",
            "order": "in_review",
            "fraud": "review_opened",
        },
        next_action="none",
        events=("order.charge.capturable", "order.review_opened"),
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="charge fails",
        trigger="provider.fails",
        situation=_DEFERRED,
        then={
            "charge": "failed",
            "session": "failed",
            "order": "cancelled",
            "item": "cancelled",
            "fraud": "passed",
        },
        next_action="none",
        events=("order.charge.failed", "order.cancelled"),
        evidence=_I,
        page=_TESTS,
    ),
)

_REVIEWED = (
    Outcome(
        name="review passed",
        trigger="fraud.passes",
        situation={
            "order": "in_review",
            "fraud": "review_opened",
            "session": "complete",
        },
        then={"order": "accepted", "fraud": "passed", "session": "complete"},
        events=("order.review_closed", "order.accepted"),
        page=_EVENTS,
    ),
    Outcome(
        name="blocked",
        trigger="fraud.blocks",
        situation={
            "order": "in_review",
            "fraud": "review_opened",
            "charge": "capturable",
            "session": "complete",
        },
        then={
            "session": "complete",
            "order": "blocked",
            "fraud": "blocked",
            "charge": "cancelled",
            "cancel": "complete",
            "item": "blocked",
        },
        events=(
            "order.charge.cancel.complete",
            "order.charge.cancelled",
            "order.blocked",
        ),
        page=_EVENTS,
    ),
    Outcome(
        name="blocked, nothing to give back",
        trigger="fraud.blocks",
        situation={"order": "in_review", "fraud": "review_opened", "charge": None},
        then={"order": "blocked", "fraud": "blocked", "item": "blocked"},
        events=("order.blocked",),
        evidence=_I,
        page=_EVENTS,
    ),
)

#: What everybody but the merchant can do, likeliest first.
ACTS: Final[tuple[Outcome, ...]] = (
    *_AUTHENTICATING,
    *_REDIRECTED,
    *_FUNDED,
    *_CHARGED,
    *_REVIEWED,
)
