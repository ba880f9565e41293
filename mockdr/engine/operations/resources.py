"""Resources that are little more than what was sent: one mechanism for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from mockdr import contract
from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.operations.listing import list_of
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "Resource",
    "an_id",
    "changed",
    "enter",
    "found",
    "make",
    "operations_of",
    "own_id",
    "simple_move",
    "uuid",
]

#: What no request could name in its path, however it is written: servers and clients
#: take these apart before anybody reads the id. That they are refused is inferred.
_UNSPEAKABLE: Final = re.compile(r".*[/\\\x00-\x1f\x7f].*|\.\.?", re.DOTALL)

Operate = Callable[[Turn], Answer]


def uuid(turn: Turn) -> str:
    """Return an id as most resources have it."""
    return turn.tenant.ids.uuid()


def an_id(prefix: str) -> Callable[[Turn], str]:
    """Return a maker of ids that begin with *prefix*, an underscore, and a UUID."""
    return lambda turn: f"{prefix}_{turn.tenant.ids.uuid()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """
    What tells one resource from another; all the rest is the contract's.

    Args:
        kind: KIND under which its things are kept.
        title: What a 404 calls it.
        create: operationIds; None for what merchants cannot do.
        new_id: Makes the id of a new thing.
        own_id: Whether the merchant may choose the id.
        told: `create`, `update` or `delete` to the type of the event it emits.
        state: The state in which it is made, where it has a field `state`.
        defaults: What a new thing has where the request says nothing.
        not_kept: Fields of the request that the document does not take over.
        stamp: Prints a moment as `createdTime` and `updatedTime` have it.
        created: Status of the reply to its creation.
        changed: Status of the reply to an update.
        elsewhere: See `listing.list_of`.
        prepare: Checks and completes a new document before it is kept.
        change: The same after an update's fields were put in.
        forget: Does what a deletion brings with it, or refuses it.
        missing: Key of the 404.
    """

    kind: str
    title: str
    create: str | None = None
    retrieve: str | None = None
    update: str | None = None
    delete: str | None = None
    list: str | None = None
    new_id: Callable[[Turn], str] = uuid
    own_id: bool = False
    told: Mapping[str, str] = field(default_factory=dict)
    state: str | None = None
    defaults: Mapping[str, Json] = field(default_factory=dict)
    not_kept: frozenset[str] = frozenset()
    stamp: Callable[[datetime], str] = wire_time
    created: int = 201
    changed: int = 200
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prepare: Callable[[Turn, Record], None] | None = None
    change: Callable[[Turn, Record], None] | None = None
    forget: Callable[[Turn, Record], None] | None = None
    missing: str = "not_found"

    def fields(self) -> frozenset[str]:
        """Return the fields that its document has."""
        shown = self.retrieve or self.create or ""
        return frozenset(contract.fields_of(f"reply:{shown}", ()))


def operations_of(resource: Resource) -> dict[str, Operate]:
    """Return what the operations of *resource* do, by operationId."""
    made: tuple[tuple[str | None, Callable[[Resource, Turn], Answer]], ...] = (
        (resource.create, _create),
        (resource.retrieve, _retrieve),
        (resource.update, _update),
        (resource.delete, _delete),
        (resource.list, _list),
    )
    return {id: partial(work, resource) for id, work in made if id is not None}


def found(turn: Turn, resource: Resource, id: str, parameter: str = "id") -> Record:
    """
    Return the thing.

    Raises:
        Refusal: 404, if there is none.
    """
    turn.about[resource.kind] = id
    record = turn.load(resource.kind, id)
    if record is None:
        raise Refusal(
            Complaint(
                key=resource.missing,
                parameter=parameter,
                values={"resource": resource.title, "id": id},
            )
        )
    return record


def own_id(turn: Turn, kind: str) -> str | None:
    """
    Return the id that the merchant chose, or None.

    Raises:
        Refusal: 400 for one that no path can name; 409 where it is taken, which is
            undocumented, but a connector falls back to an update on this status.
    """
    if not turn.body.get("id"):
        return None
    id = str(turn.body["id"])
    if _UNSPEAKABLE.fullmatch(id):
        raise Refusal(
            Complaint(key="invalid_parameter", parameter="id", values={"value": id})
        )
    if turn.load(kind, id) is not None:
        raise Refusal(Complaint(key="conflict:duplicate_id", values={"id": id}))
    return id


def make(turn: Turn, resource: Resource, id: str | None = None) -> Record:
    """
    Make a thing out of the turn's body.

    Args:
        id: Its id, where that is settled.
    """
    if id is None and resource.own_id:
        id = own_id(turn, resource.kind)
    fields = resource.fields()
    document: dict[str, Json] = {"id": id or turn.settled or resource.new_id(turn)}
    for name in ("createdTime", "updatedTime"):
        if name in fields:
            document[name] = resource.stamp(turn.now)
    document.update(resource.defaults)
    if resource.state is not None:
        document["state"] = resource.state
    if "liveMode" in fields:
        document["liveMode"] = turn.tenant.live
    record = Record(resource.kind, document["id"], document)
    _put(turn, resource, record)
    if resource.prepare is not None:
        resource.prepare(turn, record)
    if "stateTransitions" in fields - document.keys() and "state" in document:
        document["stateTransitions"] = {document["state"]: turn.time}
    turn.make(record)
    turn.about[resource.kind] = record.id
    if "create" in resource.told:
        turn.tell(resource.told["create"], record)
    return record


def _put(turn: Turn, resource: Resource, record: Record) -> None:
    """Take over what was sent; null takes a field away."""
    fields = resource.fields() - resource.not_kept - {"id"}
    for name, value in turn.body.items():
        if name not in fields:
            continue
        if value is None:
            record.document.pop(name, None)
        else:
            record.document[name] = value


def enter(turn: Turn, record: Record, state: str) -> None:
    """Bring *record* into *state*, and note when, where its documents say when."""
    document = record.document
    # Where no field shows it, it is kept beside the document.
    (record.private if "state" in record.private else document)["state"] = state
    if "stateTransitions" in document:
        document["stateTransitions"][state] = turn.time
    if "updatedTime" in document:
        document["updatedTime"] = turn.time
    turn.save(record)


def simple_move(turn: Turn, thing: Thing) -> None:
    """Do an act that moves one thing alone, as the joint table says."""
    record = turn.sure(*thing)
    outcome = decide(turn, {thing.kind: turn.tenant.state_of(*thing)}, None)
    state = outcome.then.get(thing.kind)
    if state is not None:
        enter(turn, record, state)
    for type in outcome.events:
        turn.tell(type, record)


def changed(before: Json, after: Json) -> dict[str, Json]:
    """
    Return what `previousAttributes` says: old values of what changed, null for new.

    Source: the samples of events; nested maps list only their changed keys.
    """
    previous: dict[str, Json] = {}
    for name in after:
        old, new = before.get(name), after[name]
        if old == new or name == "updatedTime":
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            previous[name] = changed(old, new)
        else:
            previous[name] = old
    previous.update({k: v for k, v in before.items() if k not in after})
    return previous


def _create(resource: Resource, turn: Turn) -> Answer:
    record = make(turn, resource)
    return Answer(status=resource.created, document=turn.shown(record))


def _retrieve(resource: Resource, turn: Turn) -> Answer:
    record = found(turn, resource, turn.params["id"])
    return Answer(status=200, document=turn.shown(record))


def _update(resource: Resource, turn: Turn) -> Answer:
    record = found(turn, resource, turn.params["id"])
    before = turn.before(record)
    _put(turn, resource, record)
    if resource.change is not None:
        resource.change(turn, record)
    if "updatedTime" in record.document:
        record.document["updatedTime"] = resource.stamp(turn.now)
    turn.save(record)
    after = turn.shown(record)
    if "update" in resource.told:
        turn.tell(resource.told["update"], record, previous=changed(before, after))
    return Answer(status=resource.changed, document=after)


def _delete(resource: Resource, turn: Turn) -> Answer:
    record = found(turn, resource, turn.params["id"])
    if resource.forget is not None:
        resource.forget(turn, record)
    if "delete" in resource.told:
        before = turn.before(record)
        turn.tell(resource.told["delete"], record, previous=before, deleted=True)
    turn.remove(record)
    return Answer(status=204)


def _list(resource: Resource, turn: Turn) -> Answer:
    return list_of(turn, resource.kind, elsewhere=resource.elsewhere)
