"""What was called, found, told and delivered: a page of each, or one of them whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.deliveries import delivery_to_json
from mockdr.engine.journal import Entry, Finding
from mockdr.engine.masking import mask_text, veil
from mockdr.engine.things import Thing
from mockdr.engine.undelivered import undelivered
from mockdr.engine.ways import Step
from mockdr.scenario.unfinished import unfinished
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import absent, most, needed, number
from mockdr.server.curl import curl

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Delivery
    from mockdr.events.log import Event

__all__ = ["FUNCTIONS", "brief", "event_row", "finding_row", "move_row"]

_Item = TypeVar("_Item")


def brief(tenant: Tenant, entry: Entry) -> dict[str, Json]:
    """Return the line of a list that shows a call: no bodies, wrongs counted."""
    return {
        "seq": entry.seq,
        "time": entry.time,
        "operation": entry.operation,
        "method": entry.method,
        "path": entry.path,
        "query": [list(pair) for pair in entry.query],
        "key": entry.key,
        "status": entry.status,
        "verdict": entry.verdict,
        "scenario": entry.scenario,
        "run": entry.run,
        "step": entry.step,
        "state": entry.state,
        "events": entry.events,
        "fault": entry.fault,
        "errors": entry.errors,
        "hint": entry.hint,
        "violations": len(entry.violations),
        "findings": tenant.journal.found_about(entry.seq),
    }


def finding_row(number: int, finding: Finding) -> dict[str, Json]:
    """Return a finding with its number."""
    return {"number": number, **finding.to_json()}


def move_row(step: Step) -> dict[str, Json]:
    """Return a move as lists show it."""
    return {
        "number": step.number,
        "at": wire_time(step.at),
        "call": step.call if step.called else None,
        "kind": step.thing.kind,
        "id": step.thing.id,
        "before": step.before,
        "trigger": step.trigger,
        "after": step.after,
    }


def event_row(tenant: Tenant, event: Event) -> dict[str, Json]:
    """Return the line of a list that shows an event."""
    return {
        "id": event.id,
        "type": event.type,
        "at": wire_time(event.at),
        "kind": event.kind,
        "of": event.subject,
        "webhooks": list(tenant.event_log.webhooks_of(event)),
    }


def _call(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    needed(query, "seq")
    seq = number(query, "seq", least=1, absent=None) or 0
    tenant = desk.tenant(query)
    with tenant.lock:
        journal = tenant.journal
        entry = journal.entry(seq)
        if entry is None:
            raise absent(
                f"call {seq}",
                f"the journal keeps {journal.dropped + 1} to {journal.seq}"
                if journal.seq
                else "the journal is empty",
            )
        found = [
            finding_row(number, finding)
            for number, finding in journal.newest_findings()
            if finding.seq == seq
        ]
        return {
            "call": veil(entry.to_json()),
            "curl": curl(entry, tenant, tenant.base_url, veiled=True),
            "findings": found[::-1],
            "moves": [
                move_row(step) for step in journal.ways.by_call(seq, _moved(entry))
            ],
        }


def _moved(entry: Entry) -> list[Thing]:
    """Return what a call made and moved, as its entry names it."""
    return [Thing(*one.split(" ", 1)) for one in entry.moved]


def _findings(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    before, limit = _page(query)
    tenant = desk.tenant(query)
    with tenant.lock:
        journal = tenant.journal
        rows, more = _some(journal.newest_findings(before), limit)
        return {
            "findings": [finding_row(*row) for row in rows],
            "unfinished": [*islice(_unfinished(tenant), limit)],
            "total": journal.finding_count,
            "next": rows[-1][0] if more else None,
        }


def _unfinished(tenant: Tenant) -> Iterator[str]:
    """Yield what is still to come, as far as a test would miss it, one by one."""
    if tenant.settings.unfinished == "fail":
        for playing in tenant.theatre.playings:
            yield from (
                mask_text(lack.told) for lack in unfinished(playing, tenant.document)
            )
        yield from (finding.message for finding in undelivered(tenant))


def _events(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    before, limit = _page(query)
    tenant = desk.tenant(query)
    with tenant.lock:
        rows, more = _some(tenant.event_log.newest(before), limit)
        return {
            "events": [
                {**event_row(tenant, event), "number": number} for number, event in rows
            ],
            "total": tenant.event_log.count,
            "next": rows[-1][0] if more else None,
        }


def _event(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    id = needed(query, "id")
    tenant = desk.tenant(query)
    with tenant.lock:
        for _, event in tenant.event_log.newest():
            if event.id == id:
                sent = [d.number for d in tenant.mail.deliveries if d.event.id == id]
                return {"event": veil(tenant.told(event)), "deliveries": sent}
    raise absent(f"event {id!r}", "GET /_mockdr/events lists those that are kept")


def _deliveries(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    before, limit = _page(query)
    tenant = desk.tenant(query)
    with tenant.lock:
        found = (
            (delivery.number, delivery)
            for delivery in reversed(tenant.mail.deliveries)
            if (before is None or delivery.number < before)
            and query.get("state") in (None, delivery.state)
            and query.get("webhook") in (None, delivery.webhook)
        )
        rows, more = _some(found, limit)
        return {
            "deliveries": [_delivery_row(delivery) for _, delivery in rows],
            "total": tenant.mail.count,
            "next": rows[-1][0] if more else None,
        }


def _delivery_row(delivery: Delivery) -> dict[str, Json]:
    answer = delivery.answer
    last = delivery.attempts[-1] if delivery.attempts else None
    return {
        "number": delivery.number,
        "type": delivery.type,
        "kind": delivery.event.kind,
        "of": delivery.event.subject,
        "webhook": delivery.webhook,
        "address": mask_text(delivery.address),
        "state": delivery.state,
        "status": None if answer is None else answer.status,
        "reason": "" if answer is None else mask_text(answer.reason),
        "attempts": len(delivery.attempts),
        "last": None if last is None else wire_time(last.at),
        "next": None if delivery.next is None else wire_time(delivery.next),
    }


def _delivery(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    wanted = needed(query, "number")
    number(query, "number", least=1, absent=None)
    tenant = desk.tenant(query)
    with tenant.lock:
        for delivery in tenant.mail.deliveries:
            if delivery.number == int(wanted):
                told = delivery_to_json(delivery)
                shown = {"address": mask_text(delivery.address)}
                return {**told, **shown, "event": veil(told["event"])}
    raise absent(
        f"delivery {wanted}", "GET /_mockdr/deliveries lists those that are kept"
    )


def _page(query: Mapping[str, str]) -> tuple[int | None, int]:
    return number(query, "before", least=1, absent=None), most(query)


def _some(
    items: Iterable[tuple[int, _Item]] | Iterator[tuple[int, _Item]], limit: int
) -> tuple[list[tuple[int, _Item]], bool]:
    """Return the first of *items*, and whether there are more."""
    found = list(islice(items, limit + 1))
    return found[:limit], len(found) > limit


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("GET", "call"): _call,
    ("GET", "findings"): _findings,
    ("GET", "events"): _events,
    ("GET", "event"): _event,
    ("GET", "deliveries"): _deliveries,
    ("GET", "delivery"): _delivery,
}
