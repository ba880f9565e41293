"""What real merchants' clients send, and the fields that they cannot do without."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, OWNER, RETURN, session_of

SFCC = {
    "upstream-id": "cart-1",
    "upstream-application-id": "SFCC/3.3/RefArch",
    "upstream-session-id": "s-1",
    "forwarded": "for=192.0.2.1",
}
B2B = {
    "upstream-id": "u",
    "upstream-application-id": "sfb2b/1",
    "upstream-session-id": "s",
    "forwarded-for": "192.0.2.1",
}
PHP = {
    "accept": "application/json",
    "user-agent": "OpenAPI-Generator/1.0.0/PHP",
}


def cart():
    """Return a checkout as the SFCC cartridge sends it."""
    line = {
        "quantity": 2,
        "aggregatePrice": 20.0,
        "metadata": {"crossCheckoutId": "line-1"},
        "productDetails": {
            "id": "p-1",
            "name": "Tie",
            "countryOfOrigin": "US",
            "skuGroupId": "g-1",
        },
    }
    return {
        "sourceId": "",
        "upstreamId": "cart-1",
        "currency": "USD",
        "taxInclusive": False,
        "browserIp": "192.0.2.1",
        "billTo": {"name": "William Brown", "address": ADDRESS},
        "shipTo": {"name": "William Brown", "address": ADDRESS},
        "shipFrom": {"address": {"country": "US"}},
        "shippingChoice": {"amount": 5.0, "description": "Ground", "serviceLevel": "G"},
        "items": [line],
        "taxIdentifiers": [],
        "discount": {"amountOff": 1.0},
        "email": "william@example.com",
        "customerType": "individual",
        "locale": "en_US",
    }


def test_the_sfcc_cartridge_finds_all_that_it_reads(shop):
    answer = shop.post("/checkouts", cart(), headers=SFCC)
    assert answer.status == 201
    body = answer.body
    assert session_of(body)["amountRemainingToBeContributed"] == body["totalAmount"]
    for name in ("totalTax", "totalDuty", "totalImporterTax", "totalFees"):
        assert isinstance(body[name], float)
    assert body["sellingEntity"]["id"]
    assert body["customerType"] == "individual"
    [line] = body["items"]
    assert line["metadata"]["crossCheckoutId"] == "line-1"
    assert {"rate", "amount"} <= line["tax"].keys()
    assert "taxAmount" in line["fees"]
    assert "taxAmount" in body["shippingChoice"]
    assert shop.findings() == []


def test_the_sfcc_cartridge_lives_through_a_redirect(shop):
    checkout = shop.post("/checkouts", cart(), headers=SFCC).body
    path = f"/checkouts/{checkout['id']}"
    for change in (
        {"shippingChoice": {"amount": 5.0}},
        {"sourceId": ""},
        {"taxIdentifiers": [], "customerType": "business"},
    ):
        assert shop.post(path, change, headers=SFCC).status == 200
    form = shop.form(checkout, "klarnaCredit", klarnaCredit=dict(RETURN))
    source = shop.made(shop.post("/payments/sources", form, key="public"))
    attached = shop.post(f"{path}/sources/{source['id']}", b"", headers=SFCC)
    assert attached["id"] == source["id"]
    order = shop.post("/orders", {"checkoutId": checkout["id"]}, headers=SFCC)
    assert order.status == 201
    session = session_of(order.body)
    assert session["state"] == "pending_redirect"
    assert session["nextAction"]["data"]["redirectUrl"]
    path = f"/orders/{order['id']}"
    assert shop.post(path, {"upstreamId": "00001"}, headers=SFCC).status == 200
    shop.tenant.happen("customer", "approves", source["id"])
    refreshed = shop.post(f"{path}/refresh", headers=SFCC)
    assert (refreshed["state"], refreshed["fraudState"]) == ("accepted", "passed")
    [line] = refreshed["items"]
    assert line["metadata"]["crossCheckoutId"] == "line-1"
    listed = shop.get("/orders", query={"ids": order["id"], "limit": 100})
    assert [row["id"] for row in listed["data"]] == [order["id"]]
    listed = shop.get("/orders", query={"upstreamIds": "00001", "limit": 100})
    assert listed["data"][0]["totalTax"] == order["totalTax"]
    assert shop.findings() == []


def test_the_sfcc_cartridge_gives_store_credit(shop):
    checkout = shop.post("/checkouts", cart(), headers=SFCC).body
    credit = {
        "type": "customerCredit",
        "amount": 5,
        "paymentSessionId": session_of(checkout)["id"],
        "customerCredit": {},
    }
    made = shop.post("/sources", credit, headers=SFCC)
    assert made.status == 201
    assert made["clientSecret"].startswith(made["id"])
    path = f"/checkouts/{checkout['id']}/sources/{made['id']}"
    assert shop.post(path, headers=SFCC).status == 200
    removed = shop.delete(path, headers=SFCC)
    assert (removed.status, removed.raw) == (204, b"")


def test_the_sfcc_cartridge_tells_fraud_from_decline_by_the_code(shop):
    for code in ("failed-request", "order-fraud-failure"):
        shop.play(f"- merchant: createOrders\n  then: {{error: {code}}}", runs=1)
        checkout, _ = shop.funded()
        answer = shop.order(checkout)
        assert (answer.status, answer["errors"][0]["code"]) == (409, code)
        assert answer["errors"][0]["message"]


def test_the_b2b_connector_updates_a_customer_that_exists(shop):
    body = {"id": "c-1", "email": "a@b.cc", "metadata": {"vip": True}}
    assert shop.post("/customers", body, headers=B2B).status == 201
    again = shop.post("/customers", body, headers=B2B)
    assert (again.status, again["type"]) == (409, "conflict")
    update = {"email": "b@b.cc", "metadata": {"vip": False}}
    assert shop.post("/customers/c-1", update, headers=B2B).status == 200
    source = shop.source()
    assert shop.post(f"/customers/c-1/sources/{source['id']}").status == 200
    missing = shop.post(f"/customers/c-9/sources/{source['id']}", headers=B2B)
    assert missing["errors"][0]["message"] == "Customer 'c-9' not found"
    assert shop.delete(f"/customers/c-1/sources/{source['id']}").status == 204


@pytest.mark.parametrize("scheme", ["bearer", "Bearer"])
def test_the_browsers_library_writes_its_key_in_small_letters(shop, scheme):
    headers = {
        "version": "new",
        "x-debug-drjs-application": "elements",
        "customer-token": "t",
    }
    checkout = shop.checkout()
    key = f"{scheme} pk_test_shop"
    form = shop.form(checkout)
    made = shop.post("/payments/sources", form, key=key, headers=headers)
    assert (made.status, made["state"]) == (201, "chargeable")
    path = f"/payments/sources/{made['id']}"
    secret = made["clientSecret"].partition("_")[2]
    assert shop.get(path, key=key, query={"secret": secret}).status == 200


def test_the_php_library_decodes_every_word_that_we_use(shop):
    """Its enumerations are closed: one unknown word, and the whole reply is lost."""
    checkout = shop.post("/checkouts", shop.order_body(), headers=PHP).body
    assert session_of(checkout)["state"] in SESSION_STATES
    for make in (shop.source, shop.redirected, shop.wire):
        source = shop.read("source", make(shop.checkout())["id"])
        assert source["state"] in SOURCE_STATES
        assert source["flow"] in ("standard", "redirect", "receiver")
    order = shop.ordered()
    assert order["state"] in ORDER_STATES
    assert order["fraudState"] in ("blocked", "review_opened", "passed")
    for line in order["items"]:
        assert line["state"] in ITEM_STATES


SESSION_STATES = (
    *("requires_source", "requires_confirmation", "requires_action", "confirmed"),
    *("pending", "pending_funds", "pending_redirect", "chargeable", "processing"),
    *("complete", "cancelled", "failed"),
)
SOURCE_STATES = (
    *("pending_funds", "pending_redirect", "requires_action", "chargeable"),
    *("consumed", "cancelled", "failed"),
)
ORDER_STATES = (
    *("accepted", "blocked", "pending_payment", "in_review", "dispute"),
    *("cancelled", "fulfilled", "complete", "returned"),
)
ITEM_STATES = ("created", "fulfilled", "paid", "cancelled", "blocked", "returned")


@pytest.mark.parametrize(
    "query",
    [
        {"createdTime[gte]": "2020-01-01T00:00:00Z", "limit": 100},
        {"createdTime[gte]": "2020-01-01T00:00:00+00:00"},
        {"ids": "1,2", "upstreamIds": "a"},
    ],
)
def test_the_php_library_lists_with_its_own_spelling(shop, query):
    for path in ("/orders", "/checkouts", "/customers"):
        answer = shop.get(path, query=query, headers=PHP)
        assert answer.status == 200
        assert set(answer.body) == {"hasMore", "data"}


def test_the_postman_collection_is_lived_through(shop):
    """Cards with the secret key, numbers and truths in metadata, updates by body."""
    body = shop.order_body(
        browserIp="111.111.111.111",
        metadata={"key1_OrderLevel": 12345, "key2_OrderLevel": True},
    )
    checkout = shop.made(shop.post("/checkouts", body))
    assert checkout["metadata"] == body["metadata"]
    customer = shop.customer(metadata={"CustomerSegment": "Consumer"})
    card = {
        "type": "creditCard",
        "paymentSessionId": session_of(checkout)["id"],
        "reusable": False,
        "owner": OWNER,
        "creditCard": {
            "number": "4444222233331111",
            "expirationMonth": 7,
            "expirationYear": 2027,
            "cvv": "415",
        },
    }
    source = shop.made(shop.post("/sources", card))
    assert (source["state"], source["reusable"]) == ("chargeable", False)
    assert source["owner"]["address"]["city"] == "Minnetonka"
    saved = shop.post(f"/customers/{customer['id']}/sources/{source['id']}")
    assert saved["customerId"] == customer["id"]
    assert saved["reusable"] is True
    update = {
        "customerId": int(customer["id"]),
        "email": "api@example.com",
        "sourceId": source["id"],
    }
    changed = shop.post(f"/checkouts/{checkout['id']}", update)
    assert (changed.status, changed["customerId"]) == (200, customer["id"])
    order = shop.order(checkout)
    assert (order.status, order["metadata"]) == (201, body["metadata"])
    assert shop.findings() == []


@pytest.mark.parametrize(
    "value", [None, {}, [], "text", 5, True], ids=["null", "{}", "[]", "t", "5", "true"]
)
@pytest.mark.parametrize(
    "field",
    [
        "items",
        "shipTo",
        "metadata",
        "email",
        "discount",
        "taxIdentifiers",
        "customerId",
    ],
)
def test_a_field_of_any_kind_is_taken_or_refused_and_never_breaks_us(
    shop, field, value
):
    body = {**shop.order_body(), field: value}
    checkout = shop.checkout()
    for path in ("/checkouts", f"/checkouts/{checkout['id']}", "/orders"):
        answer = shop.post(path, body)
        assert answer.status in (200, 201, 400, 409), (path, answer.raw)
    assert shop.findings("error") == []
