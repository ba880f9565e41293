"""However deliveries are bent, events stay true, and chance is what the seed says."""

from __future__ import annotations

from datetime import timedelta

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.adversity import CHAOS
from mockdr.events.delivery import Answer
from mockdr.events.verifying import InvalidSignature, verify_signature
from mockdr.scenario.deliveries import KINDS
from tests.engine.shop import NOON
from tests.whole.postbox import office

HOOK = "https://a.example/hook"
TYPES = ("customer.created", "sku.created", "plan.created")
FEW = settings(max_examples=25, deadline=None)
#: What is told: the type, and the seconds until the next.
TOLD = st.lists(
    st.tuples(st.sampled_from(TYPES), st.sampled_from([0, 0, 0, 20, 400])), max_size=12
)
SAID = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["any", *TYPES]),
        "kind": st.sampled_from(list(KINDS)),
    },
    optional={"probability": st.sampled_from([0.3, 0.7])},
)
BENDS = st.lists(
    SAID.map(
        lambda said: {**said, "by": "1m"} if "by" in KINDS[said["kind"]].takes else said
    ),
    max_size=4,
)


class Careful:
    """A receiver as it should be: it believes nothing unsigned, and nothing twice."""

    def __init__(self, here):
        self.here = here
        self.handled = []
        self.refused = []

    def send(self, parcel):
        event = orjson.loads(parcel.body)
        try:
            verify_signature(
                parcel.body,
                parcel.headers,
                self.here.secrets_of(self.here.hooked),
                now=self.here.tenant.clock.now,
            )
        except InvalidSignature as no:
            self.refused.append((event["type"], no.reason))
            return Answer(outcome="answered", status=400)
        if event["type"] in TYPES and event["id"] not in self.handled:
            self.handled.append(event["id"])
        return Answer(outcome="answered", status=200)


def played(told, bends=(), **more):
    """Return an office with a careful receiver once all of *told* has come through."""
    here = office(**more)
    here.hooked = here.hook(HOOK, *TYPES)
    here.careful = Careful(here)
    here.mail.route(HOOK, here.careful)
    for said in bends:
        more = {k: v for k, v in said.items() if k not in ("event", "kind")}
        here.tenant.bend(said["event"], said["kind"], **more)
    for number, (type, seconds) in enumerate(told):
        here.tell(type, str(number))
        here.mail.flush()
        here.tenant.clock.advance(timedelta(seconds=seconds))
    here.tenant.clock.run_until_idle()
    here.told = [e.id for e in here.tenant.event_log if e.type in TYPES]
    return here


def log(here):
    """Return everything that was told and done, as far as it can be compared."""
    return (
        here.tenant.events(),
        [
            (d.number, d.type, d.copy, d.bends, d.state, d.attempts)
            for d in here.mail.deliveries
        ],
    )


@given(TOLD, BENDS)
@FEW
def test_the_events_are_those_that_would_have_been_told_without(told, bends):
    """Ids, times, objects, order: only what is of no known type comes besides."""
    bent, straight = played(told, bends), played(told)

    known = [e for e in bent.tenant.events() if e["type"] in TYPES]
    assert known == straight.tenant.events()
    assert bent.told == straight.told


@given(TOLD, BENDS)
@FEW
def test_a_careful_receiver_handles_what_is_not_dropped_once(told, bends):
    """Late, twice, out of order or forged at first: in the end it has them all."""
    here = played(told, bends)

    dropped = {d.event.id for d in here.mail.deliveries if d.state == "dropped"}
    assert sorted(here.careful.handled) == sorted(set(here.told) - dropped)
    assert dropped == set() or any(said["kind"] == "drop" for said in bends)
    states = {d.state for d in here.mail.deliveries}
    assert states <= {"delivered", "dropped"}


@given(TOLD, BENDS)
@FEW
def test_the_same_seed_bends_the_same(told, bends):
    """Attempt by attempt, signature by signature."""
    assert log(played(told, bends)) == log(played(told, bends))


@given(st.text(max_size=4))
@FEW
def test_chaos_is_survived_by_who_is_careful(seed):
    """Nothing of it is wrong for good, and a test can rely on it."""
    told = [(TYPES[n % 3], 0) for n in range(12)]
    here = played(told, delivery=CHAOS, seed=seed)

    assert sorted(here.careful.handled) == sorted(here.told)
    assert {d.state for d in here.mail.deliveries} == {"delivered"}


def test_chaos_does_all_that_it_can_do():
    """Among some hundreds of events each kind of it is met."""
    here = played([("sku.created", 0)] * 300, delivery=CHAOS)

    met = {kind for d in here.mail.deliveries for kind in d.bends}
    assert met == {bend.kind for bend in CHAOS}
    refused = {reason for _, reason in here.careful.refused}
    assert refused == {"stale", "mismatch"}


def test_chaos_of_another_seed_is_another_chaos():
    """Who runs a suite with many seeds sees many bad days."""
    told = [("sku.created", 0)] * 40
    days = {
        tuple(d.bends for d in played(told, delivery=CHAOS, seed=s).mail.deliveries)
        for s in "abcde"
    }

    assert len(days) == 5


def test_what_is_remembered_of_bends_does_not_grow():
    """A server that is bent for days holds what its journal holds."""
    here = office(journal_limit=20)
    here.hook(HOOK, *TYPES)
    for kind in ("down", "tampered", "swap"):
        here.tenant.bend("any", kind)
    for number in range(200):
        here.tell("sku.created", str(number))
    bending = here.tenant.bending

    assert len(bending._plans) <= 20
    here.tenant.clock.run_until_idle()
    assert (bending._plans, bending._after, bending._waiting) == ({}, {}, {})
    assert here.tenant.clock.now > NOON


def test_chaos_leaves_nothing_unfinished_behind():
    """Whoever did not wait for what chance held back has done nothing wrong."""
    here = office(delivery=CHAOS)
    here.hooked = here.hook(HOOK, *TYPES)
    here.mail.route(HOOK, Careful(here))
    for number in range(100):
        here.tell("sku.created", str(number))
    here.mail.flush()

    waiting = [d.bends for d in here.mail.deliveries if d.state == "pending"]
    assert {kind for bends in waiting for kind in bends} >= {"late", "down", "stale"}
    assert here.findings() == []


def test_what_is_held_back_by_word_is_missed():
    """A test that lets an event come late is to wait for it."""
    here = office()
    here.hook(HOOK, *TYPES)
    here.tenant.bend("any", "late", by="1h")
    here.tell("sku.created", "1")
    here.mail.flush()

    [message] = here.findings("unfinished")
    assert "late, due at" in message
