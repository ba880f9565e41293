"""Merchants who speak an older API version: which one, and what they get to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.contract import Look, Operation
from mockdr.engine.call import Call
from mockdr.engine.gates import VERSION, known_of
from mockdr.engine.settings import Settings
from mockdr.engine.things import Load, Record
from mockdr.engine.words import PATH_KINDS
from mockdr.events import Event
from mockdr.scenario.runner import Part
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.turn import Turn

__all__ = [
    "FORMER",
    "absence",
    "event_in",
    "fitted",
    "keep",
    "lift",
    "look_from",
    "lower",
    "model_of",
    "spoken",
]

#: Under this name a record keeps what only older versions know of it.
FORMER = "former"


def spoken(
    operation: Operation, part: Part, call: Call, settings: Settings
) -> tuple[str | None, str]:
    """
    Return the older version that a request speaks, None for the newest; and a remark.

    The header counts, else the scenario, else the key. Operations of the public key
    are the browser library's, which has versions of its own (inferred).
    """
    newest = contract.newest()
    if operation.key != "secret":
        return None, ""
    told = part.run.story.version if part.run is not None else None
    version = call.headers.get(VERSION) or told or settings.version
    remark = ""
    if part.run is not None and version != (told or newest):
        remark = (
            f"the scenario {part.run.story.title} speaks API version {told or newest}, "
            f"and this request {version}"
        )
    return None if version == newest else version, remark


def absence(operation: Operation, version: str) -> str:
    """Return why *version* does not have *operation*; empty when it has it."""
    if contract.has_operation(operation.id, version):
        return ""
    change = next(c for c in contract.changes().values() if operation.id in c.absent)
    return (
        f"API version {version} has no {operation.method} {operation.path}; "
        f"it came with {change.since}: {change.note}"
    )


def lift(turn: Turn, operation: Operation, body: Json) -> Json:
    """Return the body as the newest version has it; the turn keeps what that lacks."""
    if turn.older is None or operation.request_model is None:
        return body
    lifted, turn.former = contract.up_from(operation.request_model, body, turn.older)
    return lifted


def lower(turn: Turn, operation: Operation, document: Json) -> Json:
    """Return a reply as the version of the request shows it."""
    if turn.older is None or operation.reply_model is None:
        return document
    look = look_from(turn.load)
    return contract.down_to(operation.reply_model, document, turn.older, look)


def look_from(load: Load) -> Look:
    """Return what finds documents for adapters, with what only older versions know."""

    def look(kind: str, id: str) -> Mapping[str, Json] | None:
        record = load(kind, id)
        if record is None:
            return None
        return {**record.document, **record.private.get(FORMER, {})}

    return look


def fitted(
    operation: Operation, body: Json, headers: Mapping[str, str], story: Story
) -> Json:
    """Return a body of the newest version without what the one spoken does not have."""
    version = headers.get(VERSION) or story.version
    if version is None or body is None:
        return body
    return known_of(body, contract.check_request(operation.id, body, version))


#: KINDs of what is told once and kept nowhere, and their models.
_TOLD_ONCE = {
    "order_document": "EventOrderDocument",
    "checkout_session_order": "CheckoutSessionOrder",
}


@cache
def model_of(kind: str) -> str | None:
    """Return the model of things of *kind*; None where no operation reads one."""
    if kind in _TOLD_ONCE:
        return _TOLD_ONCE[kind]
    for operation, kinds in PATH_KINDS.items():
        if operation.startswith("retrieve") and kinds == (kind,):
            return contract.operations()[operation].reply_model
    return None


def event_in(
    event: Event, shown: Json, version: str, load: Load
) -> tuple[Event, dict[str, Json]]:
    """
    Return an event and its object as *version* shows them.

    Args:
        shown: The object in the newest shape.
        load: Finds things as they were then.
    """
    if version == contract.newest():
        return event, shown
    look = look_from(load)

    def lowered(part: Json) -> Json:
        if event.kind in _COMPOSITE and part is not None:
            return {
                kind: _lowered(kind, inner, version, look)
                for kind, inner in part.items()
                if contract.has_event(f"{kind}.", version)
            }
        return _lowered(event.kind, part, version, look)

    return replace(event, previous=lowered(event.previous)), lowered(shown)


#: KINDs of events whose object holds several things, each under its own KIND.
#:
#: A version is shown those that it has: before 2020-09-30 a renewal is told without
#: its invoice. The change notes bring `invoice.*` alone, and subscriptions were there
#: before, so whoever subscribed to their events is told of them; a version decides how
#: an object is rendered, not whether there is news of it. That is inferred.
_COMPOSITE: Final = frozenset({"renewal"})


def _lowered(kind: str, document: Json, version: str, look: Look) -> Json:
    model = model_of(kind)
    if model is None:
        return document
    return contract.down_to(model, document, version, look)


def keep(record: Record, former: Mapping[str, Json]) -> None:
    """Keep of *former* what belongs to *record*."""
    own = {name: former[name] for name in contract.kept(record.kind) if name in former}
    if own:
        record.private[FORMER] = {**record.private.get(FORMER, {}), **own}
