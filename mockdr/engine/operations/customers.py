"""Customers, and the sources that are saved with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import payment_methods
from mockdr.domain.exemption import midnight
from mockdr.engine.funding import refund
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import changed, own_id
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "createCustomerSource",
    "createCustomers",
    "customer_of",
    "deleteCustomerSource",
    "deleteCustomers",
    "listCustomers",
    "retrieveCustomers",
    "save_source",
    "updateCustomers",
]

#: Source: creating-a-customer.md.
_LONGEST_ID: Final = 40

_OPTIONAL: Final = ("email", "shipping", "type", "metadata", "locale")


def customer_of(turn: Turn, id: str, parameter: str = "id") -> Record:
    """
    Return a customer.

    Raises:
        Refusal: 404, if there is none.
    """
    record = turn.load("customer", id)
    if record is None:
        raise Refusal(
            Complaint(key="not_found:customer", parameter=parameter, values={"id": id})
        )
    turn.about["customer"] = id
    return record


def createCustomers(turn: Turn) -> Answer:
    """
    Make a customer; no field is required, and the id may be the merchant's own.

    Source: creating-a-customer.md.
    """
    body = turn.body
    if len(str(body.get("id", ""))) > _LONGEST_ID:
        raise Refusal(
            Complaint(key="invalid_parameter:customer_id", values={"id": body["id"]})
        )
    id = own_id(turn, "customer") or turn.tenant.ids.number()
    document: dict[str, Json] = {"id": id, "createdTime": turn.time}
    document["updatedTime"] = turn.time
    document.update({name: body[name] for name in _OPTIONAL if name in body})
    document["requestToBeForgotten"] = False
    document["enabled"] = body.get("enabled", True)
    if "taxCertificate" in body:
        document["taxCertificates"] = [_certificate(body["taxCertificate"])]
    document["liveMode"] = turn.tenant.live
    record = Record("customer", id, document, {"sources": []})
    record.private["state"] = "enabled" if document["enabled"] else "disabled"
    turn.make(record)
    turn.about["customer"] = id
    turn.tell("customer.created", record)
    return Answer(status=201, document=turn.shown(record))


def _certificate(sent: Mapping[str, Json]) -> dict[str, Json]:
    """Source: setting-tax-related-attributes.md; its dates are kept as days."""
    days = {name: midnight(str(sent[name])) for name in ("startDate", "endDate")}
    return {**sent, **days}


def retrieveCustomers(turn: Turn) -> Answer:
    """Return a customer with its saved sources."""
    return Answer(status=200, document=turn.shown(customer_of(turn, turn.params["id"])))


def updateCustomers(turn: Turn) -> Answer:
    """
    Change a customer: what is sent replaces, what is absent stays.

    Source: updating-a-customer.md; `defaultSourceId` must be a saved source.
    """
    record = customer_of(turn, turn.params["id"])
    before = turn.before(record)
    body = turn.body
    default = body.get("defaultSourceId")
    if default is not None and default not in record.private["sources"]:
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="defaultSourceId",
                values={"value": str(default)},
            )
        )
    document = record.document
    for name in (*_OPTIONAL, "enabled", "requestToBeForgotten", "defaultSourceId"):
        if name in body:
            document[name] = body[name]
    if "taxCertificate" in body:
        document.setdefault("taxCertificates", []).append(
            _certificate(body["taxCertificate"])
        )
    document["updatedTime"] = turn.time
    record.private["state"] = "enabled" if document["enabled"] else "disabled"
    turn.save(record)
    after = turn.shown(record)
    turn.tell("customer.updated", record, previous=changed(before, after))
    return Answer(status=200, document=after)


def deleteCustomers(turn: Turn) -> Answer:
    """
    Delete a customer for good, and with it what it saved to pay with.

    Its sources are cancelled as when it loses them one by one (inferred).
    """
    record = customer_of(turn, turn.params["id"])
    turn.tell("customer.deleted", record, previous=turn.before(record), deleted=True)
    for id in record.private["sources"]:
        _cancel(turn, turn.sure("source", id))
    turn.remove(record)
    return Answer(status=204)


def listCustomers(turn: Turn) -> Answer:
    """List customers, newest first."""
    return list_of(turn, "customer")


def createCustomerSource(turn: Turn) -> Answer:
    """
    Save a source with a customer; the first one becomes its default.

    Source: using-the-source-identifier.md.
    """
    customer = customer_of(turn, turn.params["id"])
    source = turn.load("source", turn.params["sourceId"])
    turn.about["source"] = turn.params["sourceId"]
    if source is None:
        raise Refusal(
            Complaint(
                key="not_found",
                parameter="sourceId",
                values={"resource": "Source", "id": turn.params["sourceId"]},
            )
        )
    save_source(turn, customer, source)
    return Answer(status=200, document=source.document)


def save_source(turn: Turn, customer: Record, source: Record) -> None:
    """
    Tie *source* to *customer*.

    Raises:
        Refusal: 409 `nonreusable_source`, `source_not_chargeable` or, for another
            customer's source, `source_in_use`.
    """
    document = source.document
    if not payment_methods()[document["type"]].savable:
        raise Refusal("nonreusable_source")
    if document["state"] != "chargeable":
        raise Refusal(
            Complaint(key="source_not_chargeable", values={"sourceId": source.id})
        )
    owner = document.get("customerId")
    if owner is not None and owner != customer.id:
        # Documented at order creation only; the same words fit here. Inferred.
        raise Refusal(Complaint(key="source_in_use", values={"sourceId": source.id}))
    document["reusable"] = True
    document["customerId"] = customer.id
    turn.save(source)
    saved = customer.private["sources"]
    if source.id not in saved:
        saved.append(source.id)
    customer.document.setdefault("defaultSourceId", source.id)
    customer.document["updatedTime"] = turn.time
    turn.save(customer)
    turn.about.update(customer=customer.id, source=source.id)
    turn.tell("customer.source.created", source)


def deleteCustomerSource(turn: Turn) -> Answer:
    """
    Take a saved source away from its customer; it can never be saved again.

    Source: using-the-source-identifier.md.
    """
    customer = customer_of(turn, turn.params["id"])
    id = turn.params["sourceId"]
    turn.about["source"] = id
    if id not in customer.private["sources"]:
        raise Refusal(
            Complaint(
                key="not_found",
                parameter="sourceId",
                values={"resource": "Source", "id": id},
            )
        )
    source = turn.sure("source", id)
    _cancel(turn, source)
    customer.private["sources"].remove(id)
    if customer.document.get("defaultSourceId") == id:
        del customer.document["defaultSourceId"]
    customer.document["updatedTime"] = turn.time
    turn.save(customer)
    turn.tell("customer.source.deleted", source)
    return Answer(status=204)


def _cancel(turn: Turn, source: Record) -> None:
    source.document["state"] = "cancelled"
    turn.save(source)
    refund(turn, source)
