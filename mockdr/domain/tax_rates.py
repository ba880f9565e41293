"""The tax rates that the provider's samples show, by address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from mockdr.base.errors import Json

__all__ = ["BY_COUNTRY", "BY_POSTAL_CODE", "BY_STATE", "tax_rate"]

#: (country, postal code) to rate.
#:
#: Source: samples of checkouts in the United States, creating-checkouts/README.md,
#: applying-a-discount.md and selecting-a-currency.md.
BY_POSTAL_CODE: Final[Mapping[tuple[str, str], Decimal]] = {
    ("US", "55343"): Decimal("0.07525"),
    ("US", "55401"): Decimal("0.08025"),
    ("US", "55116"): Decimal("0.07875"),
    ("US", "55155"): Decimal("0.07875"),
    ("US", "55341"): Decimal("0.07375"),
    ("US", "95969"): Decimal("0.0775"),
    ("US", "68501"): Decimal("0.0725"),
}

#: (country, state) to rate, where the samples show one for a whole state.
BY_STATE: Final[Mapping[tuple[str, str], Decimal]] = {
    ("CA", "QC"): Decimal("0.14975"),
}

#: Country to rate.
BY_COUNTRY: Final[Mapping[str, Decimal]] = {
    "DE": Decimal("0.19"),
    "BE": Decimal("0.21"),
}

_NO_TAX: Final = Decimal(0)
_REAL: Final = re.compile(r"[0-9]{5}")
_UNREAL: Final = "99999"


def tax_rate(
    *addresses: Mapping[str, Json] | None, ship_from: Mapping[str, Json] | None = None
) -> Decimal:
    """
    Return the rate at the first of *addresses* that is there, as a fraction.

    Args:
        addresses: In the order that the provider prefers: the address of `shipTo`, of
            `billTo`, then `purchaseLocation`. Each as on the wire, or None.
        ship_from: The address of `shipFrom`, or None: from a postal code of the United
            States that is not real the provider computes no tax, and says nothing. The
            page wants the code to be there, but its samples are taxed without one.

    An address that no sample shows has the rate 0 (inferred), as has a checkout
    without any.

    Source: configuring-taxes.md.
    """
    if ship_from and ship_from.get("country") == "US":
        postal = str(ship_from.get("postalCode") or "")
        if postal and (not _REAL.match(postal) or postal.startswith(_UNREAL)):
            return _NO_TAX
    for address in addresses:
        if not address or not address.get("country"):
            continue
        country = str(address["country"])
        postal = str(address.get("postalCode") or "")[:5]
        state = str(address.get("state") or "")
        for found in (
            BY_POSTAL_CODE.get((country, postal)),
            BY_STATE.get((country, state)),
            BY_COUNTRY.get(country),
        ):
            if found is not None:
                return found
        return _NO_TAX
    return _NO_TAX
