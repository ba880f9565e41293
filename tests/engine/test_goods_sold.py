"""What a checkout and its order take from SKUs: names, fees, customs, and shipping."""

from __future__ import annotations

import pytest

from mockdr.engine.settings import Settings
from tests.engine.shop import ADDRESS, NOON, Shop

LAMP = {
    "id": "lamp",
    "name": "A lamp",
    "description": "It shines.",
    "eccn": "EAR99",
    "taxCode": "55101504.100",
    "countryOfOrigin": "US",
    "partNumber": "lamp-1",
    "weight": 2,
    "url": "https://shop.example/lamp",
    "metadata": {"shelf": 7},
}
SONG = {**LAMP, "id": "song", "name": "A song", "taxCode": "4512.100"}
BERLIN = {
    "line1": "Unter den Linden 1",
    "city": "Berlin",
    "postalCode": "10117",
    "country": "DE",
}


@pytest.fixture(autouse=True)
def catalogue(shop):
    shop.made(shop.post("/skus", LAMP))
    shop.made(shop.post("/skus", SONG))


def sold(id, **more):
    return {"items": [{"skuId": id, "price": 10.0, "quantity": 2, **more}]}


def fee(shop, **more):
    body = {
        "type": "weee",
        "skuId": "lamp",
        "category": "Lamps",
        "value": "A lamp",
        "amount": 3,
        "currency": "USD",
        "country": "US",
        **more,
    }
    return shop.made(shop.post("/fees", body))


# -- products --------------------------------------------------------------------------


def test_a_line_is_described_by_its_sku(shop):
    (line,) = shop.checkout(**sold("lamp"))["items"]

    assert line["skuId"] == "lamp"
    assert line["productDetails"] == {
        "id": "lamp",
        "name": "A lamp",
        "description": "It shines.",
        "url": "https://shop.example/lamp",
        "countryOfOrigin": "US",
        "weight": 2.0,
        "weightUnit": "oz",
        "partNumber": "lamp-1",
    }


def test_a_line_keeps_its_description_when_the_sku_changes(shop):
    checkout = shop.checkout(**sold("lamp"))
    shop.post("/skus/lamp", {"name": "Another lamp"})
    (line,) = shop.read("checkout", checkout["id"])["items"]

    assert line["productDetails"]["name"] == "A lamp"


def test_what_the_line_says_goes_before_what_the_sku_says(shop):
    details = {"name": "My lamp", "skuGroupId": "mine", "countryOfOrigin": "DE"}
    (line,) = shop.checkout(**sold("lamp", productDetails=details))["items"]

    assert line["productDetails"]["name"] == "My lamp"
    assert line["productDetails"]["description"] == "It shines."


def test_an_sku_that_nobody_made_is_sold_all_the_same(shop):
    (line,) = shop.checkout(**sold("ghost"))["items"]

    assert line["productDetails"] == {"id": "ghost"}


def test_an_sku_that_nobody_made_is_refused_where_it_is_set_so():
    shop = Shop(settings=Settings(now=NOON, unknown_skus="refuse"))
    answer = shop.post("/checkouts", shop.order_body(**sold("ghost")))

    assert answer.errors == [("invalid_parameter", "items[0].skuId")]
    shop.made(shop.post("/skus", {**LAMP, "id": "ghost"}))
    assert shop.checkout(**sold("ghost"))["items"]


def test_goods_to_switzerland_need_a_weight(shop):
    bern = {"line1": "1", "city": "Bern", "postalCode": "3000", "country": "CH"}
    to = {"shipTo": {"name": "A", "address": bern}}
    feather = {k: v for k, v in LAMP.items() if k != "weight"}
    shop.made(shop.post("/skus", {**feather, "id": "feather"}))
    light = shop.post("/checkouts", shop.order_body(**sold("feather"), **to))

    assert light.errors == [("missing_parameter", "weight")]
    for fine in ("lamp", "song", "ghost"):
        assert shop.checkout(**sold(fine), **to)


@pytest.mark.parametrize(
    ("details", "to", "status"),
    [
        ({"itemBreadcrumb": "A > B"}, BERLIN, 400),
        ({"itemBreadcrumb": "A > B"}, ADDRESS, 201),
        ({"itemBreadcrumb": "A > B", "description": "It shines."}, BERLIN, 201),
        ({}, BERLIN, 201),
    ],
)
def test_what_is_to_be_classified_at_a_border_is_described(shop, details, to, status):
    product = {"id": "p", "name": "n", "countryOfOrigin": "US", "skuGroupId": "mine"}
    lines = [{"productDetails": {**product, **details}, "price": 5.0, "quantity": 1}]
    body = shop.order_body(items=lines, shipTo={"name": "A", "address": to})
    answer = shop.post("/checkouts", body)

    assert answer.status == status
    assert status == 201 or answer.errors == [("missing_parameter", None)]


# -- shipping --------------------------------------------------------------------------


def test_goods_need_shipping_and_songs_do_not(shop):
    for id, status in (("lamp", 400), ("song", 201)):
        checkout = shop.digital(items=sold(id)["items"])
        shop.attach(checkout, shop.source(checkout))
        assert shop.order(checkout).status == status, id


def test_a_song_pays_no_share_of_the_shipping(shop):
    lines = [
        {"skuId": "lamp", "price": 10.0, "quantity": 1},
        {"skuId": "song", "price": 10.0, "quantity": 1},
    ]
    items = shop.checkout(items=lines)["items"]

    assert [item["shipping"]["amount"] for item in items] == [5.0, 0.0]


def test_the_group_of_a_product_tells_as_well(shop):
    details = {
        "id": "p",
        "name": "A song",
        "countryOfOrigin": "US",
        "skuGroupId": "digital-product",
    }
    lines = [{"productDetails": details, "price": 5.0, "quantity": 1}]
    checkout = shop.checkout(items=lines, shipTo={"address": ADDRESS})
    shop.attach(checkout, shop.source(checkout))

    assert shop.order(checkout).status == 201


def test_an_expanded_order_tells_more_of_its_products(shop):
    order = shop.ordered(**sold("lamp"))
    plain = shop.get(f"/orders/{order['id']}").body
    expanded = shop.get(f"/orders/{order['id']}", query={"expand": "true"}).body

    details = plain["items"][0]["productDetails"]
    assert "physical" not in details
    assert expanded["items"][0]["productDetails"] == {
        **details,
        "physical": True,
        "metadata": {"shelf": 7},
    }
    assert shop.get(f"/orders/{order['id']}", query={"expand": "no"}).body == plain


# -- fees ------------------------------------------------------------------------------


def test_fees_come_out_as_the_sample_prints_them(shop):
    battery, weee = fee(shop, type="battery", amount=5), fee(shop)
    checkout = shop.checkout(**sold("lamp"))

    assert checkout["items"][0]["fees"] == {
        "details": [
            {"type": "weee", "perUnitAmount": 3.0, "amount": 6.0, "id": weee["id"]},
            {
                "type": "battery",
                "perUnitAmount": 5.0,
                "amount": 10.0,
                "id": battery["id"],
            },
        ],
        "amount": 16.0,
        "taxAmount": 1.2,
    }
    totals = ("subtotal", "totalFees", "totalTax", "totalAmount")
    assert [checkout[name] for name in totals] == [41.0, 16.0, 3.09, 44.09]


@pytest.mark.parametrize(
    "elsewhere", [{"country": "FR"}, {"currency": "EUR"}, {"skuId": "song"}]
)
def test_fees_of_other_places_are_not_charged(shop, elsewhere):
    fee(shop, **elsewhere)
    checkout = shop.checkout(**sold("lamp"))

    assert checkout["totalFees"] == 0.0
    assert checkout["items"][0]["fees"] == {"amount": 0.0, "taxAmount": 0.0}


def test_fees_follow_the_goods(shop):
    fee(shop, country="DE", currency="USD")
    checkout = shop.checkout(**sold("lamp"))
    assert checkout["totalFees"] == 0.0
    to = {"shipTo": {"name": "A", "address": BERLIN}}
    moved = shop.post(f"/checkouts/{checkout['id']}", to)
    assert moved["totalFees"] == 6.0


def test_fees_go_over_to_the_order(shop):
    made = fee(shop)
    order = shop.ordered(**sold("lamp"))
    shop.delete(f"/fees/{made['id']}")
    again = shop.read("order", order["id"])

    assert again["totalFees"] == 6.0
    assert again["items"][0]["fees"]["details"][0]["id"] == made["id"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"currency": "YEM"}, ("invalid_parameter", "currency")),
        ({"currency": "PAB"}, ("currency_unactivated", "currency")),
        ({"country": "XX"}, ("invalid_parameter", "country")),
        ({"amount": -1}, ("invalid_parameter", "amount")),
        ({"amount": 1e308}, ("invalid_parameter", "amount")),
        ({"weightAndUnits": "heavy"}, ("invalid_parameter", "weightAndUnits")),
        ({"type": "tax"}, ("invalid_parameter", "type")),
    ],
)
def test_a_fee_is_refused_for_what_is_wrong_with_it(shop, change, error):
    made = fee(shop, weightAndUnits="100 kilograms")
    assert made["id"].startswith("fee_")
    body = {k: v for k, v in made.items() if k not in ("id", "liveMode")}
    body = {k: v for k, v in body.items() if not k.endswith("Time")}
    assert shop.post("/fees", {**body, **change}).errors == [error]
    assert shop.post(f"/fees/{made['id']}", change).errors == [error]


def test_fees_are_deleted_with_their_sku(shop):
    made = fee(shop)
    other = fee(shop, skuId="song")
    shop.delete("/skus/lamp")

    assert shop.get(f"/fees/{made['id']}").errors == [("not_found", "id")]
    assert shop.get(f"/fees/{other['id']}").status == 200
    assert shop.events()[-2:] == ["fee.deleted", "sku.deleted"]


# -- customs ---------------------------------------------------------------------------


def imported(shop, price, shipping=0, currency="EUR", **more):
    body = {
        "currency": currency,
        "items": [{"skuId": "phone", "price": price, "quantity": 1}],
        "shipTo": {"name": "A", "address": BERLIN},
        "shippingChoice": {"amount": shipping},
        **more,
    }
    return shop.checkout(**body)


@pytest.fixture
def phone(shop):
    body = {**LAMP, "id": "phone", "hsCode": "8517.13"}
    return shop.made(shop.post("/skus", body))


@pytest.mark.usefixtures("phone")
def test_landed_cost_is_in_the_total(shop):
    checkout = imported(shop, 1200, 100)
    (line,) = checkout["items"]

    assert checkout["importerOfRecordTax"] is True
    names = ("subtotal", "totalAmount", "totalDuty", "totalImporterTax", "totalTax")
    assert [checkout[n] for n in names] == [1809.99, 1809.99, 221.0, 288.99, 0.0]
    assert line["duties"] == {"amount": 221.0}
    assert line["importerTax"] == {"amount": 288.99}
    assert line["tax"] == {"rate": 0.36, "amount": 0.0}
    assert line["tariffCode"] == "8517130000"


@pytest.mark.usefixtures("phone")
def test_small_parcels_pay_the_tax_and_no_duty(shop):
    checkout = imported(shop, 150)
    (line,) = checkout["items"]

    assert "importerOfRecordTax" not in checkout
    assert (checkout["totalDuty"], checkout["totalTax"]) == (0.0, 28.5)
    assert line["sellerTaxIdentifier"] == "IM3720000202"


@pytest.mark.usefixtures("phone")
def test_landed_cost_goes_when_its_reason_goes(shop):
    checkout = imported(shop, 1200, 100)
    at_home = {"shipFrom": {"address": {"country": "DE"}}}
    moved = shop.post(f"/checkouts/{checkout['id']}", at_home).body

    assert "importerOfRecordTax" not in moved
    assert moved["totalDuty"] == 0.0
    assert "tariffCode" not in moved["items"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"taxInclusive": True},
        {"shippingChoice": {"amount": 1, "shippingTerms": "DAP"}},
        {"items": [{"skuId": "lamp", "price": 1200, "quantity": 1}]},
        {"items": [{"skuId": "song", "price": 1200, "quantity": 1}]},
    ],
)
@pytest.mark.usefixtures("phone")
def test_without_one_of_its_conditions_there_is_no_landed_cost(shop, change):
    assert "importerOfRecordTax" not in imported(shop, 1200, **change)


@pytest.mark.usefixtures("phone")
def test_the_landed_cost_of_an_order_is_that_of_its_checkout(shop):
    checkout = imported(shop, 1200, 100)
    shop.attach(checkout, shop.source(checkout))
    order = shop.made(shop.order(checkout))

    assert order["totalAmount"] == 1809.99
    assert order["items"][0]["tariffCode"] == "8517130000"


# -- where to --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "shipping", "errors"),
    [
        ("lamp", None, [("missing_parameter", "address.line1")]),
        ("lamp", {"amount": 5.0}, [("missing_parameter", "address.line1")]),
        ("ghost", {"amount": 5.0}, [("missing_parameter", "address.line1")]),
        ("ghost", None, None),
        ("song", {"amount": 5.0}, None),
    ],
)
def test_only_what_is_shipped_needs_a_street(shop, id, shipping, errors):
    nowhere = {name: value for name, value in ADDRESS.items() if name != "line1"}
    more = {"shippingChoice": shipping} if shipping else {}
    body = {"items": sold(id)["items"], **more}
    asked = shop.digital_body(**body, shipTo={"name": "A", "address": nowhere})
    answer = shop.post("/checkouts", asked)
    assert answer.status == (400 if errors else 201)
    assert errors is None or answer.errors == errors
    checkout = shop.digital(**body)
    to = {"shipTo": {"name": "A", "address": nowhere}}
    changed = shop.post(f"/checkouts/{checkout['id']}", to)
    assert changed.status == (400 if errors else 200)


def test_an_invoice_is_refused_for_the_same_reason():
    shop = Shop(settings=Settings(now=NOON, unknown_skus="refuse"))
    body = {
        "customerId": shop.customer()["id"],
        "currency": "USD",
        "items": sold("ghost")["items"],
    }
    answer = shop.post("/invoices", body)
    assert answer.errors == [("invalid_parameter", "items[0].skuId")]
    shop.made(shop.post("/skus", {**SONG, "id": "ghost"}))
    made = shop.made(shop.post("/invoices", body))
    assert made["items"][0]["productDetails"]["name"] == "A song"
