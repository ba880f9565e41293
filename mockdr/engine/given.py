"""The world before the first request: what a scenario's `given` makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.base.source import Place
from mockdr.contract import (
    check_request,
    complaint_of,
    error_body,
    fields_of,
    newest,
    operations,
    payment_methods,
)
from mockdr.engine.formerly import operate
from mockdr.engine.older import lift
from mockdr.engine.operations import customers, sources
from mockdr.engine.operations.resources import own_id
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.spelling import in_capitals, plainly
from mockdr.engine.turn import Claims, Turn
from mockdr.engine.words import MAKES
from mockdr.scenario.references import field_of, resolve
from mockdr.scenario.story import Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["GivenRefused", "make", "make_given", "refused"]


def make_given(tenant: Tenant, story: Story) -> dict[str, tuple[str, str]]:
    """
    Make the given things of *story*; returns NAME to (KIND, id).

    They are made in the order of the file, but one that another refers to comes first.

    Raises:
        GivenRefused: If the contract refuses one of them, or if it cannot be made
            before what it refers to; it says which.
    """
    making = _Making(tenant, story)
    for name in making.wanted:
        making.make(name)
    return making.made


class _Making:
    """The given things of a story while they are made, each once it is needed."""

    def __init__(self, tenant: Tenant, story: Story) -> None:
        self.tenant = tenant
        self.story = story
        self.made: dict[str, tuple[str, str]] = {}
        self.wanted: dict[str, tuple[str, Mapping[str, Json]]] = {}
        self.home: dict[str, str] = {}
        self._begun: list[str] = []
        given = story.given
        for operation, things in (
            ("createCustomers", given.customers),
            ("createSkus", given.skus),
            ("createPlans", given.plans),
            ("createWebhooks", given.webhooks),
        ):
            for name, body in things.items():
                self.wanted[name] = (operation, body)
                self.home |= dict.fromkeys(body.get("sources") or (), name)

    def make(self, name: str) -> None:
        """Make the thing of that name, and before it what it refers to."""
        if name in self.made:
            return
        operation, wanted = self.wanted[name]
        kind = MAKES[operation]
        if name in self._begun:
            raise self._endless(name)
        self._begun.append(name)
        saved = wanted.get("sources") or {} if kind == "customer" else {}
        body = {key: v for key, v in wanted.items() if v is not saved}
        resolved = resolve(body, self._lookup)
        with _told_by(self.story, kind, name):
            self.made[name] = make(self.tenant, operation, resolved, self.story.version)
        self._begun.pop()
        if saved:
            self._save(name, saved)

    def _save(self, customer: str, sources: Mapping[str, Json]) -> None:
        """Make the sources that were saved with a customer, who may be named there."""
        for name, fields in sources.items():
            resolved = resolve(fields, self._lookup)
            with _told_by(self.story, "customer", customer):
                source = _saved(self.tenant, self.made[customer][1], resolved)
            self.made[name] = ("source", source)

    def _lookup(self, path: tuple[str, ...]) -> Json:
        name = path[0]
        if name not in self.made:
            self.make(self.home.get(name, name))
        found: Json = self.tenant.document(*self.made[name])
        return field_of(found, path[1:], ".".join(path))

    def _endless(self, name: str) -> GivenRefused:
        place = self.story.given.places.get(name)
        way = self._begun[self._begun.index(name) :]
        told = f"given {name!r} refers to itself"
        if len(way) > 1:
            told += f", by way of {' and '.join(map(repr, way[1:]))}"
        return GivenRefused(
            f"{place or self.story.file}: {told}",
            help="take one of the references out: one of two things is made first",
            place=place,
        )


class GivenRefused(MockdrError):
    """
    The contract refuses a given thing.

    Args:
        place: Where it stands, where that is known.
    """

    def __init__(self, message: str, *, help: str, place: Place | None) -> None:
        super().__init__(message, help=help)
        self.place = place


@contextmanager
def _told_by(story: Story, kind: str, name: str) -> Iterator[None]:
    """Say of a refusal which of the given things it is about."""
    try:
        yield
    except Refusal as refusal:
        place = story.given.places.get(name)
        told, todo = refused(refusal, f"the {kind} {name!r}")
        raise GivenRefused(
            f"{place or story.file}: given {name!r} is refused: {told}",
            help=todo,
            place=place,
        ) from None


def refused(refusal: Refusal, thing: str) -> tuple[str, str]:
    """Return what is wrong with a given thing, and what to do about it."""
    told: list[str] = []
    todo: list[str] = []
    named = {
        word: [str(c.parameter) for c in refusal.complaints if c.key == key]
        for word, key in (
            ("missing", "missing_parameter"),
            ("unknown", "unknown_parameter"),
        )
    }
    for word, names in named.items():
        if names:
            what = "it" if len(names) == 1 else "them"
            told.append(f"{word}: {', '.join(names)}")
            todo.append(
                f"add {what} to {thing}"
                if word == "missing"
                else f"take {what} from {thing}"
            )
    others = [
        c
        for c in refusal.complaints
        if c.key not in ("missing_parameter", "unknown_parameter")
    ]
    for complaint in others:
        [error] = error_body([complaint])[1]["errors"]
        code, message = error.get("code", complaint.key), str(error["message"])
        about = f" {complaint.parameter}" if complaint.parameter else ""
        told.append(f"{code}{about} ({message.removesuffix('.')})")
    if others:
        todo.append(f"change {thing} so that the contract allows it")
    return "; ".join(told), "; ".join(todo)


def make(
    tenant: Tenant, operation: str, body: Json, version: str | None = None
) -> tuple[str, str]:
    """
    Make a thing as its operation does; one that is there already stays as it is.

    Args:
        version: The API version that the story speaks; None for the newest.

    Returns:
        Its KIND and its id.

    Raises:
        Refusal: If the contract has something against it.
    """
    kind, id = MAKES[operation], body.get("id")
    if id is not None and tenant.peek(kind, str(id)) is not None:
        return kind, str(id)
    older = None if version == newest() else version
    settled = None
    if id is not None and "id" not in fields_of(f"request:{operation}", ()):
        # Merchants cannot choose it there, and stories can.
        settled, body = str(id), {k: v for k, v in body.items() if k != "id"}
    body = in_capitals(body)
    problems = check_request(operation, body, older)
    if problems:
        raise Refusal(*map(complaint_of, problems))
    body = plainly(operation, body, older)
    turn = Turn(tenant, trigger=operation, body=body, older=older)
    turn.body = lift(turn, operations()[operation], body)
    _settle(turn, kind, settled)
    operate(turn, OPERATIONS[operation])
    turn.commit()
    return kind, turn.made[0].id


def _settle(turn: Turn, kind: str, id: str | None) -> None:
    """Let what *turn* makes have this id, if any path can name it."""
    if id is not None:
        body, turn.body = turn.body, {"id": id}
        turn.settled = own_id(turn, kind) or ""
        turn.body = body


def _saved(tenant: Tenant, customer: str, fields: Json) -> str:
    """Make a source that was saved with the customer before the story begins."""
    fields = dict(fields)
    id = fields.pop("id", None)
    if id is not None and tenant.peek("source", str(id)) is not None:
        return str(id)
    type = fields.get("type", "creditCard")
    method = payment_methods().get(type)
    if method is None or not method.savable:
        raise Refusal("nonreusable_source")
    claims = Claims(states={"source": "chargeable"})
    turn = Turn(tenant, trigger="customer.chooses", body=fields, claims=claims)
    _settle(turn, "source", None if id is None else str(id))
    wanted = {"type": type, "futureUse": True, **fields}
    source = sources.create(turn, sources.filled_in(turn, wanted))
    if source.document["state"] == "pending_redirect":
        # Saved means that its customer approved it, once.
        source.document["state"] = "chargeable"
        turn.save(source)
    record = turn.sure("customer", customer)
    customers.save_source(turn, record, source)
    turn.commit()
    return source.id
