"""What operations did before a change note: rules that an older version still has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.source import ATTACHABLE
from mockdr.engine.operations import OPERATIONS
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["operate"]

Operate = Callable[[Turn], Answer]

#: Does an operation as it was, by what it has become or instead of it.
Before = Callable[[Turn, Operate], Answer]


def operate(turn: Turn, operation_id: str) -> Answer:
    """Do the operation by the rules of the version that the turn's request speaks."""
    work = OPERATIONS[operation_id]
    if turn.older is not None:
        for change, before in _BEFORE.get(operation_id, ()):
            if turn.before_change(change):
                work = _upon(before, work)
    return work(turn)


def _upon(before: Before, then: Operate) -> Operate:
    return lambda turn: before(turn, then)


# -- inheritance -------------------------------------------------------------------

#: Field of a customer to the field of a checkout that it fills.
#:
#: Source: creating-checkouts/README.md.
_INHERITED: Final[Mapping[str, str]] = {
    "shipping": "shipTo",
    "email": "email",
    "locale": "locale",
    "type": "customerType",
}


def _inherit(turn: Turn, then: Operate) -> Answer:
    """
    Let a checkout take from its customer what its request leaves open.

    An order without a checkout does the same (inferred).
    Source: creating-checkouts/README.md.
    """
    if turn.body.get("checkoutId"):
        return then(turn)
    id = turn.body.get("customerId")
    customer = turn.load("customer", str(id)) if id else None
    if customer is not None:
        taken = _taken(turn, customer, set(turn.body) | _said(turn))
        turn.body = {**taken, **turn.body}
    return then(turn)


def _said(turn: Turn) -> set[str]:
    """Return the fields that the checkout of the path has already."""
    checkout = turn.load("checkout", turn.params.get("id", ""))
    if checkout is None:
        return set()
    said = set(checkout.document)
    if checkout.private.get("sources"):
        said.add("sourceId")
    # Both have a value from the beginning, which says nothing of the merchant's will.
    return said - {"locale", "customerType"}


def _taken(turn: Turn, customer: Record, said: set[str]) -> dict[str, Json]:
    document = customer.document
    taken = {
        field: document[name]
        for name, field in _INHERITED.items()
        if field not in said and document.get(name)
    }
    default = document.get("defaultSourceId")
    source = turn.load("source", default) if default else None
    if (
        "sourceId" not in said
        and source is not None
        and source.document["state"] in ATTACHABLE
    ):
        taken["sourceId"] = source.id
    return taken


# -- shipping quotes ---------------------------------------------------------------

#: What items could be sent by. Source: using-shipping-quotes.md.
_LEVELS: Final = (
    {"id": "IC", "serviceLevel": "InternationalStandard", "total": 10.0},
    {"id": "IS", "serviceLevel": "InternationalExpress", "total": 20.0},
)


def _quote_items(turn: Turn, then: Operate) -> Answer:
    """
    Quote what it costs to send items out of the provider's warehouse.

    The prices are those of the sample, whatever is sent and where to (inferred).
    Source: using-shipping-quotes.md.
    """
    del then
    type = turn.body["shipTo"].get("type", "standard")
    quotes = [dict(level) for level in _LEVELS]
    return Answer(status=200, document={"shipTo": {"type": type}, "quotes": quotes})


#: operationId to the change notes before which it did something else.
_BEFORE: Final[Mapping[str, tuple[tuple[str, Before], ...]]] = {
    "createCheckouts": (("inheritance", _inherit),),
    "updateCheckouts": (("inheritance", _inherit),),
    "createOrders": (("inheritance", _inherit),),
    "postShippingQuotes": (("shipping-quotes", _quote_items),),
}
