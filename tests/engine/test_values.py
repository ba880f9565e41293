"""Test cards and last names do what the provider's tables say."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods, test_cards, test_last_names
from tests.engine.shop import RETURN, card, envelope, named, session_of

CARDS = test_cards()
NAMES = [
    (type, name, result)
    for type, names in test_last_names().items()
    for name, result in names.items()
]
#: What captures, cancels and refunds do; their source and their order are fine.
LATER = {
    "success",
    "capture_failed",
    "capture_pending",
    "capture_pending_failed",
    "cancel_failed",
    "refund_failed",
    "refund_pending_failed",
    "refund_failed_after_information",
}
UNKNOWN = envelope(400, "bad_request", "unknown_error", "An unknown error has occurred")


def with_card(shop, checkout, number):
    form = shop.form(checkout, creditCard=card(number, cvv="737"))
    return shop.post("/payments/sources", form, key="public")


def with_name(shop, checkout, type, name):
    part = {"konbini": {"storeId": "030"}, "wireTransfer": {}, "googlePay": {}}
    form = shop.form(
        checkout, type, owner=named(name), **{type: part.get(type, dict(RETURN))}
    )
    return shop.post("/payments/sources", form, key="public")


def approved(shop, source):
    """Do what the customer has to do, if anything."""
    state = source["state"]
    verb = {"pending_redirect": "approves", "pending_funds": "pays"}.get(state)
    if verb:
        shop.tenant.happen("customer", verb, source["id"])


def kept(shop):
    """Return the state of the newest source that is kept, whoever saw it."""
    id = next(shop.tenant.store.newest("source"))
    return shop.get(f"/sources/{id}")["state"]


@pytest.mark.parametrize("number", [n for n, c in CARDS.items() if c.result in LATER])
def test_a_good_card_is_charged(shop, number):
    checkout = shop.checkout()
    source = with_card(shop, checkout, number)
    assert source.status == 201
    assert source["state"] == "chargeable"
    assert source["creditCard"]["brand"] == CARDS[number].brand
    assert source["creditCard"]["lastFourDigits"] == number[-4:]
    shop.attach(checkout, source.body)
    assert shop.made(shop.order(checkout))["state"] == "accepted"


@pytest.mark.parametrize("number", [n for n, c in CARDS.items() if c.result == "sca"])
@pytest.mark.parametrize("passes", [True, False])
def test_a_card_with_a_challenge_waits_for_its_customer(shop, number, passes):
    checkout = shop.checkout()
    source = with_card(shop, checkout, number)
    assert (source.status, source["state"]) == (201, "requires_action")
    assert shop.events()[1:] == ["source.created"]
    assert shop.attach(checkout, source.body).errors == [
        ("source_status_invalid_for_session", None)
    ]
    before = len(shop.events())
    verb = "authenticates" if passes else "fails_authentication"
    shop.tenant.happen("customer", verb, source["id"])
    assert kept(shop) == ("chargeable" if passes else "failed")
    assert shop.events(before) == (["source.chargeable"] if passes else [])
    if passes:
        shop.attach(checkout, source.body)
        assert shop.made(shop.order(checkout))["state"] == "accepted"


def test_a_card_that_makes_no_source_is_an_error_and_a_failed_source(shop):
    answer = with_card(shop, shop.checkout(), "4000000000003295")
    assert (answer.status, answer.body) == UNKNOWN
    assert kept(shop) == "failed"
    assert shop.events() == ["checkout.created"]
    assert shop.findings() == []


def test_a_card_that_is_declined_burns_the_checkout(shop):
    checkout = shop.checkout()
    shop.attach(checkout, with_card(shop, checkout, "4000000000003600").body)
    answer = shop.order(checkout)
    assert (answer.status, answer.errors) == (409, [("failed-request", None)])
    assert shop.session(checkout)["state"] == "failed"


def test_every_card_of_the_table_is_tried_here():
    tried = LATER | {"sca", "source_failed", "charge_failed"}
    assert {c.result for c in CARDS.values()} == tried - {
        "refund_failed_after_information"
    }


# -- last names ------------------------


@pytest.mark.parametrize(
    ("type", "name"), [(t, n) for t, n, r in NAMES if r == "source_failed"]
)
def test_a_name_that_makes_no_source(shop, type, name):
    answer = with_name(shop, shop.checkout_for(type), type, name)
    assert (answer.status, answer.body) == UNKNOWN
    assert kept(shop) == "failed"


@pytest.mark.parametrize(
    ("type", "name"),
    [(t, n) for t, n, r in NAMES if r in ("charge_failed", "sca_failed")],
)
def test_a_name_that_is_declined_before_the_order(shop, type, name):
    checkout = shop.checkout_for(type)
    source = with_name(shop, checkout, type, name).body
    if source["state"] == "requires_action":
        shop.tenant.happen("customer", "authenticates", source["id"])
    approved(shop, source)
    shop.attach(checkout, source)
    answer = shop.order(checkout)
    assert (answer.status, answer.errors) == (409, [("failed-request", None)])
    assert shop.session(checkout)["state"] == "failed"


@pytest.mark.parametrize(
    ("type", "name"),
    [
        (t, n)
        for t, n, r in NAMES
        if r == "charge_failed" and payment_methods()[t].flow == "redirect"
    ],
)
def test_a_name_that_is_declined_after_the_order_cancels_it(shop, type, name):
    checkout = shop.checkout_for(type)
    source = with_name(shop, checkout, type, name).body
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    approved(shop, source)
    before = len(shop.events())
    answer = shop.post(f"/orders/{order['id']}/refresh")
    assert (answer.status, answer["state"]) == (200, "cancelled")
    assert session_of(answer.body)["state"] == "failed"
    assert [c["state"] for c in answer["payment"]["charges"]] == ["failed"]
    assert shop.events(before) == ["order.charge.failed", "order.cancelled"]


@pytest.mark.parametrize(("type", "name"), [(t, n) for t, n, r in NAMES if r in LATER])
def test_a_name_that_acts_later_leaves_source_and_order_alone(shop, type, name):
    checkout = shop.checkout_for(type)
    source = with_name(shop, checkout, type, name)
    assert source.status == 201
    approved(shop, source.body)
    shop.attach(checkout, source.body)
    assert shop.made(shop.order(checkout))["state"] == "accepted"


def test_a_challenge_by_name_that_is_passed_is_charged(shop):
    checkout = shop.checkout()
    source = with_name(shop, checkout, "googlePay", "SCATest").body
    assert source["state"] == "requires_action"
    shop.tenant.happen("customer", "authenticates", source["id"])
    shop.attach(checkout, source)
    assert shop.made(shop.order(checkout))["state"] == "accepted"


def test_a_source_that_fails_after_the_redirect_fails_without_an_order_too(shop):
    checkout = shop.checkout_for("directDebit")
    source = with_name(shop, checkout, "directDebit", "SourceFailAfterRedirect").body
    approved(shop, source)
    assert kept(shop) == "failed"
    assert "source.chargeable" not in shop.events()


@pytest.mark.parametrize("type", ["wireTransfer", "konbini"])
def test_a_source_that_fails_with_delay_cancels_its_order(shop, type):
    checkout = shop.checkout_for(type)
    source = with_name(shop, checkout, type, "SourceFailWithDelay").body
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.clock.run_until_idle()
    read = shop.read("order", order["id"])
    assert read["state"] == "cancelled"
    assert "charges" not in read["payment"]
    assert session_of(read)["state"] == "failed"


def test_every_result_of_the_names_is_tried_here():
    tried = LATER | {
        "source_failed",
        "charge_failed",
        "sca_failed",
        "sca",
        "source_failed_after_redirect",
        "source_failed_delayed",
        # Rows 15 and 22 of the session's table.
        "charge_pending",
        "charge_failed_after_pending",
    }
    assert {result for _, _, result in NAMES} <= tried


@pytest.mark.parametrize("name", ["sourcefail", "SOURCEFAIL", "SourceFail "])
def test_a_name_counts_as_it_is_printed(shop, name):
    assert with_name(shop, shop.checkout(), "googlePay", name).status == 201


def test_a_name_of_one_method_means_nothing_to_another(shop):
    checkout = shop.checkout()
    assert with_name(shop, checkout, "klarnaCredit", "SourceFail").status == 201


def test_a_source_that_was_paid_is_not_to_fail_any_more(shop):
    checkout = shop.checkout_for("wireTransfer")
    source = with_name(shop, checkout, "wireTransfer", "SourceFailWithDelay").body
    shop.attach(checkout, source)
    shop.made(shop.order(checkout))
    assert any(" fails " in what for _, what in shop.tenant.clock.due)
    shop.tenant.happen("customer", "pays", source["id"])

    assert [what for _, what in shop.tenant.clock.due] == []
