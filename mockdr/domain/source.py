"""A source is what a customer pays with, until it is spent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from mockdr.domain import billing
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = [
    "ATTACHABLE",
    "DELAYED_FAILURE",
    "EXPIRY",
    "INITIAL",
    "LIFECYCLE",
    "MAKERS",
    "after_charge",
    "after_detach",
]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "payment-sources/README.md"
_USING = "using-the-source-identifier.md"
_TESTS = "testing-scenarios.md"

#: Triggers that make a source.
MAKERS: Final = ("createPaymentSources", "createSources", "customer.chooses")

#: States in which a source can be attached to a checkout.
ATTACHABLE: Final = ("chargeable", "pending_redirect", "pending_funds")

#: Flow of a payment method to the state in which its sources begin.
INITIAL: Final = {
    "standard": "chargeable",
    "redirect": "pending_redirect",
    "receiver": "pending_funds",
}

#: From creation to `expirationTime` of a source in `pending_funds`.
#:
#: Source: both samples of receiver sources, handling-delayed-payment-methods.md, print
#: 30 days. What a konbini's page tells the shopper, 7 days, stands in the text of one
#: sample and is nowhere a moment of the API; that a transfer ends after 10 days is told
#: by no page. So the samples count, for every receiver source.
EXPIRY: Final = timedelta(days=30)

#: From the order to the failure of a source with last name `SourceFailWithDelay`.
#:
#: Source: the sample of `order.cancelled` in event-types.md.
DELAYED_FAILURE: Final = timedelta(seconds=30)


def after_charge(state: str, *, reusable: bool) -> str:
    """Return the state of a source in *state* once a charge is made with it."""
    if state != "chargeable":
        return state
    return "chargeable" if reusable else "consumed"


def after_detach(state: str, *, reusable: bool) -> str:
    """Return the state of a source in *state* once no checkout holds it any more."""
    if reusable or state not in ATTACHABLE:
        return state
    return "cancelled"


_move = partial(row, page=_PAGE)

_MADE = tuple(
    move
    for trigger in MAKERS
    for move in (
        _move(None, trigger, "chargeable", "flow standard, or store credit"),
        _move(None, trigger, "pending_redirect", "flow redirect"),
        _move(None, trigger, "pending_funds", "flow receiver"),
        _move(None, trigger, "requires_action", "authentication is owed"),
        _move(None, trigger, "failed", "a test value", page=_TESTS),
    )
)

#: Up to version 2021-02-23 a checkout's request makes the credit that it asks for.
_BY_AMOUNT = tuple(
    row(
        None,
        trigger,
        "chargeable",
        "creditAmount",
        page="applying-store-credit-legacy.md",
    )
    for trigger in ("createCheckouts", "updateCheckouts")
)

_CUSTOMER = (
    _move("requires_action", "customer.authenticates", "chargeable"),
    _move("requires_action", "customer.fails_authentication", "failed", "", _I),
    _move("pending_redirect", "customer.approves", "chargeable"),
    _move(
        "pending_redirect",
        "customer.approves",
        "pending_funds",
        "approved, and the bank's transfer takes its time",
        _I,
    ),
    _move(
        "pending_redirect", "customer.approves", "failed", "a test value", page=_TESTS
    ),
    _move("pending_redirect", "customer.cancels", "pending_redirect"),
    _move("pending_funds", "customer.pays", "chargeable", "no order waits for it"),
    _move(
        "pending_funds",
        "customer.pays",
        "consumed",
        "its order waits: chargeable first, then charged",
    ),
    _move("pending_funds", "customer.pays", "failed", "a test value", _I, page=_TESTS),
)

_PROVIDER = (
    _move("pending_redirect", "provider.fails", "failed", page=_TESTS),
    _move("pending_funds", "provider.fails", "failed", page=_TESTS),
    _move("pending_funds", "provider.expires", "failed", "", _I),
)

_MERCHANT = (
    *(
        _move(state, trigger, state, "attached to a checkout")
        for trigger in ("attachSourceToCheckout", "createCheckouts", "updateCheckouts")
        for state in ATTACHABLE
    ),
    *(
        _move(
            state, trigger, "cancelled", "single-use, another primary replaces it", _I
        )
        for trigger in ("attachSourceToCheckout", "updateCheckouts")
        for state in ATTACHABLE
    ),
    *(
        _move(state, "detachSourceToCheckout", "cancelled", "single-use", page=_USING)
        for state in ATTACHABLE
    ),
    _move(
        "chargeable",
        "detachSourceToCheckout",
        "chargeable",
        "reusable",
        _I,
        page=_USING,
    ),
    _move("chargeable", "createOrders", "consumed", "single-use, charged"),
    _move("chargeable", "createOrders", "chargeable", "reusable, or not charged"),
    _move("pending_redirect", "createOrders", "pending_redirect"),
    _move("pending_funds", "createOrders", "pending_funds"),
    _move("chargeable", "refreshOrders", "consumed", "single-use, charged"),
    _move("chargeable", "refreshOrders", "chargeable", "reusable, charged"),
    _move("pending_redirect", "refreshOrders", "pending_redirect"),
    _move("pending_funds", "refreshOrders", "pending_funds"),
    _move(
        "chargeable",
        "createCustomerSource",
        "chargeable",
        "becomes reusable",
        page=_USING,
    ),
    _move("chargeable", "deleteCustomerSource", "cancelled", "", page=_USING),
    _move(
        "chargeable",
        "deleteCustomers",
        "cancelled",
        "saved with the customer",
        Evidence.INFERRED,
        page=_USING,
    ),
)

#: Every move of a source.
#:
#: Source: payment-sources/README.md; two event types exist, `source.created` and
#: `source.chargeable`.
LIFECYCLE: Final = Lifecycle(
    kind="source",
    states=(
        "requires_action",
        "pending_redirect",
        "pending_funds",
        "chargeable",
        "consumed",
        "failed",
        "cancelled",
    ),
    moves=_MADE + _BY_AMOUNT + _CUSTOMER + _PROVIDER + _MERCHANT + billing.SOURCE_MOVES,
)
