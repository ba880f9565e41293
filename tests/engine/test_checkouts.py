"""Checkouts: what is taken, what is shown, and what is refused in which words."""

from __future__ import annotations

from tests.engine.baskets import DETAILS, item
from tests.engine.shop import ADDRESS, OWNER, session_of

# -- what is made ------------------------


def test_a_new_checkout_has_its_totals_and_a_session_that_requires_a_source(shop):
    answer = shop.post("/checkouts", shop.order_body())
    assert answer.status == 201
    body = answer.body
    assert body["totalAmount"] == 26.89
    assert (body["subtotal"], body["totalTax"]) == (25.0, 1.89)
    assert body["createdTime"] == body["updatedTime"] == "2026-05-01T12:00:00Z"
    assert body["liveMode"] is False
    assert (body["customerType"], body["locale"]) == ("individual", "en_US")
    session = session_of(body)
    assert session["clientSecret"].startswith(session["id"] + "_")
    assert {**session, "id": "", "clientSecret": ""} == {
        "id": "",
        "clientSecret": "",
        "amountContributed": 0.0,
        "amountRemainingToBeContributed": 26.89,
        "state": "requires_source",
    }
    assert answer.state == "requires_source"
    assert "sources" not in body["payment"]
    assert "charges" not in body["payment"]
    assert shop.events() == ["checkout.created"]
    assert shop.findings() == []


def test_an_amount_always_has_a_decimal(shop):
    raw = shop.post("/checkouts", shop.order_body()).raw
    assert b'"subtotal":25.0,' in raw
    assert b'"amountContributed":0.0,' in raw


def test_a_line_shows_what_the_provider_computes_and_never_the_price(shop):
    line = shop.checkout(items=[item(metadata={"a": 1})])["items"][0]
    assert "price" not in line
    assert line["amount"] == 20.0
    assert line["quantity"] == 2
    assert line["tax"] == {"rate": 0.07525, "amount": 1.51}
    assert line["shipping"] == {"amount": 5.0, "taxAmount": 0.38}
    assert line["metadata"] == {"a": 1}
    assert line["skuId"] == "sku-1"
    assert line["productDetails"]["id"] == "sku-1"
    for name in ("importerTax", "duties"):
        assert line[name] == {"amount": 0.0}
    assert line["fees"] == {"amount": 0.0, "taxAmount": 0.0}


def test_equal_lines_keep_their_own_ids(shop):
    lines = shop.checkout(items=[item(), item()])["items"]
    assert len({line["id"] for line in lines}) == 2


def test_a_line_may_be_described_instead_of_named(shop):
    body = shop.checkout(items=[{"productDetails": DETAILS, "price": 1, "quantity": 1}])
    assert body["items"][0]["productDetails"]["name"] == "Something"
    assert "skuId" not in body["items"][0]


def test_the_quantity_is_one_unless_said(shop):
    body = shop.checkout(items=[{"skuId": "a", "price": 3}])
    assert body["items"][0]["quantity"] == 1
    assert body["items"][0]["amount"] == 3.0


def test_a_discount_is_filled_with_the_quantity_of_its_line(shop):
    body = shop.checkout(items=[item(quantity=3, discount={"amountOff": 2})])
    assert body["items"][0]["discount"] == {"amountOff": 2, "quantity": 3}
    assert (body["items"][0]["amount"], body["totalDiscount"]) == (24.0, 6.0)


def test_what_is_free_to_say_comes_back_as_it_was_said(shop):
    said = {
        "browserIp": "192.0.2.1",
        "applicationId": "shop/1",
        "upstreamId": "cart-7",
        "chargeType": "moto",
        "customerType": "business",
        "metadata": {"text": "a", "number": 2, "truth": False},
        "organization": {"id": "org-1"},
        "locale": "de_DE",
        "purchaseLocation": {"country": "US", "state": "MN", "postalCode": "55343"},
        "billTo": {"name": "B T", "address": ADDRESS},
    }
    body = shop.checkout(**said)
    assert {name: body[name] for name in said} == said


def test_a_numeric_customer_comes_back_as_text(shop):
    assert shop.checkout(customerId=5774321009)["customerId"] == "5774321009"


def test_a_language_becomes_a_locale(shop):
    assert shop.checkout(language="de-DE")["locale"] == "de_DE"
    body = shop.checkout(language="fr")
    assert body["locale"] == "fr_FR"
    assert shop.post(f"/checkouts/{body['id']}", {"language": "en-gb"})["locale"] == (
        "en_US"
    )


def test_an_empty_source_is_no_source(shop):
    body = shop.checkout(sourceId="")
    assert session_of(body)["state"] == "requires_source"
    assert shop.findings() == []


def test_no_tax_identifiers_are_none(shop):
    assert "taxIdentifiers" not in shop.checkout(taxIdentifiers=[])


def test_a_shipping_choice_comes_back_with_its_tax(shop):
    assert shop.checkout()["shippingChoice"] == {"amount": 5.0, "taxAmount": 0.38}
    choice = {"amount": 5, "shippingTerms": "DAP", "id": "s", "serviceLevel": "SG"}
    shown = shop.checkout(shippingChoice=choice)["shippingChoice"]
    assert shown == {**choice, "amount": 5.0, "taxAmount": 0.38}


def test_prices_may_include_the_tax(shop):
    body = shop.checkout(taxInclusive=True)
    assert body["items"][0]["amount"] == 18.6
    assert body["items"][0]["tax"]["amount"] == 1.4
    assert "taxInclusive" not in body
    assert body["shippingChoice"] == {"amount": 4.65, "taxAmount": 0.35}
    for n in range(3):
        again = shop.post(f"/checkouts/{body['id']}", {"metadata": {"n": n}})
        assert (again["totalAmount"], again["shippingChoice"]) == (
            25.0,
            body["shippingChoice"],
        )


def test_nothing_to_pay_needs_no_source(shop):
    body = shop.digital(0, billTo={"name": "A B", "address": ADDRESS})
    assert session_of(body)["state"] == "requires_confirmation"
    assert session_of(body)["amountRemainingToBeContributed"] == 0.0
    order = shop.order(body)
    assert (order.status, order["state"]) == (201, "accepted")
    assert "charges" not in order["payment"]
    assert shop.events()[1:] == ["order.created", "order.accepted"]


def test_a_source_that_comes_along_funds_the_new_checkout(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    body = shop.checkout(sourceId=card["id"], customerId=customer["id"])
    assert session_of(body)["state"] == "requires_confirmation"
    assert body["billTo"]["name"] == "William Brown"
    assert body["billTo"]["email"] == OWNER["email"]
    assert body["billTo"]["address"] == ADDRESS
    assert body["payment"]["sources"][0]["id"] == card["id"]
    assert body["payment"]["sources"][0]["amount"] == 26.89


def test_nothing_of_the_customer_is_copied(shop):
    customer = shop.customer(
        email="ann@example.com", locale="de_DE", shipping={"address": ADDRESS}
    )
    shop.saved_card(customer)
    body = shop.digital(customerId=customer["id"], email=None)
    assert body["locale"] == "en_US"
    assert not {"email", "shipTo", "billTo"} & body.keys()
    assert session_of(body)["state"] == "requires_source"


def test_who_sells_is_empty_until_the_addresses_tell(shop):
    assert shop.digital()["sellingEntity"] == {}
    assert shop.checkout()["sellingEntity"]["id"] == "C5_INC-ENTITY"
