"""Time passes only when somebody lets it, and what is due happens on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.acts import Impossible
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.parse import parse
from tests.engine.shop import NOON, Shop, moment, session_of

MONTH = timedelta(days=30)


def konbini(shop, **fields):
    checkout = shop.checkout_for("konbini")
    source = shop.source(checkout, "konbini", konbini={"storeId": "030"}, **fields)
    return checkout, source


def state(shop, source):
    return shop.get(f"/sources/{source['id']}")["state"]


def test_a_source_that_nobody_pays_expires_on_its_day(shop):
    checkout, source = konbini(shop)
    [(when, what)] = shop.tenant.clock.due
    assert when == NOON + MONTH
    assert source["id"] in what
    assert source["expirationTime"] == "2026-05-31T12:00:00.000Z"
    shop.tenant.clock.at(moment("2026-05-31T11:59:59Z"))
    assert state(shop, source) == "pending_funds"
    shop.tenant.clock.advance(timedelta(seconds=1))
    assert state(shop, source) == "failed"
    assert shop.session(checkout)["state"] == "requires_source"
    assert shop.events() == ["checkout.created", "source.created"]


def test_an_attached_source_that_expires_takes_the_funding_away(shop):
    checkout, source = konbini(shop)
    shop.attach(checkout, source)
    shop.tenant.clock.advance(MONTH)
    assert state(shop, source) == "failed"
    session = shop.session(checkout)
    assert session["state"] == "requires_source"
    assert session["amountRemainingToBeContributed"] == 27.0
    assert shop.order(checkout).errors == [("order_submit_failed", None)]


@pytest.mark.parametrize("how", ["paid", "detached"])
def test_nothing_expires_that_waits_no_more(shop, how):
    checkout, source = konbini(shop)
    shop.attach(checkout, source)
    if how == "paid":
        shop.tenant.happen("customer", "pays", source["id"])
    else:
        shop.detach(checkout, source)
    assert shop.tenant.clock.due == []
    shop.tenant.clock.advance(MONTH)
    after = {"paid": "chargeable", "detached": "cancelled"}[how]
    assert state(shop, source) == after


def test_what_is_refused_leaves_nothing_due(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "- merchant: createPaymentSources\n"
        "  then: {error: too_many_requests}\n"
    )
    checkout = shop.checkout()
    form = shop.form(checkout, "konbini", konbini={"storeId": "030"})
    answer = shop.post("/payments/sources", form, key="public")
    assert answer.status == 429
    assert shop.tenant.clock.due == []


def test_what_is_late_cannot_be_paid(shop):
    _, source = konbini(shop)
    shop.tenant.clock.advance(MONTH)
    with pytest.raises(Impossible) as refused:
        shop.tenant.happen("customer", "pays", source["id"])
    assert "is 'failed' and cannot take customer pays" in str(refused.value)
    assert refused.value.possible


def test_run_until_idle_goes_to_the_last_thing_that_is_due(shop):
    one, two = konbini(shop), None
    shop.tenant.clock.advance(timedelta(days=1))
    two = konbini(shop)
    shop.tenant.clock.run_until_idle()
    assert shop.tenant.clock.now == NOON + timedelta(days=31)
    assert {state(shop, one[1]), state(shop, two[1])} == {"failed"}


def test_the_clock_stands_at_each_moment_when_something_happens(shop):
    checkout, source = konbini(shop)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.clock.advance(timedelta(days=400))
    read = shop.read("order", order["id"])
    assert read["stateTransitions"]["cancelled"] == "2026-05-31T12:00:00Z"
    assert read["updatedTime"] == "2026-05-31T12:00:00Z"
    assert shop.tenant.events()[-1]["createdTime"] == "2026-05-31T12:00:00Z"


def test_the_clock_never_goes_back(shop):
    with pytest.raises(MockdrError, match="cannot go back"):
        shop.tenant.clock.at(NOON - timedelta(seconds=1))


def test_a_clock_that_runs_follows_real_time_and_expires_what_is_due():
    real = [100.0]
    world = World(
        defaults=Settings(now=NOON, clock="runs"),
        library=Library([], vocabulary()),
        monotonic=lambda: real[0],
    )
    shop = Shop(world=world)
    _, source = konbini(shop)
    real[0] += 90
    assert shop.checkout()["createdTime"] == "2026-05-01T12:01:30Z"
    real[0] += MONTH.total_seconds()
    assert state(shop, source) == "failed"
    shop.tenant.clock.freeze()
    real[0] += 3600
    before = shop.tenant.clock.now
    assert not shop.tenant.clock.running
    assert shop.tenant.clock.now == before
    shop.tenant.clock.freeze(frozen=False)
    assert shop.tenant.clock.running


def test_each_tenant_has_a_clock_of_its_own():
    one = Shop(name="one")
    two = Shop(name="two", world=one.world)
    one.tenant.clock.advance(MONTH)
    assert two.checkout()["createdTime"] == "2026-05-01T12:00:00Z"


def test_without_a_start_the_clock_begins_with_real_time():
    world = World(
        defaults=Settings(), library=Library([], vocabulary()), now=lambda: NOON
    )
    assert Shop(world=world).checkout()["createdTime"] == "2026-05-01T12:00:00Z"


def test_a_card_can_run_out_while_time_passes(shop):
    assert shop.source()["state"] == "chargeable"
    shop.tenant.clock.advance(timedelta(days=365 * 5))
    form = shop.form()
    answer = shop.post("/payments/sources", form, key="public")
    assert answer.errors == [("invalid_expiration_date", None)]


def test_a_reset_begins_anew_and_a_drop_forgets(shop):
    first = shop.checkout()
    shop.tenant.clock.advance(MONTH)
    shop.world.reset("shop")
    assert shop.events() == []
    again = shop.checkout()
    assert again == first
    assert session_of(again) == session_of(first)
    shop.world.drop("shop")
    assert shop.world.find("shop") is None
    assert shop.checkout() == first
    shop.world.reset_all()
    assert shop.world.tenants() == []


def test_what_stands_for_a_tenant_is_in_force_again_after_a_reset():
    """A server begun with `--play` keeps its story, however often it is reset."""
    world = World(defaults=Settings(), library=Library((), vocabulary()))
    story, _ = parse(
        "scenario: lost\nsteps:\n  - merchant: createCheckouts\n",
        "lost.yaml",
        vocabulary(),
    )
    world.stand("shop", story)
    first = world.tenant("shop")

    world.reset("shop")

    again = world.tenant("shop")
    assert again is not first
    assert [p.story.name for p in again.theatre.playings] == ["lost"]
    world.reset_all()
    assert [p.story.name for p in world.tenant("shop").theatre.playings] == ["lost"]
    assert not world.tenant("other").theatre.playings
