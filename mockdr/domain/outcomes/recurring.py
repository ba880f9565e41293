"""What renewals, invoices and those who decide on them lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome
from mockdr.domain.subscription import ACTIVE

__all__ = ["COMPOSITE", "RECURRING"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "invoices.md"
_EVENTS = "event-types.md"
_MANAGING = "managing-a-subscription.md"
_ACQUIRING = "digital-river-coordinated-subscriptions.md"

#: Events that tell of a subscription and its invoice together.
#:
#: Source: their samples in event-types.md.
COMPOSITE: Final = frozenset(
    {
        "subscription.reminder",
        "subscription.extended",
        "subscription.payment_failed",
    }
)

_OPENED = ("invoice.open", "invoice.updated")
_CHARGED = (
    "order.created",
    "order.charge.capturable",
    "order.accepted",
    "fulfillment.created",
    "order.charge.capture.pending",
    "order.fulfilled",
    "order.charge.processing",
)
_FREE = (
    "order.created",
    "order.accepted",
    "fulfillment.created",
    "order.fulfilled",
    "order.complete",
)
_SETTLED = ("invoice.paid", "invoice.updated")
_GIVEN_UP = ("invoice.uncollectible", "invoice.updated")
_VOIDED = ("invoice.void", "invoice.updated")
#: One that cannot be captured is not paid either: the page has captures pay it.
_DECLINED = frozenset({"charge_failed", "sca_failed", "capture_failed"})

_DELIVERED: Final[Mapping[str, str]] = {
    "invoice": "paid",
    "session": "complete",
    "fraud": "passed",
    "item": "fulfilled",
    "fulfillment": "created",
}
_PAID: Final[Mapping[str, str]] = {
    **_DELIVERED,
    "order": "fulfilled",
    "charge": "processing",
    "capture": "pending",
}
_UNPAID: Final[Mapping[str, str]] = {
    "invoice": "open",
    "session": "cancelled",
    "charge": "failed",
}


#: The draft that may be there on the day of the next invoice, and its session: with a
#: source, or without one that was gone at the reminder.
_DRAFTED: Final = (
    (None, None),
    ("draft", "requires_confirmation"),
    ("draft", "requires_source"),
)


def _renewed(
    before: str, invoice: str | None, session: str | None
) -> Iterator[Outcome]:
    """
    Yield what the day of the next invoice brings.

    `source` is the one that the subscription pays with: None where there is nothing to
    pay, `cancelled` where it cannot pay any more, for whatever reason.
    """
    evidence = _I if session == "requires_source" else _D
    opened = (*(("invoice.created",) if invoice is None else ()), *_OPENED)
    about = f"{before}, invoice {invoice or 'made now'}"
    if session == "requires_source":
        about += " that had no source"
    billed: dict[str, str | None] = {
        "subscription": before,
        "invoice": invoice,
        "session": session,
    }
    yield Outcome(
        name=f"paid: {about}",
        trigger="provider.renews",
        situation={**billed, "source": "chargeable"},
        then={
            "subscription": "active",
            "source": "chargeable",
            **_PAID,
        },
        spends=True,
        events=(*opened, *_CHARGED, *_SETTLED, "subscription.extended"),
        evidence=evidence,
        page=_EVENTS,
    )
    yield Outcome(
        name=f"declined: {about}",
        trigger="provider.renews",
        situation={**billed, "source": "chargeable"},
        then={"subscription": "activePendingInvoice", **_UNPAID},
        events=(*opened, "invoice.payment_failed", "subscription.payment_failed"),
        test_result=_DECLINED,
        evidence=evidence,
        page=_EVENTS,
    )
    yield Outcome(
        name=f"nothing to pay: {about}",
        trigger="provider.renews",
        situation={**billed, "source": None},
        then={"subscription": "activeFree", "order": "complete", **_DELIVERED},
        events=(*opened, *_FREE, *_SETTLED),
        evidence=evidence,
        page=_EVENTS,
    )
    yield Outcome(
        name=f"ended with its plan: {about}",
        trigger="provider.renews",
        situation=billed,
        then={
            "subscription": "ended",
            **({} if invoice is None else {"invoice": "deleted"}),
            **({} if invoice is None else {"session": "cancelled"}),
        },
        evidence=evidence,
        page="using-our-services/subscriptions.md",
    )


_RENEWING: Final = (
    *(
        outcome
        for before in ACTIVE
        for invoice, session in _DRAFTED
        for outcome in _renewed(before, invoice, session)
    ),
    *(
        Outcome(
            name=f"source cannot pay: {before}",
            trigger="provider.renews",
            situation={"subscription": before, "source": "cancelled"},
            then={"subscription": before},
            events=("subscription.source_invalid",),
            evidence=_D if before == "active" else _I,
            page=_EVENTS,
        )
        for before in ACTIVE
    ),
    *(
        Outcome(
            name=f"reminded: {before}",
            trigger="provider.reminds",
            situation={"subscription": before, "invoice": None, "session": None},
            then={
                "subscription": before,
                "invoice": "draft",
                "session": "requires_confirmation",
            },
            events=("invoice.created", "subscription.reminder"),
            page=_EVENTS,
        )
        for before in ACTIVE
    ),
    *(
        Outcome(
            name=f"reminded without a source: {before}",
            trigger="provider.reminds",
            situation={
                "subscription": before,
                "invoice": None,
                "session": None,
                "source": "cancelled",
            },
            then={
                "subscription": before,
                "invoice": "draft",
                "session": "requires_source",
            },
            events=("invoice.created", "subscription.reminder"),
            evidence=_I,
            page=_EVENTS,
        )
        for before in ACTIVE
    ),
)


def _retried(subscription: str | None, session: str | None) -> Iterator[Outcome]:
    """Yield what one attempt on an open invoice brings."""
    about = "of a subscription" if subscription else "of none"
    about += ", again" if session is None else ", for the first time"
    renewed = {} if subscription is None else {"subscription": "active"}
    situation: dict[str, str | None] = {
        "subscription": subscription,
        "invoice": "open",
        "session": session,
    }
    extended = () if subscription is None else ("subscription.extended",)
    failed = () if subscription is None else ("subscription.payment_failed",)
    for source in ("chargeable",) if subscription else ("chargeable", "consumed"):
        yield Outcome(
            name=f"paid: {about}, source {source}",
            trigger="provider.retries",
            situation={**situation, "source": "chargeable"},
            then={**renewed, "source": source, **_PAID},
            spends=True,
            events=(*_CHARGED, *_SETTLED, *extended),
            page=_EVENTS,
        )
    yield Outcome(
        name=f"declined: {about}",
        trigger="provider.retries",
        situation={**situation, "source": "chargeable"},
        then={
            **({} if subscription is None else {"subscription": subscription}),
            **_UNPAID,
        },
        events=("invoice.payment_failed", *failed),
        test_result=_DECLINED,
        page=_EVENTS,
    )


_RETRYING: Final = (
    *_retried("activePendingInvoice", None),
    *_retried("activePendingInvoice", "requires_confirmation"),
    *_retried(None, None),
    *_retried(None, "requires_confirmation"),
    Outcome(
        name="nothing to pay for a subscription",
        trigger="provider.retries",
        situation={
            "subscription": "activePendingInvoice",
            "invoice": "open",
            "session": "requires_confirmation",
            "source": None,
        },
        then={"subscription": "activeFree", "order": "complete", **_DELIVERED},
        events=(*_FREE, *_SETTLED),
        evidence=_I,
        page=_PAGE,
    ),
    Outcome(
        name="nothing to pay",
        trigger="provider.retries",
        situation={
            "subscription": None,
            "invoice": "open",
            "session": "requires_confirmation",
            "source": None,
        },
        then={"order": "complete", **_DELIVERED},
        events=(*_FREE, *_SETTLED),
        evidence=_I,
        page=_PAGE,
    ),
)

_EXPIRING: Final = (
    Outcome(
        name="renewal given up",
        trigger="provider.expires",
        situation={"invoice": "open", "subscription": "activePendingInvoice"},
        then={"invoice": "uncollectible", "subscription": "failed"},
        events=(*_GIVEN_UP, "subscription.failed"),
        page=_EVENTS,
    ),
    Outcome(
        name="invoice given up",
        trigger="provider.expires",
        situation={"invoice": "open", "subscription": None, "session": "cancelled"},
        then={"invoice": "uncollectible"},
        events=_GIVEN_UP,
        page=_EVENTS,
    ),
    *(
        Outcome(
            name=f"invoice given up that was never tried, session {session}",
            trigger="provider.expires",
            situation={"invoice": "open", "subscription": None, "session": session},
            then={"invoice": "uncollectible", "session": "cancelled"},
            events=_GIVEN_UP,
            evidence=_I,
            page=_EVENTS,
        )
        for session in ("requires_source", "requires_confirmation")
    ),
    *(
        Outcome(
            name=f"lapsed: {before}",
            trigger="provider.expires",
            situation={"subscription": before, "invoice": None},
            then={"subscription": "lapsed"},
            events=("subscription.lapsed",),
            evidence=_D if before == "active" else _I,
            page=_EVENTS,
        )
        for before in ACTIVE
    ),
    *(
        Outcome(
            name=f"lapsed with a draft: {before}",
            trigger="provider.expires",
            situation={"subscription": before, "invoice": "draft"},
            then={
                "subscription": "lapsed",
                "invoice": "deleted",
                "session": "cancelled",
            },
            events=("subscription.lapsed",),
            evidence=_I,
            page=_EVENTS,
        )
        for before in ACTIVE
    ),
)

#: Everything that recurs.
RECURRING: Final[tuple[Outcome, ...]] = (
    *_RENEWING,
    *_RETRYING,
    *_EXPIRING,
)
