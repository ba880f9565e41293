"""The least that the contract wants of a request about what recurs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.least_refunds import About

__all__ = ["RECURRING", "SUBSCRIBED", "subscribing"]

#: What is shipped is no subscription.
_SHIPPING: Final = ("shipFrom", "shipTo", "shippingChoice")

_SUBSCRIBING: Final = ("createPlans", "createCustomers", "createCheckouts")

#: operationId to the moves that must come before it can be called at all: those of an
#: acquisition, until its order can be activated.
SUBSCRIBED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "retrieveSubscriptions": _SUBSCRIBING,
        "deleteSubscriptions": _SUBSCRIBING,
        "updateSubscriptions": (
            *_SUBSCRIBING,
            "chooses",
            "createCustomerSource",
            "attachSourceToCheckout",
            "createOrders",
        ),
        **dict.fromkeys(
            ("retrievePlans", "updatePlans", "deletePlans"), ("createPlans",)
        ),
        "createInvoices": ("createCustomers",),
        **dict.fromkeys(
            ("retrieveInvoices", "updateInvoices", "voidInvoices"),
            ("createCustomers", "createInvoices"),
        ),
    }
)


def subscribing(
    body: Mapping[str, Json], *, plan: str, customer: str | None
) -> dict[str, Json]:
    """Return a checkout that acquires a subscription, in place of *body*."""
    info = {"planId": plan, "terms": "It renews by the month.", "autoRenewal": True}
    changed = {k: v for k, v in body.items() if k not in _SHIPPING}
    changed["items"] = [{**item, "subscriptionInfo": info} for item in body["items"]]
    if customer is not None:
        changed["customerId"] = customer
    return changed


def _plan(_about: About, _asked: Mapping[str, Json]) -> Json:
    return {
        "terms": "It renews by the month.",
        "contractBindingDays": 365,
        "interval": "month",
        "intervalCount": 1,
        "name": "By the month",
        "reminderOffsetDays": 5,
        "billingOffsetDays": 5,
        "collectionPeriodDays": 10,
        "state": "active",
    }


def _invoice(about: About, _asked: Mapping[str, Json]) -> Json:
    return {
        "customerId": about("customer")["id"],
        "currency": "USD",
        "email": "shopper@example.com",
        "items": [{"skuId": "sku-1", "price": 100.0, "quantity": 2}],
    }


def _note(_about: About, asked: Mapping[str, Json]) -> Json:
    return {} if asked else {"metadata": {"played": "yes"}}


def _activation(_about: About, asked: Mapping[str, Json]) -> Json:
    return {} if asked else {"state": "active"}


#: operationId to what makes its body, given what it is about and what the story's
#: `match` says of the body.
RECURRING: Final[Mapping[str, Callable[[About, Mapping[str, Json]], Json]]] = (
    MappingProxyType(
        {
            "createPlans": _plan,
            "updatePlans": _note,
            "updateSubscriptions": _activation,
            "createInvoices": _invoice,
            "updateInvoices": _note,
        }
    )
)
