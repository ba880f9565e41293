"""Which fields the bodies of the contract have, and of what type: for scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from mockdr.base.errors import Json
from mockdr.contract.operations import operations, query_of
from mockdr.contract.versions import newest, schema_at

__all__ = ["choices_of", "fields_of", "is_moment", "json_type", "properties_of"]

#: What `given` things are, in models; they may have an id of their own choice.
_GIVEN: Mapping[str, tuple[str, ...]] = {
    "source": ("PaymentSourceRequest", "CreditSource"),
    "checkout": ("CheckoutRequest",),
    "customers": ("CustomerRequest",),
    "skus": ("SkuRequest",),
    "plans": ("PlanRequest",),
    "webhooks": ("WebhookRequest",),
}
_WITH_ID = frozenset({"customers", "skus", "plans", "webhooks"})
_ID: Json = {"type": "string"}
_OBJECT: Json = {"type": "object"}


def _variants(part: Json, version: str) -> Iterator[Mapping[str, Json]]:
    """Yield *part* and every schema that judges the same place."""
    if not isinstance(part, dict):
        return
    yield part
    if "$ref" in part:
        named = schema_at(part["$ref"].removesuffix(".json"), version)
        yield from _variants(named, version)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for inner in part.get(keyword, ()):
            yield from _variants(inner, version)
    for keyword in ("if", "then", "else"):
        if keyword in part:
            yield from _variants(part[keyword], version)


def _roots(where: str) -> tuple[Json, ...]:
    kind, _, operation_id = where.partition(":")
    if kind in _GIVEN:
        return tuple({"$ref": f"{model}.json"} for model in _GIVEN[kind])
    operation = operations().get(operation_id)
    if operation is None:
        return ()
    if kind == "query":
        return ({"properties": dict(query_of(operation_id))},)
    model = operation.request_model if kind == "request" else operation.reply_model
    if model is None:
        return ()
    if model.endswith("[]"):
        return ({"type": "array", "items": {"$ref": f"{model[:-2]}.json"}},)
    return ({"$ref": f"{model}.json"},)


@cache
def _at(where: str, path: tuple[str, ...], version: str) -> tuple[Json, ...]:
    """Return the schemas that judge the place."""
    if where == "customers" and path[:1] == ("sources",):
        # Scenarios keep a customer's sources by name.
        return _at("source", path[2:], version) if path[1:] else (_OBJECT,)
    if not path:
        return _roots(where)
    if path == ("id",) and where in _WITH_ID:
        return (_ID,)
    *before, step = path
    found: list[Json] = []
    for part in _at(where, tuple(before), version):
        for variant in _variants(part, version):
            if step == "*" and "items" in variant:
                found.append(variant["items"])
            elif (inner := variant.get("properties", {}).get(step)) is not None:
                found.append(inner)
            elif isinstance(other := variant.get("additionalProperties"), dict):
                found.append(other)
    return tuple(found)


@cache
def json_type(
    where: str, path: tuple[str, ...], version: str | None = None
) -> str | None:
    """
    Return the JSON type of a field, or None where the contract has no such field.

    It is `any` where the contract has the field but no type for it.

    Args:
        where: `request:<operationId>`, `reply:<operationId>`, `query:<operationId>`,
            `source`, `checkout`, `customers`, `skus`, `plans` or `webhooks`.
        path: Names, and `*` for the element of an array.
        version: The API version that is meant; the newest when absent.
    """
    version = version or newest()
    places = [part for part in _at(where, path, version) if part is not False]
    if not places:
        return None
    for part in places:
        for variant in _variants(part, version):
            said = variant.get("type")
            if isinstance(said, str):
                return said
            if isinstance(said, list):
                return str(said[0]) if len(said) == 2 else "any"  # noqa: PLR2004
    return "any"


@cache
def is_moment(where: str, path: tuple[str, ...], version: str | None = None) -> bool:
    """
    Tell whether a field holds a moment.

    Args:
        where: As for `json_type`.
        path: As for `json_type`.
        version: As for `json_type`.
    """
    version = version or newest()
    return any(
        variant.get("format") == "date-time"
        for part in _at(where, path, version)
        for variant in _variants(part, version)
    )


@cache
def fields_of(
    where: str, path: tuple[str, ...], version: str | None = None
) -> tuple[str, ...]:
    """
    Return the names of the fields of the object at the place, in our order.

    Args:
        where: As for `json_type`.
        path: As for `json_type`.
        version: As for `json_type`.
    """
    version = version or newest()
    names: dict[str, None] = {}
    for part in _at(where, path, version):
        for variant in _variants(part, version):
            names |= dict.fromkeys(
                name
                for name, inner in variant.get("properties", {}).items()
                if inner is not False
            )
    if not path and where in _WITH_ID:
        names["id"] = None
    if not path and where == "customers":
        names["sources"] = None
    return tuple(names)


@cache
def choices_of(
    where: str, path: tuple[str, ...], version: str | None = None
) -> tuple[str, ...]:
    """
    Return the words that a field can have, or none where it can have any.

    Args:
        where: As for `json_type`.
        path: As for `json_type`.
        version: As for `json_type`.
    """
    version = version or newest()
    found = [_choices(part, version) for part in _at(where, path, version)]
    words = dict.fromkeys(word for one in found for word in one or ())
    return () if None in found else tuple(words)


def _choices(part: Json, version: str) -> list[str] | None:
    """Return the words that *part* lets pass, or None where it does not list them."""
    if not isinstance(part, dict):
        return None
    if "const" in part or "enum" in part:
        said = part.get("enum", [part.get("const")])
        return [word for word in said if isinstance(word, str)]
    if "$ref" in part:
        return _choices(schema_at(part["$ref"].removesuffix(".json"), version), version)
    return None


def properties_of(model: str, version: str) -> frozenset[str]:
    """Return the names of all fields that the model can have in *version*."""
    variants = _variants({"$ref": f"{model}.json"}, version)
    return frozenset(name for part in variants for name in part.get("properties", ()))
