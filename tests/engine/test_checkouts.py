"""Checkouts: what is taken, what is shown, and what is refused in which words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.shop import ADDRESS, OWNER, Shop, envelope, session_of

MISSING = "A parameter is missing."
FREE_TRIAL = (
    "The value of the Free Trial flag is not consistent with the item price "
    "or the aggregate price."
)
DETAILS = {
    "id": "p-1",
    "skuGroupId": "g-1",
    "name": "Something",
    "countryOfOrigin": "US",
}


def item(**fields):
    return {"skuId": "sku-1", "price": 10.0, "quantity": 2, **fields}


def refused(shop, **fields):
    answer = shop.post("/checkouts", shop.order_body(**fields))
    return answer.status, answer.body


# -- what is made ----------------------------------------


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
    assert shop.events()[1:] == ["order.accepted"]


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


# -- what is refused ----------------------------------------

US = {
    "line1": "1 A",
    "city": "B",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}


@pytest.mark.parametrize(
    ("left_out", "parameter"),
    [
        ("line1", "address.line1"),
        ("city", "shipTo.address.city"),
        ("state", "shipTo.address.state"),
        ("postalCode", "shipTo.address.postalCode"),
    ],
)
def test_a_ship_to_must_be_whole(shop, left_out, parameter):
    address = {k: v for k, v in US.items() if k != left_out}
    for path in ("/checkouts", f"/checkouts/{shop.checkout()['id']}"):
        body = {"shipTo": {"name": "A B", "address": address}}
        if path == "/checkouts":
            body = shop.order_body(**body)
        answer = shop.post(path, body)
        assert (answer.status, answer.body) == envelope(
            400, "bad_request", "missing_parameter", MISSING, parameter
        )


def test_a_ship_to_without_a_country_says_which_parameter(shop):
    address = {k: v for k, v in US.items() if k != "country"}
    status, body = refused(shop, shipTo={"name": "A B", "address": address})
    assert status == 400
    assert {"shipTo.address.country"} == {e["parameter"] for e in body["errors"]}


def test_several_complaints_about_an_address_come_together(shop):
    address = {**US, "postalCode": "ABC", "state": "XX"}
    status, body = refused(shop, shipTo={"name": "A", "address": address})
    assert (status, body) == (
        400,
        {
            "type": "bad_request",
            "errors": [
                {
                    "code": "invalid_parameter",
                    "parameter": "address.postalCode",
                    "message": "A required address parameter, postal code, is invalid.",
                },
                {
                    "code": "invalid_parameter",
                    "parameter": "address.state",
                    "message": "A required address parameter, state/province,"
                    " is invalid.",
                },
            ],
        },
    )


REFUSALS = {
    "shipping without amount": (
        {"shippingChoice": {"description": "slow"}},
        (400, "internal_error", None, "Client must provide shipping Cost"),
    ),
    "percent of nothing": (
        {"discount": {"percentOff": 0}},
        (
            400,
            "invalid_discount_percent",
            "discount",
            "The value must be an integer between 0.01 and 100.00 inclusive.",
        ),
    ),
    "more than all": (
        {"items": [item(discount={"percentOff": 101})]},
        (
            400,
            "invalid_discount_percent",
            "discount",
            "The value must be an integer between 0.01 and 100.00 inclusive.",
        ),
    ),
    "amount of nothing": (
        {"discount": {"amountOff": 0}},
        (
            400,
            "invalid_discount_amount",
            "discount",
            "The value 0.0 is not permitted.",
        ),
    ),
    "less than nothing": (
        {"shippingDiscount": {"amountOff": -2}},
        (
            400,
            "invalid_discount_amount",
            "shippingDiscount",
            "The value -2.0 is not permitted.",
        ),
    ),
    "a currency that is not active": (
        {"currency": "PAB"},
        (409, "currency_unactivated", "currency", "Currency 'PAB' is not activated."),
    ),
    "no currency": (
        {"currency": "YEM"},
        (400, "invalid_parameter", "currency", "'YEM' is not a valid currency."),
    ),
    "a product without group": (
        {"items": [{"productDetails": {**DETAILS, "skuGroupId": ""}, "price": 1}]},
        (
            400,
            "missing_parameter",
            "skuGroupId",
            "An item of type sku is missing a skuGroupId parameter.",
        ),
    ),
    "a product from nowhere": (
        {"items": [{"productDetails": {**DETAILS, "countryOfOrigin": ""}, "price": 1}]},
        (400, "missing_parameter", "countryOfOrigin", "must not be null"),
    ),
    "a product from a barred country": (
        {
            "items": [
                {"productDetails": {**DETAILS, "countryOfOrigin": "KP"}, "price": 1}
            ]
        },
        (
            400,
            "invalid_parameter",
            "countryOfOrigin",
            "'KP' is not a valid Country of Origin.",
        ),
    ),
    "two plans": (
        {
            "items": [
                item(subscriptionInfo={"planId": plan, "terms": "yes"})
                for plan in ("p-1", "p-2")
            ]
        },
        (
            409,
            "plan_limit_reached",
            "planId",
            "Only one unique subscription plan can be supported in a checkout",
        ),
    ),
    "a plan without terms": (
        {"items": [item(subscriptionInfo={"planId": "p-1"})]},
        (400, "missing_parameter", "items[0].subscriptionInfo.terms", MISSING),
    ),
    "a plan that does not renew": (
        {
            "items": [
                item(
                    subscriptionInfo={"planId": "p", "terms": "t", "autoRenewal": False}
                )
            ]
        },
        (
            400,
            "invalid_parameter",
            "items[0].subscriptionInfo.autoRenewal",
            "A subscription with a plan renews automatically.",
        ),
    ),
    "a free trial that costs": (
        {"items": [item(subscriptionInfo={"freeTrial": True})]},
        (
            400,
            "invalid_parameter",
            "items",
            FREE_TRIAL,
        ),
    ),
    "an end that is no time": (
        {"items": [item(subscriptionInfo={"endTime": "2021-06-07T13:47:13Zxyxy"})]},
        (
            400,
            "invalid_parameter",
            "endTime",
            "2021-06-07T13:47:13Zxyxy is not a valid timestamp.",
        ),
    ),
    "no price": (
        {"items": [{"skuId": "sku-1", "quantity": 1}]},
        (400, "missing_parameter", "items[0].price", MISSING),
    ),
    "a source that is not there": (
        {"sourceId": "nothing"},
        (404, "not_found", "sourceId", "Source 'nothing' not found."),
    ),
    "a postal code in Canada": (
        {"billTo": {"address": {"postalCode": "12345", "country": "CA"}}},
        (
            400,
            "invalid_parameter",
            "address.postalCode",
            "A required address parameter, postal code, is invalid.",
        ),
    ),
}
TYPES = {400: "bad_request", 404: "not_found", 409: "conflict"}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_checkout_is_refused_in_the_documented_words(shop, case):
    fields, (status, code, parameter, message) = REFUSALS[case]
    assert refused(shop, **fields) == envelope(
        status, TYPES[status], code, message, parameter
    )
    assert shop.events() == []
    assert shop.get("/checkouts")["data"] == []


def test_currency_and_items_are_all_that_a_checkout_needs(shop):
    answer = shop.post("/checkouts", {})
    assert answer.errors == [
        ("missing_parameter", "currency"),
        ("missing_parameter", "items"),
    ]


# -- reading and changing ----------------------------------------


def test_a_checkout_can_be_read_as_it_was_answered(shop):
    body = shop.checkout()
    answer = shop.get(f"/checkouts/{body['id']}")
    assert (answer.status, answer.body) == (200, body)
    assert answer.state == "requires_source"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_checkout_that_is_not_there_is_404(shop, method):
    answer = shop.send(method, "/checkouts/none", {} if method == "POST" else None)
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "Checkout 'none' not found.", "id"
    )


def test_what_is_sent_replaces_and_what_is_not_stays(shop):
    body = shop.checkout(metadata={"a": 1, "b": 2}, upstreamId="one")
    shop.tenant.clock.advance(timedelta(seconds=5))
    answer = shop.post(
        f"/checkouts/{body['id']}",
        {"metadata": {"c": 3}, "email": "new@example.com", "sourceId": ""},
    )
    assert answer.status == 200
    changed = {
        **body,
        "metadata": {"c": 3},
        "email": "new@example.com",
        "updatedTime": "2026-05-01T12:00:05Z",
    }
    assert answer.body == changed
    assert shop.events() == ["checkout.created", "checkout.updated"]


def test_an_update_without_anything_changes_nothing(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {})
    assert (answer.status, answer.body) == (200, body)


def test_only_four_fields_of_a_line_can_change(shop):
    body = shop.checkout(items=[item(), item()])
    id = body["items"][0]["id"]
    path = f"/checkouts/{body['id']}"
    line = {"id": id, "metadata": {"x": 1}, "subscriptionInfo": {"autoRenewal": True}}
    answer = shop.post(path, {"items": [line]})
    assert answer.status == 200
    first, second = answer["items"]
    assert first["metadata"] == {"x": 1}
    assert first["subscriptionInfo"]["autoRenewal"] is True
    assert second == body["items"][1]
    answer = shop.post(path, {"items": [{"id": id, "price": 5, "quantity": 3}]})
    assert (answer.status, answer.body) == (
        400,
        {
            "type": "bad_request",
            "errors": [
                {
                    "code": "unknown_parameter",
                    "parameter": name,
                    "message": f"'{name}' is an unknown parameter.",
                }
                for name in ("price", "quantity")
            ],
        },
    )


def test_a_line_that_is_not_there_cannot_change(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"items": [{"id": "none"}]})
    assert answer.status == 404
    assert answer.errors == [("not_found", "items[0].id")]


def test_a_line_needs_its_id_to_change(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"items": [{"metadata": {}}]})
    assert answer.status == 400
    assert answer.errors == [("missing_parameter", "items[0].id")]


def test_what_only_a_new_checkout_takes_is_not_taken_later(shop):
    body = shop.checkout()
    answer = shop.post(
        f"/checkouts/{body['id']}",
        {"discount": {"amountOff": 5}, "taxInclusive": True},
    )
    assert answer.status == 200
    assert answer["totalAmount"] == 26.89
    assert "discount" not in answer.body
    assert len(shop.findings("violation")) == 2


def test_tax_identifiers_can_be_taken_away_again(shop):
    body = shop.checkout(taxIdentifiers=[{"id": "t-1"}])
    assert body["taxIdentifiers"][0]["id"] == "t-1"
    answer = shop.post(f"/checkouts/{body['id']}", {"taxIdentifiers": []})
    assert "taxIdentifiers" not in answer.body


def test_shipping_can_be_chosen_later(shop):
    body = shop.checkout(shippingChoice=None)
    assert body["totalAmount"] == 21.51
    answer = shop.post(f"/checkouts/{body['id']}", {"shippingChoice": {"amount": 5}})
    assert answer["totalAmount"] == 26.89
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 26.89


def test_an_address_that_comes_later_brings_its_tax(shop):
    body = shop.digital()
    assert body["totalTax"] == 0.0
    answer = shop.post(f"/checkouts/{body['id']}", {"billTo": {"address": ADDRESS}})
    assert answer["totalAmount"] == 21.51
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 21.51


def test_a_refused_update_changes_nothing(shop):
    body = shop.checkout()
    path = f"/checkouts/{body['id']}"
    assert shop.post(path, {"email": "x@y.zz", "currency": "PAB"}).status == 409
    assert shop.post(path, {"email": "x@y.zz", "sourceId": "no"}).status == 404
    assert shop.get(path).body == body
    assert shop.events() == ["checkout.created"]


def test_the_currency_can_change_before_anything_is_attached(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"currency": "EUR"})
    assert (answer.status, answer["currency"]) == (200, "EUR")
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 26.89


def test_the_currency_can_change_under_a_card_that_follows(shop):
    body, source = shop.funded()
    answer = shop.post(f"/checkouts/{body['id']}", {"currency": "JPY"})
    assert answer.status == 200
    total = answer["totalAmount"]
    assert total == int(total)
    session = session_of(answer.body)
    assert session["state"] == "requires_confirmation"
    assert session["amountContributed"] == total
    shown = shop.get(f"/sources/{source['id']}")
    assert (shown["amount"], shown["currency"]) == (total, "JPY")


# -- deleting ----------------------------------------


def test_a_deleted_checkout_is_gone(shop):
    body = shop.checkout()
    answer = shop.delete(f"/checkouts/{body['id']}")
    assert (answer.status, answer.raw) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert shop.events() == ["checkout.created", "checkout.deleted"]
    assert shop.get("/checkouts")["data"] == []
    for method in ("GET", "POST", "DELETE"):
        again = shop.send(method, f"/checkouts/{body['id']}", {})
        assert again.status == 404
    order = shop.order(body)
    assert (order.status, order.errors) == (404, [("not_found", "checkoutId")])
    assert [row["state"] for row in shop.tenant.sessions()] == ["cancelled"]


def test_the_session_of_a_deleted_checkout_takes_no_source(shop):
    body = shop.checkout()
    source = shop.redirected(body)
    shop.attach(body, source)
    shop.delete(f"/checkouts/{body['id']}")
    answer = shop.post("/payments/sources", shop.form(body), key="public")
    assert (answer.status, answer.errors) == (404, [("not_found", "sessionId")])
    id = session_of(body)["id"]
    listed = shop.get(
        "/payments/payment-methods", key="public", query={"sessionId": id}
    )
    assert listed.status == 404
    assert shop.tenant.happen("customer", "approves", source["id"])[0].state == (
        "chargeable"
    )
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("POST", 404), ("DELETE", 404)]
)
def test_a_checkout_that_became_an_order_can_only_be_read(shop, method, status):
    order = shop.ordered()
    id = order["checkoutId"]
    answer = shop.send(method, f"/checkouts/{id}", {} if method == "POST" else None)
    assert answer.status == status
    if status == 404:
        assert answer["errors"][0]["message"] == f"Checkout '{id}' not found."


def test_two_shops_of_one_seed_and_other_names_have_other_ids():
    one, two = Shop(name="one"), Shop(name="two")
    assert one.checkout()["id"] != two.checkout()["id"]


def test_nothing_goes_to_a_country_under_embargo(shop):
    """The refusal is a fact, not a choice of the story."""
    body = shop.order_body()
    body["shipTo"]["address"] = {**body["shipTo"]["address"], "country": "KP"}
    answer = shop.post("/checkouts", body)
    assert answer.status == 409
    assert answer.errors == [("country_unsupported", "country")]
