"""The provider's API as one OpenAPI document that refers to nothing outside itself."""

from __future__ import annotations

from functools import cache

from mockdr.base.errors import Json
from mockdr.contract.files import read_data
from mockdr.contract.models import model_names, schema

__all__ = ["openapi"]

#: What a schema says of itself as a file, and what it cannot say inside a document.
_OF_FILES = frozenset({"$schema", "$id"})


@cache
def openapi() -> Json:
    """Return the document with every model in it. It is shared: do not change it."""
    document = _inside(read_data("openapi.json"))
    models = {
        name: {k: v for k, v in _inside(schema(name)).items() if k not in _OF_FILES}
        for name in model_names()
    }
    return {**document, "components": {**document["components"], "schemas": models}}


def _inside(part: Json) -> Json:
    """Return *part* with its references to files turned into the document itself."""
    if isinstance(part, list):
        return [_inside(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {name: _inside(value) for name, value in part.items()}
    ref = found.get("$ref")
    if isinstance(ref, str) and ref.endswith(".json"):
        name = ref.removeprefix("models/").removesuffix(".json")
        found["$ref"] = f"#/components/schemas/{name}"
    return found
