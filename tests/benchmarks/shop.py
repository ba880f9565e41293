"""The merchant of the benchmarks: a checkout, a card, and the order."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

__all__ = ["CARD", "CHECKOUT", "Bodies", "begin", "journey"]

OWNER = {
    "firstName": "Ada",
    "lastName": "Byron",
    "email": "ada@example.com",
    "address": {
        "line1": "12 Saint James Square",
        "city": "London",
        "postalCode": "SW1Y 4JH",
        "country": "GB",
    },
}

CHECKOUT = {
    "currency": "EUR",
    "email": "ada@example.com",
    "locale": "en_GB",
    "shipTo": {
        "name": "Ada Byron",
        "phone": "+44 20 0000 0000",
        "address": OWNER["address"],
    },
    "shipFrom": {"address": {"country": "DE"}},
    "shippingChoice": {
        "amount": 5.0,
        "description": "By post, in two days",
        "serviceLevel": "standard",
    },
    "items": [
        {
            "productDetails": {
                "skuGroupId": "physical",
                "name": "A difference engine",
                "countryOfOrigin": "DE",
            },
            "quantity": 2,
            "price": 19.99,
        }
    ],
}

CARD = {
    "type": "creditCard",
    "reusable": False,
    "owner": OWNER,
    "creditCard": {
        "number": "4444222233331111",
        "expirationMonth": 7,
        "expirationYear": 2031,
        "cvv": "123",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """The four answers of one journey, as they came over the wire."""

    checkout: bytes
    source: bytes
    attached: bytes
    order: bytes

    @property
    def all(self) -> tuple[bytes, ...]:
        """The four, in order."""
        return (self.checkout, self.source, self.attached, self.order)


def _said(reply: httpx.Response) -> httpx.Response:
    # Whoever measures refusals measures nothing.
    assert reply.status_code in {200, 201}, f"{reply.status_code} {reply.text}"
    return reply


def begin(client: httpx.Client, number: int) -> tuple[httpx.Response, httpx.Response]:
    """Make a checkout and a source for its session; *number* varies what is written."""
    made = {**CHECKOUT, "upstreamId": f"cart-{number}"}
    checkout = _said(client.post("/checkouts", json=made))
    session = checkout.json()["payment"]["session"]["id"]
    card = {**CARD, "paymentSessionId": session}
    return checkout, _said(client.post("/sources", json=card))


def journey(client: httpx.Client, number: int) -> Bodies:
    """Go the whole way from a checkout to its order: four requests."""
    checkout, source = begin(client, number)
    path = f"/checkouts/{checkout.json()['id']}"
    attached = _said(client.post(f"{path}/sources/{source.json()['id']}"))
    order = _said(client.post("/orders", json={"checkoutId": checkout.json()["id"]}))
    return Bodies(
        checkout=checkout.content,
        source=source.content,
        attached=attached.content,
        order=order.content,
    )
