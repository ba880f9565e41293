"""A bare stage: a theatre, and things that exist because a test says so."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from mockdr.base.source import Place
from mockdr.scenario.runner import Part, Request, Theatre
from mockdr.scenario.story import NONE, ActStep, AnyOrder, CallStep, Match, Story, Times

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
MAKES = {
    "createCheckouts": "checkout",
    "createOrders": "order",
    "createSources": "source",
    "createCustomers": "customer",
    "createRefunds": "refund",
}


def place(line):
    return Place(file="s.yaml", line=line, column=1, end_line=1, end_column=2)


def call(operation, *, body=NONE, schema=NONE, times=(1, 1), line=1, **rest):
    match = rest.pop("match", None)
    if body is not NONE or schema is not NONE:
        match = Match(body=body, body_schema=schema)
    return CallStep(
        operation=operation,
        match=match,
        times=Times(least=times[0], most=times[1]),
        place=place(line),
        **rest,
    )


def act(trigger, *, after=None, line=1, **rest):
    actor, verb = trigger.split(".")
    return ActStep(actor=actor, verb=verb, after=after, place=place(line), **rest)


def any_order(*calls, line=1):
    return AnyOrder(calls=calls, place=place(line))


def story(*steps, name="tale"):
    return Story(name=name, summary="", steps=steps, file="s.yaml")


KINDS = {
    "c": "checkout",
    "o": "order",
    "s": "source",
    "u": "customer",
    "r": "refund",
    "h": "charge",
}


class Stage:
    """
    A theatre with documents that a test puts there, and a clock that it sets.

    `send` names things by id; what an id is of, its first letters tell.
    """

    def __init__(self, *stories, judge=None):
        self.documents = {}
        self.now = NOON
        rest = {} if judge is None else {"judge": judge}
        self.theatre = Theatre(lambda k, i: self.documents.get((k, i)), **rest)
        self.playings = [self.theatre.play(s) for s in stories]
        self.opened = ()

    def name(self, id):
        return (KINDS[id[0]], id)

    def exists(self, *ids, **fields):
        for one in ids:
            self.documents[self.name(one)] = {"id": one, **fields}

    def request(self, operation, *names, **rest):
        rest.setdefault("makes", MAKES.get(operation))
        rest.setdefault("reads", operation.startswith(("retrieve", "list")))
        customer = rest.get("customer")
        ids = (*names, customer) if customer and customer not in names else names
        return Request(operation=operation, names=tuple(map(self.name, ids)), **rest)

    def place(self, operation, *names, **rest) -> Part:
        return self.theatre.place(self.request(operation, *names, **rest))

    def send(self, operation, *names, made=(), moved=(), **rest) -> Part:
        part = self.theatre.begin(self.place(operation, *names, **rest))
        made = (made,) if isinstance(made, str) else made
        self.exists(*made)
        self.opened = self.theatre.played(
            part,
            made=[self.name(i) for i in made],
            moved=[self.name(i) for i in moved],
            at=self.now,
        )
        return part

    def happen(self, open_act, made=()):
        self.exists(*made)
        self.opened = self.theatre.act_played(
            open_act, made=[self.name(i) for i in made], at=self.now
        )
        return self.opened

    def wait(self, **duration):
        self.now += timedelta(**duration)


class Tools:
    """The words in which the tests tell their stories."""

    Stage = Stage
    story = staticmethod(story)
    call = staticmethod(call)
    act = staticmethod(act)
    any_order = staticmethod(any_order)
    NOON = NOON


@pytest.fixture(scope="session")
def t():
    return Tools
