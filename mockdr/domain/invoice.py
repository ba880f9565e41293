"""An invoice is collected, by one attempt a day, until it is paid or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["COLLECTION_DAYS", "LIFECYCLE", "RETRY", "UNSETTLED", "given_up"]

_I = Evidence.INFERRED
_PAGE = "invoices.md"
_EVENTS = "event-types.md"

#: From one attempt to the next. Source: the advice on recurring charges, which allows
#: one a day; that the provider uses it is inferred.
RETRY: Final = timedelta(days=1)

#: For how long an invoice is collected when nobody says it. Source: invoices.md.
COLLECTION_DAYS: Final = 30

#: States in which an invoice can still be funded.
UNSETTLED: Final = ("draft", "open")

_move = partial(row, page=_PAGE)
_event = partial(row, page=_EVENTS)


def given_up(opened: datetime, days: int, *, optimized: bool) -> datetime:
    """
    Return when an invoice that nobody paid is given up.

    Args:
        opened: When it was opened.
        days: Its `collectionPeriodDays`; with 0 and 1 there is one attempt.
        optimized: Its `billingOptimization`; without it there is one attempt.

    Source: invoices.md.
    """
    return opened + timedelta(days=days if optimized else 0)


#: Every move of an invoice.
#:
#: Source: invoices.md, event-types.md.
LIFECYCLE: Final = Lifecycle(
    kind="invoice",
    states=("draft", "open", "paid", "void", "uncollectible", "deleted"),
    moves=(
        _move(None, "createInvoices", "open", "unless it asks for a draft"),
        _move(None, "createInvoices", "draft"),
        _event(None, "provider.reminds", "draft", "the next one of a subscription"),
        _event(None, "provider.renews", "paid", "opened and paid at once"),
        _event(None, "provider.renews", "open", "the first attempt failed"),
        _event("draft", "provider.renews", "paid", "opened and paid at once"),
        _event("draft", "provider.renews", "open", "the first attempt failed"),
        _event("draft", "provider.renews", "deleted", "its subscription ends", _I),
        _event("draft", "provider.expires", "deleted", "its subscription lapses", _I),
        _move("draft", "openInvoices", "open"),
        _move("draft", "deleteInvoices", "deleted"),
        _event(
            "draft",
            "updateSubscriptions",
            "deleted",
            "the subscription is cancelled",
            _I,
        ),
        _event("open", "provider.retries", "paid"),
        _event("open", "provider.retries", "open", "the attempt failed"),
        _move("open", "voidInvoices", "void"),
        _event("open", "updateSubscriptions", "void", "the subscription is cancelled"),
        _event("open", "provider.expires", "uncollectible", "its period is over"),
        *(
            _move(state, "updateInvoices", state)
            for state in (*UNSETTLED, "paid", "void", "uncollectible")
        ),
        *(
            _move(state, trigger, state)
            for state in UNSETTLED
            for trigger in ("attachSourceToInvoice", "detachSourceToInvoice")
        ),
    ),
)
