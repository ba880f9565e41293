"""What operations did before a change note: rules that an older version still has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.source import ATTACHABLE
from mockdr.domain.tax_types import TYPES
from mockdr.engine.operations.shipping import older_quotes
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.operations.taxes import destination, selling_entity
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["operate"]

Operate = Callable[[Turn], Answer]

#: Does an operation as it was, by what it has become or instead of it.
Before = Callable[[Turn, Operate], Answer]


def operate(turn: Turn, work: Operate) -> Answer:
    """
    Do what the turn's request asks for by the rules of the version that it speaks.

    Args:
        work: What the operation does in the newest version.
    """
    if turn.older is not None:
        for change, before in _BEFORE.get(turn.trigger, ()):
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
        turn.body = {**_taken(turn, customer, _said(turn)), **turn.body}
    return then(turn)


def _said(turn: Turn) -> dict[str, Json]:
    """Return what the request says, and the checkout of its path if it has one."""
    checkout = turn.load("checkout", turn.params.get("id", ""))
    if checkout is None:
        return dict(turn.body)
    private = checkout.private
    # Two have a value from the beginning, which says nothing of the merchant's will.
    own = {k: v for k, v in checkout.document.items() if k not in _FILLED}
    for name, field in (("sources", "sourceId"), ("taxIdentifiers", "taxIdentifiers")):
        if private.get(name):
            own[field] = private[name]
    return {**own, **turn.body}


_FILLED: Final = ("locale", "customerType")


def _taken(turn: Turn, customer: Record, said: Mapping[str, Json]) -> dict[str, Json]:
    document = customer.document
    taken = {
        field: document[name]
        for name, field in _INHERITED.items()
        if field not in said and document.get(name)
    }
    default = document.get("defaultSourceId")
    source = turn.load("source", default) if default else None
    sale = {"items": (), **taken, **said}
    if (
        "sourceId" not in said
        and source is not None
        and source.document["state"] in ATTACHABLE
    ):
        taken["sourceId"] = source.id
        # Its owner is going to be the one who is billed.
        sale.setdefault("billTo", source.document.get("owner"))
    if "taxIdentifiers" not in said:
        found = [{"id": id} for id in _applicable(turn, customer, sale)]
        if found:
            taken["taxIdentifiers"] = found
    return taken


def _applicable(
    turn: Turn, customer: Record, sale: Mapping[str, Json]
) -> Iterator[str]:
    """Yield the tax identifiers of *customer* that apply to a sale."""
    entity = selling_entity(sale).get("id", "")
    country = (destination(sale) or {}).get("country", "")
    for id in customer.private.get("taxIdentifiers", ()):
        document = turn.sure("tax_identifier", id).document
        type = TYPES[document["type"]]
        buyer = str(sale.get("customerType", "individual"))
        if document["state"] != "not_valid" and type.applies(country, entity, buyer):
            yield id


# -- shipping quotes ---------------------------------------------------------------


def _quote_items(turn: Turn, then: Operate) -> Answer:
    """Quote what it costs to send items out of the provider's warehouse."""
    del then
    return Answer(status=200, document=older_quotes(turn.body))


# -- tax identifiers -----------------------------------------------------------------


def _identify(turn: Turn, then: Operate) -> Answer:
    """
    Let a customer's request say its tax identifiers: a value replaces, none deletes.

    Each is made, attached and deleted as merchants do it since. Source:
    setting-tax-related-attributes.md.
    """
    answer = then(turn)
    customer = turn.sure("customer", answer.document["id"])
    for pair in turn.former.get("taxIdentifiers", ()):
        held = {
            turn.sure("tax_identifier", id).document["type"]: id
            for id in customer.private.get("taxIdentifiers", ())
        }
        if pair["type"] in held:
            _do(turn, "deleteTaxIdentifiers", {"id": held[pair["type"]]})
        if pair["value"]:
            made = _do(turn, "createTaxIdentifiers", {}, pair).document["id"]
            both = {"id": customer.id, "taxId": made}
            _do(turn, "createCustomerTaxIdentifier", both)
    return Answer(status=answer.status, document=turn.shown(customer))


def _do(
    turn: Turn, operation_id: str, params: Mapping[str, str], body: Json = None
) -> Answer:
    """Do, within *turn*, what an operation of the newest version does."""
    own = turn.trigger, turn.params, turn.body
    turn.trigger, turn.params, turn.body = operation_id, params, body
    try:
        return OPERATIONS[operation_id](turn)
    finally:
        turn.trigger, turn.params, turn.body = own


#: operationId to the change notes before which it did something else.
_BEFORE: Final[Mapping[str, tuple[tuple[str, Before], ...]]] = {
    "createCheckouts": (("inheritance", _inherit),),
    "updateCheckouts": (("inheritance", _inherit),),
    "createOrders": (("inheritance", _inherit),),
    "createCustomers": (("tax-identifiers", _identify),),
    "updateCustomers": (("tax-identifiers", _identify),),
    "postShippingQuotes": (("shipping-quotes", _quote_items),),
}
