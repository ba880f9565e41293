"""A refund's form in a page: what it asks for, what it takes, and what it forgets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.refunding import SHIP_TO, refund, refunded, send, sent
from tests.server.private_calls import Page

ACCOUNTS = {
    "EUR": {"accountHolder": "Ann", "iban": "DE89 3704 0044 0532 0130 00"},
    "USD": {
        "accountHolder": "Ann",
        "routingNumber": "021000021",
        "accountNumber": "1234567890",
    },
    "JPY": {
        "accountHolder": "アン",
        "bankName": "みずほ",
        "branchCode": "001",
        "accountNumber": "1234567",
    },
    "GBP": {
        "accountHolder": "Ann",
        "bankName": "Barclays",
        "swiftCode": "BARCGB22",
        "accountNumber": "55779911",
    },
}


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def shop(page):
    return page.shop


def asking(shop, currency="USD"):
    """Return a refund of a transfer that waits for an account, and its token."""
    checkout = shop.checkout(
        shipTo=SHIP_TO,
        currency=currency,
        items=[{"skuId": "sku-1", "price": 1000, "quantity": 1}],
        shippingChoice={"amount": 0},
    )
    source = shop.wire(checkout)
    assert shop.attach(checkout, source).status == 200
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("customer", "pays")
    send(shop, order)
    made = shop.made(refund(shop, order, percent=50))
    found = shop.get(f"/refunds/{made['id']}").body
    assert found["state"] == "pending_information"
    return found, found["tokenInformation"]["token"]


@pytest.mark.parametrize("currency", sorted(ACCOUNTS))
def test_the_form_of_each_currency_takes_what_it_asks_for(page, shop, currency):
    made, token = asking(shop, currency)
    asked = page.get("refund", refundToken=token)
    assert asked.status == 200, asked.raw
    assert (asked["currency"], asked["country"]) == (currency, "US")
    assert asked["state"] == "pending_information"
    assert asked["expiresTime"] == made["tokenInformation"]["expiresTime"]
    assert [f["name"] for f in asked["fields"]] == list(ACCOUNTS[currency])
    assert all(f["label"] and f["required"] for f in asked["fields"])

    told = page.post("refund", refundToken=token, **ACCOUNTS[currency])
    assert told.status == 200, told.raw
    assert shop.get(f"/refunds/{made['id']}")["state"] == "succeeded"
    assert "order.refunded" in shop.events()
    assert shop.findings() == []


def test_the_account_is_kept_nowhere(page, shop):
    made, token = asking(shop)
    account = {**ACCOUNTS["USD"], "accountHolder": "Ann Unmistakable"}
    page.post("refund", refundToken=token, **account)
    tenant = shop.tenant
    kept = tenant.peek("refund", made["id"]).encode().decode()
    tape = " ".join(str(act.said) for act in tenant.tape)
    for secret in ("Unmistakable", account["accountNumber"], "021000021"):
        assert secret not in kept + tape
        assert secret not in str(tenant.journal.findings())


@pytest.mark.parametrize("name", list(ACCOUNTS["USD"]))
def test_each_field_is_wanted(page, shop, name):
    made, token = asking(shop)
    account = {**ACCOUNTS["USD"], name: ""}
    answer = page.post("refund", refundToken=token, **account)
    assert (answer.status, answer.errors) == (400, [("missing_parameter", name)])
    assert shop.get(f"/refunds/{made['id']}")["state"] == "pending_information"


@pytest.mark.parametrize(
    ("currency", "name", "value"),
    [
        ("EUR", "iban", "DE00"),
        ("USD", "routingNumber", "12"),
        ("USD", "accountNumber", "12/34567890"),
        ("JPY", "branchCode", "1"),
        ("GBP", "swiftCode", "B"),
    ],
)
def test_a_field_that_cannot_be_is_named_without_its_value(
    page, shop, currency, name, value
):
    _, token = asking(shop, currency)
    account = {**ACCOUNTS[currency], name: value}
    answer = page.post("refund", refundToken=token, **account)
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", name)])
    assert value not in answer["errors"][0]["message"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_opens_its_refund_once(page, shop, method):
    _, token = asking(shop)
    said = {"refundToken": token, **ACCOUNTS["USD"]}
    page.post("refund", **said)
    answer = page.send(method, "/v1/mockdr/refund", said)
    assert (answer.status, answer.errors) == (409, [("refund_token_used", None)])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_expires(page, shop, method):
    _, token = asking(shop)
    shop.tenant.clock.advance(timedelta(days=31))
    said = {"refundToken": token, **ACCOUNTS["USD"]}
    answer = page.send(method, "/v1/mockdr/refund", said)
    assert (answer.status, answer.errors) == (409, [("refund_token_expired", None)])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, (400, [("missing_parameter", "refundToken")])),
        ({"refundToken": "x"}, (404, [("not_found", "refundToken")])),
    ],
)
def test_a_token_of_nobody_opens_nothing(page, shop, method, said, expected):
    refunded(shop, sent(shop), percent=50)
    answer = page.send(method, "/v1/mockdr/refund", said)
    assert (answer.status, answer.errors) == expected


def test_a_story_that_waits_for_the_account_goes_on(page, shop):
    played = shop.play(
        "  - merchant: createRefunds\n"
        "    then: {refund: pending}\n"
        "  - customer: sends_bank_details\n"
    )
    made, token = asking(shop)
    answer = page.post("refund", refundToken=token, **ACCOUNTS["USD"])
    assert answer.status == 200
    assert shop.get(f"/refunds/{made['id']}")["state"] == "succeeded"
    assert played.runs[0].ended


@pytest.mark.parametrize(
    "iban", ["DE88370400440532013000", "DE89370400440532013001", "NL92ABNA0417164300"]
)
def test_an_iban_with_wrong_check_digits_is_no_account(page, shop, iban):
    made, token = asking(shop, "EUR")
    told = page.post("refund", refundToken=token, accountHolder="Ann", iban=iban)
    assert told.status == 400
    assert told.errors == [("invalid_parameter", "iban")]
    assert iban not in told.raw.decode()
    assert shop.get(f"/refunds/{made['id']}")["state"] == "pending_information"


@pytest.mark.parametrize(
    "iban", ["gb82 west 1234 5698 7654 32", "MT84MALT011000012345MTLCAST001S"]
)
def test_an_iban_has_letters_too(page, shop, iban):
    _, token = asking(shop, "EUR")
    told = page.post("refund", refundToken=token, accountHolder="Ann", iban=iban)
    assert told.status == 200, told.raw
