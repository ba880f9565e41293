"""What tests of checkouts put into them."""

from __future__ import annotations

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
