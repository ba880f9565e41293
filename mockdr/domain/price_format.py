"""How a low-code checkout prints prices: what the shop needs to print them alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.domain.currencies import decimals

__all__ = ["price_format"]

#: Currency to its sign; every other currency is printed as its code.
#: Source: offering-local-pricing.md for yen, event-types.md for won; else inferred.
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUD": "A$",
        "BRL": "R$",
        "CAD": "CA$",
        "CNY": "¥",
        "EUR": "€",
        "GBP": "£",
        "INR": "₹",
        "JPY": "¥",
        "KRW": "₩",
        "MXN": "MX$",
        "NZD": "NZ$",
        "TWD": "NT$",
        "USD": "$",
    }
)


def price_format(currency: str) -> dict[str, str | int | bool]:
    """
    Return how prices in *currency* look.

    Source: offering-local-pricing.md.

    Args:
        currency: Its ISO 4217 code.
    """
    sign = _SIGNS.get(currency)
    return {
        "currencyNumberFormat": "#,###.##",
        "symbol": sign or currency,
        "decimalPlaces": decimals(currency),
        "currencySymbolBeforePrice": True,
        "useCurrencySymbolSpace": sign is None,
    }
