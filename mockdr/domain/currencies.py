"""The provider knows a currency, may not have activated it, or never heard of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint

__all__ = ["CURRENCIES", "INACTIVE", "complaint", "decimals"]

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD "
    "BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP "
    "ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
    "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR "
    "RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

#: ISO 4217 code to the number of decimals of its minor unit.
#:
#: Source: ISO 4217, list one; metals, test codes and replaced currencies are left out.
CURRENCIES: Final[Mapping[str, int]] = MappingProxyType(
    {
        code: places
        for places, codes in ((0, _NONE), (2, _TWO), (3, _THREE), (4, _FOUR))
        for code in codes.split()
    }
)

#: Known currencies that the provider's sample account has not activated.
#:
#: Source: selecting-a-currency.md, whose sample of the refusal is `PAB`.
INACTIVE: Final = frozenset({"PAB"})


def decimals(currency: str) -> int:
    """
    Return how many decimals the minor unit of *currency* has.

    Raises:
        ValueError: If it is no currency of ISO 4217.
    """
    try:
        return CURRENCIES[currency]
    except KeyError:
        raise ValueError(f"{currency!r} is not a currency of ISO 4217") from None


def complaint(currency: str) -> Complaint | None:
    """
    Return why a checkout cannot be in *currency*, or None when it can.

    Source: selecting-a-currency.md, which prints both refusals.
    """
    if currency not in CURRENCIES:
        return Complaint(
            key="invalid_parameter:currency", values={"currency": currency}
        )
    if currency in INACTIVE:
        return Complaint(key="currency_unactivated", values={"currency": currency})
    return None
