"""What the shops of the recipes have in common: a till, and an eye for signatures."""

from __future__ import annotations

import base64
import hmac
import time

#: A shop has its secret before any test begins: it stands in its settings.
SECRET = "whk_6f1c1d3e-7a50-4c1b-9a56-0d6f5b2f8c11"
TEA = {"skuId": "tea", "price": 900}


def genuine(body: bytes, header: str | None) -> bool:
    """
    Tell whether a callback was signed with the secret, at most five minutes ago.

    This belongs to the shop, and needs nothing of mockdr. *body* is what came over the
    wire, before anybody parsed it.
    """
    stamp, *signatures = (header or "").split(", ")
    digest = hmac.digest(SECRET.encode(), stamp.encode() + b"." + body, "sha256")
    expected = base64.b64encode(digest).decode()
    known = any(hmac.compare_digest(expected, one) for one in signatures)
    now = time.time()  # noqa: TID251  (a shop's clock is the real one)
    return known and abs(now - int(stamp)) < 300


def buy(mockdr, kind: str = "creditCard", **fields) -> dict:
    """Let a customer buy tea; return the order as the shop's API client got it."""
    api = mockdr.client()
    cart = {"currency": "JPY", "email": "ada@example.com", "items": [TEA]}
    checkout = api.post("/checkouts", json=cart).json()
    session = checkout["payment"]["session"]["id"]
    source = mockdr.customer.chooses(kind, session, **fields)
    api.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
    return api.post("/orders", json={"checkoutId": checkout["id"]}).json()
