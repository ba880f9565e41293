"""Who pays no tax: holders of a certificate, and businesses across a border."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.countries import EUROPEAN_UNION
from mockdr.domain.tax_types import TYPES

__all__ = ["certified", "midnight", "reverse_charged"]

#: `2021-04-07`, of any timestamp.
_DAY: Final = 10

#: Where the entity that sells to the Union is at home: no border is crossed there.
_HOME: Final = "IE"


def midnight(moment: str) -> str:
    """
    Return a date of a certificate as it is kept.

    Source: setting-tax-related-attributes.md, whose sample reads T00:00:00Z.
    """
    return f"{moment[:_DAY]}T00:00:00Z"


def certified(
    certificates: Iterable[Mapping[str, Json]],
    address: Mapping[str, Json] | None,
    today: str,
) -> bool:
    """
    Tell whether a tax certificate holds for a sale.

    It does in the state of its authority, from its first day to its last.

    Args:
        certificates: The customer's, as on the wire.
        address: `shipTo.address` of goods, else `billTo.address`.
        today: The moment of the sale, as on the wire.

    Source: setting-tax-related-attributes.md.
    """
    if not address or address.get("country") != "US":
        return False
    day = today[:_DAY]
    return any(
        found["taxAuthority"] == address.get("state")
        and str(found["startDate"])[:_DAY] <= day <= str(found["endDate"])[:_DAY]
        for found in certificates
    )


def reverse_charged(
    identifiers: Iterable[Mapping[str, Json]], country: str, entity: str, customer: str
) -> bool:
    """
    Tell whether a business in the Union accounts for the tax itself.

    An identifier that is pending counts as verified (documented); that the tax is 0
    then, and only across a border of the Union, is inferred.

    Args:
        identifiers: Those that are attached to the checkout.
        country: Where the sale is taxed.
        entity: Id of the selling entity.
        customer: `customerType`.

    Source: tax-identifiers.md.
    """
    if customer != "business" or country not in EUROPEAN_UNION or country == _HOME:
        return False
    return any(
        found["state"] != "not_valid"
        and TYPES[str(found["type"])].applies(country, entity, customer)
        for found in identifiers
    )
