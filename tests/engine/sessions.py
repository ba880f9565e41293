"""Checkouts that wait for what their tests are about."""

from __future__ import annotations

from tests.engine.shop import ADDRESS, named

BILL_TO = {"name": "William Brown", "address": ADDRESS}


def state(shop, checkout):
    return shop.session(checkout)["state"]


def waiting(shop, type="klarnaCredit"):
    """Return a checkout, its source and its order that waits for the redirect."""
    checkout = shop.checkout()
    source = shop.redirected(checkout, type)
    shop.attach(checkout, source)
    return checkout, source, shop.made(shop.order(checkout))


def owing(shop):
    """Return a checkout, its source and its order that waits for money."""
    checkout = shop.checkout()
    source = shop.wire(checkout)
    shop.attach(checkout, source)
    return checkout, source, shop.made(shop.order(checkout))


def transferring(shop, last_name):
    """Return the order of a SEPA source whose charge is decided later."""
    checkout = shop.checkout_for("directDebit")
    source = shop.redirected(checkout, "directDebit", owner=named(last_name))
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.tenant.happen("customer", "approves", source["id"])
    return shop.made(shop.post(f"/orders/{order['id']}/refresh"))
