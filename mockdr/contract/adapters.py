"""Adapters between versions: a document goes down them, a request comes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from mockdr.base.errors import Json
from mockdr.contract.fields import properties_of
from mockdr.contract.versions import (
    Change,
    changes,
    newest,
    schema_at,
    touched,
    versions,
)

__all__ = ["ADAPTERS", "Look", "down_to", "up_from"]

#: Finds a thing by KIND and id: its own document, with what only older versions know.
Look = Callable[[str, str], "Mapping[str, Json] | None"]

#: Changes a copy of a document in its place.
Adapter = Callable[[dict[str, Json], Look], None]

#: Amounts have no more decimals than this in any currency.
_DECIMALS: Final = 3


def down_to(model: str, document: Json, version: str, look: Look) -> Json:
    """
    Return *document* as *version* shows it; a document that stays as it is, is itself.

    Args:
        model: Name of its model, `Name[]` for a bare array; the document is in the
            newest shape, and may be a part of one.
        look: Finds what the newest document does not say and older ones did.
    """
    name = model.removesuffix("[]")
    if document is None or not touched(name, version):
        return document
    for upper in reversed(versions()):
        if upper > version:
            document = _down(name, document, upper, look)
    return document


def _down(model: str, document: Json, upper: str, look: Look) -> Json:
    """Return *document* as the neighbour below *upper* shows it."""
    if isinstance(document, list):
        return [_down(model, item, upper, look) for item in document]
    if not isinstance(document, dict) or not _leads(model, upper):
        return document
    shown = dict(document)
    for name, inner in _ways(model, upper):
        if name in shown:
            shown[name] = _down(inner, shown[name], upper, look)
    for change in _of(upper):
        shape = change.before.get(model)
        if shape is None:
            continue
        adapter = ADAPTERS.get((change.name, model))
        if adapter is not None:
            adapter(shown, look)
        for name in shape.lacks:
            shown.pop(name, None)
        if model in change.kept:
            kind, names = change.kept[model]
            known = look(kind, str(shown.get("id"))) or {}
            shown.update({name: known[name] for name in names if name in known})
    return shown


@cache
def _of(version: str) -> tuple[Change, ...]:
    return tuple(change for change in changes().values() if change.since == version)


@cache
def _ways(model: str, upper: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of *model* that lead to what *upper* changed, and to which."""
    found = []
    for name, part in schema_at(model, upper).get("properties", {}).items():
        place = part.get("items", part)
        inner = place.get("$ref", "").removesuffix(".json")
        if inner and _leads(inner, upper):
            found.append((name, inner))
    return tuple(found)


@cache
def _leads(model: str, upper: str) -> bool:
    """Tell whether *upper* changed the model or a part of it."""
    changed = {name for change in _of(upper) for name in change.before}
    seen: set[str] = set()
    waiting = [model]
    while waiting:
        name = waiting.pop()
        if name in changed:
            return True
        if name not in seen:
            seen.add(name)
            parts = schema_at(name, upper).get("properties", {}).values()
            refs = (part.get("items", part).get("$ref", "") for part in parts)
            waiting += [ref.removesuffix(".json") for ref in refs if ref]
    return False


def up_from(
    model: str, body: dict[str, Json], version: str
) -> tuple[dict[str, Json], dict[str, Json]]:
    """
    Return a request as the newest version has it, and what that has no place for.

    Args:
        model: Name of its model.
        body: Judged already, against the model of *version*.
    """
    former = {
        name: body[name] for name in _former_fields(model, version) if name in body
    }
    if not former:
        return body, former
    return {name: body[name] for name in body if name not in former}, former


@cache
def _former_fields(model: str, version: str) -> frozenset[str]:
    """Return the fields of a request that the newest version does not have."""
    if not touched(model, version):
        return frozenset()
    return properties_of(model, version) - properties_of(model, newest())


# -- what the change notes do to documents --------------------------------------------


def _flat(document: dict[str, Json], look: Look) -> None:
    """
    Lay out flat what `payment` holds; of the session only its id was told.

    Source: payment-sessions.md, applying-store-credit-legacy.md.
    """
    payment = document.pop("payment", None)
    if not isinstance(payment, dict):
        return
    session = payment.get("session")
    if isinstance(session, dict) and "id" in session:
        document["paymentSessionId"] = session["id"]
    sources = payment.get("sources")
    if isinstance(sources, list) and sources:
        document["sources"] = [_whole(source, look) for source in sources]
        first = [s for s in sources if s.get("type") != _CREDIT] or sources[-1:]
        document["sourceId"] = first[0]["id"]
    if "charges" in payment:
        document["charges"] = payment["charges"]


_CREDIT: Final = "customerCredit"


def _whole(source: Mapping[str, Json], look: Look) -> dict[str, Json]:
    """
    Return a source as it is by itself; a store credit counts as spent at once.

    Source: applying-store-credit-legacy.md (sample of a checkout).
    """
    whole = {**(look("source", source["id"]) or {}), **source}
    if source.get("type") == _CREDIT and "state" in whole:
        whole["state"] = "consumed"
    return whole


def _credit(document: dict[str, Json], look: Look) -> None:
    """
    Tell how much store credit was asked for, or else how much there is.

    Source: applying-store-credit-legacy.md; the latter is inferred.
    """
    session = look("session", str(document.get("paymentSessionId"))) or {}
    amounts = [
        source.get("amount", 0.0)
        for source in document.get("sources") or ()
        if source.get("type") == _CREDIT
    ]
    if "creditAmount" in session:
        document["creditAmount"] = session["creditAmount"]
    elif amounts:
        document["creditAmount"] = round(sum(amounts), _DECIMALS)


def _flat_order(document: dict[str, Json], look: Look) -> None:
    """
    Lay out flat what `payment` holds of an order; its charge knows of which kind it is.

    What only tells how an order was before has no id, and its charge had the same
    kind. Source: payloads of events in 2020-01-07; of later versions it is inferred.
    """
    _flat(document, look)
    charges = document.get("charges")
    if charges and "id" in document and "type" in charges[-1]:
        document.setdefault("chargeType", charges[-1]["type"])


def _tax_together(document: dict[str, Json], look: Look) -> None:
    """Count the importer's tax as tax, on top of what the goods cost without it."""
    del look
    tax = document.get("totalImporterTax")
    for name, sign in (("totalTax", 1), ("subtotal", -1)):
        if tax and document.get(name) is not None:
            document[name] = round(document[name] + sign * tax, _DECIMALS)


def _line_tax_together(document: dict[str, Json], look: Look) -> None:
    """Count the importer's tax of a line as its tax, as its document's total does."""
    del look
    importer = (document.get("importerTax") or {}).get("amount")
    tax = document.get("tax")
    if importer and tax:
        amount = tax.get("amount", 0.0) + importer
        document["tax"] = {**tax, "amount": round(amount, _DECIMALS)}


def _item_id(document: dict[str, Json], look: Look) -> None:
    """Say the id of a line of an order by both names."""
    del look
    if "id" in document:
        document["itemId"] = document["id"]


#: An order, and the one that the event of a low-code checkout tells of.
_ORDERS: Final = ("Order", "CheckoutSessionOrder")
#: (change note, model) to what has to be done beside dropping what was not there.
ADAPTERS: Final[Mapping[tuple[str, str], Adapter]] = {
    **{("payment", model): _flat for model in ("Checkout", "Invoice")},
    **{("payment", model): _flat_order for model in _ORDERS},
    **{("credit-amount-ends", model): _credit for model in ("Checkout", *_ORDERS)},
    **{
        ("importer-tax", model): _tax_together
        for model in ("Checkout", *_ORDERS, "Invoice")
    },
    **{
        ("landed-cost-by-line", model): _line_tax_together
        for model in ("SkuItem", "OrderItem", "InvoiceItem")
    },
    ("item-id", "OrderItem"): _item_id,
}
