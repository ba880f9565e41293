"""The dates of a subscription, and what the provider does on them by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import parse_instant, wire_time
from mockdr.base.errors import Json
from mockdr.domain.subscription import CHANGEABLE, Terms, period
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = [
    "await_dates",
    "begin",
    "draft_of",
    "ended",
    "expired",
    "extend",
    "source_of",
    "usable",
]

#: Verb to the date on which the provider does it by itself.
_DATES: Final = {"reminds": "nextReminderDate", "renews": "nextInvoiceDate"}


# -- periods ------------------------------------------------------------------------


def begin(turn: Turn, record: Record, plan: Record) -> None:
    """Let the first period of a subscription begin now."""
    moment = parse_instant(turn.time)
    days = timedelta(days=plan.document["contractBindingDays"])
    record.document["contractBindingUntil"] = wire_time(moment + days)
    record.private.update(anchor=turn.time, number=0, plan=plan.id)
    _date(turn, record, plan)


def extend(turn: Turn, record: Record) -> None:
    """
    Let the next period follow the present one; a new plan counts from here.

    Where the plan is gone there is none, and all ends with the present one.
    """
    private = record.private
    plan = turn.load("plan", record.document["planId"])
    if plan is None:
        last = record.document["currentPeriodEndDate"]
        record.document["nextInvoiceDate"] = last
        record.document.pop("nextReminderDate", None)
        await_dates(turn, record)
        return
    if private["plan"] == plan.id:
        private["number"] += 1
    else:
        anchor = record.document["currentPeriodEndDate"]
        private.update(anchor=anchor, number=0, plan=plan.id)
    private.pop("unusable", None)
    _date(turn, record, plan)


def _date(turn: Turn, record: Record, plan: Record) -> None:
    """Write the dates of the present period, and put what comes next on the clock."""
    said = plan.document
    found = period(
        parse_instant(record.private["anchor"]),
        record.private["number"],
        Terms(
            interval=said["interval"],
            count=said["intervalCount"],
            billing_offset=said["billingOffsetDays"],
            reminder_offset=said.get("reminderOffsetDays"),
        ),
    )
    document = record.document
    document["currentPeriodStartDate"] = wire_time(found.start)
    document["currentPeriodEndDate"] = wire_time(found.end)
    document["nextInvoiceDate"] = wire_time(found.invoice)
    document.pop("nextReminderDate", None)
    if found.reminder is not None:
        document["nextReminderDate"] = wire_time(found.reminder)
    await_dates(turn, record)


def await_dates(turn: Turn, record: Record) -> None:
    """Put what comes next on the clock."""
    document = record.document
    for verb, name in _DATES.items():
        if name in document:
            turn.later(
                max(parse_instant(document[name]), turn.now),
                f"provider {verb} subscription {record.id}",
                partial(_come, turn.tenant, verb, record.id),
                endless=True,
                moot=partial(_over, turn.tenant, verb, record.id, document[name]),
            )


def _over(tenant: Tenant, verb: str, id: str, date: str) -> bool:
    """Tell whether a date counts no more: there is another, or all has ended."""
    record = tenant.peek("subscription", id)
    return (
        record is None
        or record.document["state"] not in CHANGEABLE
        or record.document.get(_DATES[verb]) != date
    )


def _come(tenant: Tenant, verb: str, id: str) -> None:
    """Let the provider do on its day what is still to be done on that day."""
    record = tenant.peek("subscription", id)
    if record is None:
        return
    if verb == "reminds" and (
        record.private.get("invoice") or not _reminded(tenant, record)
    ):
        return
    tenant.provider_moves(verb, Thing("subscription", id))


def _reminded(tenant: Tenant, record: Record) -> bool:
    """Tell whether there will be anything to remind of."""
    return not ended(Turn(tenant, trigger="provider.reminds"), record)


# -- what is looked at ---------------------------------------------------------------


def usable(turn: Turn, record: Record) -> bool:
    """Tell whether a subscription can be billed: by its source, or for nothing."""
    costs = any(_price(item) for item in record.document["items"])
    return not costs or source_of(turn, record) is not None


def source_of(turn: Turn, record: Record) -> Record | None:
    """Return the source of a subscription, if it can be charged."""
    source = turn.load("source", str(record.document.get("sourceId")))
    if source is None:
        return None
    document = source.document
    lasts = document["state"] == "chargeable" and document["reusable"]
    return source if lasts and not expired(turn, source) else None


def expired(turn: Turn, source: Record) -> bool:
    """
    Tell whether a source is a card whose last month is over.

    That such a card cannot be charged again is inferred.
    """
    card = source.document.get(source.document["type"]) or {}
    year, month = card.get("expirationYear"), card.get("expirationMonth")
    if year is None or month is None:
        return False
    return (int(year), int(month)) < (turn.now.year, turn.now.month)


def _price(item: Mapping[str, Json]) -> float:
    return float(item.get("price", item.get("aggregatePrice", 0)) or 0)


def ended(turn: Turn, record: Record) -> bool:
    """Tell whether the plan of a subscription bills no more."""
    plan = turn.load("plan", record.document["planId"])
    return plan is None or plan.document["state"] == "deactivated"


def draft_of(turn: Turn, record: Record) -> Record | None:
    """Return the invoice that a subscription waits with, a draft or an open one."""
    id = record.private.get("invoice")
    return None if id is None else turn.load("invoice", id)
