"""The beginnings that stories of the tests share."""

from __future__ import annotations

TO_THE_ORDER = """
- merchant: createCheckouts
- customer: chooses
  source: {type: creditCard}
  as: card
- merchant: attachSourceToCheckout
  of: card
"""


def live(shop, **fields):
    """Live a story up to the order; the customer chooses by hand."""
    checkout = shop.checkout(**fields)
    [source] = shop.tenant.happen("customer", "chooses", checkout["id"])
    assert shop.attach(checkout, {"id": source.id}).status == 200
    return checkout


def only(shop, kind):
    [message] = shop.findings(kind)
    assert shop.findings() == [message]
    return message
