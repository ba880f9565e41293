"""Ways to pay, and to let it turn out: methods, test cards, names and stories."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import PaymentMethod, payment_methods, test_cards, test_last_names

__all__ = ["CARDS", "STORIES", "ways"]

#: Numbers of test cards that are worth a button, and what comes of each.
CARDS: Final = MappingProxyType(
    {
        "4444222233331111": "is accepted",
        "5466160000000008": "is accepted",
        "4917610000000000": "is challenged by the bank: password",
        "4000000000003295": "is refused at once",
        "4000000000003600": "is declined at the order",
        "4000000000004103": "cannot be captured",
        "4000000000004111": "cannot be refunded",
    }
)

#: Stories of the shop's own, for the order of the next purchase. They begin with it,
#: so the customer may pay as they like.
_PROOF: Final = """\
scenario: bank-wants-proof
summary: The bank wants the customer to prove who they are when the order is placed.
steps:
  - merchant: createOrders
    then:
      error: additional_payment_action_required
      session: requires_action
      next_action: sca_required
  - customer: authenticates
    of: session
  - merchant: createOrders
    then: {order: accepted}
"""
_DECLINE: Final = """\
scenario: bank-declines
summary: The bank declines the order, whatever card it is.
steps:
  - merchant: createOrders
    then: {error: failed-request}
"""

#: Name of a story to what it does, and to its text where it is not a bundled one.
STORIES: Final = MappingProxyType(
    {
        "bank-wants-proof": ("The bank wants proof at the order", _PROOF),
        "bank-declines": ("The bank declines the order", _DECLINE),
        "in-review-passed": ("Somebody reviews the order first", ""),
        "order-made-but-connection-cut": ("The order is made, its answer lost", ""),
    }
)

#: What a card wants where it is said to want anything.
_ANY: Final = MappingProxyType({"any 3": "123", "any 4": "1234"})
_LAST_YEAR: Final = 2030


def ways() -> dict[str, Json]:
    """Return all of it as the page reads it."""
    known = test_cards()
    return {
        "cards": [
            {
                "number": number,
                "brand": known[number].brand,
                "words": words,
                "month": known[number].expiration_month or 3,
                "year": known[number].expiration_year or _LAST_YEAR,
                "code": _ANY.get(known[number].cvv or "", known[number].cvv or "123"),
            }
            for number, words in CARDS.items()
        ],
        "stories": [
            {"name": name, "words": words, "yaml": text}
            for name, (words, text) in STORIES.items()
        ],
        "names": {method: list(found) for method, found in test_last_names().items()},
        "methods": {
            method.type: {
                "title": method.title,
                "orderFlow": method.order_flow,
                "addresses": _addresses(method),
            }
            for method in payment_methods().values()
        },
    }


def _addresses(method: PaymentMethod) -> list[str]:
    """Return which addresses to come back to a source of *method* takes."""
    known = {*method.fields, *method.required}
    return [
        name for name in ("returnUrl", "cancelUrl") if f"{method.type}.{name}" in known
    ]
