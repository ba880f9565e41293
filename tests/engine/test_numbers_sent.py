"""Numbers as merchants send them: `1.0` for a count, digits as text, ids as numbers."""

from __future__ import annotations

import pytest

from mockdr.contract import fields_of, json_type, operations
from mockdr.engine.spelling import plainly
from tests.engine.recurring import PLAN
from tests.engine.refunding import sent

COUNTS = [1, 1.0, "1"]
GOODS = {"skuId": "sku-1", "price": 10.0, "quantity": 2.0}


def line(order, **fields):
    return [{"itemId": order["items"][0]["id"], **fields}]


def counted(answer):
    """Return the numbers of units in the reply, with their types."""
    return [
        (name, type(value))
        for item in answer["items"]
        for name, value in item.items()
        if name in ("quantity", "cancelQuantity")
    ]


@pytest.mark.parametrize("name", ["quantity", "cancelQuantity"])
@pytest.mark.parametrize("one", COUNTS)
def test_units_of_a_fulfillment_may_be_written_in_any_way(shop, name, one):
    order = shop.ordered()
    body = {"orderId": order["id"], "items": line(order, **{name: one})}
    answer = shop.post("/fulfillments", body)
    assert answer.status == 201, answer.raw
    assert answer["items"][0][name] == 1
    assert counted(answer) == [("quantity", int), ("cancelQuantity", int)]
    assert shop.findings() == []


@pytest.mark.parametrize("bad", ["one", "", "-1", 1.5, -1])
@pytest.mark.parametrize("name", ["quantity", "cancelQuantity"])
def test_units_that_are_no_count_are_refused(shop, name, bad):
    order = shop.ordered()
    body = {"orderId": order["id"], "items": line(order, **{name: bad})}
    answer = shop.post("/fulfillments", body)
    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", f"items[0].{name}")]


@pytest.mark.parametrize("one", COUNTS)
def test_units_of_refunds_and_returns_may_be_written_in_any_way(shop, one):
    order = sent(shop)
    path, items = "/refunds", line(order, quantity=one, percent=100)
    body = {"orderId": order["id"], "currency": "USD", "items": items}
    refund = shop.post(path, body)
    body = {"orderId": order["id"], "items": line(order, quantity=one)}
    back = shop.post("/returns", body)
    assert (refund.status, back.status) == (201, 201), (refund.raw, back.raw)
    for answer in (refund, back):
        assert counted(answer) == [("quantity", int)]
    assert shop.findings() == []


@pytest.mark.parametrize("path", ["/fulfillments", "/refunds", "/returns"])
def test_the_id_of_an_order_may_be_a_number(shop, path):
    order = sent(shop) if path != "/fulfillments" else shop.ordered()
    body = {"orderId": int(order["id"]), "items": line(order, quantity=1)}
    if path == "/refunds":
        body = {"orderId": int(order["id"]), "currency": "USD", "percent": 100}
    answer = shop.post(path, body)
    assert answer.status == 201, answer.raw
    assert answer.body.get("orderId", order["id"]) == order["id"]
    assert shop.findings() == []


@pytest.mark.parametrize("amount", [10, 10.0, "10", "10.00"])
def test_the_amount_of_a_refunds_item_may_be_text(shop, amount):
    order = sent(shop)
    items = line(order, amount=amount)
    body = {"orderId": order["id"], "currency": "USD", "items": items}
    answer = shop.post("/refunds", body)
    assert answer.status == 201, answer.raw
    assert answer["items"][0]["amount"] == 10.0
    assert shop.findings() == []


@pytest.mark.parametrize("amount", ["ten", "", "-10", "1e1"])
def test_the_amount_of_a_refunds_item_is_a_number_at_least(shop, amount):
    order = sent(shop)
    items = line(order, amount=amount)
    body = {"orderId": order["id"], "currency": "USD", "items": items}
    answer = shop.post("/refunds", body)
    assert (answer.status, answer.errors) == (
        400,
        [("invalid_parameter", "items[0].amount")],
    )


def places(where, path=()):
    """Yield every place of a request where a whole number may stand, and no other."""
    kind = json_type(where, path)
    if kind == "integer":
        yield path
    for name in fields_of(where, path):
        yield from places(where, (*path, name))
    if kind == "array":
        yield from places(where, (*path, "*"))


WHOLE = [
    (operation.id, path)
    for operation in operations().values()
    if operation.request_model
    for path in places(f"request:{operation.id}")
]


@pytest.mark.parametrize(("operation", "path"), WHOLE)
def test_no_operation_sees_a_decimal_where_a_whole_number_belongs(operation, path):
    sent, wanted = 3.0, 3
    for step in reversed(path):
        sent = [sent] if step == "*" else {step: sent}
        wanted = [wanted] if step == "*" else {step: wanted}
    assert repr(plainly(operation, sent)) == repr(wanted)


@pytest.mark.parametrize(
    ("path", "field", "body"),
    [
        (
            "/checkouts",
            "items",
            {
                "currency": "USD",
                "items": [
                    {**GOODS, "discount": {"percentOff": 10.0, "quantity": 1.0}},
                ],
            },
        ),
        (
            "/invoices",
            "items",
            {"customerId": "ann", "currency": "USD", "items": [GOODS]},
        ),
        (
            "/invoices",
            "collectionPeriodDays",
            {
                "customerId": "ann",
                "currency": "USD",
                "items": [GOODS],
                "collectionPeriodDays": 7.0,
            },
        ),
        ("/plans", "intervalCount", {**PLAN, "intervalCount": 1.0}),
    ],
)
def test_what_counts_is_whole_in_the_reply(shop, path, field, body):
    shop.customer(id="ann")
    answer = shop.post(path, body)
    assert answer.status == 201, answer.raw
    shown = answer[field] if field != "items" else answer["items"][0]["quantity"]
    assert isinstance(shown, int)
    assert shop.get(f"{path}/{answer['id']}").status == 200
    assert shop.findings() == []
