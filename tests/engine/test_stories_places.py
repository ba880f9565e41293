"""Which requests a story takes, how often, and what is left over."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.settings import Settings
from tests.engine.shop import NOON, RETURN, Shop, session_of
from tests.engine.short_stories import TO_THE_ORDER, only


def test_a_request_that_fits_no_match_is_outside(shop):
    played = shop.play("- merchant: createCheckouts\n  match: {body: {currency: EUR}}")
    assert "X-Mockdr-Scenario" not in shop.post("/checkouts", shop.order_body()).headers
    assert played.runs == []
    shop.checkout(currency="EUR")
    assert len(played.runs) == 1
    [near] = shop.tenant.journal.entries()[0].near
    assert (near["pointer"], near["expected"], near["got"]) == (
        "/currency",
        "EUR",
        "USD",
    )


def test_a_match_may_be_a_schema(shop):
    played = shop.play(
        """
- merchant: createCheckouts
  match:
    body_schema:
      properties: {items: {minItems: 2}}
"""
    )
    shop.checkout()
    assert played.runs == []
    [near] = shop.tenant.journal.entries()[0].near
    assert near["pointer"] == "/items"
    shop.checkout(items=[{"skuId": s, "price": 1} for s in "ab"])
    assert len(played.runs) == 1


def test_a_schema_may_refer_to_things_of_the_run(shop):
    """As `match.body` may; one that turns out to be no schema fits nothing."""
    shop.play(
        """
- merchant: createCheckouts
  as: cart
- merchant: createOrders
  match:
    body_schema: {properties: {checkoutId: {const: <cart.id>}}, required: [checkoutId]}
- merchant: refreshOrders
  times: 0..1
  match: {body_schema: {minProperties: <cart.id>}}
"""
    )
    order = shop.order(shop.funded()[0])

    assert shop.tenant.journal.entries()[-1].step == 2
    assert shop.post(f"/orders/{order['id']}/refresh").status == 200
    [near] = shop.tenant.journal.entries()[-1].near
    assert "cannot be compiled" in near["expected"]


def test_headers_and_query_match(shop):
    played = shop.play(
        """
- merchant: listOrders
  match: {query: {limit: 5}, headers: {Upstream-Id: cart-1}}
"""
    )
    shop.get("/orders", query={"limit": 5})
    shop.get("/orders", query={"limit": 5}, headers={"upstream-id": "cart-1"})
    assert len(played.runs) == 1


def test_given_customers_are_there_before_the_first_request(shop):
    played = shop.play(
        """
- merchant: createCheckouts
  match: {body: {customerId: <bob.id>}}
- merchant: attachSourceToCheckout
  of: anns-card
- merchant: createOrders
  then: {error: source_in_use}
""",
        given="""
given:
  customers:
    ann: {id: ann-1, email: ann@example.com, sources: {anns-card: {type: creditCard}}}
    bob: {email: bob@example.com}
""",
    )
    given = played.given
    assert given["ann"]["id"] == "ann-1"
    assert given["anns-card"]["customerId"] == "ann-1"
    assert given["anns-card"]["reusable"] is True
    checkout = shop.checkout(customerId=int(given["bob"]["id"]))
    shop.attach(checkout, given["anns-card"])
    answer = shop.order(checkout)
    assert answer["errors"][0]["message"] == (
        f"Source '{given['anns-card']['id']}' is attached to a different customer."
    )
    assert [run.ended for run in played.runs] == [True]
    assert shop.findings() == []


def test_given_things_that_the_contract_refuses_are_our_error(shop):
    with pytest.raises(MockdrError, match="given 'ann' is refused"):
        shop.play(
            "- merchant: createCheckouts",
            given="given: {customers: {ann: {id: " + "x" * 41 + "}}}",
        )


def test_given_settings_hold_while_the_story_does(shop):
    shop.play("- merchant: createCheckouts", given="given: {settings: {mode: strict}}")
    assert shop.tenant.settings.mode == "strict"
    shop.world.reset("shop")
    assert shop.tenant.settings.mode == "guided"


# -- times and any order ------------------------


def test_a_call_may_be_optional_or_repeated(shop):
    played = shop.play(
        """
- merchant: createCheckouts
- merchant: retrieveCheckouts
  times: 2..
- merchant: updateCheckouts
  times: 0..1
- merchant: deleteCheckouts
"""
    )
    checkout = shop.checkout()
    path = f"/checkouts/{checkout['id']}"
    shop.get(path)
    assert len(shop.findings("unfinished")) == 1
    shop.get(path)
    shop.get(path)
    assert shop.delete(path).headers["X-Mockdr-Step"] == "4"
    assert played.runs[0].ended
    assert shop.findings() == []


def test_calls_in_any_order_are_over_when_each_was_made(shop):
    played = shop.play(
        """
- merchant: createCheckouts
- any_order:
    - merchant: updateCheckouts
    - merchant: retrieveCheckouts
- merchant: deleteCheckouts
"""
    )
    path = f"/checkouts/{shop.checkout()['id']}"
    assert shop.get(path).headers["X-Mockdr-Step"] == "2"
    assert played.runs[0].step == 2
    assert shop.post(path, {}).headers["X-Mockdr-Step"] == "2"
    assert shop.delete(path).headers["X-Mockdr-Step"] == "3"
    assert shop.findings() == []


def test_runs_can_be_counted(shop):
    played = shop.play("- merchant: createCheckouts", runs=2)
    answers = [shop.post("/checkouts", shop.order_body()) for _ in range(3)]
    named = ["X-Mockdr-Scenario" in answer.headers for answer in answers]
    assert named == [True, True, False]
    assert [run.number for run in played.runs] == [1, 2]
    with pytest.raises(MockdrError, match="cannot have 0 runs"):
        shop.play("- merchant: createCheckouts", runs=0)


# -- strict and guided ------------------------


@pytest.mark.parametrize("mode", ["guided", "strict"])
def test_a_write_off_the_script_fails_in_strict_mode_only(mode):
    shop = Shop(settings=Settings(now=NOON, mode=mode))
    shop.play(TO_THE_ORDER)
    checkout = shop.checkout()
    source = shop.redirected(checkout, "payPal", payPal=dict(RETURN))
    shop.attach(checkout, source)
    found = [f.kind for f in shop.tenant.check() if f.kind != "unfinished"]
    assert found == ([] if mode == "guided" else ["off_script", "off_script"])


@pytest.mark.parametrize("mode", ["guided", "strict"])
def test_reading_is_always_free(mode):
    shop = Shop(settings=Settings(now=NOON, mode=mode))
    shop.play("- merchant: createCheckouts")
    checkout = shop.checkout()
    shop.get(f"/checkouts/{checkout['id']}")
    shop.get("/orders")
    assert shop.findings() == []


def test_a_write_outside_every_run_fails_in_strict_mode(shop):
    shop = Shop(settings=Settings(now=NOON, mode="strict"))
    shop.customer()
    assert shop.findings() == []
    shop.play("- merchant: createCheckouts")
    shop.checkout()
    shop.customer()
    assert "createCustomers is off the script" in only(shop, "off_script")


# -- ends ------------------------


def test_what_never_happened_is_unfinished(shop):
    shop.play(TO_THE_ORDER)
    [message] = shop.findings()
    assert "story" in message
    shop.checkout()
    [finding] = shop.tenant.check()
    assert finding.kind == "unfinished"
    assert finding.details == {"scenario": "story", "run": 1, "line": 7}


def test_unfinished_stories_can_be_allowed():
    shop = Shop(settings=Settings(now=NOON, unfinished="allow"))
    shop.play(TO_THE_ORDER)
    assert shop.findings() == []


def test_two_stories_may_be_in_force_and_share_nothing(shop):
    good = shop.play(
        "- merchant: createCheckouts\n  match: {body: {email: good@example.com}}\n"
        "- merchant: createOrders\n  then: {order: accepted}",
        name="good",
    )
    bad = shop.play(
        "- merchant: createCheckouts\n  match: {body: {email: bad@example.com}}\n"
        "- merchant: createOrders\n  then: {error: failed-request}",
        name="bad",
    )
    made = [shop.funded(email=f"{who}@example.com")[0] for who in ("bad", "good")]
    assert [shop.order(c).status for c in made] == [409, 201]
    assert (len(good.runs), len(bad.runs)) == (1, 1)
    assert session_of(made[0])["id"] != session_of(made[1])["id"]
    assert shop.findings() == []


def test_a_given_customer_that_is_there_already_is_the_same_one(shop):
    given = """
given:
  customers:
    ann: {id: ann-1, sources: {card: {type: creditCard}}}
    bob: {metadata: {friend: <ann.id>}}
"""
    first = shop.play("- merchant: createCheckouts", given=given)
    second = shop.play("- merchant: createCheckouts", given=given, name="again")
    assert first.given["ann"]["id"] == second.given["ann"]["id"] == "ann-1"
    assert first.given["card"]["id"] != second.given["card"]["id"]
    assert first.given["bob"]["metadata"] == {"friend": "ann-1"}
    assert len(shop.get("/customers/ann-1")["sources"]) == 2


@pytest.mark.parametrize("type", ["klarnaCreditRecurring", "directDebit", "googlePay"])
def test_a_given_source_was_saved_and_approved_before(shop, type):
    played = shop.play(
        "- merchant: createCheckouts",
        given=f"given: {{customers: {{ann: {{sources: {{it: {{type: {type}}}}}}}}}}}",
    )
    source = played.given["it"]
    assert (source["state"], source["reusable"]) == ("chargeable", True)
    checkout = shop.checkout_for(type, customerId=played.given["ann"]["id"])
    shop.attach(checkout, source)
    assert shop.order(checkout)["state"] == "accepted"


def test_a_given_source_that_nobody_can_save_is_our_error(shop):
    with pytest.raises(MockdrError, match="given 'ann' is refused: nonreusable_source"):
        shop.play(
            "- merchant: createCheckouts",
            given="given: {customers: {ann: {sources: {it: {type: payPal}}}}}",
        )


def test_a_claimed_parameter_is_held_against_the_one_that_is_refused(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "  then: {error: {code: missing_parameter, parameter: email}}\n"
    )
    answer = shop.post("/checkouts", {"currency": "USD"})
    assert answer.errors == [("missing_parameter", "items")]
    [message] = shop.findings("mismatch")
    assert "parameter: email" in message
    assert "parameter: items" in message
