"""What the lines of an order cost, all in all and part by part, in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain import Money
from mockdr.domain.money import half_up, split
from mockdr.domain.settlement import LineAmounts, line_totals

__all__ = ["parts_of_lines", "totals_of"]

#: Part of a line beside its goods to where it has its amount, and the tax on that.
_WHERE: Final[Mapping[str, tuple[str, str]]] = {
    "shipping": ("shipping", "taxAmount"),
    "duty": ("duties", ""),
    "importer_tax": ("importerTax", ""),
    "fees": ("fees", "taxAmount"),
}


def totals_of(order: Mapping[str, Json]) -> tuple[int, ...]:
    """Return what each line of *order*, a wire document, costs: its share of all."""
    currency = order["currency"]
    return _totals(order, [_others(item, currency) for item in order["items"]])


def _totals(
    order: Mapping[str, Json], parts: Sequence[Mapping[str, tuple[int, int]]]
) -> tuple[int, ...]:
    currency = order["currency"]
    lines = []
    for item, others in zip(order["items"], parts, strict=True):
        full, tax = others["shipping"]
        lines.append(
            LineAmounts(
                goods=_minor(item["amount"], currency),
                tax=_minor((item.get("tax") or {}).get("amount"), currency),
                shipping=full - tax,
                rest=tax
                + sum(others[name][0] for name in others if name != "shipping"),
            )
        )
    return line_totals(
        _minor(order["totalAmount"], currency),
        lines,
        shipping_off=_shipping_off(order, currency),
    )


def parts_of_lines(
    order: Mapping[str, Json],
) -> tuple[dict[str, tuple[int, int]], ...]:
    """
    Return for each line what its parts cost with their tax, and that tax.

    Goods bear what an order's discount takes off, shipping what its own does.
    """
    currency = order["currency"]
    off = _shipping_off(order, currency)
    others = [_others(item, currency) for item in order["items"]]
    weights = [full - tax for full, tax in (parts["shipping"] for parts in others)]
    offs = split(off, weights) if off and any(weights) else (0,) * len(others)
    found = []
    for item, total, parts, less in zip(
        order["items"], _totals(order, others), others, offs, strict=True
    ):
        full, tax = parts["shipping"]
        parts["shipping"] = (full - less, tax)
        goods = total - sum(full for full, _ in parts.values())
        on_goods = _minor((item.get("tax") or {}).get("amount"), currency)
        found.append({"product": (goods, on_goods), **parts})
    return tuple(found)


def _others(item: Mapping[str, Json], currency: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for type, (name, tax_name) in _WHERE.items():
        amounts = item.get(name) or {}
        tax = _minor(amounts.get(tax_name), currency)
        found[type] = (_minor(amounts.get("amount"), currency) + tax, tax)
    return found


def _shipping_off(order: Mapping[str, Json], currency: str) -> int:
    """Return the discount on shipping, which the lines' shares do not show."""
    discount = order.get("shippingDiscount") or {}
    if "amountOff" in discount:
        return _minor(discount["amountOff"], currency)
    shipping = _minor(order.get("totalShipping"), currency)
    percent = Decimal(str(discount.get("percentOff", 0)))
    return half_up(shipping * percent / 100)


def _minor(value: Json, currency: str) -> int:
    # Most parts of most lines cost nothing.
    return Money.from_wire(value, currency).minor if value else 0
