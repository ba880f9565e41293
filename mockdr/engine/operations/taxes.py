"""Where a checkout is taxed, who sells, and who pays no tax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import tax_rate, tax_types
from mockdr.domain.countries import EUROPEAN_UNION
from mockdr.domain.exemption import certified, reverse_charged
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = [
    "applied",
    "check_identifiers",
    "check_seller",
    "destination",
    "inapplicable",
    "missing",
    "rate_of",
    "selling_entity",
    "take_identifiers",
]

#: Country to the entity that sells there. Source: selling-entities.md, samples.
_ENTITIES: Final[Mapping[str, tuple[str, str]]] = {
    "US": ("C5_INC-ENTITY", "DR globalTech Inc."),
    "CA": ("C5_INC-ENTITY", "DR globalTech Inc."),
    "JP": ("DR_JAPAN-ENTITY", "DR Japan"),
    "TW": ("DR_TAIWAN-ENTITY", "Digital River Taiwan"),
    "GB": ("DR_UK-ENTITY", "Digital River UK"),
    "IM": ("DR_UK-ENTITY", "Digital River UK"),
    "BR": ("DR_BRAZIL-ENTITY", "Digital River Brazil"),
}
_IRELAND: Final = ("DR_IRELAND-ENTITY", "Digital River Ireland Ltd.")
_REST: Final = ("DR_INC-ENTITY", "Digital River Inc.")
_NOTHING: Final = Decimal(0)


# -- where and by whom ---------------------------------------------------------------


def _address(party: Json) -> Mapping[str, Json] | None:
    return party.get("address") if isinstance(party, dict) else None


def _origin(document: Mapping[str, Json]) -> Mapping[str, Json] | None:
    return _address(document.get("shipFrom")) or next(
        (
            _address(item["shipFrom"])
            for item in document["items"]
            if item.get("shipFrom")
        ),
        None,
    )


def destination(document: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the address that goods go to, or the bill where nothing is shipped."""
    party = document.get("shipTo") if _origin(document) else document.get("billTo")
    return _address(party) or _address(document.get("shipTo"))


def selling_entity(document: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return who sells: decided by where goods come from and go to.

    Empty until the addresses decide it. That the entity in Ireland sells wherever a
    tax identifier is said to apply with it is inferred.

    Source: selling-entities.md, tax-identifiers.md.
    """
    address = destination(document)
    country = str(address.get("country", "")) if address else ""
    if not country:
        return {}
    id, name = _seller((_origin(document) or {}).get("country", country), country)
    return {"id": id, "name": name}


def check_seller(document: Mapping[str, Json]) -> None:
    """
    See that one entity can sell everything: each line may ship from elsewhere.

    Source: selling-entities.md.

    Raises:
        Refusal: 400 `selling_entity_not_found`.
    """
    country = (destination(document) or {}).get("country")
    general = _address(document.get("shipFrom"))
    origins = [_address(item.get("shipFrom")) or general for item in document["items"]]
    sellers = {
        _seller(str(origin.get("country")), str(country))
        for origin in origins
        if origin
    }
    if country and len(sellers) > 1:
        raise Refusal("selling_entity_not_found")


def _seller(origin: str, country: str) -> tuple[str, str]:
    if country == "BR" and origin != "BR":
        # The sample ships from elsewhere, and is asked for nothing. Inferred.
        return _REST
    irish = country in EUROPEAN_UNION or _IRELAND[0] in tax_types.entities_in(country)
    return _ENTITIES.get(country, _IRELAND if irish else _REST)


# -- how much ------------------------------------------------------------------------


def rate_of(turn: Turn, checkout: Record) -> Decimal:
    """Return the tax rate of a checkout whose selling entity is known."""
    document = checkout.document
    if _exempt(turn, checkout):
        return _NOTHING
    return tax_rate(
        _address(document.get("shipTo")),
        _address(document.get("billTo")),
        document.get("purchaseLocation"),
        ship_from=_address(document.get("shipFrom")),
    )


def _exempt(turn: Turn, checkout: Record) -> bool:
    document = checkout.document
    customer = document.get("customerId")
    record = turn.load("customer", str(customer)) if customer else None
    address = destination(document)
    if record is not None and certified(
        record.document.get("taxCertificates", ()), address, turn.time
    ):
        return True
    return reverse_charged(
        [found.document for found in applied(turn, checkout)], *_sale(document)
    )


def _sale(document: Mapping[str, Json]) -> tuple[str, str, str]:
    """Return country, selling entity and type of customer; empty where unknown."""
    address = destination(document) or {}
    return (
        str(address.get("country") or ""),
        str(document.get("sellingEntity", {}).get("id") or ""),
        str(document.get("customerType") or "individual"),
    )


# -- tax identifiers -----------------------------------------------------------------


def take_identifiers(checkout: Record, body: Mapping[str, Json]) -> None:
    """Attach the tax identifiers that *body* names; an empty list takes all off."""
    if "taxIdentifiers" in body:
        named = [entry.get("id") for entry in body["taxIdentifiers"] or ()]
        ids = [str(id) for id in named if id]
        checkout.private["taxIdentifiers"] = list(dict.fromkeys(ids))


def applied(turn: Turn, checkout: Record) -> Iterator[Record]:
    """Yield the tax identifiers of a checkout that are still there."""
    for id in checkout.private.get("taxIdentifiers", ()):
        record = turn.load("tax_identifier", id)
        if record is not None:
            yield record


def check_identifiers(turn: Turn, checkout: Record, *, sent: bool) -> None:
    """
    Look at the tax identifiers of a checkout whose selling entity is known.

    Those that were attached before are not looked at again until the order (inferred).

    Args:
        sent: Whether this request names them.

    Source: tax-identifiers.md.

    Raises:
        Refusal: 409, if one is gone, is another customer's or does not apply; or if
            the selling entity asks for one, and none is there.
    """
    found: list[Complaint] = []
    if sent:
        for id in checkout.private.get("taxIdentifiers", ()):
            key = _fault(turn, checkout, id)
            if key is not None:
                found.append(Complaint(key=key, values={"id": id}))
    if found:
        raise Refusal(*found)
    wanted = missing(turn, checkout)
    if wanted and _sale(checkout.document)[0] != "TW":
        raise Refusal(
            Complaint(
                key="additional_information_required:selling_entity",
                values={"type": wanted[0]},
            )
        )


def _fault(turn: Turn, checkout: Record, id: str) -> str | None:
    record = turn.load("tax_identifier", id)
    if record is None:
        return "not_found:tax_identifier_of_checkout"
    owner = record.document.get("customerId")
    if owner is not None and owner != checkout.document.get("customerId"):
        return "tax_identifier_in_use"
    if not _applies(record, checkout):
        return "invalid_parameter:tax_identifier_not_applicable"
    return None


def _applies(record: Record, checkout: Record) -> bool:
    """
    Tell whether a tax identifier applies to a sale.

    Where the seller is not known yet, nothing is excluded.
    """
    country, entity, customer = _sale(checkout.document)
    type = tax_types.TYPES[record.document["type"]]
    return not entity or type.applies(country, entity, customer)


def missing(turn: Turn, checkout: Record) -> tuple[str, ...]:
    """Return the types of which the sale needs one, where it has none of them."""
    wanted = tax_types.required_in(*_sale(checkout.document))
    there = {record.document["type"] for record in applied(turn, checkout)}
    return () if there & set(wanted) else wanted


def inapplicable(turn: Turn, checkout: Record) -> tuple[str, ...]:
    """Return the types of identifiers that are attached and do not apply."""
    return tuple(
        record.document["type"]
        for record in applied(turn, checkout)
        if not _applies(record, checkout)
    )
