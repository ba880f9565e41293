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
    "sku",
    "plan",
    "fee",
    "tax_identifier",
    "file",
    "file_link",
    "inventory_item",
    "reservation",
    "fulfillment_order",
    "fulfillment_cancellation",
    "fulfillment_return",
    "logistics_return",
    "shipment",
    "shipping_label",
    "sales_transaction",
    "sales_summary",
    "payout",
    "webhook",
    "checkout_session",
    "checkout_link",
)

#: KIND of the thing that an operation's success makes.
MAKES: Final[dict[str, str]] = {
    "createCheckouts": "checkout",
    "createSources": "source",
    "createPaymentSources": "source",
    "createCustomers": "customer",
    "createOrders": "order",
    "createFulfillments": "fulfillment",
    "createRefunds": "refund",
    "createReturns": "return",
    "createInvoices": "invoice",
    "createPlans": "plan",
    "createSkus": "sku",
    "upsertSkus": "sku",
    "createFees": "fee",
    "createTaxIdentifiers": "tax_identifier",
    "createInventoryItems": "inventory_item",
    "createReservations": "reservation",
    "createFiles": "file",
    "createFileLinks": "file_link",
    "createFulfillmentOrders": "fulfillment_order",
    "createFulfillmentCancellations": "fulfillment_cancellation",
    "createFulfillmentReturns": "fulfillment_return",
    "createLogisticsReturns": "logistics_return",
    "createShippingLabel": "shipping_label",
    "createWebhooks": "webhook",
    "createDropInCheckoutSession": "checkout_session",
    "createDropInCheckoutLink": "checkout_link",
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
    "createCustomerTaxIdentifier": ("customer", "tax_identifier"),
    "retrieveOrderTracking": ("order",),
    "listPayoutTransactions": ("payout",),
    "retrieveCharges": ("charge",),
    "updatePaymentSources": ("source",),
    "authenticatePaymentSources": ("source",),
    "attachSourceToInvoice": ("invoice", "source"),
    "detachSourceToInvoice": ("invoice", "source"),
    "openInvoices": ("invoice",),
    "voidInvoices": ("invoice",),
    "downloadFiles": ("file",),
    "upsertSkus": ("sku",),
    **{
        f"{verb}{noun}": (kind,)
        for noun, kind, verbs in (
            ("Fulfillments", "fulfillment", ("retrieve", "update")),
            ("Refunds", "refund", ("retrieve", "update")),
            ("Returns", "return", ("retrieve", "update")),
            ("Subscriptions", "subscription", ("retrieve", "update", "delete")),
            ("Invoices", "invoice", ("retrieve", "update", "delete")),
            ("Plans", "plan", ("retrieve", "update", "delete")),
            ("Skus", "sku", ("retrieve", "update", "delete")),
            ("Fees", "fee", ("retrieve", "update", "delete")),
            ("TaxIdentifiers", "tax_identifier", ("retrieve", "delete")),
            ("InventoryItems", "inventory_item", ("retrieve", "update", "delete")),
            ("Reservations", "reservation", ("delete",)),
            ("Files", "file", ("retrieve", "delete")),
            ("FileLinks", "file_link", ("retrieve", "update", "delete")),
            ("FulfillmentOrders", "fulfillment_order", ("retrieve",)),
            ("FulfillmentCancellations", "fulfillment_cancellation", ("retrieve",)),
            ("FulfillmentReturns", "fulfillment_return", ("retrieve",)),
            ("LogisticsReturns", "logistics_return", ("retrieve",)),
            ("Shipments", "shipment", ("retrieve",)),
            ("ShippingLabels", "shipping_label", ("retrieve",)),
            ("SalesTransactions", "sales_transaction", ("retrieve",)),
            ("SalesSummaries", "sales_summary", ("retrieve",)),
            ("Payouts", "payout", ("retrieve",)),
            ("Webhooks", "webhook", ("retrieve", "update", "delete")),
            ("DropInCheckoutLinks", "checkout_link", ("delete",)),
        )
        for verb in verbs
    },
}

#: Things that the provider, or a carrier, decides on in its own time.
_DECIDED: Final = (
    "tax_identifier",
    "fulfillment_order",
    "fulfillment_cancellation",
    "fulfillment_return",
    "logistics_return",
)

#: (actor, verb) to the KINDs that it can be of.
VERBS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("customer", "chooses"): ("checkout", "session"),
    ("customer", "authenticates"): ("source", "session"),
    ("customer", "fails_authentication"): ("source", "session"),
    ("customer", "approves"): ("source",),
    ("customer", "cancels"): ("source",),
    ("customer", "pays"): ("source",),
    ("customer", "sends_bank_details"): ("refund",),
    ("customer", "submits"): ("checkout_session",),
    ("provider", "completes"): ("charge", "capture", "cancel", "refund", *_DECIDED),
    ("provider", "fails"): (
        "charge",
        "source",
        "capture",
        "cancel",
        "refund",
        *_DECIDED,
    ),
    ("provider", "expires"): (
        "source",
        "charge",
        "refund",
        "invoice",
        "subscription",
        "file_link",
        "reservation",
        "checkout_link",
    ),
    ("provider", "asks_bank_details"): ("refund", "cancel"),
    ("provider", "reminds"): ("subscription",),
    ("provider", "renews"): ("subscription",),
    ("provider", "retries"): ("subscription", "invoice"),
    ("provider", "disputes"): ("order",),
    ("provider", "resolves_dispute"): ("order",),
    ("provider", "charges_back"): ("order",),
    ("provider", "pays_out"): ("sales_transaction",),
    ("fraud", "passes"): ("order",),
    ("fraud", "blocks"): ("order",),
}


def reads(operation: str) -> bool:
    """Tell whether *operation* moves nothing."""
    return operation.startswith(("retrieve", "list"))
