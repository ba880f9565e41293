"""Low-code checkouts: prepared by the shop, gone through by its shopper."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.contract import check_model
from mockdr.engine.acts import Impossible
from tests.engine.shop import ADDRESS, RETURN, card, envelope

DECLINED = "4000000000003600"
REFUSED = "4000000000003295"
METHOD = {"amount": 5.0, "description": "standard", "serviceLevel": "SG"}
LAMP = {
    "id": "lamp",
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "531029.200",
    "countryOfOrigin": "US",
}


def prepare(shop, **fields):
    body = {
        "currency": "USD",
        "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 2}],
        **fields,
    }
    return shop.post(
        "/drop-in/checkout-sessions",
        {name: value for name, value in body.items() if value is not None},
    )


def submit(shop, session, **source):
    return shop.tenant.happen("customer", "submits", of=session["id"], source=source)


def link(shop, session):
    return shop.post("/drop-in/checkout-links", {"sessionId": session["id"]})


def links(shop):
    return shop.get("/drop-in/checkout-links")["data"]


def newest_order(shop):
    return shop.get("/orders", query={"limit": 1})["data"][0]


def told(shop):
    """Return the object of the last event of a low-code checkout."""
    type = "checkout_session.order.created"
    return [e for e in shop.tenant.events() if e["type"] == type][-1]["data"]["object"]


# -- prepared ------------------------------------------------------------------------


def test_a_session_shows_little_of_itself(shop):
    answer = prepare(shop, language="de", style={"color": "red"}, shoppingCountry="US")
    assert answer.status == 201
    assert answer.body == {
        "id": answer["id"],
        "link": f"http://127.0.0.1:8400/pay/{answer['id']}",
        "liveMode": False,
    }
    assert shop.events() == []


def test_a_session_can_neither_be_read_nor_changed(shop):
    session = prepare(shop).body
    for method in ("GET", "POST"):
        path = f"/drop-in/checkout-sessions/{session['id']}"
        assert shop.send(method, path, {}).status == 404


@pytest.mark.parametrize(
    ("fields", "status", "errors"),
    [
        (
            {"currency": None, "items": None},
            400,
            [("missing_parameter", "currency"), ("missing_parameter", "items")],
        ),
        ({"items": []}, 400, [("missing_parameter", "items")]),
        ({"currency": "PAB"}, 409, [("currency_unactivated", "currency")]),
        ({"currency": "YEM"}, 400, [("invalid_parameter", "currency")]),
        ({"language": "tlh"}, 400, [("invalid_parameter", "language")]),
        ({"locale": "somewhere"}, 400, [("invalid_parameter", "locale")]),
    ],
)
def test_a_session_that_cannot_be_is_refused(shop, fields, status, errors):
    answer = prepare(shop, **fields)
    assert (answer.status, answer.errors) == (status, errors)


def test_physical_goods_need_a_way_to_be_shipped(shop):
    shop.made(shop.post("/skus", LAMP))
    items = [{"skuId": "lamp", "price": 10.0, "quantity": 1}]

    answer = prepare(shop, items=items)
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_request",
        "Shipping methods are required with physical items",
    )
    assert (
        prepare(shop, items=items, options={"shippingMethods": [METHOD]}).status == 201
    )


def test_store_credits_are_told_apart(shop):
    credits = [{"amount": 5, "upstreamId": id} for id in ("a", "b", "a")]
    answer = prepare(shop, options={"storeCredits": credits})
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "Unique value required for upstreamId.",
        "options.storeCredits",
    )
    assert prepare(shop, options={"storeCredits": credits[:2]}).status == 201


# -- submitted -----------------------------------------------------------------------


def test_what_the_shop_prepared_is_what_the_shopper_orders(shop):
    session = prepare(
        shop,
        upstreamId="cart-7",
        customerId="ann",
        email="ann@example.com",
        shipTo={"name": "Ann Example", "address": ADDRESS},
        shipFrom={"address": {"country": "US"}},
        options={"shippingMethods": [METHOD]},
        metadata={"gift": True},
        browserIp="192.0.2.1",
    ).body
    submit(shop, session)
    order = newest_order(shop)

    assert order["state"] == "accepted"
    assert order["upstreamId"] == "cart-7"
    assert order["customerId"] == "ann"
    assert order["email"] == "ann@example.com"
    assert order["shipTo"]["name"] == "Ann Example"
    assert order["billTo"]["name"] == "William Brown"
    assert order["shippingChoice"]["amount"] == 5.0
    assert order["totalAmount"] == 26.89
    assert order["metadata"] == {"gift": True}
    assert shop.read("customer", "ann")["email"] == "ann@example.com"


def test_a_customer_whom_the_provider_knows_is_not_made_again(shop):
    shop.customer(id="ann", email="known@example.com")
    submit(shop, prepare(shop, customerId="ann").body)
    assert shop.read("customer", "ann")["email"] == "known@example.com"
    assert shop.events().count("customer.created") == 1


def test_the_first_address_that_is_offered_is_taken(shop):
    there = {
        "line1": "62 Trinity Crescent",
        "city": "Whitchurch",
        "postalCode": "CF4 9ZB",
        "country": "GB",
    }
    offered = {"name": "Anna Brawner", "email": "anna@example.com", "address": there}
    submit(shop, prepare(shop, options={"addresses": [offered]}).body)
    order = newest_order(shop)
    assert (order["shipTo"], order["email"]) == (offered, "anna@example.com")


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ({}, "accepted"),
        ({"type": "klarnaCredit", "klarnaCredit": RETURN}, "pending_payment"),
        ({"type": "wireTransfer"}, "pending_payment"),
        ({"creditCard": card("5454545454545454")}, "accepted"),
    ],
)
def test_the_shopper_pays_in_any_way(shop, source, state):
    submit(shop, prepare(shop).body, **source)
    assert newest_order(shop)["state"] == state
    assert told(shop)["state"] == state
    assert shop.findings() == []


def test_store_credit_pays_first_and_the_card_the_rest(shop):
    credits = [
        {"amount": 5.0, "upstreamId": "a"},
        {"amount": 100.0, "upstreamId": "b"},
        {"amount": 1.0, "upstreamId": "c"},
    ]
    submit(shop, prepare(shop, options={"storeCredits": credits[:1]}).body)
    first = told(shop)["payment"]["sources"]
    submit(shop, prepare(shop, options={"storeCredits": credits}).body)
    second = told(shop)["payment"]["sources"]

    paid = [(s["type"], s["amount"], s.get("upstreamId")) for s in (*first, *second)]
    assert sorted(paid) == [
        ("creditCard", 16.51, None),
        ("customerCredit", 5.0, "a"),
        ("customerCredit", 5.0, "a"),
        ("customerCredit", 16.51, "b"),
    ]


@pytest.mark.parametrize("number", [DECLINED, REFUSED])
def test_a_payment_that_is_refused_leaves_the_session_open(shop, number):
    session = prepare(shop).body
    submit(shop, session, creditCard=card(number))
    assert shop.tenant.state_of("checkout_session", session["id"]) == "open"
    assert shop.get("/orders")["data"] == []

    submit(shop, session)
    assert shop.tenant.state_of("checkout_session", session["id"]) == "completed"
    assert newest_order(shop)["state"] == "accepted"


def test_a_session_is_submitted_once(shop):
    session = prepare(shop).body
    submit(shop, session)
    with pytest.raises(Impossible, match="is 'completed' and cannot take"):
        submit(shop, session)


def test_a_session_that_can_become_no_order_says_what_it_lacks(shop):
    session = prepare(shop, options={"shippingMethods": [METHOD]}).body
    with pytest.raises(Impossible, match=r"missing_parameter shipFrom\.address"):
        submit(shop, session)


def test_the_event_shows_the_order_as_the_page_does(shop):
    shop.made(shop.post("/skus", {**LAMP, "image": "https://shop.example/lamp.png"}))
    session = prepare(
        shop,
        currency="KRW",
        items=[{"skuId": "lamp", "price": 132000, "quantity": 1}],
        shipFrom={"address": {"country": "KR"}},
        options={"shippingMethods": [{**METHOD, "amount": 7000}]},
    ).body
    submit(shop, session)
    event, order = told(shop), newest_order(shop)

    assert event["id"] == order["id"]
    assert event["checkoutSessionId"] == session["id"]
    assert event["taxInclusive"] is False
    assert event["consents"] == {
        "termsOfService": True,
        "eula": True,
        "termsOfSale": True,
    }
    assert event["pricingFormat"] == {
        "currencyNumberFormat": "#,###.##",
        "symbol": "₩",
        "decimalPlaces": 0,
        "currencySymbolBeforePrice": True,
        "useCurrencySymbolSpace": False,
    }
    assert event["shipTo"]["saveForLater"] is event["billTo"]["saveForLater"] is False
    (item,) = event["items"]
    assert "skuId" not in item
    assert item["sku"]["id"] == "lamp"
    assert item["sku"]["physical"] is True
    assert item["sku"]["image"] == "https://shop.example/lamp.png"
    (source,) = event["payment"]["sources"]
    assert source["state"] == "consumed"
    assert source["clientSecret"].startswith(source["id"])
    assert check_model("CheckoutSessionOrder", event) == ()


def test_an_sku_that_is_not_kept_is_told_by_its_id(shop):
    submit(shop, prepare(shop).body)
    assert told(shop)["items"][0]["sku"] == {"id": "sku-1"}


# -- links ---------------------------------------------------------------------------


def test_a_link_leads_to_its_session_for_a_day(shop):
    session = prepare(shop, upstreamId="cart-7").body
    made = link(shop, session)

    assert made.status == 201
    assert made.body == {
        "id": made["id"],
        "sessionId": session["id"],
        "link": f"http://127.0.0.1:8400/pay/{made['id']}",
    }
    shown = {
        "id": made["id"],
        "link": made["link"],
        "createdTime": "2026-05-01T12:00:00Z",
        "expired": False,
        "expiresTime": "2026-05-02T12:00:00Z",
        "checkoutSession": {
            "upstreamId": "cart-7",
            "currency": "USD",
            "items": [{"skuId": "sku-1", "price": 10.0, "quantity": 2}],
        },
    }
    assert links(shop) == [shown]
    shop.tenant.clock.advance(timedelta(hours=24))
    assert links(shop) == [{**shown, "expired": True}]


def test_a_link_that_was_used_has_expired(shop):
    session = prepare(shop).body
    for _ in range(2):
        link(shop, session)
    submit(shop, session)
    assert [one["expired"] for one in links(shop)] == [True, True]
    assert shop.tenant.clock.due == []


def test_a_link_that_was_deleted_is_gone(shop):
    session = prepare(shop).body
    made = link(shop, session).body
    path = f"/drop-in/checkout-links/{made['id']}"

    assert shop.delete(path).status == 204
    assert links(shop) == []
    answer = shop.delete(path)
    assert (answer.status, answer.errors) == (404, [("not_found", "id")])
    assert shop.tenant.clock.due == []
    submit(shop, session)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, [("missing_parameter", "sessionId")])),
        ({"sessionId": "x"}, (404, [("not_found", "sessionId")])),
    ],
)
def test_a_link_leads_to_a_session_that_there_is(shop, body, expected):
    answer = shop.post("/drop-in/checkout-links", body)
    assert (answer.status, answer.errors) == expected


def test_no_link_leads_to_what_is_completed(shop):
    session = prepare(shop).body
    submit(shop, session)
    answer = link(shop, session)
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "sessionId")])


# -- callouts ------------------------------------------------------------------------

TO = {"name": "William Brown", "address": ADDRESS}


def quotes(shop, **fields):
    body = {
        "sessionId": "s",
        "currency": "USD",
        "shipTo": TO,
        "items": [{"id": "a", "amount": 10.0, "quantity": 1}],
        **fields,
    }
    return shop.post("/checkout/shipping-quotes", body)


def test_methods_that_are_proposed_come_back_and_else_two(shop):
    place = {"address": {"city": "Los Angeles", "country": "US"}}
    proposed = {"id": "07", "shippingTerms": "DAP", "shipFrom": place, **METHOD}
    echoed = {k: v for k, v in proposed.items() if k != "id"}

    assert quotes(shop, shippingMethods=[proposed]).body == {
        "shippingMethods": [echoed],
        "shipments": [{"itemIds": ["a"], "shipFrom": place}],
    }
    offered = quotes(shop)["shippingMethods"]
    assert [method["amount"] for method in offered] == [2.99, 10.98]


@pytest.mark.parametrize("nowhere", [{}, {"address": {}}, {"address": {"city": "X"}}])
def test_a_shipment_begins_where_a_country_is_named(shop, nowhere):
    whole = {"address": {"country": "US"}}
    methods = [{**METHOD, "shipFrom": nowhere}]
    assert quotes(shop, shippingMethods=methods)["shipments"] == [{"itemIds": ["a"]}]
    methods.append({**METHOD, "shipFrom": whole})
    found = quotes(shop, shippingMethods=methods)
    assert found["shipments"] == [{"itemIds": ["a"], "shipFrom": whole}]
    assert [m["shipFrom"] for m in found["shippingMethods"]] == [nowhere, whole]


def test_what_is_not_physical_is_not_shipped(shop):
    goods = [{"id": "a", "amount": 1.0, "quantity": 1, "sku": {"physical": False}}]
    assert quotes(shop, items=goods).body == {"shippingMethods": []}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ({"line1": "P.O. Box 12"}, "shipping_address_POBox_invalid"),
        ({"line2": "po box 3"}, "shipping_address_POBox_invalid"),
        ({"line1": "1 Boxwood Street"}, None),
        ({"state": "XX"}, "shipping_address_subdivision_invalid"),
        ({"state": ""}, "shipping_address_subdivision_invalid"),
        ({"city": ""}, "shipping_address_invalid"),
        ({"postalCode": "1"}, "shipping_address_invalid"),
        ({"country": "KP", "state": ""}, "shipping_address_location_invalid"),
    ],
)
def test_an_address_where_nothing_is_shipped_is_refused_as_the_page_says(
    shop, address, code
):
    answer = quotes(shop, shipTo={**TO, "address": {**ADDRESS, **address}})
    if code is None:
        assert answer.status == 200
    else:
        assert (answer.status, answer.errors) == (400, [(code, "string")])


def test_a_store_credit_is_approved_once_and_taken_back_once(shop):
    path = "/checkouts/store-credits"
    asked = {"sessionId": "s", "amount": 5.0, "upstreamId": "credit-1", "name": "Acme"}
    assert shop.post(path, asked).body == {
        "amount": 5.0,
        "upstreamId": "credit-1",
        "approval": True,
    }
    assert shop.delete(f"{path}/credit-1").status == 204
    again = shop.delete(f"{path}/credit-1")
    assert (again.status, again.errors) == (404, [("not_found", "upstreamId")])


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("missing_parameter", "amount"), ("missing_parameter", "upstreamId")]),
        ({"amount": 0, "upstreamId": "a"}, [("invalid_parameter", "amount")]),
    ],
)
def test_a_store_credit_of_nothing_is_refused(shop, body, errors):
    answer = shop.post("/checkouts/store-credits", body)
    assert (answer.status, answer.errors) == (400, errors)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ({}, "en_US"),
        ({"language": "fr"}, "fr_FR"),
        ({"language": "zh-hk"}, "zh_TW"),
        ({"language": "fr", "locale": "de_DE"}, "de_DE"),
    ],
)
def test_papers_are_in_the_language_of_the_page_unless_a_locale_is_said(
    shop, said, locale
):
    session = shop.made(prepare(shop, **said))
    submit(shop, session)
    assert newest_order(shop)["locale"] == locale


def test_a_page_is_shown_in_its_own_languages_alone(shop):
    answer = prepare(shop, language="ro")
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "language")])
