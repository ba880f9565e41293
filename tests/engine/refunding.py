"""What tests of refunds, returns and disputes ask and expect."""

from __future__ import annotations

from tests.engine.shop import ADDRESS, GOOD_CARD, card

#: Where the tax is 8.025 percent, as in the samples of refunds.
MINNEAPOLIS = {**ADDRESS, "city": "Minneapolis", "postalCode": "55401"}
SHIP_TO = {"name": "William Brown", "address": MINNEAPOLIS}


def sent(shop, *, quantities=None, owner=None, number=GOOD_CARD, **fields):
    """
    Return an order of 27.01 USD that is sent as a whole, and captured.

    `quantities` says line by line what is sent instead, and what is cancelled.
    """
    checkout = shop.checkout(**{"shipTo": SHIP_TO, **fields})
    paying = {"creditCard": card(number), **({} if owner is None else {"owner": owner})}
    source = shop.source(checkout, **paying)
    assert shop.attach(checkout, source).status == 200
    order = shop.made(shop.order(checkout))
    send(shop, order, quantities)
    return shop.read("order", order["id"])


def send(shop, order, quantities=None):
    """Send an order, or so many of each line as (sent, cancelled)."""
    items = []
    for number, item in enumerate(order["items"]):
        units, cancelled = quantities[number] if quantities else (item["quantity"], 0)
        if units or cancelled:
            items.append(
                {"itemId": item["id"], "quantity": units, "cancelQuantity": cancelled}
            )
    return shop.made(
        shop.post("/fulfillments", {"orderId": order["id"], "items": items})
    )


def refund(shop, order, **fields):
    """Ask for a refund of an order, in its currency."""
    body = {"orderId": order["id"], "currency": order["currency"], **fields}
    return shop.post("/refunds", {k: v for k, v in body.items() if v is not None})


def refunded(shop, order, **fields):
    """Return a refund as it is once it has come to its end, and its order."""
    made = shop.made(refund(shop, order, **fields))
    assert made["state"] == "pending"
    return shop.get(f"/refunds/{made['id']}").body, shop.read("order", order["id"])


def told(shop, since=0):
    """Return the events after the first so many, but for papers that are printed."""
    papers = ("order.invoice.created", "order.credit_memo.created")
    return [type for type in shop.events() if type not in papers][since:]
