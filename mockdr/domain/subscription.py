"""A subscription is renewed from period to period, on dates that its plan sets."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = [
    "ACTIVE",
    "CHANGEABLE",
    "LIFECYCLE",
    "TRANSITIONS",
    "Period",
    "Terms",
    "after_intervals",
    "period",
]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_MANAGING = "managing-a-subscription.md"
_ACQUIRING = "digital-river-coordinated-subscriptions.md"
_EVENTS = "event-types.md"

#: States in which it is billed when its time comes.
ACTIVE: Final = ("active", "activeFree")

#: States in which the merchant can change it. Source: managing-a-subscription.md.
CHANGEABLE: Final = ("draft", *ACTIVE, "activePendingInvoice")

#: State to the name of the moment at which it was entered, where there is one.
TRANSITIONS: Final = {
    "active": "activated",
    "activeFree": "activatedFree",
    "failed": "failed",
    "cancelled": "cancelled",
    "ended": "ended",
    "lapsed": "lapsed",
}

_move = partial(row, page=_MANAGING)
_event = partial(row, page=_EVENTS)

#: Every move of a subscription.
#:
#: Source: managing-a-subscription.md, event-types.md.
LIFECYCLE: Final = Lifecycle(
    kind="subscription",
    states=(
        "draft",
        *ACTIVE,
        "activePendingInvoice",
        "failed",
        "lapsed",
        "cancelled",
        "ended",
        "deleted",
    ),
    moves=(
        _move(None, "createCheckouts", "draft", "an item has a plan", page=_ACQUIRING),
        _move(None, "updateCheckouts", "draft", "an item gets a plan", _I),
        _move("draft", "updateSubscriptions", "active", "its order is accepted"),
        _move("draft", "updateSubscriptions", "activeFree", "a free trial"),
        _move("draft", "deleteSubscriptions", "deleted"),
        *(_move(state, "updateSubscriptions", state) for state in CHANGEABLE),
        *(
            _move(state, "updateSubscriptions", "cancelled")
            for state in (*ACTIVE, "activePendingInvoice")
        ),
        *(_event(state, "provider.reminds", state) for state in ACTIVE),
        *(
            move
            for state in ACTIVE
            for move in (
                _event(state, "provider.renews", "active", "the invoice is paid"),
                _event(
                    state, "provider.renews", "activePendingInvoice", "it is not paid"
                ),
                _event(
                    state, "provider.renews", "activeFree", "there is nothing to pay"
                ),
                _event(
                    state,
                    "provider.renews",
                    state,
                    "its source cannot pay",
                    _D if state == "active" else _I,
                ),
                _event(
                    state,
                    "provider.renews",
                    "ended",
                    "its plan is deactivated",
                    page="using-our-services/subscriptions.md",
                ),
                _event(
                    state,
                    "provider.expires",
                    "lapsed",
                    "its source was not replaced in time",
                    _D if state == "active" else _I,
                ),
            )
        ),
        _event("activePendingInvoice", "provider.retries", "active", "it is paid"),
        _event("activePendingInvoice", "provider.retries", "activePendingInvoice"),
        _event(
            "activePendingInvoice",
            "provider.retries",
            "activeFree",
            "there is nothing to pay",
            _I,
        ),
        *(
            _event(state, "openInvoices", "activePendingInvoice", "billed early", _I)
            for state in ACTIVE
        ),
        _event("activePendingInvoice", "voidInvoices", "active", "given away", _I),
        _event("activePendingInvoice", "provider.expires", "failed"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What a plan says about time.

    Args:
        interval: day, week, month or year.
        count: How many of them are a period.
        billing_offset: Days from the invoice to the end of the period.
        reminder_offset: Days from the reminder to the invoice; None for no reminder.
    """

    interval: str
    count: int
    billing_offset: int
    reminder_offset: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """
    One period of a subscription.

    Args:
        invoice: When the next period is billed.
        reminder: When the shopper is reminded of that; None for never.
    """

    start: datetime
    end: datetime
    invoice: datetime
    reminder: datetime | None


def after_intervals(start: datetime, interval: str, count: int) -> datetime:
    """
    Return the moment *count* intervals after *start*.

    A month that is too short for the day ends on its last one (inferred).

    Raises:
        Refusal: 400 `invalid_parameter` for a period that leaves the calendar.
    """
    try:
        if interval in ("day", "week"):
            return start + timedelta(days=count * (7 if interval == "week" else 1))
        months = start.year * 12 + start.month - 1
        months += count * (12 if interval == "year" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return start.replace(year=year, month=month + 1, day=min(start.day, last))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="intervalCount",
                values={"value": str(count)},
            )
        ) from None


def period(anchor: datetime, number: int, terms: Terms) -> Period:
    """
    Return the period with *number*, from 0, of those that begin at *anchor*.

    The invoice comes `billingOffsetDays` before the end, the reminder
    `reminderOffsetDays` before that. Every period is counted from the anchor, so that
    one that began on the 31st ends on a 31st wherever there is one (inferred). Source:
    digital-river-coordinated-subscriptions.md, plans.md.

    Raises:
        Refusal: 400 `invalid_parameter` for a period that leaves the calendar.
    """
    start = after_intervals(anchor, terms.interval, terms.count * number)
    end = after_intervals(anchor, terms.interval, terms.count * (number + 1))
    invoice = max(end - timedelta(days=terms.billing_offset), start)
    reminder = None
    if terms.reminder_offset is not None and terms.reminder_offset >= 0:
        reminder = max(invoice - timedelta(days=terms.reminder_offset), start)
    return Period(start=start, end=end, invoice=invoice, reminder=reminder)
