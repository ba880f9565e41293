"""What comes before a story that begins in the middle."""

from __future__ import annotations

from typing import Final

from mockdr.engine.least_recurring import SUBSCRIBED

__all__ = ["prologue"]

_BEGUN: Final = ("createCheckouts",)
_CHOSEN: Final = (*_BEGUN, "chooses")
_FUNDED: Final = (*_CHOSEN, "attachSourceToCheckout")
_ORDERED: Final = (*_FUNDED, "createOrders")
_FULFILLED: Final = (*_ORDERED, "createFulfillments")

#: operationId to the moves that must come before it can be called at all. Captures
#: come to their end by themselves. Operations that are absent need nothing before.
_BEFORE: Final = {
    "retrieveCheckouts": _BEGUN,
    "updateCheckouts": _BEGUN,
    "deleteCheckouts": _BEGUN,
    "createSources": _BEGUN,
    "createPaymentSources": _BEGUN,
    "listPaymentMethods": _BEGUN,
    "attachSourceToCheckout": _CHOSEN,
    "detachSourceToCheckout": _FUNDED,
    "retrieveSources": _CHOSEN,
    "retrievePaymentSources": _CHOSEN,
    "createOrders": _FUNDED,
    "retrieveOrders": _ORDERED,
    "updateOrders": _ORDERED,
    "refreshOrders": _ORDERED,
    "createCustomerSource": _CHOSEN,
    "retrieveOrderTracking": _ORDERED,
    "createLogisticsReturns": _ORDERED,
    "createShippingLabel": _ORDERED,
    "retrieveCharges": _ORDERED,
    "createFulfillments": _ORDERED,
    "retrieveFulfillments": _FULFILLED,
    "updateFulfillments": _FULFILLED,
    "createRefunds": _FULFILLED,
    "createReturns": _FULFILLED,
    **SUBSCRIBED,
}

#: The same where the call says by `of` what it is about: no source is chosen then.
_NAMED: Final = {"attachSourceToCheckout": _BEGUN, "createCustomerSource": ()}


def prologue(operation: str, *, named: bool) -> tuple[str, ...]:
    """
    Return the moves that must come before *operation*, as operationIds and verbs.

    Args:
        operation: The first that a story calls.
        named: Whether the call has an `of`.
    """
    if named and operation in _NAMED:
        return _NAMED[operation]
    return _BEFORE.get(operation, ())
