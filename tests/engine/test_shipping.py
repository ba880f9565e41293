"""What sending costs, labels in every format, and where a parcel is."""

from __future__ import annotations

import base64
import zlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.domain.shipping_rates import rate, weight_in_pounds
from mockdr.engine.label_files import FORMATS, label_file
from mockdr.engine.operations.shipping import older_quotes
from tests.engine.shop import ADDRESS, envelope

PRODUCT = {"id": "sku-1", "name": "A lamp", "weight": 16, "weightUnit": "oz"}
GOODS = {"productDetails": PRODUCT, "amount": 10.0, "quantity": 2}
BOX = {"items": [GOODS], "weight": 2, "weightUnit": "lb"}
CANADA = {**ADDRESS, "country": "CA", "state": "ON"}


def without(body, name):
    return {key: value for key, value in body.items() if key != name}


def asked(**fields):
    return {
        "currency": "USD",
        "shipTo": {"name": "William Brown", "address": CANADA},
        "shipFrom": {"address": ADDRESS},
        "packages": [BOX],
        **fields,
    }


def quoted(shop, **fields):
    return shop.made(shop.post("/shipping-quotes", asked(**fields)))


def total(shop, **fields):
    return quoted(shop, **fields)["quotes"][0]["totalAmount"]


# -- quotes --------------------------------------------------------------------------


def test_a_parcel_is_offered_with_duties_paid_and_unpaid(shop):
    found = quoted(shop)

    assert found["currency"] == "USD"
    assert found["liveMode"] is False
    paid, unpaid = found["quotes"]
    assert (paid["shippingTerms"], unpaid["shippingTerms"]) == ("DDP", "DAP")
    assert paid["shipFrom"] == {"address": ADDRESS}
    assert without(paid, "shippingTerms") == without(unpaid, "shippingTerms")
    fees = paid["fees"]
    assert sum(round(fee["amount"] * 100) for fee in fees["details"]) == round(
        fees["amount"] * 100
    )
    assert fees["amount"] < paid["totalAmount"]


def test_a_quote_can_be_the_shipping_choice_of_a_checkout(shop):
    quote = quoted(shop)["quotes"][0]
    choice = {"id": quote["id"], "amount": quote["totalAmount"]}
    checkout = shop.checkout(shippingChoice=choice)
    assert checkout["totalShipping"] == quote["totalAmount"]


def test_weight_is_that_of_the_package_or_of_its_goods(shop):
    unweighed = {"items": [GOODS]}
    assert total(shop, packages=[unweighed]) == total(shop)
    heavier = {**BOX, "weight": 10}
    assert total(shop, packages=[heavier]) > total(shop)
    assert total(shop, packages=[{**BOX, "weight": 32, "weightUnit": "oz"}]) == total(
        shop
    )
    assert total(shop, packages=[BOX, BOX]) > total(shop)


def test_goods_without_a_weight_count_as_one_pound(shop):
    light = {"items": [{"productDetails": {"id": "sku-1"}, "quantity": 1}]}
    pound = {**BOX, "weight": 1}
    assert total(shop, packages=[light]) == total(shop, packages=[pound])


def test_without_a_place_the_parcel_leaves_from_the_warehouse_of_the_sample(shop):
    body = without(asked(), "shipFrom")
    (quote, _) = shop.made(shop.post("/shipping-quotes", body))["quotes"]
    assert quote["shipFrom"]["address"]["city"] == "Salt Lake City"


@pytest.mark.parametrize(
    "fields",
    [
        {"shipTo": {"address": {**ADDRESS, "country": "KP"}}},
        {"shipFrom": {"address": {**ADDRESS, "country": "KP"}}},
    ],
)
def test_where_nobody_trades_nothing_is_quoted(shop, fields):
    answer = shop.post("/shipping-quotes", asked(**fields))
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "The shipTo.address is invalid with the shipFrom.address",
        "shipTo.address",
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"currency": "XYZ"}, ("invalid_parameter", "currency")),
        ({"shipTo": {"name": "Ann"}}, ("missing_parameter", "shipTo.address.country")),
        ({"packages": []}, ("missing_parameter", "packages")),
        (
            {"packages": [BOX, {"items": [{"quantity": 1}]}]},
            ("missing_parameter", "packages[1].items[0].productDetails"),
        ),
        (
            {"packages": [{**BOX, "weightUnit": "lbs"}]},
            ("invalid_parameter", "packages[0].weightUnit"),
        ),
    ],
)
def test_a_quote_that_lacks_something_is_refused(shop, fields, error):
    answer = shop.post("/shipping-quotes", asked(**fields))
    assert (answer.status, answer.errors) == (400, [error])


@pytest.mark.parametrize(
    ("unit", "weight", "pounds"),
    [("lb", 2, 2), ("oz", 32, 2), ("kg", 1, 2.2046226), ("g", 1000, 2.2046226)],
)
def test_weights_are_compared_in_pounds(unit, weight, pounds):
    assert weight_in_pounds(weight, unit) == Decimal(str(pounds))


@settings(max_examples=30, deadline=None)
@given(
    weights=st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=4),
    more=st.decimals(1, 50, places=2),
)
def test_a_heavier_parcel_never_costs_less(weights, more):
    before = rate(weights, "EUR")
    after = rate([*weights[:-1], weights[-1] + more], "EUR")
    assert after.total >= before.total
    assert rate([*weights, more], "EUR").total > before.total


@pytest.mark.parametrize(
    ("to", "ids"),
    [
        ({"country": "JP", "type": "standard"}, ["IC", "IS"]),
        ({"country": "US", "type": "standard"}, ["SG", "D2", "D1"]),
        ({"country": "US"}, ["SG", "D2", "D1"]),
        ({"country": "US", "type": "access_point"}, ["AG", "A1"]),
        ({"country": "JP", "type": "cash_on_delivery"}, ["COD"]),
    ],
)
def test_older_quotes_are_services_with_a_price(to, ids):
    items = [{"inventoryItemId": "item-1", "price": 9.99, "quantity": 1}]
    found = older_quotes({"currency": "USD", "shipTo": to, "items": items})
    assert [quote["id"] for quote in found["quotes"]] == ids
    assert found["shipTo"] == {"type": to.get("type", "standard")}


def test_older_quotes_abroad_are_those_of_the_sample():
    found = older_quotes({"currency": "USD", "shipTo": {"country": "JP"}, "items": []})
    assert found["quotes"] == [
        {"id": "IC", "serviceLevel": "InternationalStandard", "total": 10.0},
        {"id": "IS", "serviceLevel": "InternationalExpress", "total": 20.0},
    ]


# -- labels --------------------------------------------------------------------------


def label_body(order, **fields):
    line = order["items"][0]["id"]
    package = {
        "items": [{"itemId": line, "quantity": 2}],
        "weight": 2,
        "weightUnit": "lb",
    }
    return {
        "orderId": order["id"],
        "labelFormat": "PDF",
        "packages": [package],
        **fields,
    }


def labelled(shop, order, **fields):
    return shop.made(shop.post("/shipping-labels", label_body(order, **fields)))


BEGINNINGS = {
    "PDF": b"%PDF-1.4",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPG": b"\xff\xd8\xff",
    "GIF": b"GIF89a",
    "ZPL": b"^XA",
}


@pytest.mark.parametrize("format", FORMATS)
def test_a_label_is_a_file_of_the_format_that_was_asked_for(shop, format):
    order = shop.ordered()
    made = labelled(shop, order, labelFormat=format)

    assert made["orderId"] == order["id"]
    ((box,),) = [made["shipments"]]
    (label,) = box["labels"]
    assert label["format"] == format
    file = base64.b64decode(label["file"], validate=True)
    assert file.startswith(BEGINNINGS[format])
    path = "/files/" + label["fileUrl"].partition("/files/")[2]
    assert shop.get(path).raw == file
    assert shop.get(f"/shipping-labels/{made['id']}").body == made


def test_a_label_says_where_the_parcel_goes(shop):
    order = shop.ordered()
    made = labelled(shop, order)
    file = base64.b64decode(made["shipments"][0]["labels"][0]["file"])
    for text in ("William Brown", "Minnetonka", order["id"]):
        assert f"({text})".encode() in file or text.encode() in file
    assert made["returnTo"] == {"address": {"country": "US"}}


def test_a_picture_of_a_label_holds_the_bits_of_its_number():
    file = label_file("PNG", ["Order 1", "Z7"])
    start = file.index(b"IDAT") + 4
    row = zlib.decompress(file[start:-16])[1:3]
    bits = "".join(f"{255 - byte:08b}" for byte in row)
    # The lowest bit comes first.
    assert [int(bits[i : i + 8][::-1], 2) for i in (0, 8)] == list(b"Z7")


def test_text_that_means_something_to_a_format_is_made_harmless():
    text = "A ^FD (b) \\ ~HS"
    assert rb"(A ^FD \(b\) \\ ~HS)" in label_file("PDF", [text])
    assert label_file("ZPL", [text]).count(b"^FD") == 1


def test_each_package_travels_by_itself(shop):
    order = shop.ordered()
    (package,) = label_body(order)["packages"]
    made = labelled(shop, order, packages=[package, {**package, "weight": 3}])

    assert [box["packages"][0]["weight"] for box in made["shipments"]] == [2, 3]
    assert len({box["id"] for box in made["shipments"]}) == 2
    (item,) = made["shipments"][0]["packages"][0]["items"]
    assert item == {
        "quantity": 2,
        "itemId": order["items"][0]["id"],
        "productDetails": item["productDetails"],
    }


@pytest.mark.parametrize("id", ["sku-1", "another"])
def test_goods_may_be_named_by_their_product(shop, id):
    order = shop.ordered()
    goods = {"productDetails": {"id": id}, "quantity": 1}
    package = {"items": [goods], "weight": 1, "weightUnit": "kg"}
    made = labelled(shop, order, packages=[package])
    (item,) = made["shipments"][0]["packages"][0]["items"]
    assert item == {**goods, "itemId": order["items"][0]["id"]}


def refused(shop, order, **fields):
    answer = shop.post("/shipping-labels", label_body(order, **fields))
    return answer.status, answer.body


def test_a_label_for_no_order_is_refused(shop):
    order = {**shop.ordered(), "id": "I8Na1N0gxyq8yni"}
    assert refused(shop, order) == envelope(
        404, "not_found", "not_found", "Order 'I8Na1N0gxyq8yni' not found.", "id"
    )


def test_a_label_in_another_format_is_refused(shop):
    assert refused(shop, shop.ordered(), labelFormat="DOC") == envelope(
        409, "conflict", "invalid_parameter", "The label format is invalid."
    )


def test_a_label_for_what_was_not_ordered_is_refused(shop):
    goods = {"itemId": "1", "quantity": 1}
    package = {"items": [goods], "weight": 1, "weightUnit": "kg"}
    assert refused(shop, shop.ordered(), packages=[package]) == envelope(
        400, "bad_request", "invalid_parameter", "The original order items is required."
    )


def test_a_label_from_where_no_carrier_fetches_is_refused(shop):
    place = {"address": {**ADDRESS, "country": "KP"}}
    assert refused(shop, shop.ordered(), shipFrom=place) == envelope(
        400, "bad_request", "invalid_parameter", "The logistics partner was not found."
    )


def test_a_weight_in_another_unit_is_refused(shop):
    order = shop.ordered()
    (package,) = label_body(order)["packages"]
    package["weightUnit"] = "lbs"
    assert refused(shop, order, packages=[package]) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "'lbs' is not a valid item type.",
        "packages[0].weightUnit",
    )


def test_a_carrier_that_takes_one_parcel_only_is_for_a_story(shop):
    shop.play(
        "- merchant: createShippingLabel\n"
        "  then: {error: {code: invalid_parameter, "
        "parameter: request.shippingChoice.id}}\n"
    )
    assert refused(shop, shop.ordered()) == envelope(
        409,
        "conflict",
        "invalid_parameter",
        "Multiple package shipments are not supported by the selected shipping choice.",
        "request.shippingChoice.id",
    )
    assert shop.get("/shipping-labels")["data"] == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"packages": []}, ("missing_parameter", "packages")),
        (
            {
                "packages": [
                    {"items": [{"quantity": 1}], "weight": 1, "weightUnit": "kg"}
                ]
            },
            ("missing_parameter", "packages[0].items[0].productDetails"),
        ),
    ],
)
def test_a_label_for_nothing_is_refused(shop, change, error):
    answer = shop.post("/shipping-labels", label_body(shop.ordered(), **change))
    assert (answer.status, answer.errors) == (400, [error])


def test_labels_are_found_by_order_and_by_time(shop):
    first, second = shop.ordered(), shop.ordered()
    made = labelled(shop, first)
    labelled(shop, second)
    found = shop.get("/shipping-labels", query={"orderId": first["id"]})
    assert found["data"] == [made]
    later = shop.get(
        "/shipping-labels", query={"createdTime[gt]": "2026-05-01T12:00:00Z"}
    )
    assert later["data"] == []


# -- tracking ------------------------------------------------------------------------


def tracking(shop, order):
    return shop.get(f"/orders/{order['id']}/tracking")


def not_tracked(text):
    return envelope(404, "not_found", "invalid_parameter", text, "orderId")


NO_LABEL = "There are no shipments found for an order."
NOT_SHIPPED = (
    "The tracking information was not found for an order or order has not been "
    "shipped yet."
)


def test_an_order_without_a_label_has_no_shipments(shop):
    answer = tracking(shop, shop.ordered())
    assert (answer.status, answer.body) == not_tracked(NO_LABEL)


def test_an_order_with_a_label_that_has_not_left_cannot_be_tracked(shop):
    order = shop.ordered()
    labelled(shop, order)
    answer = tracking(shop, order)
    assert (answer.status, answer.body) == not_tracked(NOT_SHIPPED)


def fulfilled(shop, order, **fields):
    item = {"itemId": order["items"][0]["id"], "quantity": 2}
    body = {"orderId": order["id"], "items": [item], **fields}
    return shop.made(shop.post("/fulfillments", body))


def test_a_fulfillment_sends_what_has_a_label(shop):
    order = shop.ordered()
    labelled(shop, order)
    fulfilled(shop, order, trackingNumber="1Z", trackingUrl="https://carrier.example")
    found = tracking(shop, order)
    assert found.status == 200
    assert found["orderId"] == order["id"]
    assert found["shipTo"] == order["shipTo"]
    own, printed = found["shipments"]
    assert own == {"trackingNumber": "1Z", "trackingUrl": "https://carrier.example"}
    assert printed["trackingUrl"].endswith(printed["trackingNumber"])


def test_a_fulfillment_without_a_number_cannot_be_tracked(shop):
    order = shop.ordered()
    fulfilled(shop, order)
    answer = tracking(shop, order)
    assert (answer.status, answer.body) == not_tracked(NOT_SHIPPED)


def test_what_the_warehouse_sent_for_an_order_is_tracked(shop):
    order = shop.ordered()
    body = {
        "currency": "USD",
        "upstreamOrderTime": "2026-05-01T12:00:00Z",
        "upstreamId": order["id"],
        "shipTo": {"address": ADDRESS},
        "shippingChoice": {"id": "SG"},
        "items": [{"inventoryItemId": "lamp", "quantity": 1}],
    }
    shop.made(shop.post("/fulfillment-orders", body))
    shop.tenant.happen("provider", "completes", "fulfillment_order")
    (shipment,) = shop.get("/shipments")["data"]
    (tracked,) = tracking(shop, order)["shipments"]
    assert tracked["trackingNumber"] == shipment["trackingNumber"]


def test_an_order_that_is_not_there_is_not_tracked(shop):
    answer = shop.get("/orders/none/tracking")
    assert (answer.status, answer.errors) == (404, [("not_found", "id")])


# -- the portal ----------------------------------------------------------------------

PORTAL = "/global-returns/orders/create-return-portal-url"


def test_the_portal_of_an_order_has_an_address(shop):
    order = shop.ordered()
    found = shop.get(PORTAL, query={"orderId": order["id"]})
    assert found.status == 200
    assert f"/orders/{order['id']}?token=" in found["url"]


def test_a_portal_may_be_for_any_order_and_is_another_in_live_mode(shop):
    assert "-test." in shop.get(PORTAL)["url"]
    assert "-test." not in shop.get(PORTAL, key="Bearer sk_live_shop")["url"]


def test_there_is_no_portal_for_an_order_that_is_not_there(shop):
    answer = shop.get(PORTAL, query={"orderId": "none"})
    assert (answer.status, answer.errors) == (404, [("not_found", "orderId")])
