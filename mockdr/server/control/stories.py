"""What the control API does with stories, the clock, the actors and the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

import orjson

from mockdr import __version__
from mockdr.base.clock import parse_duration, parse_instant, wire_time
from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.base.telling import as_json
from mockdr.contract import error_body
from mockdr.engine.journal import Entry, Journal
from mockdr.engine.masking import mask_text
from mockdr.engine.rehearsal import playable
from mockdr.scenario.library import BrokenScenario
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import ControlError, number
from mockdr.server.control.records import brief
from mockdr.server.faults import refuse_without_sockets

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["FUNCTIONS"]

#: What messages call a scenario that came without a file.
_TEXT: Final = "<text>"


def _reset(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    if query.get("tenant") == "*":
        desk.world.reset_all()
    else:
        desk.world.reset(desk.tenant(query).name)


def _play(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant, library = desk.tenant(query), desk.world.library
    try:
        if "yaml" in body:
            story = library.story_from_text(body["yaml"], _TEXT, body.get("variant"))
        else:
            story = library.story(body["scenario"], body.get("variant"))
        if not desk.sockets:
            refuse_without_sockets(story)
        playable(story)
    except BrokenScenario as no:
        raise ControlError(
            422,
            "findings",
            no.message.strip(),
            "mend what the findings say",
            findings=orjson.loads(as_json(no.findings, {})),
        ) from None
    except MockdrError as no:
        raise ControlError(422, "unplayable", no.message, no.help) from None
    runs = body.get("runs") or number(query, "runs", least=1, absent=None)
    played = tenant.play(story, runs=runs)
    return {"scenario": played.story.title, "given": played.given}


def _stop(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    from mockdr.engine.stopping import stop  # noqa: PLC0415  (few ask)

    try:
        stopped = stop(desk.tenant(query), body["scenario"])
    except MockdrError as no:
        raise ControlError(404, "not_found", no.message, no.help) from None
    return {"stopped": stopped}


def _clock(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    limit = number(query, "limit", least=1, absent=None)
    tenant = desk.tenant(query)
    with tenant.lock:
        tenant.catch_up()
        due = tenant.clock.due
        return {
            "now": wire_time(tenant.clock.now),
            "running": tenant.clock.running,
            "due": [
                {"at": wire_time(when), "what": mask_text(what)}
                for when, what in due[:limit]
            ],
            "total": len(due),
        }


def _move_clock(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    clock = desk.tenant(query).clock
    if "advance" in body:
        clock.advance(parse_duration(body["advance"]))
    elif "at" in body:
        clock.at(parse_instant(body["at"]))
    elif "freeze" in body:
        clock.freeze(body["freeze"])
    elif body["run_until_idle"]:
        clock.run_until_idle()
    return _clock(desk, query, None)


def _happen(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    try:
        moved = desk.tenant(query).happen(
            body["actor"],
            body["verb"],
            body.get("of"),
            source=body.get("source"),
            session=body.get("session"),
            then=body.get("then"),
            reason=body.get("reason"),
        )
    except Refusal as refusal:
        # The provider itself would refuse the source that is to be chosen.
        _, envelope = error_body(refusal.complaints)
        raise ControlError(
            409,
            "refused",
            str(envelope["errors"][0]["message"]),
            "the provider would answer this to the browser",
            provider=envelope,
        ) from None
    return {"moved": [{"kind": m.kind, "id": m.id, "state": m.state} for m in moved]}


def _journal(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    after = number(query, "after", least=0, absent=0) or 0
    before = number(query, "before", least=1, absent=None)
    limit = number(query, "limit", least=1, absent=None)
    only = query.get("violations") == "true"
    shorter = query.get("brief") == "true"
    newest = query.get("newest") == "true"
    tenant = desk.tenant(query)
    with tenant.lock:
        journal = tenant.journal
        found = () if shorter else journal.findings()
        # A path that there is not is a finding, with nothing to point at.
        odd = journal.odd
        entries = (
            entry
            for entry in _ordered(journal, before, newest=newest)
            if entry.seq > after and (entry.violations or entry.seq in odd or not only)
        )
        page = list(islice(entries, limit))
        calls = [brief(tenant, e) if shorter else e.to_json() for e in page]
        shown = {entry.seq for entry in page} if newest else None
        findings = [
            f.to_json()
            for f in found
            if (f.seq in shown if shown is not None else f.seq is None or f.seq > after)
        ]
        # What is still to come is nobody's call: only `check` knows of it.
        lacks = () if shorter or newest else tenant.check()
        findings += [f.to_json() for f in lacks if f.kind == "unfinished"]
    return {"calls": calls, "findings": findings, "dropped": journal.dropped}


def _ordered(journal: Journal, before: int | None, *, newest: bool) -> Iterator[Entry]:
    if newest:
        return journal.newest(before)
    return (e for e in journal if before is None or e.seq < before)


def _export(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    from mockdr.engine.bundles.collecting import collect  # noqa: PLC0415  (few ask)

    del body
    tenant = desk.tenant(query)
    hint = _elsewhere(desk, tenant)
    return collect(tenant, __version__, {"hint": hint} if hint else None)


def _elsewhere(desk: Desk, tenant: Tenant) -> str:
    """Return where the calls are if none came for *tenant*; empty if nowhere."""
    others = [] if tenant.journal.seq else desk.world.tenants()
    called = [
        f"?tenant={other.alias}{'&live=true' if other.live else ''}"
        for other in others
        if other.journal.seq
    ]
    if not called:
        return ""
    return (
        f"no call has come for the tenant {tenant.alias}; those that did are in "
        f"GET /_mockdr/export{' or '.join(called)}"
    )


def _sessions(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    return {"sessions": desk.tenant(query).sessions()}


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("POST", "reset"): _reset,
    ("POST", "play"): _play,
    ("POST", "stop"): _stop,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _move_clock,
    ("POST", "happen"): _happen,
    ("GET", "journal"): _journal,
    ("GET", "export"): _export,
    ("GET", "sessions"): _sessions,
}
