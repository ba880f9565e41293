"""What merchants do with plans, subscriptions and invoices, and what it leads to."""

from __future__ import annotations

from typing import Final

from mockdr.domain import plan
from mockdr.domain.invoice import UNSETTLED
from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.alone import alone
from mockdr.domain.outcomes.outcome import Outcome
from mockdr.domain.subscription import ACTIVE, CHANGEABLE

__all__ = ["MANAGED"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "invoices.md"
_MANAGING = "managing-a-subscription.md"
_ACQUIRING = "digital-river-coordinated-subscriptions.md"

_OPENED = ("invoice.open", "invoice.updated")
_VOIDED = ("invoice.void", "invoice.updated")
_FUNDED = ("requires_source", "requires_confirmation")

_SUBSCRIBED: Final = (
    *(
        Outcome(
            name=f"subscription drafted by {trigger}",
            trigger=trigger,
            situation={"subscription": None},
            then={"subscription": "draft"},
            events=("subscription.created",),
            evidence=_D if trigger == "createCheckouts" else _I,
            page=_ACQUIRING,
        )
        for trigger in ("createCheckouts", "updateCheckouts")
    ),
    *(
        Outcome(
            name=f"from {before} to {after}",
            trigger="updateSubscriptions",
            situation={"subscription": before, "invoice": None},
            then={"subscription": after},
            events=("subscription.updated",),
            page=_MANAGING,
        )
        for before, after in (
            ("draft", "active"),
            ("draft", "activeFree"),
            *((state, state) for state in CHANGEABLE),
            *((state, "cancelled") for state in ACTIVE),
        )
    ),
    *(
        Outcome(
            name=f"cancelled while {before}, with its draft invoice, session {session}",
            trigger="updateSubscriptions",
            situation={
                "subscription": before,
                "invoice": "draft",
                "session": session,
            },
            then={
                "subscription": "cancelled",
                "invoice": "deleted",
                "session": "cancelled",
            },
            events=("subscription.updated",),
            evidence=_I,
            page=_MANAGING,
        )
        for before in ACTIVE
        for session in _FUNDED
    ),
    Outcome(
        name="cancelled with its open invoice",
        trigger="updateSubscriptions",
        situation={"subscription": "activePendingInvoice", "invoice": "open"},
        then={"subscription": "cancelled", "invoice": "void"},
        events=("subscription.updated", *_VOIDED),
        page=_MANAGING,
    ),
    Outcome(
        name="draft deleted",
        trigger="deleteSubscriptions",
        situation={"subscription": "draft"},
        then={"subscription": "deleted"},
        events=("subscription.deleted",),
        page=_MANAGING,
    ),
)

_INVOICED: Final = (
    *(
        Outcome(
            name=f"{state}, session {session}",
            trigger="createInvoices",
            situation={"invoice": None, "session": None},
            then={"invoice": state, "session": session},
            events=("invoice.created", *(("invoice.open",) if state == "open" else ())),
            page=_PAGE,
        )
        for state in ("open", "draft")
        for session in _FUNDED
    ),
    Outcome(
        name="opened",
        trigger="openInvoices",
        situation={"invoice": "draft", "subscription": None},
        then={"invoice": "open"},
        events=_OPENED,
        page=_PAGE,
    ),
    *(
        Outcome(
            name=f"opened early, subscription {before}",
            trigger="openInvoices",
            situation={"invoice": "draft", "subscription": before},
            then={"invoice": "open", "subscription": "activePendingInvoice"},
            events=_OPENED,
            evidence=_I,
            page=_PAGE,
        )
        for before in ACTIVE
    ),
    Outcome(
        name="voided, and its period given away",
        trigger="voidInvoices",
        situation={"invoice": "open", "subscription": "activePendingInvoice"},
        then={"invoice": "void", "subscription": "active"},
        events=(*_VOIDED, "subscription.updated"),
        evidence=_I,
        page=_PAGE,
    ),
    Outcome(
        name="voided",
        trigger="voidInvoices",
        situation={"invoice": "open", "session": "cancelled"},
        then={"invoice": "void"},
        events=_VOIDED,
        page=_PAGE,
    ),
    Outcome(
        name="voided, session requires_source",
        trigger="voidInvoices",
        situation={"invoice": "open", "session": "requires_source"},
        then={"invoice": "void", "session": "cancelled"},
        events=_VOIDED,
        evidence=_I,
        page=_PAGE,
    ),
    *(
        Outcome(
            name=f"deleted, session {session}",
            trigger="deleteInvoices",
            situation={"invoice": "draft", "session": session},
            then={"invoice": "deleted", "session": "cancelled"},
            evidence=_I,
            page=_PAGE,
        )
        for session in _FUNDED
    ),
    *(
        Outcome(
            name=f"changed while {state}",
            trigger="updateInvoices",
            situation={"invoice": state},
            then={"invoice": state},
            events=("invoice.updated",),
            page=_PAGE,
        )
        for state in (*UNSETTLED, "paid", "void", "uncollectible")
    ),
    *(
        Outcome(
            name=f"invoice {state}, session from {before} to {after}",
            trigger=trigger,
            situation={"invoice": state, "session": before, "source": "chargeable"},
            then={"invoice": state, "session": after, "source": "chargeable"},
            events=("invoice.updated",),
            evidence=_I,
            page=_PAGE,
        )
        for state, trigger, before, after in (
            *(
                (
                    state,
                    "attachSourceToInvoice",
                    "requires_source",
                    "requires_confirmation",
                )
                for state in UNSETTLED
            ),
            (
                "draft",
                "attachSourceToInvoice",
                "requires_confirmation",
                "requires_confirmation",
            ),
            (
                "draft",
                "detachSourceToInvoice",
                "requires_confirmation",
                "requires_source",
            ),
            # After an attempt that was declined there is a new session.
            ("open", "attachSourceToInvoice", None, "requires_confirmation"),
            ("open", "detachSourceToInvoice", None, "requires_source"),
        )
    ),
    Outcome(
        name="single-use source taken off",
        trigger="detachSourceToInvoice",
        situation={"invoice": "draft", "source": "chargeable"},
        then={"source": "cancelled"},
        events=("invoice.updated",),
        evidence=_I,
        page=_PAGE,
    ),
)

#: What merchants decide.
MANAGED: Final[tuple[Outcome, ...]] = (
    *alone(
        plan.LIFECYCLE,
        {
            "createPlans": ("plan.created",),
            "updatePlans": ("plan.updated",),
            "deletePlans": ("plan.deleted",),
        },
    ),
    *_SUBSCRIBED,
    *_INVOICED,
)
