"""What a customer chooses on a page is what the story's customer chooses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.engine.settings import Settings
from tests.engine.shop import NOON, Shop, card

STORY = """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
  as: card
- merchant: attachSourceToCheckout
  of: card
- merchant: createOrders
  then: {order: accepted}
"""


@pytest.fixture
def shop():
    return Shop(settings=Settings(now=NOON, mode="strict"))


def run_of(shop):
    (run,) = shop.tenant.theatre.runs()
    return run


def test_a_source_made_by_a_page_is_the_storys(shop):
    shop.play(STORY)
    checkout = shop.checkout()
    source = shop.source(checkout)
    assert run_of(shop).position == 2
    assert run_of(shop).called("card") == ("source", source["id"])
    shop.attach(checkout, source)
    shop.order(checkout)
    assert run_of(shop).ended
    assert shop.findings() == []


def test_the_journal_says_which_step_it_was(shop):
    shop.play(STORY)
    shop.source(shop.checkout())
    entry = shop.tenant.journal.entries()[-1].to_json()
    assert (entry["verdict"], entry["step"], entry["near"]) == ("played", 2, [])


def test_another_source_than_the_storys_leaves_the_run_where_it_stands(shop):
    shop.play(STORY)
    checkout = shop.checkout()
    shop.wire(checkout)
    assert run_of(shop).position == 1
    entry = shop.tenant.journal.entries()[-1].to_json()
    assert entry["verdict"] == "free"
    shop.source(checkout)
    assert run_of(shop).position == 2


def test_a_refused_source_is_no_choice_yet(shop):
    shop.play(STORY)
    checkout = shop.checkout()
    bad = shop.form(checkout, creditCard=card("4444222233331112"))
    assert shop.post("/payments/sources", bad, key="public").status >= 400
    assert run_of(shop).position == 1
    assert shop.tenant.journal.entries()[-1].to_json()["verdict"] == "free"
    shop.source(checkout)
    assert run_of(shop).position == 2


def test_the_step_decides_how_the_source_turns_out(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "- customer: chooses\n"
        "  source: {type: creditCard}\n"
        "  then: {source: requires_action}\n"
    )
    assert shop.source(shop.checkout())["state"] == "requires_action"
    assert shop.findings() == []


def test_what_hands_had_chosen_is_not_chosen_again(shop):
    shop.play(STORY)
    checkout = shop.checkout()
    shop.tenant.happen("customer", "chooses")
    shop.source(checkout)
    assert run_of(shop).position == 2


def test_who_only_buys_beside_a_story_plays_nothing_in_it(shop):
    other = shop.checkout()
    shop.play(STORY)
    shop.checkout()
    shop.source(other)
    assert run_of(shop).position == 1


def test_it_comes_before_its_own_hour_when_the_customer_is_quicker(shop):
    shop.play(STORY.replace("  as: card", "  as: card\n  after: 2h"))
    checkout = shop.checkout()
    shop.source(checkout)
    assert run_of(shop).position == 2
    shop.tenant.clock.advance(timedelta(hours=3))
    assert run_of(shop).position == 2
    assert len([*shop.tenant.store.newest("source")]) == 1


def test_who_pays_otherwise_than_the_story_wants_is_told_so(shop):
    """By hand and in a page alike; what played an earlier step is no other choice."""
    shop.play(STORY)
    checkout = shop.checkout()
    shop.tenant.happen("customer", "chooses", source={"type": "wireTransfer"})
    [told] = shop.findings("unfinished")
    assert told.startswith(
        "customer chooses did not happen as told: wireTransfer was chosen, and line 7 "
        "wants creditCard; attachSourceToCheckout and createOrders did not come either"
    )
    shop.source(checkout)
    assert "attachSourceToCheckout was" in shop.findings("unfinished")[0]

    twice = Shop(settings=Settings(now=NOON))
    again = "- customer: chooses\n  source: {type: konbini}\n"
    twice.play(f"- merchant: createCheckouts\n{again}{again}")
    checkout = twice.checkout_for("konbini")
    twice.source(checkout, "konbini", konbini={"storeId": "030"})
    assert "it waits for a signal" in twice.findings("unfinished")[0]
    twice.source(checkout, "wireTransfer")
    assert "wireTransfer was chosen, and line" in twice.findings("unfinished")[0]
