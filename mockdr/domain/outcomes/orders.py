"""What can become of an order when the merchant submits or refreshes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.order import LIFECYCLE
from mockdr.domain.order_checks import PRECONDITIONS
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["ORDERS"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "creating-and-updating-an-order.md"
_SESSIONS = "payment-sessions.md"
_REDIRECT = "handling-redirect-payment-methods.md"
_DELAYED = "handling-delayed-payment-methods.md"
_TESTS = "testing-scenarios.md"
_EVENTS = "event-types.md"

_PAID = ("order.charge.capturable", "order.accepted")
_REVIEWED = ("order.charge.capturable", "order.review_opened")
_DEFERRED = frozenset({"charge_pending", "charge_failed_after_pending"})
_DECLINED = frozenset({"charge_failed", "sca_failed"})


def _ready(source: str | None) -> dict[str, str | None]:
    return {
        "session": "requires_confirmation",
        "source": source,
        "order": None,
        "charge": None,
        "fraud": None,
    }


_MADE: Mapping[str, str] = {"checkout": "consumed", "item": "created"}
_BURNT: Mapping[str, str] = {"session": "failed", "checkout": "burnt"}

_SUBMITTED = (
    Outcome(
        name="accepted",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={
            "order": "accepted",
            "session": "complete",
            "charge": "capturable",
            "fraud": "passed",
            "source": "consumed",
            **_MADE,
        },
        next_action="none",
        spends=True,
        events=("order.created", *_PAID),
        page=_SESSIONS,
    ),
    Outcome(
        name="in review",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={
            "order": "in_review",
            "session": "complete",
            "charge": "capturable",
            "fraud": "review_opened",
            "source": "consumed",
            **_MADE,
        },
        next_action="none",
        spends=True,
        events=("order.created", *_REVIEWED),
        page=_EVENTS,
    ),
    Outcome(
        name="charge decided later",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={
            "order": "pending_payment",
            "session": "pending",
            "charge": "pending",
            "source": "consumed",
            **_MADE,
        },
        next_action="none",
        spends=True,
        events=("order.created", "order.charge.pending", "order.pending_payment"),
        test_result=_DEFERRED,
        evidence=_I,
        page=_TESTS,
    ),
    Outcome(
        name="waits for a redirect",
        trigger="createOrders",
        situation=_ready("pending_redirect"),
        then={
            "order": "pending_payment",
            "session": "pending_redirect",
            "source": "pending_redirect",
            **_MADE,
        },
        next_action="redirect",
        events=("order.created", "order.pending_payment"),
        page=_REDIRECT,
    ),
    Outcome(
        name="waits for funds",
        trigger="createOrders",
        situation=_ready("pending_funds"),
        then={
            "order": "pending_payment",
            "session": "pending_funds",
            "source": "pending_funds",
            **_MADE,
        },
        next_action="show_payment_instructions",
        events=("order.created", "order.pending_payment"),
        page=_DELAYED,
    ),
    Outcome(
        name="accepted, nothing to pay",
        trigger="createOrders",
        situation=_ready(None),
        then={
            "order": "accepted",
            "session": "complete",
            "fraud": "passed",
            **_MADE,
        },
        next_action="none",
        events=("order.created", "order.accepted"),
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="in review, nothing to pay",
        trigger="createOrders",
        situation=_ready(None),
        then={
            "order": "in_review",
            "session": "complete",
            "fraud": "review_opened",
            **_MADE,
        },
        next_action="none",
        events=("order.created", "order.review_opened"),
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="declined",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={"source": "consumed", **_BURNT},
        next_action="none",
        spends=True,
        error="failed-request",
        burns=True,
        test_result=_DECLINED,
        page=_SESSIONS,
    ),
    Outcome(
        name="authentication owed",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={"session": "requires_action", "source": "chargeable", "checkout": "open"},
        next_action="sca_required",
        error="additional_payment_action_required",
        evidence=_I,
        page=_SESSIONS,
    ),
    Outcome(
        name="fraud",
        trigger="createOrders",
        situation=_ready("chargeable"),
        then={"source": "consumed", **_BURNT},
        next_action="none",
        spends=True,
        error="order-fraud-failure",
        burns=True,
        evidence=_I,
        page=_PAGE,
    ),
    *(
        Outcome(
            name=f"fraud, source in {state}",
            trigger="createOrders",
            situation=_ready(state),
            then=_BURNT,
            next_action="none",
            error="order-fraud-failure",
            burns=True,
            evidence=_I,
            page=_PAGE,
        )
        for state in ("pending_redirect", "pending_funds", None)
    ),
)

#: Refusals that facts call for, in the order of the checks; a named error can too.
_REFUSED = tuple(
    Outcome(
        name=f"refused: {check.number:g}",
        trigger="createOrders",
        situation={"order": None, "session": "requires_confirmation"}
        if check.burns
        else {"order": None},
        then=_BURNT if check.burns else {},
        error=check.key,
        fact=True,
        burns=check.burns,
        evidence=check.evidence,
        page=check.page,
    )
    for check in PRECONDITIONS
    if check.judge is not None
)


def _approved(source: str) -> dict[str, str | None]:
    return {
        "order": "pending_payment",
        "session": "pending_redirect",
        "source": source,
        "charge": None,
        "fraud": None,
    }


_REFRESHED = (
    Outcome(
        name="accepted",
        trigger="refreshOrders",
        situation=_approved("chargeable"),
        then={
            "order": "accepted",
            "session": "complete",
            "charge": "capturable",
            "fraud": "passed",
            "source": "consumed",
        },
        next_action="none",
        spends=True,
        events=_PAID,
        page=_REDIRECT,
    ),
    Outcome(
        name="in review",
        trigger="refreshOrders",
        situation=_approved("chargeable"),
        then={
            "order": "in_review",
            "session": "complete",
            "charge": "capturable",
            "fraud": "review_opened",
            "source": "consumed",
        },
        next_action="none",
        spends=True,
        events=_REVIEWED,
        page=_REDIRECT,
    ),
    Outcome(
        name="charge decided later",
        trigger="refreshOrders",
        situation=_approved("chargeable"),
        then={
            "order": "pending_payment",
            "session": "pending",
            "charge": "pending",
            "source": "consumed",
        },
        next_action="none",
        spends=True,
        events=("order.charge.pending",),
        test_result=_DEFERRED,
        page=_REDIRECT,
    ),
    Outcome(
        name="charge fails",
        trigger="refreshOrders",
        situation=_approved("chargeable"),
        then={
            "order": "cancelled",
            "session": "failed",
            "charge": "failed",
            "fraud": "passed",
            "source": "consumed",
            "item": "cancelled",
        },
        next_action="none",
        spends=True,
        events=("order.charge.failed", "order.cancelled"),
        test_result=_DECLINED,
        evidence=_I,
        page=_TESTS,
    ),
    Outcome(
        name="blocked",
        trigger="refreshOrders",
        situation=_approved("chargeable"),
        then={
            "order": "blocked",
            "session": "complete",
            "charge": "cancelled",
            "cancel": "complete",
            "fraud": "blocked",
            "source": "consumed",
            "item": "blocked",
        },
        next_action="none",
        spends=True,
        events=(
            "order.charge.capturable",
            "order.charge.cancel.complete",
            "order.charge.cancelled",
            "order.blocked",
        ),
        evidence=_I,
        page=_EVENTS,
    ),
    Outcome(
        name="funds still on their way",
        trigger="refreshOrders",
        situation=_approved("pending_funds"),
        then={
            "order": "pending_payment",
            "session": "pending_funds",
            "source": "pending_funds",
        },
        next_action="none",
        page=_REDIRECT,
    ),
    Outcome(
        name="not approved",
        trigger="refreshOrders",
        situation=_approved("pending_redirect"),
        then={
            "order": "pending_payment",
            "session": "pending_redirect",
            "source": "pending_redirect",
        },
        next_action="redirect",
        page=_REDIRECT,
    ),
    *(
        Outcome(
            name=f"nothing new, session {session}",
            trigger="refreshOrders",
            situation={"order": "pending_payment", "session": session},
            then={"order": "pending_payment", "session": session},
            evidence=_I,
            page=_REDIRECT,
        )
        for session in ("pending_funds", "pending")
    ),
    *(
        Outcome(
            name=f"nothing new, order {state}",
            trigger="refreshOrders",
            situation={"order": state},
            then={"order": state},
            evidence=_I,
            page=_REDIRECT,
        )
        for state in LIFECYCLE.states
        if state != "pending_payment"
    ),
)

#: What submitting, refreshing and updating an order can do, likeliest first.
ORDERS: Final[tuple[Outcome, ...]] = (
    *_SUBMITTED,
    *_REFUSED,
    *_REFRESHED,
    *(
        Outcome(
            name=f"changed while {state}",
            trigger="updateOrders",
            situation={"order": state},
            then={"order": state},
            events=("order.updated",),
            evidence=_D,
            page=_PAGE,
        )
        for state in LIFECYCLE.states
    ),
)
