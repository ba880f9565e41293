"""A scenario that is taken out of force says nothing any more, wherever it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.enrolling import enroll
from mockdr.engine.settings import Settings
from mockdr.engine.stopping import stop
from tests.engine.shop import NOON, Shop

LATER_BLOCKED = (
    "- merchant: createCheckouts\n"
    "- merchant: createOrders\n  then: {fraud: review_opened}\n"
    "- fraud: blocks\n  after: 48h\n"
)
REVIEWED = (
    "- merchant: createCheckouts\n"
    "- merchant: createOrders\n  then: {order: in_review}\n"
)


def test_a_run_under_way_ends_where_it_stands_and_calls_turn_out_as_usual(shop):
    shop.play(REVIEWED)
    checkout, _ = shop.funded()
    assert shop.tenant.theatre.playings[0].over is False
    assert stop(shop.tenant, "story") == ["story"]
    assert shop.made(shop.order(checkout))["state"] == "accepted"
    (playing,) = shop.tenant.theatre.playings
    assert (playing.over, playing.runs_left, len(playing.runs)) == (True, 0, 1)
    assert shop.tenant.theatre.unfinished() == ()
    assert shop.findings() == []


def test_no_run_begins_any_more_and_another_scenario_takes_its_place(shop):
    shop.play(REVIEWED)
    stop(shop.tenant, "story")
    assert shop.ordered()["state"] == "accepted"
    shop.play(REVIEWED, name="again")
    checkout, _ = shop.funded()
    assert shop.made(shop.order(checkout))["state"] == "in_review"


def test_what_was_to_come_by_itself_is_not_due_any_more(shop):
    shop.play(LATER_BLOCKED)
    order = shop.ordered()
    dated = [what for _, what in shop.tenant.clock.due]
    assert any("fraud blocks" in what for what in dated)
    stop(shop.tenant, "story")
    dated = [what for _, what in shop.tenant.clock.due]
    assert not any("fraud blocks" in what for what in dated)
    shop.tenant.clock.advance(timedelta(days=3))
    assert shop.read("order", order["id"])["state"] == "in_review"
    shop.tenant.happen("fraud", "passes", order["id"])
    assert [f for f in shop.tenant.journal.findings() if f.kind == "off_script"] == []
    assert shop.read("order", order["id"])["state"] == "accepted"
    assert shop.findings() == []


def test_its_faults_and_bent_deliveries_are_over(shop):
    shop.tenant.play(
        shop.tenant._library().story_from_text(
            "scenario: story\n"
            "rules:\n"
            "  - {merchant: listOrders, every: 1, fault: {kind: status, status: 503}}\n"
            "delivery:\n  - {event: any, kind: duplicate, copies: 2}\n"
            "steps:\n  - merchant: createCheckouts\n    times: 1..\n"
        )
    )
    enroll(shop.tenant, "https://hooks.invalid/x")
    mail = shop.tenant.mail
    for asked, copies in ((503, 2), (200, 1)):
        before = len(list(mail.deliveries))
        assert shop.send("GET", "/orders").status == asked
        shop.checkout()
        assert len(list(mail.deliveries)) - before == copies
        if copies > 1:
            stop(shop.tenant, "story")


def test_in_strict_mode_it_leaves_no_script_to_stray_from():
    shop = Shop(settings=Settings(now=NOON, mode="strict"))
    shop.play(REVIEWED)
    stop(shop.tenant, "story")
    shop.ordered()
    assert shop.findings("off_script") == []


def test_of_one_name_all_are_stopped_and_others_stay(shop):
    for name in ("story", "other", "story"):
        shop.play(REVIEWED, name=name)
    assert stop(shop.tenant, "story") == ["story", "story"]
    stopped = [one.stopped for one in shop.tenant.theatre.playings]
    assert stopped == [True, False, True]


@pytest.mark.parametrize(
    ("said", "stopped"),
    [("pay", ["pay[money=USD]", "pay[money=EUR]"]), ("pay[money=EUR]", None)],
)
def test_a_combination_can_be_stopped_alone(shop, said, stopped):
    text = (
        "scenario: pay\nmatrix: {money: [USD, EUR]}\nsteps:\n"
        "  - merchant: createCheckouts\n    match: {body: {currency: <money>}}\n"
    )
    for money in ("USD", "EUR"):
        shop.tenant.play(
            shop.tenant._library().story_from_text(text, "pay.yaml", {"money": money})
        )
    assert stop(shop.tenant, said) == (stopped or [said])


def test_what_is_not_in_force_cannot_be_stopped(shop):
    with pytest.raises(MockdrError) as no:
        stop(shop.tenant, "story")
    assert no.value.help == "none is; there is nothing to stop"
    shop.play(REVIEWED)
    with pytest.raises(MockdrError) as no:
        stop(shop.tenant, "stroy")
    assert no.value.help == "did you mean 'story'?"
    stop(shop.tenant, "story")
    with pytest.raises(MockdrError, match="'story' is not in force"):
        stop(shop.tenant, "story")
