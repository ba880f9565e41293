"""What fulfillments, and the captures and cancels that they make, lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.domain.fulfillment import REFUSED
from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["FULFILLMENTS"]

_D = Evidence.DOCUMENTED
_I = Evidence.INFERRED
_PAGE = "informing-digital-river-of-a-fulfillment.md"
_CHARGES = "payment-charges/README.md"
_REAUTH = "payment-reauthorizations.md"

_MAKES = "createFulfillments"


def _made() -> Iterator[Outcome]:
    """
    Yield what a fulfillment does that is not refused.

    Which one it is follows from what is sent and cancelled; nothing is left to choose.
    Where several charges pay, each goes its own way; the rows are about a single one.
    """
    for sends, cancels, order, name, evidence in (
        (True, True, "accepted", "a part is sent, another cancelled", _D),
        (True, True, "fulfilled", "sent, and the rest cancelled", _D),
        (True, False, "accepted", "a part is sent", _D),
        (True, False, "fulfilled", "the rest is sent", _D),
        (False, True, "accepted", "cancelled", _D),
        (False, True, "fulfilled", "free of charge sent, the rest cancelled", _I),
        (False, False, "accepted", "a part free of charge", _I),
        (False, False, "fulfilled", "the rest, free of charge", _I),
        (False, False, "complete", "the rest, free of charge, and all is settled", _I),
        (False, False, "complete", "the rest cancelled, and all is settled", _I),
        (False, False, "cancelled", "all cancelled, free of charge", _I),
    ):
        then = {"fulfillment": "created"}
        events = ["fulfillment.created"]
        if sends:
            then["capture"] = "pending"
            events.append("order.charge.capture.pending")
        if cancels:
            then["cancel"] = "pending"
            events.append("order.charge.cancel.pending")
        if sends and order == "fulfilled":
            then["charge"] = "processing"
        if order != "accepted":
            then |= {"order": order}
            then["item"] = "cancelled" if order == "cancelled" else "fulfilled"
        if order in ("fulfilled", "complete") and "rest cancelled, and" not in name:
            events.append("order.fulfilled")
        if order in ("complete", "cancelled"):
            events.append(f"order.{order}")
        if "charge" in then:
            events.append("order.charge.processing")
        situation: dict[str, str | None] = {"order": "accepted", "item": "created"}
        if sends or cancels:
            situation["charge"] = "capturable"
        yield Outcome(
            name=name,
            trigger=_MAKES,
            situation=situation,
            then=then,
            events=tuple(events),
            evidence=evidence,
            page=_PAGE,
        )


#: A 409 of an account that takes no risk; the story chooses it, as a bank would.
_REFUSED: Final = (
    Outcome(
        name="not authorized again",
        trigger=_MAKES,
        situation={"order": "accepted", "charge": "capturable"},
        then={"order": "accepted", "charge": "capturable"},
        error="payment_authorization_failed",
        fact=True,
        events=("order.charge.reauth.failed",),
        page=_REAUTH,
    ),
    *(
        Outcome(
            name=f"refused: order {state}",
            trigger=_MAKES,
            situation={"order": state},
            error=key,
            fact=True,
            evidence=evidence,
            page=_PAGE,
        )
        for state, (key, evidence) in REFUSED.items()
    ),
    Outcome(
        name="refused: order cancelled before it was accepted",
        trigger=_MAKES,
        situation={"order": "cancelled"},
        error="order_not_submitted",
        fact=True,
        evidence=_I,
        page=_PAGE,
    ),
    *(
        Outcome(
            name=f"refused: {key}",
            trigger=_MAKES,
            situation={"order": "accepted"},
            error=key,
            fact=True,
            evidence=evidence,
            page=_PAGE,
        )
        for key, evidence in (
            ("item_fulfilled", Evidence.OBSERVED),
            ("item_cancelled", _I),
            ("quantity_too_large:fulfillment", Evidence.OBSERVED),
        )
    ),
)

_CAPTURED = (
    ("capturable", "capturable"),
    ("processing", "processing"),
    ("processing", "complete"),
)
_CAPTURED_AFTER_ALL = (
    ("capturable", "capturable"),
    ("capturable", "processing"),
    ("capturable", "complete"),
)
_CANCELLED = (
    ("capturable", "capturable"),
    ("processing", "processing"),
    ("processing", "complete"),
    ("capturable", "complete"),
    ("capturable", "cancelled"),
)
_FAILED = (("capturable", "capturable"), ("processing", "capturable"))

#: KIND, states before and after, states of its charge before and after.
_PARTS = (
    ("capture", "pending", "complete", _CAPTURED, _D),
    ("capture", "failed", "complete", _CAPTURED_AFTER_ALL, _I),
    ("cancel", "pending", "complete", _CANCELLED, _D),
    ("capture", "pending", "failed", _FAILED, _D),
    ("cancel", "pending", "failed", _FAILED, _D),
    ("cancel", "pending_information", "complete", _CANCELLED, _D),
    ("cancel", "pending_information", "failed", _FAILED, _I),
)

_ORDERS = {
    "complete": (("fulfilled", "complete"), ("accepted", "complete")),
    "cancelled": (
        ("accepted", "cancelled"),
        ("fulfilled", "complete"),
        ("accepted", "complete"),
    ),
}


def _settled() -> Iterator[Outcome]:
    """Yield what becomes of charge and order when a capture or cancel is decided."""
    for kind, before, after, charges, evidence in _PARTS:
        trigger = "provider.fails" if after == "failed" else "provider.completes"
        for charge, settled in charges:
            # An order stays as it is while another of its charges is open.
            for moves in (*((pair,) for pair in _ORDERS.get(settled, ())), ()):
                situation = {kind: before, "charge": charge}
                then = {kind: after, "charge": settled}
                events = [f"order.charge.{kind}.{after}"]
                name = f"{before} {kind} {after}, charge from {charge} to {settled}"
                if settled not in (charge, "capturable"):
                    events.append(f"order.charge.{settled}")
                for order, end in moves:
                    situation["order"], then["order"] = order, end
                    events.append(f"order.{end}")
                    name += f", order from {order} to {end}"
                yield Outcome(
                    name=name,
                    trigger=trigger,
                    situation=situation,
                    then=then,
                    events=tuple(events),
                    evidence=evidence,
                    page=_CHARGES,
                )


#: What fulfillments lead to, now and later.
FULFILLMENTS: Final[tuple[Outcome, ...]] = (
    *_made(),
    *_REFUSED,
    Outcome(
        name="tracking updated",
        trigger="updateFulfillments",
        situation={"fulfillment": "created"},
        then={"fulfillment": "created"},
        page="payment-reauthorizations.md",
    ),
    *_settled(),
    Outcome(
        name="the bank wants to know more before it lets go",
        trigger="provider.asks_bank_details",
        situation={"cancel": "pending"},
        then={"cancel": "pending_information"},
        events=("order.charge.cancel.pending_information",),
        evidence=_I,
        page=_CHARGES,
    ),
    Outcome(
        name="authorization runs out",
        trigger="provider.expires",
        situation={"charge": "capturable"},
        then={"charge": "capturable"},
        page=_REAUTH,
    ),
)
