"""What tests of orders ask and expect."""

from __future__ import annotations

from tests.engine.shop import OWNER

MISSING = "A parameter is missing."


DETAILS_MISSING = "The order is missing required details and could not be completed."


NO_EMAIL = (
    "The order could not be created because a required checkout parameter is missing. "
    "Update the checkout information provided before trying again."
)


def without(mapping, *names):
    return {name: value for name, value in mapping.items() if name not in names}


def ready(shop, owner=OWNER, **fields):
    """Return a checkout with a card of *owner* attached."""
    checkout = shop.checkout(**fields)
    source = shop.source(checkout, owner=owner)
    assert shop.attach(checkout, source).status == 200
    return checkout


def refused(shop, checkout):
    answer = shop.order(checkout)
    return answer.status, answer.body
