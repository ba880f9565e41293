"""A refund gives captured money back, all of it or a part, and may ask where to."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = [
    "ASYNCHRONOUS",
    "LIFECYCLE",
    "ORDER_MOVES",
    "TOKEN",
    "follows",
]

_I = Evidence.INFERRED
_PAGE = "issuing-refunds.md"
_BANK = "handling-refunds-for-asynchronous-payment-methods.md"
_RETURNS = "creating-a-return.md"
_EVENTS = "event-types.md"

#: Payment methods whose refund needs the bank details of the customer.
#:
#: Source: handling-refunds-for-asynchronous-payment-methods.md.
ASYNCHRONOUS: Final = frozenset({"wireTransfer", "onlineBanking", "konbini"})

#: How long the customer can tell the bank details.
#:
#: Source: handling-refunds-for-asynchronous-payment-methods.md, whose text has 30 days;
#: its sample shows 90.
TOKEN: Final = timedelta(days=30)

_STATES = ("pending", "pending_information", "succeeded", "failed", "expired")

_move = partial(row, page=_PAGE)

#: Every move of a refund.
LIFECYCLE: Final = Lifecycle(
    kind="refund",
    states=_STATES,
    moves=(
        _move(None, "createRefunds", "pending", "captured, and not given back yet"),
        _move(
            None,
            "updateReturns",
            "pending",
            "what came back is accepted",
            page=_RETURNS,
        ),
        *(
            _move(before, trigger, after, page=_EVENTS)
            for before in ("pending", "pending_information")
            for trigger, after in (
                ("provider.completes", "succeeded"),
                ("provider.fails", "failed"),
            )
        ),
        _move(
            "pending", "provider.asks_bank_details", "pending_information", page=_BANK
        ),
        _move(
            "pending_information",
            "customer.sends_bank_details",
            "pending",
            "",
            _I,
            page=_BANK,
        ),
        _move(
            "pending_information",
            "provider.expires",
            "expired",
            "nobody told the bank details in time",
            _I,
            page=_BANK,
        ),
        *(_move(state, "updateRefunds", state) for state in _STATES),
    ),
)

#: What the last refund does to an order whose goods came back.
ORDER_MOVES: Final = tuple(
    _move(
        state,
        "provider.completes",
        "returned",
        "goods came back and are paid for",
        page="orders/README.md",
    )
    for state in ("complete", "fulfilled")
)

#: Results of test values that let a refund fail by itself.
_FAILING: Final = frozenset({"refund_failed", "refund_pending_failed"})


def follows(
    state: str,
    *,
    method: str,
    informed: bool = False,
    test_result: str | None = None,
) -> str | None:
    """
    Return the trigger that comes by itself for a refund, or None.

    Args:
        state: Its state.
        method: Type of the source that paid.
        informed: Whether the customer has told the bank details.
        test_result: Result of the test value that the source was made with.
    """
    if state == "pending_information":
        return "provider.expires"
    if state != "pending":
        return None
    if informed:
        fails = test_result == "refund_failed_after_information"
    elif test_result in _FAILING:
        fails = True
    elif method in ASYNCHRONOUS:
        return "provider.asks_bank_details"
    else:
        fails = False
    return "provider.fails" if fails else "provider.completes"
