"""What scenarios call the things and the operations that this engine has."""

from __future__ import annotations

from typing import Final

__all__ = ["KINDS", "MAKES", "PATH_KINDS", "VERBS", "reads"]

#: Every KIND of the scenario language.
KINDS: Final = (
    "checkout",
    "session",
    "source",
    "customer",
    "order",
    "item",
    "charge",
    "capture",
    "cancel",
    "refund",
    "return",
    "fulfillment",
    "subscription",
    "invoice",
)

#: KIND of the thing that an operation's success makes.
MAKES: Final[dict[str, str]] = {
    "createCheckouts": "checkout",
    "createSources": "source",
    "createPaymentSources": "source",
    "createCustomers": "customer",
    "createOrders": "order",
}

#: KINDs of the things that an operation's path names, in order.
PATH_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "retrieveCheckouts": ("checkout",),
    "updateCheckouts": ("checkout",),
    "deleteCheckouts": ("checkout",),
    "attachSourceToCheckout": ("checkout", "source"),
    "detachSourceToCheckout": ("checkout", "source"),
    "retrieveSources": ("source",),
    "retrievePaymentSources": ("source",),
    "retrieveOrders": ("order",),
    "updateOrders": ("order",),
    "refreshOrders": ("order",),
    "retrieveCustomers": ("customer",),
    "updateCustomers": ("customer",),
    "deleteCustomers": ("customer",),
    "createCustomerSource": ("customer", "source"),
    "deleteCustomerSource": ("customer", "source"),
}

#: (actor, verb) to the KINDs that it can be of, and whether it is simulated yet.
VERBS: Final[dict[tuple[str, str], tuple[tuple[str, ...], bool]]] = {
    ("customer", "chooses"): (("checkout", "session"), True),
    ("customer", "authenticates"): (("source", "session"), True),
    ("customer", "fails_authentication"): (("source", "session"), True),
    ("customer", "approves"): (("source",), True),
    ("customer", "cancels"): (("source",), True),
    ("customer", "pays"): (("source",), True),
    ("customer", "sends_bank_details"): (("refund",), False),
    ("provider", "completes"): (("charge", "capture", "cancel", "refund"), True),
    ("provider", "fails"): (
        ("charge", "source", "capture", "cancel", "refund"),
        True,
    ),
    ("provider", "expires"): (("source", "charge", "refund", "invoice"), True),
    ("provider", "asks_bank_details"): (("refund",), False),
    ("provider", "renews"): (("subscription",), False),
    ("provider", "retries"): (("subscription",), False),
    ("provider", "disputes"): (("order",), False),
    ("provider", "resolves_dispute"): (("order",), False),
    ("provider", "charges_back"): (("order",), False),
    ("fraud", "passes"): (("order",), True),
    ("fraud", "blocks"): (("order",), True),
}


def reads(operation: str) -> bool:
    """Tell whether *operation* moves nothing."""
    return operation.startswith(("retrieve", "list"))
