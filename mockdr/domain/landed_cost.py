"""What customs take when goods come into the Union, and who pays it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.countries import EUROPEAN_UNION
from mockdr.domain.money import half_up
from mockdr.domain.tax_rates import BY_COUNTRY

__all__ = [
    "DUTY",
    "SELLER_TAX_IDENTIFIER",
    "Import",
    "Levied",
    "is_landed",
    "levied",
    "within_threshold",
]

#: The one rate of duty that the samples show: 221 of 1300, and 12.75 of 75.
#:
#: Source: landed-costs.md.
DUTY: Final = Decimal("0.17")

#: Up to this worth, without shipping, goods are free of duty in the Union, in EUR.
#:
#: Source: landed-costs.md.
_THRESHOLD: Final = Decimal(150)

#: The number under which the provider declares what is free of duty.
#:
#: Source: landed-costs.md.
SELLER_TAX_IDENTIFIER: Final = "IM3720000202"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """
    A line that crosses the border, in minor units.

    Args:
        amount: What it costs, after its discount.
        shipping: Its share of the shipping.
    """

    amount: int
    shipping: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Levied:
    """What one line pays at the border, in minor units."""

    duty: int
    importer_tax: int


def _country(party: Json) -> str:
    address = party.get("address") if isinstance(party, dict) else None
    return str((address or {}).get("country") or "")


def is_landed(
    checkout: Mapping[str, Json], *, inclusive: bool, classified: bool
) -> bool:
    """
    Tell whether the provider computes the landed cost of a checkout.

    The list of countries belongs to the account; here it is those of the Union whose
    tax rate is known (inferred).

    Args:
        checkout: As on the wire.
        inclusive: Whether its prices include tax.
        classified: Whether anything is shipped, and all that is has a customs code
            of its own or by its group.

    Source: landed-costs.md.
    """
    choice = checkout.get("shippingChoice") or {}
    origin = _country(checkout.get("shipFrom"))
    target = _country(checkout.get("shipTo"))
    return (
        classified
        and not inclusive
        and choice.get("amount") is not None
        and choice.get("shippingTerms", "DDP") == "DDP"
        and bool(origin)
        and origin != target
        and origin not in EUROPEAN_UNION
        and target in EUROPEAN_UNION
        and target in BY_COUNTRY
    )


def within_threshold(worth: Decimal, currency: str) -> bool:
    """
    Tell whether goods are worth so little that no duty is due.

    Args:
        worth: Of all goods, in major units.
        currency: Another one than EUR never is (inferred): no rate is documented.
    """
    return currency == "EUR" and worth <= _THRESHOLD


def levied(lines: Sequence[Import], vat: Decimal) -> tuple[Levied, ...]:
    """
    Return what each line pays: duty on goods and shipping, and tax on all of it.

    Args:
        vat: Tax rate of the country that they come to.

    Source: landed-costs.md; 1200 and 100 shipping pay 221 and 288.99 in Germany.
    """
    found = []
    for line in lines:
        worth = line.amount + line.shipping
        duty = half_up(worth * DUTY)
        found.append(Levied(duty=duty, importer_tax=half_up((worth + duty) * vat)))
    return tuple(found)
