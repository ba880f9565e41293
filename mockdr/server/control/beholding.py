"""Shows the things of a tenant: how they stand, which way they took, what they can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json
from mockdr.contract import payment_methods
from mockdr.domain import LIFECYCLES
from mockdr.engine.deeds import Deed, deeds
from mockdr.engine.journal import Entry
from mockdr.engine.masking import veil
from mockdr.engine.rows import around, row_of, thing_row
from mockdr.engine.things import Thing
from mockdr.engine.ties import SHARED
from mockdr.engine.ways import Step
from mockdr.engine.words import KINDS
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import ControlError, absent, most, needed
from mockdr.server.control.records import brief, event_row, move_row

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["FUNCTIONS"]

_FEW: Final = 5
_EACH_AT_MOST: Final = 100
#: So many of the newest events and calls are looked through for those of one thing.
_LOOKED_THROUGH: Final = 1_000
_SHOWN: Final = 50


def _things(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    kind, before, limit = query.get("kind"), query.get("before"), most(query)
    if kind is not None:
        _known(kind)
    tenant = desk.tenant(query)
    with tenant.lock:
        ids: list[str] = []
        if kind is not None:
            ids = list(islice(_older(tenant, kind, before), limit + 1))
        counted = {one: tenant.store.count(one) for one in KINDS}
        return {
            "kinds": {one: count for one, count in counted.items() if count},
            "things": [row_of(tenant, kind or "", id) for id in ids[:limit]],
            "next": ids[limit - 1] if len(ids) > limit else None,
        }


def _older(tenant: Tenant, kind: str, before: str | None) -> Iterator[str]:
    """Yield the ids of a kind that are older than one, the newest first."""
    ids = tenant.store.newest(kind)
    for id in ids if before is not None else ():
        if id == before:
            break
    yield from ids


def _thing(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    tenant = desk.tenant(query)
    with tenant.lock:
        thing = _named(tenant, query)
        state, beside = tenant.state_of(*thing), around(tenant, thing)
        run = tenant.theatre.owner(*thing)
        lifecycle = LIFECYCLES.get(thing.kind)
        steps = tenant.journal.ways.of(thing)
        if thing.kind == "order":
            steps += tenant.journal.ways.of(Thing("fraud", thing.id))
        told = (
            event for _, event in islice(tenant.event_log.newest(), _LOOKED_THROUGH)
        )
        about = {thing.id, *(one.id for one in beside if one.kind not in SHARED)}
        events = (event for event in told if event.subject in about)
        recent = islice(tenant.journal.newest(), _LOOKED_THROUGH)
        calls = (entry for entry in recent if _concerns(entry, thing, steps))
        return {
            "kind": thing.kind,
            "id": thing.id,
            "state": state,
            "final": lifecycle is not None and state in set(lifecycle.final()),
            "lifecycle": None if lifecycle is None else thing.kind,
            "document": veil(tenant.document(*thing) or {}),
            "links": [thing_row(tenant, one) for one in beside],
            "run": None
            if run is None
            else {
                "scenario": run.story.title,
                "run": run.number,
                "step": min(run.position + 1, len(run.story.steps)),
            },
            "moves": [move_row(step) for step in sorted(steps, key=lambda s: s.number)],
            "events": [event_row(tenant, event) for event in islice(events, _SHOWN)],
            "calls": [brief(tenant, entry) for entry in islice(calls, _SHOWN)],
            "possible": [_deed_row(tenant, deed) for deed in deeds(tenant, [thing])],
        }


def _concerns(entry: Entry, thing: Thing, steps: tuple[Step, ...]) -> bool:
    """Tell whether a call was about a thing, as far as the journal tells it."""
    return (
        entry.state.get("session") == thing.id
        or thing.id in entry.path
        or any(step.called and step.call == entry.seq for step in steps)
    )


def _picture(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    # Few look at pictures, and drawing knows a lot.
    from mockdr.engine.pictures.lifelines import lifeline  # noqa: PLC0415
    from mockdr.engine.pictures.lives import life  # noqa: PLC0415
    from mockdr.engine.pictures.svg import svg  # noqa: PLC0415

    del body
    tenant = desk.tenant(query)
    kind = query.get("kind", "")
    if "id" in query:
        with tenant.lock:
            thing = _named(tenant, query, review=kind == "fraud")
            kind = thing.kind
            _living(kind)
            diagram = lifeline(tenant, thing)
    else:
        _living(needed(query, "kind"))
        diagram = life(kind)
    return {
        "title": diagram.title,
        "svg": svg(diagram),
        "described": diagram.described,
    }


def _possible(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    limit = most(query, absent=_FEW, largest=_EACH_AT_MOST)
    tenant = desk.tenant(query)
    with tenant.lock:
        things = [_named(tenant, query)] if "id" in query else None
        found = deeds(tenant, things, each=limit)
        return {"acts": [_deed_row(tenant, deed) for deed in found]}


def _deed_row(tenant: Tenant, deed: Deed) -> dict[str, Json]:
    # The fraud review is the order's.
    about = "order" if deed.thing.kind == "fraud" else deed.thing.kind
    row = row_of(tenant, about, deed.thing.id)
    return {
        "actor": deed.actor,
        "verb": deed.verb,
        "of": deed.thing.id,
        "kind": deed.thing.kind,
        "state": deed.state,
        **{name: row[name] for name in ("amount", "currency", "createdTime")},
        "title": deed.title,
        "waits": deed.waits,
        "thens": [{"then": dict(end.then), "title": end.title} for end in deed.endings],
        "methods": _methods(tenant, deed) if deed.verb == "chooses" else [],
    }


def _methods(tenant: Tenant, deed: Deed) -> list[dict[str, Json]]:
    """Return what a customer may choose to pay in the currency of a session."""
    session = tenant.peek(*deed.thing)
    checkout = session and tenant.peek("checkout", session.private.get("checkout", ""))
    currency = checkout.document["currency"] if checkout else None
    return [
        {"type": method.type, "title": method.title}
        for method in payment_methods().values()
        if method.flow is not None
        and not method.secondary
        and method.serves(currency, None)
    ]


def _named(tenant: Tenant, query: Mapping[str, str], *, review: bool = False) -> Thing:
    """Return the thing that a query names."""
    id, kind = needed(query, "id"), query.get("kind")
    if kind is not None and not review:
        _known(kind)
    kinds = ("order",) if review else KINDS if kind is None else (kind,)
    for one in kinds:
        if tenant.store.get(one, id) is not None:
            return Thing("fraud" if review else one, id)
    raise absent(
        f"{(kind or 'thing').replace('_', ' ')} {id!r}",
        "GET /_mockdr/things lists what there is",
    )


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise ControlError(
            400,
            "invalid",
            f"{kind!r} is no kind of thing",
            suggest(kind, KINDS, "there are"),
        )


def _living(kind: str) -> None:
    if kind not in LIFECYCLES:
        raise ControlError(
            404,
            "not_found",
            f"{kind!r} has no lifecycle",
            suggest(kind, LIFECYCLES, "these have one:"),
        )


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("GET", "things"): _things,
    ("GET", "thing"): _thing,
    ("GET", "picture"): _picture,
    ("GET", "possible"): _possible,
}
