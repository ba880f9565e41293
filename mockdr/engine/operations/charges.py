"""Charges: made by the provider, and here to be read."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr.engine.operations.resources import Resource, found
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

_CHARGES: Final = Resource(kind="charge", title="Charge")

#: What a reader is told of a capture, cancel or refund that failed; no event and no
#: order has it. Source: payment-charges/README.md.
_MESSAGE: Final = "Failed to operate on charge"


def retrieveCharges(turn: Turn) -> Answer:
    """Return a charge, with a message on what failed."""
    record = found(turn, _CHARGES, turn.params["id"])
    if "orderId" in record.document:
        # One that was declined for an invoice belongs to no order.
        turn.about["order"] = record.document["orderId"]
    document = turn.shown(record)
    for name in ("captures", "cancels"):
        if name in document:
            document[name] = [
                {**part, "failureMessage": _MESSAGE} if "failureCode" in part else part
                for part in document[name]
            ]
    return Answer(status=200, document=document)


#: operationId to what it does.
OPERATIONS: Final = MappingProxyType({"retrieveCharges": retrieveCharges})
