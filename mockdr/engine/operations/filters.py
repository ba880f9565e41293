"""Which filters a list has, and what each looks at: read off the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json, MockdrError

__all__ = ["Filter", "Listing", "listing"]

#: Query parameters that turn pages; every other one is a filter.
_PAGING: Final = frozenset({"limit", "startingAfter", "endingBefore"})

#: Where a field is looked for that is not at the top of the document.
_PLACES: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("stateTransitions",),
    ("items", "*"),
    ("items", "*", "subscriptionInfo"),
)

#: The largest page of lists whose contract names none.
#: Source: the samples of lists (limit 1 to 100).
_LARGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """
    What a query parameter looks at.

    Args:
        path: Names down to the field; `*` is any element of an array.
        type: `text`, `moment`, `number`, `flag`, or `any_of` for a list of texts.
    """

    path: tuple[str, ...]
    type: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    What the contract says of a list.

    Args:
        filters: Query parameter to what it looks at.
        largest: The largest `limit`.
        form: `page` for `{hasMore, data}`, `data` for `{data}`, `bare` for an array.
        paged: Whether it has a `limit`; the others show all there is.
    """

    filters: Mapping[str, Filter]
    largest: int
    form: str
    paged: bool


@cache
def listing(
    operation_id: str, elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
) -> Listing:
    """
    Return the list that *operation_id* is.

    Args:
        elsewhere: Query parameter to the path of its field, where the parameter is
            not named after the field; an empty path where the operation looks itself.

    Raises:
        MockdrError: If a parameter's field is found nowhere.
    """
    paths = dict(elsewhere)
    schemas = contract.query_of(operation_id)
    model = contract.operations()[operation_id].reply_model or ""
    inner: tuple[str, ...] = ("*",) if model.endswith("[]") else ("data", "*")
    form = "bare" if model.endswith("[]") else "data"
    if form == "data" and "hasMore" in contract.fields_of(f"reply:{operation_id}", ()):
        form = "page"
    filters = {}
    for name, schema in schemas.items():
        if name in _PAGING or paths.get(name) == ():
            continue
        path = paths.get(name) or _path(operation_id, inner, name)
        type = _type(schema, contract.json_type(f"reply:{operation_id}", inner + path))
        if contract.json_type(f"reply:{operation_id}", inner + path) == "array":
            path = (*path, "*")
        filters[name] = Filter(path=path, type=type)
    return Listing(
        filters=MappingProxyType(filters),
        largest=schemas.get("limit", {}).get("maximum", _LARGEST),
        form=form,
        paged="limit" in schemas,
    )


def _path(operation_id: str, inner: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return where the field of that name is."""
    for field in (name, name[:-1]) if name.endswith("ds") else (name,):
        for place in _PLACES:
            path = (*place, *field.split("."))
            if contract.json_type(f"reply:{operation_id}", inner + path) is not None:
                return path
    raise MockdrError(
        f"no field of what {operation_id} lists is named {name!r}",
        help="say which one it means",
    )


def _type(schema: Json, shown: str | None) -> str:
    """Return how values compare: as the parameter says, else as the field is."""
    inner = schema.get("additionalProperties", schema)
    if schema.get("type") == "array":
        return "any_of"
    if inner.get("format") == "date-time":
        return "moment"
    if schema.get("type") == "object" or shown in ("number", "integer"):
        return "number"
    return "flag" if "boolean" in (schema.get("type"), shown) else "text"
