"""What people see first: the tenants, whether anything happened, and the runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.masking import mask_text
from mockdr.engine.prose.phrases import lasting
from mockdr.scenario.story import ActStep, AnyOrder, CallStep, Step
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import most

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.runs import Playing, Run

__all__ = ["FUNCTIONS"]

_RUNS: Final = 10
_RUNS_AT_MOST: Final = 100


def _tenants(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del query, body
    return {"tenants": [_tenant(tenant) for tenant in desk.world.tenants()]}


def _tenant(tenant: Tenant) -> dict[str, Json]:
    with tenant.lock:
        journal, count = tenant.journal, tenant.store.count
        return {
            "name": tenant.name,
            "live": tenant.live,
            "publicKey": tenant.public_key,
            "now": wire_time(tenant.clock.now),
            "running": tenant.clock.running,
            "scenarios": [
                one.story.title for one in tenant.theatre.playings if not one.over
            ],
            "counts": {
                "calls": journal.seq,
                "sessions": count("session"),
                "orders": count("order"),
                "events": tenant.event_log.count,
                "deliveries": tenant.mail.count,
                "findings": journal.finding_count,
                "failures": journal.failure_count,
            },
        }


def _pulse(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    tenant = desk.tenant(query)
    made = desk.world.find(tenant.name, live=tenant.live) is tenant
    with tenant.lock:
        soonest = tenant.clock.soonest
        return {
            "made": made,
            "begun": wire_time(tenant.tape.start) if made else None,
            "beginning": tenant.tape.number if made else 0,
            "now": wire_time(tenant.clock.now),
            "running": tenant.clock.running,
            "soonest": None if soonest is None else wire_time(soonest),
            "tenants": len(desk.world.tenants()),
            "calls": tenant.journal.seq,
            "moves": tenant.journal.ways.kept,
            "acts": tenant.tape.count,
            "events": tenant.event_log.count,
            "deliveries": tenant.mail.count,
            "findings": tenant.journal.finding_count,
            "scenarios": len(tenant.theatre.playings),
            "due": tenant.clock.entered,
        }


def _runs(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    limit = most(query, absent=_RUNS, largest=_RUNS_AT_MOST)
    tenant = desk.tenant(query)
    with tenant.lock:
        playings = tenant.theatre.playings
        return {"scenarios": [_playing(tenant, one, limit) for one in playings]}


def _playing(tenant: Tenant, playing: Playing, limit: int) -> dict[str, Json]:
    runs = playing.runs[-limit:]
    return {
        "scenario": playing.story.title,
        "summary": mask_text(playing.story.summary),
        "serial": playing.serial,
        "runsLeft": playing.runs_left,
        "stopped": playing.stopped,
        "over": playing.over,
        "given": [
            {"kind": kind, "id": id, "state": tenant.state_of(kind, id), "name": name}
            for name, (kind, id) in playing.given.items()
        ],
        "count": len(playing.runs),
        "runs": [_run(tenant, run) for run in reversed(runs)],
    }


def _run(tenant: Tenant, run: Run) -> dict[str, Json]:
    steps = run.story.steps
    return {
        "number": run.number,
        "step": min(run.position + 1, len(steps)),
        "of": len(steps),
        "ended": run.ended,
        "derailed": mask_text(run.derailed) if run.derailed else None,
        "waits": "" if run.ended or run.derailed else _said(steps[run.position]),
        "steps": [
            {
                "number": number + 1,
                "line": step.place.line,
                "text": _said(step),
                "alone": _alone(step),
                "state": _stands(run, number),
            }
            for number, step in enumerate(steps)
        ],
        "things": [
            {
                "kind": kind,
                "id": id,
                "state": tenant.state_of(kind, id),
                "name": name,
            }
            for kind, id, name in run.things
        ],
    }


def _stands(run: Run, number: int) -> str:
    if number < run.position:
        return "done"
    return "here" if number == run.position else "ahead"


def _alone(step: Step) -> str | None:
    """Return when a step comes without anybody's doing; None where it waits."""
    if not isinstance(step, ActStep):
        return None
    if step.after is None:
        return None if step.actor == "customer" else "on its date"
    return f"after {lasting(step.after)}" if step.after else "at once"


def _said(step: Step) -> str:
    """Return a step in the words of the language."""
    if isinstance(step, AnyOrder):
        return " | ".join(map(_said, step.calls))
    if isinstance(step, CallStep):
        said = f"merchant: {step.operation}"
    elif isinstance(step, ActStep):
        said = f"{step.actor}: {step.verb}"
    return f"{said} of {step.of}" if step.of else said


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("GET", "tenants"): _tenants,
    ("GET", "pulse"): _pulse,
    ("GET", "runs"): _runs,
}
