"""The amounts of a checkout: from what was sent to what the provider prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from mockdr.base.errors import Json, Refusal
from mockdr.domain import Discount, Line, Totals, TotalsInput, landed_cost
from mockdr.domain.currencies import complaint
from mockdr.domain.money import Money
from mockdr.domain.sku import tariff_code
from mockdr.domain.totals import totals
from mockdr.engine.operations.goods import due_fees
from mockdr.engine.operations.taxes import destination, rate_of, selling_entity
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["check_currency", "is_physical", "price"]


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


def is_physical(
    item: Mapping[str, Json], sent: Mapping[str, Json], document: Mapping[str, Json]
) -> bool:
    """
    Tell whether an item is shipped.

    The provider reads that off the tax code. A product of which mockdr knows none
    counts as shipped when the checkout speaks of shipping at all (inferred).

    Args:
        sent: What is kept of the line beside the document.
    """
    if "physical" in sent:
        return bool(sent["physical"])
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


Fees = Sequence[Sequence[dict[str, Json]]]


def price(turn: Turn, checkout: Record) -> Totals:
    """
    Put every amount into the checkout's document, and return the totals.

    The prices that the merchant sent are never echoed; they are kept beside the
    document. Source: creating-checkouts/README.md and the pages it links to.

    Raises:
        Refusal: If a discount or an amount cannot be.
    """
    document, private = checkout.document, checkout.private
    document["sellingEntity"] = selling_entity(document)
    to = destination(document)
    fees = [
        due_fees(turn, item, document["currency"], to) for item in document["items"]
    ]
    given = TotalsInput(
        currency=document["currency"],
        lines=[
            Line(
                price=sent.get("price"),
                aggregate_price=sent.get("aggregatePrice"),
                quantity=item["quantity"],
                discount=_discount(sent.get("discount")),
                physical=is_physical(item, sent, document),
                fees=tuple(detail["perUnitAmount"] for detail in due),
            )
            for item, sent, due in zip(
                document["items"], private["sent"], fees, strict=True
            )
        ],
        tax_rate=rate_of(turn, checkout),
        tax_inclusive=bool(private.get("taxInclusive")),
        shipping=private.get("shipping"),
        discount=_discount(document.get("discount")),
        shipping_discount=_discount(document.get("shippingDiscount")),
    )
    found, shown_rate = _landed(checkout, given)
    _write(checkout, found, shown_rate, fees)
    return found


def _landed(checkout: Record, given: TotalsInput) -> tuple[Totals, Decimal]:
    """
    Return the totals with what the border takes, and the rate that lines show.

    Source: landed-costs.md.
    """
    document, sent = checkout.document, checkout.private["sent"]
    found = totals(given)
    document.pop("importerOfRecordTax", None)
    for item in document["items"]:
        item.pop("tariffCode", None)
        item.pop("sellerTaxIdentifier", None)
    crossing = [index for index, line in enumerate(given.lines) if line.physical]
    codes = [sent[index].get("hsCode") for index in crossing]
    if not landed_cost.is_landed(
        document,
        inclusive=given.tax_inclusive,
        classified=bool(codes) and all(codes),
    ):
        return found, found.tax_rate
    for index, code in zip(crossing, codes, strict=True):
        document["items"][index]["tariffCode"] = tariff_code(str(code))
    worth = sum(found.lines[index].amount for index in crossing)
    goods = Money(currency=given.currency, minor=worth)
    if landed_cost.within_threshold(goods.to_decimal(), given.currency):
        for index in crossing:
            document["items"][index]["sellerTaxIdentifier"] = (
                landed_cost.SELLER_TAX_IDENTIFIER
            )
        return found, found.tax_rate
    taken = landed_cost.levied(
        [
            landed_cost.Import(
                amount=found.lines[index].amount, shipping=found.lines[index].shipping
            )
            for index in crossing
        ],
        given.tax_rate,
    )
    lines = list(given.lines)
    for index, levied in zip(crossing, taken, strict=True):
        lines[index] = _with_levy(given.currency, lines[index], levied)
    document["importerOfRecordTax"] = True
    imported = replace(given, lines=lines, tax_rate=Decimal(0))
    return totals(imported), landed_cost.DUTY + given.tax_rate


def _with_levy(currency: str, line: Line, levied: landed_cost.Levied) -> Line:
    duty = Money(currency=currency, minor=levied.duty)
    tax = Money(currency=currency, minor=levied.importer_tax)
    return replace(line, duty=duty.to_wire(), importer_tax=tax.to_wire())


def _write(
    checkout: Record,
    found: Totals,
    shown_rate: Decimal,
    fees: Fees,
) -> None:
    document, private = checkout.document, checkout.private
    wire = found.wire
    for item, line, sent, due in zip(
        document["items"], found.lines, private["sent"], fees, strict=True
    ):
        item["amount"] = wire(line.amount)
        item["tax"] = {"rate": float(shown_rate), "amount": wire(line.tax)}
        item["importerTax"] = {"amount": wire(line.importer_tax)}
        item["duties"] = {"amount": wire(line.duty)}
        item["fees"] = {"amount": wire(line.fees), "taxAmount": wire(line.fees_tax)}
        if due:
            item["fees"]["details"] = [
                _with_amount(found.currency, detail, item["quantity"]) for detail in due
            ]
        if "shippingChoice" in document:
            item["shipping"] = {
                "amount": wire(line.shipping),
                "taxAmount": wire(line.shipping_tax),
            }
        if sent.get("discount"):
            units = {"quantity": line.discount_quantity}
            item["discount"] = {**sent["discount"], **units}
            if checkout.kind == "invoice":
                # The vendor's SDK knows no units in the discounts of its lines.
                del item["discount"]["quantity"]
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


def _with_amount(
    currency: str, detail: Mapping[str, Json], quantity: int
) -> dict[str, Json]:
    unit = Money.from_wire(detail["perUnitAmount"], currency)
    whole = Money(currency=currency, minor=unit.minor * quantity)
    return {**detail, "amount": whole.to_wire()}
