"""A request that no state of things would have made right is found."""

from __future__ import annotations

import pytest

from mockdr import contract
from mockdr.engine.gates import breaks_contract

PLACE = {"line1": "1 High Street", "city": "Minnetonka", "country": "US"}
BAD = {
    "a currency that is none": (
        {"currency": "EURO"},
        "createCheckouts: 'EURO' is not a valid currency. (parameter currency)",
    ),
    "a postal code": (
        {"shipTo": {"address": {**PLACE, "state": "MN", "postalCode": "A"}}},
        (
            "createCheckouts: A required address parameter, postal code, is invalid. "
            "(parameter address.postalCode)"
        ),
    ),
    "a discount": (
        {
            "items": [
                {
                    "skuId": "book",
                    "price": 1,
                    "discount": {"percentOff": 120, "quantity": 1},
                }
            ]
        },
        (
            "createCheckouts: The value must be an integer between 0.01 and 100.00 "
            "inclusive. (parameter discount)"
        ),
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_only_the_provider_knows_to_be_wrong_is_a_finding(shop, case):
    more, message = BAD[case]
    body = {**shop.order_body(), **more}
    assert shop.post("/checkouts", body).status == 400
    assert shop.findings("violation") == [message]


def test_one_mistake_is_found_once(shop):
    shop.post("/checkouts", {**shop.order_body(), "currency": 5})
    assert len(shop.findings("violation")) == 1


def test_an_unknown_field_does_not_hide_another_mistake(shop):
    shop.post("/checkouts", {**shop.order_body(), "currency": "EURO", "colour": "red"})
    unknown, currency = shop.findings("violation")
    assert "/colour" in unknown
    assert "EURO" in currency


def test_a_refusal_that_the_story_announces_is_none(shop):
    shop.play("""
  - merchant: createCheckouts
    then: {error: {code: invalid_parameter, parameter: currency}}
""")
    shop.post("/checkouts", {**shop.order_body(), "currency": "EURO"})
    assert shop.tenant.check() == []


def test_a_refusal_by_state_is_none(shop):
    checkout = shop.checkout()
    assert shop.post("/orders", {"checkoutId": checkout["id"]}).errors == [
        ("order_submit_failed", None)
    ]
    assert shop.get("/orders/none").status == 404
    assert shop.tenant.check() == []


def test_only_a_request_that_is_bad_in_itself_breaks_the_contract():
    """By the whole catalogue: no conflict, nothing not found, nothing of ours."""
    kinds = {
        entry.type for key, entry in contract.errors().items() if breaks_contract(key)
    }
    assert kinds == {"bad_request", "unauthorized", "method_not_allowed", "not_found"}
    absent = [
        key
        for key, entry in contract.errors().items()
        if entry.type == "not_found" and breaks_contract(key)
    ]
    assert absent == ["not_found:path", "not_found:version"]


@pytest.mark.parametrize(
    "key",
    [
        "order_submit_failed",
        "order_create_failed",
        "source_not_found",
        "plan_not_active",
        "invalid_parameter:amountRequested",
        "invalid_parameter:refund_in_dispute",
        "invalid_expiration_date",
    ],
)
def test_the_state_of_things_breaks_no_contract(key):
    assert not breaks_contract(key)
