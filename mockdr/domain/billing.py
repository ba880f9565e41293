"""What collecting an invoice does to the things of a payment: rows for their tables."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Move, row

__all__ = [
    "CAPTURE_MOVES",
    "CHARGE_MOVES",
    "FRAUD_MOVES",
    "FULFILLMENT_MOVES",
    "ITEM_MOVES",
    "ORDER_MOVES",
    "SESSION_MOVES",
    "SOURCE_MOVES",
]

_I = Evidence.INFERRED
_PAGE = "invoices.md"

#: Triggers that let the provider try to collect an invoice.
_ATTEMPTS: Final = ("provider.renews", "provider.retries")

_move = partial(row, page=_PAGE)
_event = partial(row, page="event-types.md")

#: What it sells is digital, and counts as delivered with the payment. Inferred from
#: the charge that the sample of `subscription.extended` shows.
_AT_ONCE: Final = "paid, and delivered at once"

ORDER_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, after, guard, _I)
    for trigger in _ATTEMPTS
    for after, guard in (
        ("fulfilled", _AT_ONCE),
        ("complete", "free of charge, and delivered at once"),
    )
)
ITEM_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, "fulfilled", _AT_ONCE, _I) for trigger in _ATTEMPTS
)
FULFILLMENT_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, "created", _AT_ONCE, _I) for trigger in _ATTEMPTS
)
CAPTURE_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, "pending", _AT_ONCE) for trigger in _ATTEMPTS
)
FRAUD_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, "passed", "nobody reviews a renewal", _I)
    for trigger in _ATTEMPTS
)
CHARGE_MOVES: Final[tuple[Move, ...]] = tuple(
    _event(None, trigger, after, guard)
    for trigger in _ATTEMPTS
    for after, guard in (
        ("processing", _AT_ONCE),
        ("failed", "the attempt is declined; no order has this charge"),
    )
)
SOURCE_MOVES: Final[tuple[Move, ...]] = (
    *(
        _event("chargeable", trigger, "chargeable", "reusable, charged for an invoice")
        for trigger in _ATTEMPTS
    ),
    _move("chargeable", "provider.retries", "consumed", "single-use, charged", _I),
    _move("chargeable", "attachSourceToInvoice", "chargeable"),
    _move("chargeable", "detachSourceToInvoice", "chargeable", "reusable", _I),
    _move("chargeable", "detachSourceToInvoice", "cancelled", "single-use", _I),
)
SESSION_MOVES: Final[tuple[Move, ...]] = (
    *(
        _move(None, "createInvoices", state)
        for state in ("requires_source", "requires_confirmation")
    ),
    _event(None, "provider.reminds", "requires_confirmation", "of the next invoice"),
    _event(None, "provider.reminds", "requires_source", "its source is gone", _I),
    *(
        _event("requires_source", "provider.renews", after, guard, _I)
        for after, guard in (
            ("complete", "its source was replaced, and paid"),
            ("cancelled", "the new source is declined, or its plan is over"),
        )
    ),
    *(
        _event(before, trigger, after, guard)
        for trigger in _ATTEMPTS
        for before in (None, "requires_confirmation")
        for after, guard in (
            ("complete", "the invoice is paid"),
            ("cancelled", "the attempt is declined; the next one has a new session"),
        )
    ),
    _event(
        "requires_confirmation", "provider.renews", "cancelled", "its plan is over", _I
    ),
    _move("requires_source", "attachSourceToInvoice", "requires_confirmation"),
    _move(
        None, "attachSourceToInvoice", "requires_confirmation", "the last failed", _I
    ),
    _move("requires_confirmation", "attachSourceToInvoice", "requires_confirmation"),
    _move("requires_confirmation", "detachSourceToInvoice", "requires_source"),
    _move(None, "detachSourceToInvoice", "requires_source", "anew", _I),
    *(
        _move(state, "deleteInvoices", "cancelled", "", _I)
        for state in ("requires_source", "requires_confirmation")
    ),
    _move("requires_source", "voidInvoices", "cancelled", "", _I),
    *(
        _event(state, "provider.expires", "cancelled", "with its invoice", _I)
        for state in ("requires_source", "requires_confirmation")
    ),
    *(
        _move(state, "updateSubscriptions", "cancelled", "", _I)
        for state in ("requires_source", "requires_confirmation")
    ),
)
