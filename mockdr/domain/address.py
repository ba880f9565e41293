"""Which addresses the provider takes, and what it says of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Complaint, Json

__all__ = ["POSTAL_CODES", "STATES", "complaints", "missing"]

_FIVE_DIGITS = re.compile(r"[0-9]{5}")

#: Country to the shape of its postal codes.
#:
#: Source: providing-address-information.md.
POSTAL_CODES: Final[Mapping[str, re.Pattern[str]]] = {
    "US": re.compile(r"[0-9]{5}(?:[- ]?[0-9]{4})?"),
    "CA": re.compile(
        r"[ABCEGHJ-NPRSTVXYabceghj-nprstvxy][0-9][ABCEGHJ-NPRSTV-Zabceghj-nprstv-z]"
        r"[ ]?[0-9][ABCEGHJ-NPRSTV-Zabceghj-nprstv-z][0-9]"
    ),
    "GB": re.compile(
        r"(?:[Gg][Ii][Rr] 0[Aa]{2})|(?:(?:(?:[A-Za-z][0-9]{1,2})|"
        r"(?:(?:[A-Za-z][A-Ha-hJ-Yj-y][0-9]{1,2})|(?:(?:[A-Za-z][0-9][A-Za-z])|"
        r"(?:[A-Za-z][A-Ha-hJ-Yj-y][0-9][A-Za-z]?))))\s?[0-9][A-Za-z]{2})"
    ),
    "DE": _FIVE_DIGITS,
    "FR": _FIVE_DIGITS,
    "ES": _FIVE_DIGITS,
    "IT": _FIVE_DIGITS,
}

_US = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE "
    "NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS FM GU "
    "MH MP PR PW VI AE AP AA"
)
_CA = "AB BC MB NB NL NS ON PE QC SK NT NU YT"

#: Country to its states: there they are required and must be one of these.
#:
#: Source: providing-address-information.md.
STATES: Final[Mapping[str, frozenset[str]]] = {
    "US": frozenset(_US.split()),
    "CA": frozenset(_CA.split()),
}

#: Fields of `shipTo.address`, and the parameter that the provider names.
_NEEDED: Final = (
    ("line1", "address.line1"),
    ("country", "shipTo.address.country"),
    ("city", "shipTo.address.city"),
    ("postalCode", "shipTo.address.postalCode"),
)


def complaints(address: Mapping[str, Json] | None) -> tuple[Complaint, ...]:
    """
    Return what is wrong with the parts of *address* that are there.

    Holds for `shipTo`, `billTo` and the owner of a source that is attached.

    Args:
        address: As on the wire: line1, city, postalCode, state, country.
    """
    if not address:
        return ()
    country = address.get("country")
    found: list[Complaint] = []
    postal = address.get("postalCode")
    shape = POSTAL_CODES.get(country) if isinstance(country, str) else None
    if (
        postal
        and shape is not None
        and not (isinstance(postal, str) and shape.fullmatch(postal))
    ):
        found.append(Complaint(key="invalid_parameter:address.postalCode"))
    state = address.get("state")
    states = STATES.get(country) if isinstance(country, str) else None
    if state and states is not None and state not in states:
        found.append(Complaint(key="invalid_parameter:address.state"))
    return tuple(found)


def missing(address: Mapping[str, Json] | None) -> tuple[Complaint, ...]:
    """
    Return what lacks in the address of a `shipTo` that is there, for physical goods.

    A checkout without any `shipTo` is fine until it is ordered (inferred from the
    samples, which make such checkouts).
    """
    there: Mapping[str, Json] = address or {}
    found = [
        Complaint(key=f"missing_parameter:{parameter}")
        for field, parameter in _NEEDED
        if not there.get(field)
    ]
    if there.get("country") in STATES and not there.get("state"):
        found.append(Complaint(key="missing_parameter:shipTo.address.state"))
    return tuple(found)
