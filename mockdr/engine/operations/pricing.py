"""The amounts of a checkout: from what was sent to what the provider prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json, Refusal
from mockdr.domain import Discount, Line, Totals, TotalsInput, tax_rate
from mockdr.domain.currencies import complaint
from mockdr.domain.totals import totals
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["check_currency", "is_physical", "price"]

_EU: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR"),
        *("HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO"),
        *("SE", "SI", "SK"),
    )
)

#: Country to the entity that sells there. Source: selling-entities.md, samples.
_ENTITIES: Final[Mapping[str, tuple[str, str]]] = {
    "US": ("C5_INC-ENTITY", "DR globalTech Inc."),
    "JP": ("DR_JAPAN-ENTITY", "DR Japan"),
    "TW": ("DR_TAIWAN-ENTITY", "Digital River Taiwan"),
    "GB": ("DR_UK-ENTITY", "Digital River UK"),
    "BR": ("DR_BRAZIL-ENTITY", "Digital River Brazil"),
}
_IRELAND: Final = ("DR_IRELAND-ENTITY", "Digital River Ireland Ltd.")
_REST: Final = ("DR_INC-ENTITY", "Digital River Inc.")


def check_currency(currency: str) -> None:
    """
    Look at a checkout's currency.

    Raises:
        Refusal: 400 `invalid_parameter` for no currency at all, 409
            `currency_unactivated` for one that the account does not have.
    """
    found = complaint(currency)
    if found is not None:
        raise Refusal(found)


def is_physical(item: Mapping[str, Json], document: Mapping[str, Json]) -> bool:
    """
    Tell whether an item is shipped.

    The provider reads that off the SKU's tax code. An SKU that mockdr does not know
    counts as shipped when the checkout speaks of shipping at all (inferred).
    """
    return bool(
        item.get("shipFrom")
        or document.get("shipFrom")
        or document.get("shippingChoice")
    )


def _discount(found: Json) -> Discount | None:
    if not isinstance(found, dict) or not found:
        return None
    return Discount(
        amount_off=found.get("amountOff"),
        percent_off=found.get("percentOff"),
        quantity=found.get("quantity"),
    )


def price(turn: Turn, checkout: Record) -> Totals:
    """
    Put every amount into the checkout's document, and return the totals.

    The prices that the merchant sent are never echoed; they are kept beside the
    document. Source: creating-checkouts/README.md and the pages it links to.

    Raises:
        Refusal: If a discount or an amount cannot be.
    """
    del turn
    document, private = checkout.document, checkout.private
    rate = tax_rate(
        _address(document.get("shipTo")),
        _address(document.get("billTo")),
        document.get("purchaseLocation"),
        ship_from=_address(document.get("shipFrom")),
    )
    found = totals(
        TotalsInput(
            currency=document["currency"],
            lines=[
                Line(
                    price=sent.get("price"),
                    aggregate_price=sent.get("aggregatePrice"),
                    quantity=item["quantity"],
                    discount=_discount(sent.get("discount")),
                    physical=is_physical(item, document),
                )
                for item, sent in zip(document["items"], private["sent"], strict=True)
            ],
            tax_rate=rate,
            tax_inclusive=bool(private.get("taxInclusive")),
            shipping=private.get("shipping"),
            discount=_discount(document.get("discount")),
            shipping_discount=_discount(document.get("shippingDiscount")),
        )
    )
    _write(document, private, found)
    return found


def _address(party: Json) -> Mapping[str, Json] | None:
    return party.get("address") if isinstance(party, dict) else None


def _write(
    document: dict[str, Json], private: Mapping[str, Json], found: Totals
) -> None:
    wire = found.wire
    for item, line, sent in zip(
        document["items"], found.lines, private["sent"], strict=True
    ):
        item["amount"] = wire(line.amount)
        item["tax"] = {"rate": float(found.tax_rate), "amount": wire(line.tax)}
        item["importerTax"] = {"amount": wire(line.importer_tax)}
        item["duties"] = {"amount": wire(line.duty)}
        item["fees"] = {"amount": wire(line.fees), "taxAmount": wire(line.fees_tax)}
        if "shippingChoice" in document:
            item["shipping"] = {
                "amount": wire(line.shipping),
                "taxAmount": wire(line.shipping_tax),
            }
        if sent.get("discount"):
            item["discount"] = {
                **sent["discount"],
                "quantity": line.discount_quantity,
            }
    if "shippingChoice" in document:
        document["shippingChoice"]["amount"] = wire(found.shipping)
        document["shippingChoice"]["taxAmount"] = wire(found.shipping_tax)
    document["subtotal"] = wire(found.subtotal)
    document["totalTax"] = wire(found.tax)
    document["totalImporterTax"] = wire(found.importer_tax)
    document["totalFees"] = wire(found.fees)
    document["totalDuty"] = wire(found.duty)
    document["totalDiscount"] = wire(found.discount)
    document["totalShipping"] = wire(found.shipping)
    document["totalAmount"] = wire(found.amount)
    document["sellingEntity"] = _selling_entity(document)


def _selling_entity(document: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return who sells: decided by where goods come from and go to.

    Empty until the addresses decide it. Source: selling-entities.md.
    """
    ship_from = _address(document.get("shipFrom")) or next(
        (
            _address(item["shipFrom"])
            for item in document["items"]
            if item.get("shipFrom")
        ),
        None,
    )
    party = document.get("shipTo") if ship_from else document.get("billTo")
    address = _address(party) or _address(document.get("shipTo"))
    country = str(address.get("country", "")) if address else ""
    if not country:
        return {}
    if country in _EU:
        id, name = _IRELAND
    else:
        id, name = _ENTITIES.get(country, _REST)
    return {"id": id, "name": name}
