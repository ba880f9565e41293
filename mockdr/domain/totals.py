"""A checkout's arithmetic, to the minor unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.money import EXACT, Money, Number, decimal, decimals, half_up, split

__all__ = [
    "Discount",
    "Line",
    "LineTotals",
    "Totals",
    "TotalsInput",
    "totals",
]

_HUNDRED = Decimal(100)
_LEAST_PERCENT = Decimal("0.01")
_NOTHING = Decimal(0)

#: Minor units. A JSON number is read as a double, and that keeps 15 decimal digits.
_MOST = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """
    A discount, as on the wire: one of the two.

    Args:
        amount_off: In major units; of a line, per unit.
        percent_off: Between 0.01 and 100.
        quantity: Of a line: how many units it covers; all when absent.
    """

    amount_off: Number | None = None
    percent_off: Number | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    An item of a checkout, as far as amounts go; amounts in major units.

    Args:
        price: Of one unit; or
        aggregate_price: of the whole line.
        physical: Whether it is shipped.
        fees: Regulatory fees, each for one unit.
        duty: Landed cost, when the provider computed it.
        importer_tax: The same.
    """

    price: Number | None = None
    aggregate_price: Number | None = None
    quantity: int = 1
    discount: Discount | None = None
    physical: bool = True
    fees: tuple[Number, ...] = ()
    duty: Number | None = None
    importer_tax: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsInput:
    """
    Everything that a checkout's amounts depend on.

    Args:
        currency: ISO 4217 code.
        lines: Its items, in order.
        tax_rate: As a fraction; see `mockdr.domain.tax_rates`.
        tax_inclusive: Whether prices and shipping include tax.
        shipping: `shippingChoice.amount`, in major units; None without a choice.
        discount: Of the order.
        shipping_discount: Of the shipping.
    """

    currency: str
    lines: Sequence[Line]
    tax_rate: Decimal = _NOTHING
    tax_inclusive: bool = False
    shipping: Number | None = None
    discount: Discount | None = None
    shipping_discount: Discount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTotals:
    """
    Amounts of one item, in minor units.

    Args:
        amount: After its own discount, before the order's; net of tax.
        tax: On the amount less its share of the order's discount.
        discount: Taken off by its own discount.
        discount_quantity: How many units that covered; None without a discount.
        fees: Of all units.
        fees_tax: Tax on them.
        shipping: Its share of the shipping.
        shipping_tax: Its share of the tax on shipping.
        duty: Landed cost.
        importer_tax: Landed cost.
    """

    amount: int
    tax: int
    discount: int
    discount_quantity: int | None
    fees: int
    fees_tax: int
    shipping: int
    shipping_tax: int
    duty: int
    importer_tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """
    Amounts of a checkout, in minor units of its currency.

    Args:
        lines: One for each item, in order.
        subtotal: Before tax.
        tax: `totalTax`: items, shipping and fees; not the importer's.
        importer_tax: `totalImporterTax`.
        fees: `totalFees`.
        duty: `totalDuty`.
        discount: `totalDiscount`: lines, order and shipping.
        shipping: `totalShipping`, before its discount.
        shipping_tax: `shippingChoice.taxAmount`.
        amount: `totalAmount`.
        tax_rate: As a fraction.
    """

    currency: str
    lines: tuple[LineTotals, ...]
    subtotal: int
    tax: int
    importer_tax: int
    fees: int
    duty: int
    discount: int
    shipping: int
    shipping_tax: int
    amount: int
    tax_rate: Decimal

    @property
    def total(self) -> Money:
        """`totalAmount` as money."""
        return Money(currency=self.currency, minor=self.amount)

    def wire(self, minor: int) -> float:
        """Return *minor* units as the provider prints them."""
        return Money(currency=self.currency, minor=minor).to_wire()


def _refused(key: str, parameter: str, value: Number | str) -> Refusal:
    return Refusal(
        Complaint(key=key, parameter=parameter, values={"value": str(value)})
    )


class _Reader:
    """Reads amounts of one currency; a bad one is refused with its parameter."""

    __slots__ = ("places",)

    def __init__(self, currency: str) -> None:
        self.places = decimals(currency)

    def exact(self, value: Number, parameter: str) -> Decimal:
        """Return *value* in minor units, not rounded yet."""
        try:
            found = decimal(value)
        except ValueError:
            found = None
        if found is None or found < 0:
            raise _refused("invalid_parameter", parameter, value)
        return found.scaleb(self.places)

    def minor(self, value: Number | None, parameter: str) -> int:
        """Return *value* in minor units, nothing for None."""
        return half_up(self.exact(value, parameter)) if value else 0

    def off(
        self, discount: Discount | None, base: Decimal, parameter: str, units: int = 1
    ) -> int:
        """
        Return what *discount* takes off *base*, at most all of it, in minor units.

        Args:
            discount: The discount, or None.
            base: What it applies to, in minor units.
            parameter: Where it stands; the provider names the discount, not its field.
            units: How many units an amount is taken off from.
        """
        if discount is None:
            return 0
        if discount.percent_off is not None and discount.amount_off is not None:
            # One or the other is documented; that both are refused is inferred.
            raise _refused(
                "invalid_parameter",
                parameter,
                f"{discount.amount_off} and {discount.percent_off}%",
            )
        if discount.percent_off is not None:
            percent = _decimal_or_none(discount.percent_off)
            if percent is None or not _LEAST_PERCENT <= percent <= _HUNDRED:
                raise _refused(
                    "invalid_discount_percent", parameter, discount.percent_off
                )
            return half_up(base * percent / _HUNDRED)
        if discount.amount_off is None:
            return 0
        amount = _decimal_or_none(discount.amount_off)
        if amount is None or amount <= 0:
            quoted = discount.amount_off if amount is None else float(amount)
            raise _refused("invalid_discount_amount", parameter, quoted)
        return half_up(min(amount.scaleb(self.places) * units, base))


def _decimal_or_none(value: Number) -> Decimal | None:
    try:
        return decimal(value)
    except ValueError:
        return None


def _shares(
    total: int, weights: Sequence[int], *, rest_on_last: bool = False
) -> Sequence[int]:
    """Share *total*; it is not shared where nothing weighs anything."""
    if not total or not any(weights):
        return (0,) * len(weights)
    return split(total, weights, rest_on_last=rest_on_last)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gross:
    """A line in minor units, as it is priced: with tax where prices include it."""

    amount: int
    discount: int
    covered: int | None
    fees: int
    duty: int
    importer_tax: int


def _gross(read: _Reader, line: Line, where: str) -> _Gross:
    quantity = line.quantity
    if not 1 <= quantity < _MOST:
        raise _refused("invalid_parameter", f"{where}.quantity", quantity)
    if line.aggregate_price is not None:
        full = read.exact(line.aggregate_price, f"{where}.aggregatePrice")
    elif line.price is not None:
        unit = read.exact(line.price, f"{where}.price")
        full = unit * quantity
        if unit < _MOST <= full:
            # Only so many of them make it too much.
            raise _refused("invalid_parameter", f"{where}.quantity", quantity)
    else:
        raise Refusal(Complaint(key="missing_parameter", parameter=f"{where}.price"))
    covered: int | None = None
    off = 0
    if line.discount is not None:
        covered = line.discount.quantity
        if covered is None:
            covered = quantity
        elif not 1 <= covered <= quantity:
            raise _refused("invalid_parameter", f"{where}.discount.quantity", covered)
        base = full if covered == quantity else full * covered / quantity
        off = read.off(line.discount, base, "discount", covered)
    fees = sum(
        read.minor(fee, f"{where}.fees[{at}].perUnitAmount") * quantity
        for at, fee in enumerate(line.fees)
    )
    return _Gross(
        amount=half_up(full) - off,
        discount=off,
        covered=covered,
        fees=fees,
        duty=read.minor(line.duty, f"{where}.duties.amount"),
        importer_tax=read.minor(line.importer_tax, f"{where}.importerTax.amount"),
    )


def totals(given: TotalsInput) -> Totals:
    """
    Return every amount of a checkout.

    Line discounts come first, the order's then, neither touches shipping. The order's
    discount leaves `items[].amount` alone and lowers what is taxed, pro rata. With
    prices that include tax, discounts apply to them as they are (inferred), and
    regulatory fees are never inclusive (inferred).

    Source: applying-a-discount.md, configuring-taxes.md, shipping-choice.md,
    accessing-regulatory-fee-information.md, landed-costs.md.

    Raises:
        Refusal: If an amount is negative or none, a quantity below 1, a discount
            beyond its bounds or of two kinds, a sum beyond what JSON numbers carry
            (inferred; it is the quantity's fault where one unit is not):
            `invalid_parameter`, `missing_parameter`,
            `invalid_discount_percent`, `invalid_discount_amount`.
        ValueError: If the currency is none.
    """
    with localcontext(EXACT):
        return _totals(given)


def _totals(given: TotalsInput) -> Totals:
    read = _Reader(given.currency)
    rate = given.tax_rate
    divisor = 1 + rate if given.tax_inclusive and rate else None

    def net(gross: int) -> int:
        return gross if divisor is None else half_up(gross / divisor)

    def tax(gross: int) -> int:
        return half_up(gross * rate) if divisor is None else gross - net(gross)

    def check(minor: int, parameter: str) -> None:
        if minor >= _MOST:
            whole = Decimal(minor).scaleb(-read.places)
            raise _refused("invalid_parameter", parameter, str(whole))

    lines = [_gross(read, line, f"items[{i}]") for i, line in enumerate(given.lines)]
    amounts = [line.amount for line in lines]
    goods = sum(amounts)
    check(goods + sum(line.discount + line.fees for line in lines), "items")
    order_off = read.off(given.discount, Decimal(goods), "discount")
    order_shares = _shares(order_off, amounts)

    shipping_gross = read.minor(given.shipping, "shippingChoice.amount")
    check(shipping_gross, "shippingChoice.amount")
    shipping_off = read.off(
        given.shipping_discount, Decimal(shipping_gross), "shippingDiscount"
    )
    shipped = shipping_gross - shipping_off
    shipping = net(shipping_gross)
    shipping_tax = tax(shipped)
    weights = _shipping_weights(given.lines, amounts)
    shipping_shares = _shares(shipping, weights, rest_on_last=True)
    shipping_tax_shares = _shares(shipping_tax, weights, rest_on_last=True)

    found = tuple(
        LineTotals(
            amount=net(line.amount),
            tax=tax(line.amount - order_shares[i]),
            discount=line.discount,
            discount_quantity=line.covered,
            fees=line.fees,
            fees_tax=half_up(line.fees * rate) if line.fees else 0,
            shipping=shipping_shares[i],
            shipping_tax=shipping_tax_shares[i],
            duty=line.duty,
            importer_tax=line.importer_tax,
        )
        for i, line in enumerate(lines)
    )
    goods_tax = sum(line.tax for line in found)
    goods_net = goods - order_off - (0 if divisor is None else goods_tax)
    fees = sum(line.fees for line in found)
    duty = sum(line.duty for line in found)
    importer_tax = sum(line.importer_tax for line in found)
    all_tax = goods_tax + shipping_tax + sum(line.fees_tax for line in found)
    check(goods + shipping_gross + all_tax + fees + duty + importer_tax, "items")
    subtotal = goods_net + net(shipped) + fees + duty + importer_tax
    return Totals(
        currency=given.currency,
        lines=found,
        subtotal=subtotal,
        tax=all_tax,
        importer_tax=importer_tax,
        fees=fees,
        duty=duty,
        discount=sum(line.discount for line in found) + order_off + shipping_off,
        shipping=shipping,
        shipping_tax=shipping_tax,
        amount=subtotal + all_tax,
        tax_rate=rate,
    )


def _shipping_weights(lines: Sequence[Line], amounts: Sequence[int]) -> Sequence[int]:
    """Shipping is shared over physical lines by amount; alike, if all are free."""
    weights = [
        amount if line.physical else 0
        for line, amount in zip(lines, amounts, strict=True)
    ]
    return weights if any(weights) else [int(line.physical) for line in lines]
