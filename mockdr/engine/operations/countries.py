"""What a country asks of addresses and tax identifiers, for forms that shops build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import tax_types
from mockdr.domain.address import POSTAL_CODES, STATES
from mockdr.domain.countries import COUNTRIES
from mockdr.engine.operations.taxes import selling_entity
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: The dialect of the sample's schemas.
_DIALECT: Final = "http://json-schema.org/draft-07/schema#"

#: Field of an address to what the sample says of it, and its longest value.
_FIELDS: Final[Mapping[str, tuple[str, int]]] = {
    "name": ("Full name of whoever buys", 128),
    "organization": ("Company of whoever buys", 128),
    "line1": ("Street and number", 128),
    "line2": ("What else the street needs, as a suite", 128),
    "city": ("City", 64),
}

#: What each schema of addresses requires, besides a state where there are states.
#:
#: Source: country-specs.md, sample of Italy.
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "billingAddressSchema": ("country", "postalCode"),
    "shippingAddressSchema": ("country", "city", "postalCode", "line1"),
    "billingAddressOnlySchema": ("country", "postalCode"),
}


def _list(turn: Turn) -> Answer:
    """
    Tell what one country asks for when one entity sells there.

    Where the entity does not sell, nothing is told. Source: country-specs.md.
    """
    query = dict(turn.query)
    missing = [n for n in ("country", "sellingEntity") if not query.get(n)]
    if missing:
        raise Refusal(
            *(Complaint(key="missing_parameter", parameter=name) for name in missing)
        )
    country, entity = query["country"], query["sellingEntity"]
    found = [_spec(turn, country, entity)] if _sells(country, entity) else []
    return Answer(status=200, document={"data": found})


def _sells(country: str, entity: str) -> bool:
    if country not in COUNTRIES:
        return False
    address = {"billTo": {"address": {"country": country}}, "items": []}
    usual = selling_entity(address)["id"]
    return entity == usual or entity in tax_types.entities_in(country)


def _spec(turn: Turn, country: str, entity: str) -> dict[str, Json]:
    found: dict[str, Json] = {"country": country, "sellingEntity": entity}
    if country in POSTAL_CODES:
        for name, required in _REQUIRED.items():
            found[name] = _schema(_address(country, required))
    for customer in ("individual", "business"):
        found[f"{customer}TaxIdentifiersSchemas"] = [
            _schema(_identifier(type))
            for type in tax_types.TYPES.values()
            if type.applies(country, entity, customer)
        ]
    required = tax_types.required_in(country, entity, "business")
    if required:
        first = tax_types.TYPES[required[0]]
        found["taxIdentifiersInfo"] = {
            "type": first.name,
            "customerType": "business",
            "isRequired": True,
            "formatPattern": f"^(?:{first.pattern})$",
        }
    found["invoiceAttributeInfo"] = {"isRequired": entity == "DR_TAIWAN-ENTITY"}
    found["liveMode"] = turn.tenant.live
    return found


def _schema(schema: Json) -> str:
    """Schemas travel as texts."""
    return orjson.dumps({"$schema": _DIALECT, **schema}).decode()


def _address(country: str, required: tuple[str, ...]) -> dict[str, Json]:
    properties: dict[str, Json] = {
        name: {"type": "string", "description": what, "minLength": 0, "maxLength": most}
        for name, (what, most) in _FIELDS.items()
    }
    states = STATES.get(country)
    if states is not None:
        properties["state"] = {
            "type": "string",
            "description": "State or province",
            "enum": sorted(states),
        }
        required = (*required, "state")
    properties["postalCode"] = {
        "type": "string",
        "description": "Postal code",
        "pattern": f"^(?:{POSTAL_CODES[country].pattern})$",
    }
    properties["country"] = {
        "type": "string",
        "description": "Country of the address",
        "enum": [country],
    }
    return {
        "title": "Address",
        "type": "object",
        "properties": properties,
        "required": list(required),
    }


def _identifier(type: tax_types.TaxType) -> dict[str, Json]:
    return {
        "title": type.name,
        "description": f"Tax identifier of type {type.name}",
        "type": "object",
        "properties": {
            "taxIdentifier": {"type": "string", "pattern": f"^(?:{type.pattern})$"}
        },
        "required": ["taxIdentifier"] if type.required else [],
    }


#: operationId to what it does.
OPERATIONS: Final = {"listCountrySpecifications": _list}
