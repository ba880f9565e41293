"""Which tax identifiers there are, what they look like, and where they apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["TYPES", "VERIFIED_AT_ONCE", "TaxType", "entities_in", "required_in"]

_IRELAND: Final = "DR_IRELAND-ENTITY"
_BRAZIL: Final = "DR_BRAZIL-ENTITY"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxType:
    """
    One `type` of tax identifier.

    Args:
        countries: Where it applies, ISO 3166; the first is its own.
        entities: The selling entities that it applies with.
        customers: `business`, `individual`, or both.
        pattern: What a value looks like.
        required: Whether a checkout there cannot do without one of these types.
    """

    name: str
    countries: tuple[str, ...]
    entities: tuple[str, ...] = (_IRELAND,)
    customers: tuple[str, ...] = ("business",)
    pattern: str
    required: bool = False

    def takes(self, value: str) -> bool:
        """Tell whether *value* has the form of the type."""
        return re.fullmatch(self.pattern, value) is not None

    def applies(self, country: str, entity: str, customer: str) -> bool:
        """Tell whether it applies to a sale."""
        return (
            country in self.countries
            and entity in self.entities
            and customer in self.customers
        )

    def applicability(self) -> Iterator[dict[str, str]]:
        """Yield where it applies, as the provider prints it."""
        for country in self.countries:
            for entity in self.entities:
                for customer in self.customers:
                    yield {
                        "country": country,
                        "entity": entity,
                        "customerType": customer,
                    }


#: What a value looks like of which no rule is known here: inferred, and generous.
_ANY = r"[0-9A-Za-z][0-9A-Za-z ./-]{3,29}"

#: Types of businesses that buy from the entity in Ireland, and what a value looks
#: like. The pattern of `it` is documented (country-specs.md); the others are the
#: public rules of their countries, which the provider may read more strictly. The
#: sample of `nl` has 12 digits, so both forms are taken.
_IRISH: Final = {
    "au": r"(?:AU)?[0-9]{9}(?:[0-9]{2})?",
    "at": r"ATU[0-9]{8}",
    "bh": _ANY,
    "by": r"[0-9]{9}",
    "be": r"BE[0-9]{9,10}",
    "bg": r"BG[0-9]{9,10}",
    "ca": _ANY,
    "cl": r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-?[0-9Kk]",
    "co": _ANY,
    "hr": r"HR[0-9]{11}",
    "cy": r"CY[0-9]{8}[A-Z]",
    "cz": r"CZ[0-9]{8,10}",
    "dk": r"DK[0-9]{8}",
    "ee": r"EE[0-9]{9}",
    "fi": r"FI[0-9]{8}",
    "fr": r"FR[0-9A-Z]{2}[0-9]{9}",
    "de": r"DE[0-9]{9}",
    "gr": r"(?:EL|GR)[0-9]{9}",
    "hu": r"HU[0-9]{8}",
    "is": r"(?:IS)?[0-9]{5,6}",
    "in": r"[0-9A-Z]{15}",
    "id": _ANY,
    "ie": r"IE[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}",
    "it": r"IT[0-9]{11}",
    "lv": r"LV[0-9]{11}",
    "lt": r"LT(?:[0-9]{9}|[0-9]{12})",
    "lu": r"LU[0-9]{8}",
    "my": _ANY,
    "mt": r"MT[0-9]{8}",
    "mx": r"[A-Z&]{3}[0-9]{6}[0-9A-Z]{3}",
    "nl": r"NL(?:[0-9]{9}B[0-9]{2}|[0-9]{12})",
    "nz": r"(?:NZ)?[0-9]{8,13}",
    "no": r"(?:NO)?[0-9]{9}(?:MVA)?",
    "ph": _ANY,
    "pl": r"PL[0-9]{10}",
    "pt": r"PT[0-9]{9}",
    "ro": r"RO[0-9]{2,10}",
    "ru": r"[0-9]{10}",
    "ru_natural": r"[0-9]{12}",
    "sa": r"[0-9]{15}",
    "sg": _ANY,
    "sk": r"SK[0-9]{10}",
    "si": r"SI[0-9]{8}",
    "za": r"[0-9]{10}",
    "es": r"ES[0-9A-Z][0-9]{7}[0-9A-Z]",
    "se": r"SE[0-9]{12}",
    "ch": r"CHE-?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}(?: ?(?:MWST|TVA|IVA))?",
    "th": r"[0-9]{13}",
    "tr": r"[0-9]{10}",
    "ua": r"[0-9]{12}",
    "ae": r"[0-9]{15}",
    "uk": r"(?:GB|XI)(?:[0-9]{9}|[0-9]{12}|(?:GD|HA)[0-9]{3})",
    "ke": r"[A-Z][0-9]{9}[A-Z]",
    "kr_offshore": r"[0-9]{3}-?[0-9]{2}-?[0-9]{5}",
    "jp_offshore": r"T?[0-9]{13}",
    "tw_offshore": r"[0-9]{8}",
}
#: Where such a type differs from the rest.
_ELSEWHERE: Final = {"uk": ("GB", "IM"), "fr": ("FR", "MC")}
_ALSO_SOLD_BY: Final = {"uk": "DR_UK-ENTITY", "ca": "C5_INC-ENTITY"}
_REQUIRED: Final = frozenset({"ke", "tw_offshore"})
_BOTH: Final = frozenset({"cl"})
_CNPJ = r"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}/?[0-9]{4}-?[0-9]{2}"
_CPF = r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}"


def _irish(name: str, pattern: str) -> TaxType:
    own = name.partition("_")[0].upper()
    also = _ALSO_SOLD_BY.get(name)
    return TaxType(
        name=name,
        countries=_ELSEWHERE.get(name, (own,)),
        entities=(_IRELAND,) if also is None else (_IRELAND, also),
        customers=("business", "individual") if name in _BOTH else ("business",),
        pattern=pattern,
        required=name in _REQUIRED,
    )


def _personal(name: str, country: str, pattern: str) -> TaxType:
    return TaxType(
        name=name, countries=(country,), customers=("individual",), pattern=pattern
    )


_ALL: Final = (
    *(_irish(name, pattern) for name, pattern in _IRISH.items()),
    _personal("it_cf", "IT", r"[0-9A-Z]{16}"),
    _personal("it_natural", "IT", r"[0-9]{11}|IT[0-9]{11}"),
    _personal("mx_natural", "MX", r"[A-Z&]{4}[0-9]{6}[0-9A-Z]{3}"),
    _personal("pt_nif", "PT", r"(?:PT)?[0-9]{9}"),
    TaxType(
        name="br_natural",
        countries=("BR",),
        entities=(_BRAZIL,),
        customers=("individual",),
        pattern=_CPF,
        required=True,
    ),
    TaxType(
        name="br",
        countries=("BR",),
        entities=(_BRAZIL,),
        pattern=_CNPJ,
        required=True,
    ),
    TaxType(
        name="br_ie",
        countries=("BR",),
        entities=(_BRAZIL,),
        pattern=_ANY,
        required=True,
    ),
    TaxType(
        name="jp",
        countries=("JP",),
        entities=("DR_JAPAN-ENTITY",),
        pattern=r"T?[0-9]{13}",
    ),
    TaxType(
        name="tw",
        countries=("TW",),
        entities=("DR_TAIWAN-ENTITY",),
        pattern=r"[0-9]{8}",
        required=True,
    ),
)

#: Type to what is known of it.
#:
#: Source: tax-identifiers.md (types, countries, entities, customers, what is required).
TYPES: Final = {found.name: found for found in _ALL}

#: Pairs of type and value that are verified when they are made.
#:
#: Source: tax-identifiers.md, test tax identifiers.
VERIFIED_AT_ONCE: Final = frozenset(
    {
        ("be", "BE0000000000"),
        ("be", "BE1234567890"),
        ("de", "DE000000000"),
        ("de", "DE123456789"),
        ("it", "IT00000000000"),
        ("it", "IT12345678901"),
        ("it_natural", "IT00000000000"),
        ("it_natural", "IT12345678901"),
    }
)


def required_in(country: str, entity: str, customer: str) -> tuple[str, ...]:
    """Return the types of which such a sale needs one; none where it needs none."""
    return tuple(
        name
        for name, found in TYPES.items()
        if found.required and found.applies(country, entity, customer)
    )


def entities_in(country: str) -> frozenset[str]:
    """Return the entities that sell to *country*, as far as the table tells."""
    return frozenset(
        entity
        for found in TYPES.values()
        if country in found.countries
        for entity in found.entities
    )
