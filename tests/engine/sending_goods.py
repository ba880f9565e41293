"""What tests of fulfillments ask for."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.shop import card

DAY = timedelta(days=1)


def send(shop, order, *lines, **fields):
    """Fulfill *order*: each line a dict; a line that names nothing is the next one."""
    items = [
        line if {"itemId", "skuId"} & line.keys() else {"itemId": item["id"], **line}
        for line, item in zip(lines, order["items"], strict=False)
    ]
    body = {"orderId": order["id"], "items": items, **fields}
    return shop.post("/fulfillments", body)


def sent(shop, order, *lines, **fields):
    return shop.made(send(shop, order, *lines, **fields))


def all_sent(shop, order):
    return sent(shop, order, *({"quantity": i["quantity"]} for i in order["items"]))


def paid_with(shop, number=None, **fields):
    """Return an order of 26.89 in two units, paid with the card *number*."""
    checkout = shop.checkout(**fields)
    more = {} if number is None else {"creditCard": card(number)}
    shop.attach(checkout, shop.source(checkout, **more))
    return shop.made(shop.order(checkout))


def split_payment(shop, credit=11.0, **fields):
    """Return an order that store credit pays first, and a card for the rest."""
    checkout = shop.checkout(**fields)
    first = shop.credit(checkout, credit)
    assert shop.attach(checkout, first).status == 200
    assert shop.attach(checkout, shop.source(checkout)).status == 200
    return shop.made(shop.order(checkout))


def charges(shop, order):
    """Return the charges of an order as `GET /charges/{id}` shows them."""
    shown = shop.read("order", order["id"])["payment"]["charges"]
    return [shop.get(f"/charges/{charge['id']}").body for charge in shown]


def amounts(shop, order):
    shown = shop.read("order", order["id"])
    return tuple(
        shown[name]
        for name in ("capturedAmount", "cancelledAmount", "availableToRefundAmount")
    )


def told(shop, since=0):
    """Return the events since then, without what they share."""
    return [type.removeprefix("order.") for type in shop.events(since)]
