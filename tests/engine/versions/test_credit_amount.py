"""Store credit by `creditAmount`, in the versions 2020-09-30 to 2021-02-23."""

from __future__ import annotations

import pytest

from mockdr.contract import versions
from tests.engine.shop import OWNER, envelope

WITH_CREDIT = [v for v in versions() if "2020-09-30" <= v <= "2021-02-23"]
WITHOUT = [v for v in versions() if v not in WITH_CREDIT]

BILL_TO = {"name": "William Brown", "address": OWNER["address"]}


def amounts(checkout):
    """Return what pays how much, as (type, amount, state)."""
    return [(s["type"], s["amount"], s["state"]) for s in checkout["sources"]]


@pytest.mark.parametrize("version", WITH_CREDIT)
def test_a_checkout_makes_a_store_credit_of_the_amount(speaking, version):
    shop = speaking(version)
    made = shop.checkout(creditAmount=10)
    assert made["creditAmount"] == 10
    assert amounts(made) == [("customerCredit", 10.0, "consumed")]
    assert made["sourceId"] == made["sources"][0]["id"]
    assert made["sources"][0]["paymentSessionId"] == made["paymentSessionId"]
    newest = shop.in_version(None)
    session = newest.session(made)
    assert session["amountContributed"] == 10.0
    assert session["amountRemainingToBeContributed"] == 16.89


@pytest.mark.parametrize("version", WITHOUT)
def test_other_versions_know_no_credit_amount(speaking, version):
    shop = speaking(version)
    made = shop.checkout(creditAmount=10)
    assert "creditAmount" not in made
    assert shop.in_version(None).session(made)["amountContributed"] == 0.0


def test_credit_may_come_later_once(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout()
    changed = shop.update(made, creditAmount=10)
    assert (changed.status, changed["creditAmount"]) == (200, 10)
    again = shop.update(made, creditAmount=5)
    assert (again.status, again.body) == envelope(
        409,
        "conflict",
        "creditAmount_already_updated",
        "Credit amount has already been updated.",
    )
    assert amounts(shop.read("checkout", made["id"])) == [
        ("customerCredit", 10.0, "consumed")
    ]


def test_credit_that_came_with_the_checkout_cannot_come_again(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout(creditAmount=10)
    assert shop.update(made, creditAmount=10).errors == [
        ("creditAmount_already_updated", None)
    ]


def test_credit_does_not_come_after_a_source_that_pays_once(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout()
    assert shop.update(made, sourceId=shop.card_for(made)["id"]).status == 200
    answer = shop.update(made, creditAmount=10)
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "source_not_supported",
        "The source status is invalid for this session.",
        "sourceId",
    )


def test_credit_comes_after_a_saved_card_and_beside_one_that_pays_once(speaking):
    shop = speaking("2021-02-23")
    customer = shop.in_version(None).customer()
    saved = shop.in_version(None).saved_card(customer)
    fields = {"customerId": customer["id"], "sourceId": saved["id"]}
    made = shop.checkout(**fields)
    changed = shop.update(made, creditAmount=10).body
    assert amounts(changed) == [
        ("creditCard", 16.89, "chargeable"),
        ("customerCredit", 10.0, "consumed"),
    ]
    assert changed["sourceId"] == saved["id"]
    once = shop.checkout(creditAmount=10, sourceId=shop.source()["id"])
    assert [amount for _, amount, _ in amounts(once)] == [16.89, 10.0]


def test_credit_and_card_may_come_in_one_update(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout()
    changed = shop.update(made, creditAmount=10, sourceId=shop.card_for(made)["id"])
    assert changed.status == 200
    assert [type for type, _, _ in amounts(changed)] == ["creditCard", "customerCredit"]


def test_more_credit_than_the_total_pays_the_total(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout(creditAmount=100, billTo=BILL_TO)
    assert made["creditAmount"] == 100
    assert amounts(made) == [("customerCredit", 26.89, "consumed")]
    ordered = shop.order(made)
    assert (ordered.status, ordered["state"]) == (201, "accepted")
    assert ordered["creditAmount"] == 100
    assert [charge["amount"] for charge in ordered["charges"]] == [26.89]


def test_less_credit_than_the_total_cannot_be_ordered(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout(creditAmount=20, billTo=BILL_TO)
    answer = shop.order(made)
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "order_submit_failed",
        "Payment session status is invalid.",
    )


def test_an_order_is_charged_for_both(speaking):
    shop = speaking("2021-02-23")
    made = shop.checkout(creditAmount=10)
    shop.update(made, sourceId=shop.card_for(made)["id"])
    ordered = shop.order(made).body
    assert sorted(charge["amount"] for charge in ordered["charges"]) == [10.0, 16.89]
    assert ordered["creditAmount"] == 10
    assert "payment" not in ordered


@pytest.mark.parametrize("amount", [0, -1, 0.001, 1e300])
def test_an_amount_that_is_none_is_an_invalid_parameter(speaking, amount):
    answer = speaking("2021-02-23").post(
        "/checkouts", speaking("2021-02-23").order_body(creditAmount=amount)
    )
    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", "creditAmount")]


def test_an_order_without_a_checkout_may_be_paid_by_credit(speaking):
    shop = speaking("2020-09-30")
    body = shop.order_body(creditAmount=30, billTo=BILL_TO)
    answer = shop.post("/orders", body)
    assert (answer.status, answer["creditAmount"]) == (201, 30)


def test_a_free_checkout_takes_credit_and_needs_none(speaking):
    shop = speaking("2021-02-23")
    made = shop.digital(0.0, creditAmount=5)
    assert made["creditAmount"] == 5
    assert "sources" not in made
