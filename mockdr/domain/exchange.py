"""What one currency is worth in another, for prices that are only shown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from mockdr.domain.currencies import CURRENCIES
from mockdr.domain.money import EXACT

__all__ = ["CURRENCY_OF", "PER_DOLLAR", "rate"]

#: How much of a currency one US dollar is. Made up, and kept simple, so that tests
#: can compute with it; what is not listed is worth a dollar.
PER_DOLLAR: Final[Mapping[str, Decimal]] = MappingProxyType(
    {
        "AUD": Decimal("1.5"),
        "BRL": Decimal(5),
        "CAD": Decimal("1.25"),
        "CHF": Decimal("0.9"),
        "CNY": Decimal(7),
        "DKK": Decimal(7),
        "EUR": Decimal("0.9"),
        "GBP": Decimal("0.8"),
        "JPY": Decimal(150),
        "KRW": Decimal(1300),
        "NOK": Decimal(10),
        "PLN": Decimal(4),
        "SEK": Decimal(10),
        "TWD": Decimal(32),
        "USD": Decimal(1),
    }
)

_EURO: Final = (
    "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME"
)

#: Country to what is paid with there; elsewhere it is the dollar. Inferred.
CURRENCY_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(_EURO.split(), "EUR"),
        "AU": "AUD",
        "BG": "BGN",
        "BR": "BRL",
        "CA": "CAD",
        "CH": "CHF",
        "CN": "CNY",
        "CZ": "CZK",
        "DK": "DKK",
        "GB": "GBP",
        "HU": "HUF",
        "IM": "GBP",
        "IN": "INR",
        "JP": "JPY",
        "KR": "KRW",
        "LI": "CHF",
        "MX": "MXN",
        "MY": "MYR",
        "NO": "NOK",
        "NZ": "NZD",
        "PL": "PLN",
        "RO": "RON",
        "SE": "SEK",
        "SG": "SGD",
        "TW": "TWD",
        "ZA": "ZAR",
    }
)


def rate(source: str, target: str) -> Decimal:
    """
    Return how much of *target* one unit of *source* is, to six decimals.

    Raises:
        ValueError: If one of them is no currency of ISO 4217.
    """
    for currency in (source, target):
        if currency not in CURRENCIES:
            raise ValueError(f"{currency!r} is not a currency of ISO 4217")
    one = Decimal(1)
    worth = EXACT.divide(PER_DOLLAR.get(target, one), PER_DOLLAR.get(source, one))
    return round(worth, 6)
