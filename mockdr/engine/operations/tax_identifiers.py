"""Tax identifiers: made, looked at by an authority, attached to a customer, gone."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.tax_types import TYPES, VERIFIED_AT_ONCE
from mockdr.engine.following import decided_by_provider
from mockdr.engine.operations.customers import customer_of
from mockdr.engine.operations.resources import (
    Resource,
    enter,
    found,
    make,
    operations_of,
)
from mockdr.engine.present import embedded_tax_identifier
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS", "decided"]

#: What the sample of a verified test value says of its holder.
#:
#: Source: tax-identifiers.md, Italy (business).
_NAMELESS: Final = "---"


def _create(turn: Turn) -> Answer:
    """
    Take a tax identifier, if its value has the form of its type.

    Source: tax-identifiers.md.
    """
    type, value = str(turn.body["type"]), str(turn.body["value"])
    known = TYPES.get(type)
    if known is None:
        raise Refusal(
            Complaint(
                key="invalid_parameter:enum", parameter="type", values={"value": type}
            )
        )
    if not known.takes(value):
        raise Refusal(
            Complaint(key="invalid_parameter:tax_identifier", values={"value": value})
        )
    at_once = (type, value) in VERIFIED_AT_ONCE
    settled = {"tax_identifier": "verified"} if at_once else {}
    outcome = decide(turn, {"tax_identifier": None}, None, settled=settled)
    state = outcome.then["tax_identifier"]
    record = make(turn, _IDENTIFIERS)
    record.document["applicability"] = list(known.applicability())
    record.document["stateTransitions"] = {}
    _enter(turn, record, state)
    for event in outcome.events:
        turn.tell(event, record)
    decided_by_provider(turn, Thing(record.kind, record.id), state, None)
    return Answer(status=201, document=turn.shown(record))


def _enter(turn: Turn, record: Record, state: str) -> None:
    if state == "verified":
        record.document.update(verifiedName=_NAMELESS, verifiedAddress=_NAMELESS)
    enter(turn, record, state)


def decided(turn: Turn, thing: Thing) -> None:
    """Let the authority say what it found."""
    record = turn.sure(*thing)
    outcome = decide(turn, {thing.kind: record.document["state"]}, None)
    _enter(turn, record, outcome.then[thing.kind])
    for event in outcome.events:
        turn.tell(event, record)


def _attach(turn: Turn) -> Answer:
    """
    Give a tax identifier to a customer, for good: only its deletion takes it off.

    A customer has one of a type; that another one is refused, and that attaching the
    same again changes nothing, is inferred. Source: tax-identifiers.md.
    """
    customer = customer_of(turn, turn.params["id"])
    record = found(turn, _IDENTIFIERS, turn.params["taxId"])
    owner = record.document.get("customerId")
    if owner not in (None, customer.id):
        raise Refusal("customer_not_updateable")
    if owner is None:
        _one_of_a_type(turn, customer, record)
        customer.private.setdefault("taxIdentifiers", []).append(record.id)
        record.document["customerId"] = customer.id
        record.document["updatedTime"] = turn.time
        turn.save(record)
        turn.save(customer)
        turn.tell("customer.tax_identifier.created", record)
    return Answer(status=200, document=embedded_tax_identifier(record))


def _one_of_a_type(turn: Turn, customer: Record, record: Record) -> None:
    type = record.document["type"]
    for id in customer.private.get("taxIdentifiers", ()):
        if turn.sure("tax_identifier", id).document["type"] == type:
            raise Refusal(
                Complaint(
                    key="invalid_parameter:tax_identifier_type_taken",
                    values={"type": type},
                )
            )


def _forget(turn: Turn, record: Record) -> None:
    owner = record.document.get("customerId")
    customer = turn.load("customer", owner) if owner else None
    if customer is not None:
        customer.private["taxIdentifiers"].remove(record.id)
        turn.save(customer, moved=False)


_IDENTIFIERS: Final = Resource(
    kind="tax_identifier",
    title="Tax identifier",
    create="createTaxIdentifiers",
    retrieve="retrieveTaxIdentifiers",
    delete="deleteTaxIdentifiers",
    list="listTaxIdentifiers",
    told={"delete": "tax_identifier.deleted"},
    forget=_forget,
    missing="not_found:tax_identifier",
)

#: operationId to what it does.
OPERATIONS: Final = {
    **operations_of(_IDENTIFIERS),
    "createTaxIdentifiers": _create,
    "createCustomerTaxIdentifier": _attach,
}
