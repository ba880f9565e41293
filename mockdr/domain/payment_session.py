"""The payment session: every move of it, from the new checkout to its last word."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain import billing
from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["ENDED", "LIFECYCLE", "OPEN", "settled"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "payment-sessions.md"
_SOURCES = "creating-checkouts/README.md"
_REDIRECT = "handling-redirect-payment-methods.md"
_DELAYED = "handling-delayed-payment-methods.md"
_TESTS = "testing-scenarios.md"
_EVENTS = "event-types.md"

#: States in which the checkout can still be funded and ordered.
OPEN: Final = ("requires_source", "requires_confirmation", "requires_action")

#: States that no order leaves. Source: samples; no page says that they are final.
ENDED: Final = ("complete", "failed", "cancelled")


def settled(state: str, *, funded: bool, new_primary: bool = False) -> str:
    """
    Return the state of a session whose sources or total changed.

    Args:
        state: Its state before; only the open ones move.
        funded: Whether the sources pay the total.
        new_primary: Whether a primary source was attached: it owes no authentication
            yet.
    """
    if state not in OPEN:
        return state
    if not funded:
        return "requires_source"
    if state == "requires_action" and not new_primary:
        return state
    return "requires_confirmation"


_move = partial(row, page=_PAGE)

_FUNDING = (
    _move(None, "createCheckouts", "requires_source", "total above 0, no source"),
    _move(None, "createCheckouts", "requires_confirmation", "with a primary source"),
    _move(None, "createCheckouts", "requires_confirmation", "total 0", _I),
    *(
        move
        for trigger in ("attachSourceToCheckout", "updateCheckouts")
        for move in (
            _move(
                "requires_source",
                trigger,
                "requires_confirmation",
                "a primary source that is chargeable or pending",
            ),
            _move(
                "requires_source",
                trigger,
                "requires_confirmation",
                "secondary sources reach the total",
            ),
            _move(
                "requires_source",
                trigger,
                "requires_source",
                "secondary sources stay below the total",
            ),
            _move(
                "requires_confirmation",
                trigger,
                "requires_confirmation",
                "another primary replaces the first",
                _I,
            ),
            _move(
                "requires_action",
                trigger,
                "requires_confirmation",
                "another primary, which owes no authentication yet",
                _I,
            ),
        )
    ),
    _move(
        "requires_confirmation",
        "attachSourceToCheckout",
        "requires_confirmation",
        "a secondary beside a reusable primary",
        page=_SOURCES,
    ),
    _move(
        "requires_confirmation",
        "detachSourceToCheckout",
        "requires_source",
        "what is left does not reach the total",
        _I,
    ),
    _move(
        "requires_confirmation",
        "detachSourceToCheckout",
        "requires_confirmation",
        "a secondary beside a primary that follows",
        _I,
    ),
    _move("requires_source", "detachSourceToCheckout", "requires_source"),
    _move("requires_action", "detachSourceToCheckout", "requires_source", "", _I),
    _move("requires_action", "detachSourceToCheckout", "requires_action", "", _I),
    _move(
        "requires_confirmation",
        "updateCheckouts",
        "requires_confirmation",
        "the total changes and the primary follows it",
        _I,
    ),
    _move(
        "requires_confirmation",
        "updateCheckouts",
        "requires_source",
        "the total changes and a single-use redirect or receiver source cannot follow",
        _I,
    ),
    _move("requires_action", "updateCheckouts", "requires_action", "", _I),
    _move("requires_action", "updateCheckouts", "requires_source", "", _I),
    *(
        _move(before, trigger, "requires_source", "its primary source fails", _I)
        for before in ("requires_confirmation",)
        for trigger in (
            "customer.approves",
            "customer.pays",
            "provider.fails",
            "provider.expires",
        )
    ),
    *(
        _move(state, "deleteCheckouts", "cancelled", "before any order", _I)
        for state in OPEN
    ),
    _move("failed", "deleteCheckouts", "failed", "the checkout is burnt", _I),
    _move("failed", "updateCheckouts", "failed", "the checkout is burnt", _I),
)

_ORDERING = (
    _move("requires_source", "createOrders", "requires_source", "refused with 400"),
    _move(
        "requires_confirmation",
        "createOrders",
        "complete",
        "every source can be charged, and all are authorized",
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "complete",
        "fraud review is opened",
        page=_EVENTS,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "pending_redirect",
        "the primary source waits for its redirect",
        page=_REDIRECT,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "pending_funds",
        "the primary source waits for funds",
        page=_DELAYED,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "pending",
        "the charge is accepted and decided later",
        _I,
        page=_TESTS,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "failed",
        "declined, fraud, or another 409 that burns the checkout",
        _I,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "requires_action",
        "strong customer authentication is owed",
        _I,
    ),
    _move(
        "requires_confirmation",
        "createOrders",
        "requires_confirmation",
        "refused with a 4xx that leaves the checkout usable",
    ),
    _move("requires_action", "createOrders", "requires_action", "refused", _I),
    _move("failed", "createOrders", "failed", "refused: the checkout is burnt", _I),
    _move("requires_action", "customer.authenticates", "requires_confirmation", "", _I),
    _move("requires_action", "customer.fails_authentication", "failed", "", _I),
)

_WAITING = (
    _move(
        "pending_redirect",
        "refreshOrders",
        "complete",
        "the customer approved",
        page=_REDIRECT,
    ),
    _move(
        "pending_redirect",
        "refreshOrders",
        "pending",
        "approved, back-end work is outstanding",
        page=_REDIRECT,
    ),
    _move(
        "pending_redirect",
        "refreshOrders",
        "pending_funds",
        "approved, the funds are still on their way",
        page=_REDIRECT,
    ),
    _move(
        "pending_redirect",
        "refreshOrders",
        "pending_redirect",
        "not approved",
        page=_REDIRECT,
    ),
    _move("pending_redirect", "refreshOrders", "failed", "the charge fails", _I),
    _move("pending_redirect", "customer.cancels", "pending_redirect", page=_REDIRECT),
    _move(
        "pending_redirect",
        "customer.approves",
        "pending_redirect",
        "until the order is refreshed",
        page=_REDIRECT,
    ),
    _move(
        "pending_redirect",
        "customer.approves",
        "failed",
        "a test value lets the source fail after the redirect",
        _I,
        page=_TESTS,
    ),
    _move(
        "pending_redirect", "customer.pays", "pending_redirect", "until refreshed", _I
    ),
    _move("pending_redirect", "provider.fails", "failed", "the source fails", _I),
    _move("pending_redirect", "provider.expires", "failed", "the source expires", _I),
    _move("pending_funds", "customer.pays", "complete", "", _I, page=_DELAYED),
    _move(
        "pending_funds",
        "customer.pays",
        "failed",
        "a test value lets the source fail with delay",
        _I,
        page=_TESTS,
    ),
    _move("pending_funds", "refreshOrders", "pending_funds", "", _I),
    _move("pending_funds", "provider.fails", "failed", page=_EVENTS),
    _move("pending_funds", "provider.expires", "failed", page=_EVENTS),
    _move("pending", "provider.completes", "complete", "", _I),
    _move("pending", "provider.fails", "failed", "", _I),
    _move("pending", "refreshOrders", "pending", "", _I),
)

_AFTERWARDS = tuple(
    _move("complete", trigger, "complete", "no order moves it again", _I, page=_EVENTS)
    for trigger in ("fraud.passes", "fraud.blocks")
)

#: Every move of a payment session.
#:
#: Source: payment-sessions.md, "Session state"; the states that the pages do not
#: narrate are those of the provider's own client library. Nothing leads to
#: `confirmed`, `chargeable` and `processing`: they are named and never shown.
LIFECYCLE: Final = Lifecycle(
    kind="session",
    states=(
        "requires_source",
        "requires_confirmation",
        "requires_action",
        "pending_redirect",
        "pending_funds",
        "pending",
        "complete",
        "failed",
        "cancelled",
        "confirmed",
        "chargeable",
        "processing",
    ),
    moves=_FUNDING + _ORDERING + _WAITING + _AFTERWARDS + billing.SESSION_MOVES,
)
