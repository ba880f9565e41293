"""Acts by hand out of turn, acts that are impossible, and runs that derail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.acts import Impossible
from mockdr.engine.settings import Settings
from tests.engine.shop import NOON, RETURN, Shop, session_of
from tests.engine.told_stories import KLARNA, begun

# -- out of turn ------------------------


def test_an_act_out_of_turn_stands_for_the_step_that_says_the_same(shop):
    played = shop.play(KLARNA + "- merchant: retrieveOrders\n- customer: approves\n")
    checkout = shop.checkout()
    [source] = shop.tenant.happen("customer", "chooses")
    shop.attach(checkout, {"id": source.id})
    shop.tenant.happen("customer", "approves", source.id)
    order = shop.made(shop.order(checkout))
    assert order["state"] == "accepted"
    shop.get(f"/orders/{order['id']}")
    assert played.runs[0].ended
    assert shop.findings() == []


def test_an_act_out_of_turn_is_off_the_script():
    shop = Shop(settings=Settings(now=NOON, mode="strict"))
    shop.play(KLARNA)
    shop.checkout()
    [source] = shop.tenant.happen("customer", "chooses")
    shop.tenant.happen("customer", "approves", source.id)
    [message] = shop.findings("off_script")
    assert message.partition(": ")[2].startswith(
        "customer approves by hand, out of turn: the story waits for attach"
    )


def test_an_act_that_is_impossible_tells_what_is_possible(shop):
    _, source = shop.funded()
    with pytest.raises(Impossible) as refused:
        shop.tenant.happen("customer", "approves", source["id"])
    [possible] = refused.value.possible
    assert f"source {source['id']} is 'chargeable' and can take" in possible
    assert "createOrders" in possible


@pytest.mark.parametrize(
    ("actor", "verb", "told"),
    [
        ("customer", "dances", "customer can: chooses, authenticates"),
        ("nobody", "pays", "the actors are customer, provider and fraud"),
    ],
)
def test_an_act_that_nobody_knows_is_our_error(shop, actor, verb, told):
    with pytest.raises(MockdrError) as refused:
        shop.tenant.happen(actor, verb)
    assert told in str(refused.value)


def test_an_act_of_nothing_is_impossible(shop):
    with pytest.raises(Impossible, match="no source can take customer pays now"):
        shop.tenant.happen("customer", "pays")
    with pytest.raises(Impossible, match="there is no 'none'"):
        shop.tenant.happen("customer", "pays", "none")


def test_a_choice_that_the_contract_refuses_is_impossible_and_changes_nothing(shop):
    checkout = shop.checkout()
    before = shop.events()
    with pytest.raises(Impossible, match=r"invalid_parameter creditCard\.number"):
        shop.tenant.happen(
            "customer",
            "chooses",
            source={"type": "creditCard", "creditCard": {"number": "1234"}},
            session=checkout["id"],
        )
    assert shop.events() == before


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ({"type": "cash"}, "there is no payment method 'cash'"),
        ({"type": "customerCredit"}, "missing_parameter amount"),
        ({"type": "customerCredit", "amount": -1}, "invalid_parameter amount"),
        ({"type": "customerCredit", "amount": "much"}, "invalid_parameter amount"),
        (
            {"type": "konbini", "konbini": {"storeId": ""}},
            "missing_parameter konbini.storeId",
        ),
        (
            {"creditCard": {"expirationYear": "soon"}},
            "invalid_expiration_date",
        ),
    ],
)
def test_hands_that_fill_in_nonsense_are_told(shop, source, told):
    checkout = shop.checkout()
    with pytest.raises(MockdrError, match=told):
        shop.tenant.happen("customer", "chooses", checkout["id"], source=source)
    assert shop.events() == ["checkout.created"]


def test_without_a_name_the_newest_thing_that_can_is_moved(shop):
    first, second = shop.checkout(), shop.checkout()
    sources = [shop.redirected(checkout) for checkout in (first, second)]
    shop.tenant.happen("customer", "approves")
    states = [shop.read("source", s["id"])["state"] for s in sources]
    assert states == ["pending_redirect", "chargeable"]
    shop.tenant.happen("customer", "approves")
    assert shop.read("source", sources[0]["id"])["state"] == "chargeable"


def test_a_kind_moves_every_thing_that_can(shop):
    played = shop.play(
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: klarnaCredit}
- customer: chooses
  source: {type: payPal}
- customer: approves
  of: source
  after: 1h
  then: {source: chargeable, events: [source.chargeable, source.chargeable]}
"""
    )
    shop.checkout()
    shop.tenant.happen("customer", "chooses")
    shop.tenant.happen("customer", "chooses")
    shop.tenant.clock.advance(timedelta(hours=1))
    assert played.runs[0].ended
    assert shop.findings() == []


# -- derailed ------------------------


def test_an_act_that_has_become_impossible_derails_its_run(shop):
    played, order = begun(
        shop, KLARNA + "- customer: approves\n  after: 1h\n- merchant: refreshOrders"
    )
    [source] = order["payment"]["sources"]
    shop.tenant.happen("provider", "fails", source["id"])
    shop.tenant.clock.advance(timedelta(hours=1))
    [run] = played.runs
    assert "no source can take customer approves now" in run.derailed
    [finding] = shop.tenant.check()
    assert (finding.kind, finding.severity) == ("derailed", "fail")
    assert finding.message.startswith("story.yaml:12:")
    assert finding.details["line"] == 12
    assert finding.details["possible"]
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert (answer.status, answer["state"]) == (200, "cancelled")
    assert "X-Mockdr-Step" not in answer.headers


def test_a_choice_that_cannot_be_made_on_the_clock_derails(shop):
    played = shop.play(
        """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard, creditCard: {expirationYear: 2020}}
  after: 1h
"""
    )
    shop.checkout()
    shop.tenant.clock.advance(timedelta(hours=1))
    assert "invalid_expiration_date" in played.runs[0].derailed
    assert shop.get("/orders").status == 200


def test_two_runs_wait_for_two_customers(shop):
    played = shop.play(KLARNA + "- customer: approves\n- merchant: refreshOrders")
    orders = []
    for email in ("a@example.com", "b@example.com"):
        checkout = shop.checkout(email=email)
        source = shop.source(checkout, "klarnaCredit", klarnaCredit=dict(RETURN))
        assert source["state"] == "pending_redirect"
        shop.attach(checkout, source)
        orders.append(shop.made(shop.order(checkout)))
    for order in orders:
        [source] = order["payment"]["sources"]
        shop.tenant.happen("customer", "approves", source["id"])
        answer = shop.post(f"/orders/{order['id']}/refresh")
        assert session_of(answer.body)["state"] == "complete"
    assert [run.ended for run in played.runs] == [True, True]
    assert shop.findings() == []


def test_what_an_act_by_hand_is_of_is_all_that_its_refusal_speaks_of(shop):
    shop.ordered()
    with pytest.raises(Impossible, match=r"^no charge can take provider fails now"):
        shop.tenant.happen("provider", "fails", "charge")
