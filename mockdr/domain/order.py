"""An order: paid, reviewed, sent, settled."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain import billing, dispute, refund, returns
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "orders/README.md"
_REDIRECT = "handling-redirect-payment-methods.md"
_EVENTS = "event-types.md"
_TESTS = "testing-scenarios.md"
_SENT = "informing-digital-river-of-a-fulfillment.md"


_move = partial(row, page=_PAGE)

_STATES = (
    "pending_payment",
    "in_review",
    "accepted",
    "blocked",
    "cancelled",
    "fulfilled",
    "complete",
    "returned",
    "dispute",
)

#: What fulfillments, and the captures and cancels they bring, do to an order.
_FULFILLED: Final = (
    _move("accepted", "createFulfillments", "accepted", "a part", page=_SENT),
    _move(
        "accepted",
        "createFulfillments",
        "fulfilled",
        "every item is sent, or the rest of it cancelled",
        page=_SENT,
    ),
    _move("accepted", "createFulfillments", "complete", "nothing was to be paid", _I),
    _move(
        "accepted",
        "createFulfillments",
        "cancelled",
        "nothing was to be paid, nothing is sent",
        _I,
    ),
    _move("fulfilled", "provider.completes", "complete", "every charge is settled"),
    _move(
        "accepted",
        "provider.completes",
        "complete",
        "what was not sent is cancelled, every charge is settled",
    ),
    _move("accepted", "provider.completes", "cancelled", "every charge is cancelled"),
)

#: Every move of an order.
#:
#: Source: the pages on the order lifecycle and event-types.md.
LIFECYCLE: Final = Lifecycle(
    kind="order",
    states=_STATES,
    moves=(
        _move(None, "createOrders", "accepted", "charges capturable, fraud passed"),
        _move(None, "createOrders", "in_review", "charges capturable, review opened"),
        _move(None, "createOrders", "pending_payment", "no charge is authorized yet"),
        _move(
            "pending_payment", "refreshOrders", "accepted", "approved", page=_REDIRECT
        ),
        _move("pending_payment", "refreshOrders", "in_review", "review opened"),
        _move(
            "pending_payment",
            "refreshOrders",
            "pending_payment",
            "not approved, or the charge is decided later",
            page=_REDIRECT,
        ),
        _move("pending_payment", "refreshOrders", "cancelled", "charge failed", _I),
        _move("pending_payment", "refreshOrders", "blocked", "fraud", _I),
        _move(
            "pending_payment", "customer.approves", "pending_payment", page=_REDIRECT
        ),
        _move("pending_payment", "customer.cancels", "pending_payment", page=_REDIRECT),
        _move(
            "pending_payment",
            "customer.approves",
            "cancelled",
            "a test value lets the source fail",
            _I,
            page=_TESTS,
        ),
        _move("pending_payment", "customer.pays", "accepted", page=_EVENTS),
        _move("pending_payment", "customer.pays", "in_review", "review opened"),
        _move(
            "pending_payment", "customer.pays", "pending_payment", "not refreshed", _I
        ),
        _move(
            "pending_payment",
            "customer.pays",
            "cancelled",
            "a test value lets the source fail",
            _I,
            page=_TESTS,
        ),
        _move("pending_payment", "provider.completes", "accepted", "", _I),
        _move("pending_payment", "provider.completes", "in_review", "review opened"),
        _move("pending_payment", "provider.fails", "cancelled", "", _I, page=_EVENTS),
        _move("pending_payment", "provider.expires", "cancelled", page=_EVENTS),
        _move("in_review", "fraud.passes", "accepted"),
        _move("in_review", "fraud.blocks", "blocked"),
        *(_move(s, "refreshOrders", s, "", _I) for s in _STATES if s[0] != "p"),
        *(_move(s, "updateOrders", s) for s in _STATES),
        *_FULFILLED,
        *refund.ORDER_MOVES,
        *returns.ORDER_MOVES,
        *dispute.ORDER_MOVES,
        *billing.ORDER_MOVES,
    ),
)
