"""What is offered as possible is possible, and ends as it is offered."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mockdr.base.data import data_folder
from mockdr.engine.deeds import deeds
from mockdr.engine.selfplay import SelfPlay, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.things import Thing
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import VERBS
from mockdr.engine.world import World
from mockdr.scenario.library import BrokenScenario, Library
from tests.engine.shop import NOON


@dataclass(frozen=True)
class Offer:
    """An act that a story's world offered after one of its beats."""

    story: object
    beat: int
    deed: object
    ending: object | None


def played(story, beats=None):
    """Return the world of a story after so many beats, and each of its moments."""
    world = World(
        defaults=Settings(now=NOON, seed=story.name),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("tale")
    play = SelfPlay(tenant, story, in_process(world)).play()
    for number, _ in enumerate(play):
        if beats is None:
            yield tenant, number
        elif number == beats:
            yield tenant, number
            return


def offers():
    """Yield every kind of offer that the bundled stories come by, twice at most."""
    library, seen = Library((data_folder("scenarios"),), vocabulary()), {}
    for name in library.names():
        try:
            story = library.stories(name)[0]
        except BrokenScenario:
            continue
        for tenant, number in played(story):
            for deed in deeds(tenant):
                for ending in deed.endings or (None,):
                    then = tuple(ending.then.items()) if ending else None
                    asked = (deed.actor, deed.verb, deed.thing.kind, deed.state)
                    choice = tuple(tuple(one.then.items()) for one in deed.endings)
                    kind = (*asked, deed.waits, then, choice)
                    seen[kind] = seen.get(kind, 0) + 1
                    if seen[kind] <= 2:
                        yield Offer(story, number, deed, ending)


@pytest.mark.whole
def test_whatever_is_offered_can_be_had_as_it_is_offered():
    tried = set()
    for offer in offers():
        deed, ending = offer.deed, offer.ending
        tried.add((deed.actor, deed.verb))
        ((tenant, _),) = played(offer.story, offer.beat)
        where = (offer.story.title, offer.beat, deed, ending)
        wish = ending.then if ending else None
        moved = tenant.happen(deed.actor, deed.verb, deed.thing.id, then=wish)
        for kind, state in ending.states.items() if ending else ():
            if kind == "next_action":
                continue
            if kind == deed.thing.kind:
                things = [deed.thing]
            else:
                like = "order" if kind == "fraud" else kind
                things = [Thing(kind, m.id) for m in moved if m.kind == like][-1:]
            for thing in things:
                assert tenant.state_of(*thing) == state, where
    assert tried == set(VERBS)


def test_who_waits_comes_first_and_says_so(shop):
    other = shop.checkout()
    shop.play("- merchant: createCheckouts\n- customer: chooses")
    checkout = shop.checkout()
    first, second = deeds(shop.tenant)
    assert (first.actor, first.verb, first.waits) == ("customer", "chooses", True)
    assert first.thing == ("session", checkout["payment"]["session"]["id"])
    assert (second.thing.id, second.waits) == (
        other["payment"]["session"]["id"],
        False,
    )


@pytest.mark.parametrize(
    ("make", "state", "offered"),
    [
        (lambda shop, checkout: shop.source(checkout), "requires_confirmation", True),
        (lambda shop, checkout: shop.source(checkout), "complete", False),
        (lambda shop, checkout: shop.wire(checkout), "pending_funds", False),
        (lambda shop, checkout: shop.redirected(checkout), "pending_redirect", False),
    ],
)
def test_nobody_chooses_what_is_chosen_though_a_story_waits_for_it(
    shop, make, state, offered
):
    shop.play(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n  source: {type: konbini, konbini: {storeId: 030}}"
    )
    checkout = shop.checkout()
    shop.attach(checkout, make(shop, checkout))
    if state != "requires_confirmation":
        shop.made(shop.order(checkout))
    session = checkout["payment"]["session"]["id"]
    assert shop.tenant.state_of("session", session) == state
    assert ("chooses" in [deed.verb for deed in deeds(shop.tenant)]) == offered


def test_what_a_story_tells_otherwise_is_no_outcome_of_its_step(shop):
    shop.play(
        "- merchant: createCheckouts\n- merchant: attachSourceToCheckout\n"
        "- merchant: createOrders\n- customer: pays\n  then: {order: accepted}"
    )
    checkout = shop.checkout()
    source = shop.wire(checkout)
    shop.attach(checkout, source)
    shop.order(checkout)
    pays = next(deed for deed in deeds(shop.tenant) if deed.verb == "pays")
    assert pays.waits
    assert all(one.states.get("order") != "in_review" for one in pays.endings)


def test_only_what_is_asked_for_is_told(shop):
    checkout, source = shop.funded()
    order = shop.order(checkout).body
    found = deeds(shop.tenant, [Thing("order", order["id"])])
    assert {deed.thing.id for deed in found} == {order["id"]}
    assert [deed.verb for deed in found] == ["disputes"]
    assert deeds(shop.tenant, [Thing("source", source["id"])]) == []


def test_of_each_kind_so_many_are_told_the_newest(shop):
    for _ in range(4):
        shop.checkout()
    made = [deed.thing.id for deed in deeds(shop.tenant, each=2)]
    assert made == [*shop.tenant.store.newest("session")][:2]


def test_looking_leaves_everything_as_it_is(shop):
    shop.funded()
    shop.wire(shop.checkout())
    ways, tape = shop.tenant.journal.ways, shop.tenant.tape
    before = ways.count, ways.kept, tape.count, shop.tenant.event_log.count
    deeds(shop.tenant)
    assert (ways.count, ways.kept, tape.count, shop.tenant.event_log.count) == before
    # Nor is an id used up: whoever looks changes nothing that a seed has settled.
    other = type(shop)()
    other.funded()
    other.wire(other.checkout())
    assert other.checkout()["id"] == shop.checkout()["id"]
