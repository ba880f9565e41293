"""Two stories that acts are tried on."""

from __future__ import annotations

from datetime import timedelta

KONBINI = """
- merchant: createCheckouts
- customer: chooses
  source: {type: konbini, konbini: {storeId: 030}}
  then: {source: pending_funds, events: [source.created]}
- merchant: attachSourceToCheckout
- merchant: createOrders
  then: {order: pending_payment, next_action: show_payment_instructions}
"""


KLARNA = """
- merchant: createCheckouts
- customer: chooses
  source: {type: klarnaCredit}
  as: klarna
- merchant: attachSourceToCheckout
- merchant: createOrders
"""


DAY = timedelta(days=1)


def begun(shop, story):
    """Play a story up to its order; return the run's view and the order."""
    played = shop.play(story)
    checkout = shop.checkout_for("konbini" if "konbini" in story else "klarnaCredit")
    [source] = shop.tenant.happen("customer", "chooses")
    shop.attach(checkout, {"id": source.id})
    return played, shop.made(shop.order(checkout))
