"""What it costs to send a parcel: nothing is documented but the shape of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from types import MappingProxyType
from typing import Final

from mockdr.domain.money import Money, Number, decimal, half_up

__all__ = ["OLDER_SERVICES", "Rate", "rate", "weight_in_pounds"]

#: Pounds in each unit that packages are weighed in.
_POUNDS: Final[Mapping[str, Decimal]] = MappingProxyType(
    {
        "lb": Decimal(1),
        "oz": Decimal("0.0625"),
        "kg": Decimal("2.2046226"),
        "g": Decimal("0.0022046226"),
    }
)
#: In minor units of whatever currency: for a parcel, and for each pound of it.
_PARCEL: Final = 1_000
_POUND: Final = 300
_TEMPORARY: Final = 45
_FUEL: Final = Decimal("0.07")

#: Kind of destination (`abroad` for a standard one in another country than the
#: warehouse's) to the services offered in versions before 2021-12-13: id, service
#: level and price. Source: using-shipping-quotes.md for ids and the prices abroad;
#: the prices of the others are inferred.
OLDER_SERVICES: Final[Mapping[str, tuple[tuple[str, str, float], ...]]] = (
    MappingProxyType(
        {
            "abroad": (
                ("IC", "InternationalStandard", 10.0),
                ("IS", "InternationalExpress", 20.0),
            ),
            "standard": (
                ("SG", "StandardGround", 5.0),
                ("D2", "TwoDay", 10.0),
                ("D1", "OneDay", 20.0),
            ),
            "access_point": (
                ("AG", "AccessPointGround", 5.0),
                ("A1", "AccessPointOneDay", 20.0),
            ),
            "cash_on_delivery": (("COD", "CashOnDelivery", 12.0),),
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """
    What sending costs.

    Args:
        total: Fees included.
        fees: Name to amount, in the order of the samples.
    """

    total: Money
    fees: Mapping[str, Money]


def weight_in_pounds(weight: Number, unit: str = "lb") -> Decimal:
    """Return a weight in pounds; the unit is what packages say, `lb` when nothing."""
    return decimal(weight) * _POUNDS[unit]


def rate(pounds: Iterable[Decimal], currency: str) -> Rate:
    """
    Return what it costs to send parcels of these weights; each begun pound counts.

    The numbers are ours: they grow with the parcels, and are always the same.

    Raises:
        ValueError: If *currency* is none.
    """
    transport = sum(_PARCEL + _POUND * max(1, ceil(p)) for p in pounds)
    fees = {
        "Fuel Surcharge": half_up(transport * _FUEL),
        "Temporary Surcharge": _TEMPORARY,
    }
    return Rate(
        total=Money(currency=currency, minor=transport + sum(fees.values())),
        fees={n: Money(currency=currency, minor=minor) for n, minor in fees.items()},
    )
