"""The world before the first request: what a scenario's `given` makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.base.source import Place
from mockdr.contract import (
    check_request,
    complaint_of,
    error_body,
    newest,
    operations,
    payment_methods,
)
from mockdr.engine.formerly import operate
from mockdr.engine.older import lift
from mockdr.engine.operations import customers, sources
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

    Raises:
        GivenRefused: If the contract refuses one of them; it says which.
    """
    made: dict[str, tuple[str, str]] = {}

    def lookup(path: tuple[str, ...]) -> Json:
        found: Json = tenant.document(*made[path[0]])
        return field_of(found, path[1:], ".".join(path))

    for name, wanted in story.given.customers.items():
        body = dict(resolve(wanted, lookup))
        saved = body.pop("sources", {})
        with _told_by(story, "customer", name):
            _, customer = make(tenant, "createCustomers", body, story.version)
            made[name] = ("customer", customer)
            for source_name, fields in saved.items():
                made[source_name] = ("source", _saved(tenant, customer, fields))
    for operation, things in (
        ("createSkus", story.given.skus),
        ("createPlans", story.given.plans),
        ("createWebhooks", story.given.webhooks),
    ):
        for name, wanted in things.items():
            with _told_by(story, MAKES[operation], name):
                body = resolve(wanted, lookup)
                made[name] = make(tenant, operation, body, story.version)
    return made


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
    body = in_capitals(body)
    problems = check_request(operation, body, older)
    if problems:
        raise Refusal(*map(complaint_of, problems))
    body = plainly(operation, body, older)
    turn = Turn(tenant, trigger=operation, body=body, older=older)
    turn.body = lift(turn, operations()[operation], body)
    operate(turn, OPERATIONS[operation])
    turn.commit()
    return kind, turn.made[0].id


def _saved(tenant: Tenant, customer: str, fields: Json) -> str:
    """Make a source that was saved with the customer before the story begins."""
    type = fields.get("type", "creditCard")
    method = payment_methods().get(type)
    if method is None or not method.savable:
        raise Refusal("nonreusable_source")
    claims = Claims(states={"source": "chargeable"})
    turn = Turn(tenant, trigger="customer.chooses", body=fields, claims=claims)
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
