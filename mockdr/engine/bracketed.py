"""Bodies as older clients write them: forms whose names hold brackets: `a[0][b]`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from mockdr import contract
from mockdr.base.errors import Json

__all__ = ["FORM_TYPE", "FormError", "read_form", "typed"]

#: Media type of such a body.
FORM_TYPE: Final = "application/x-www-form-urlencoded"

_NAME: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*)((?:\[[^\[\]]*\])*)")
_STEP: Final = re.compile(r"\[([^\[\]]*)\]")
#: As deep as JSON may be.
_DEEPEST: Final = 64
_TRUTHS: Final = {"true": True, "false": False}


class FormError(ValueError):
    """A body is no such form; the message says where."""


def read_form(body: bytes) -> dict[str, Json]:
    """
    Return the fields of a form, one inside the other, every value a text.

    What has the numbers from 0 on between its brackets, or nothing, is a list.

    Raises:
        FormError: If it is no form, or a field is both a value and more.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
        )
    except ValueError:
        raise FormError("the body is no form of names and values") from None
    tree: dict[str, Json] = {}
    for name, value in pairs:
        found = _NAME.fullmatch(name)
        steps = _STEP.findall(found[2]) if found else []
        if found is None or len(steps) > _DEEPEST:
            raise FormError(f"{name[:40]!r} is no name of a field")
        _put(tree, [found[1], *steps], value, name)
    return {name: _listed(value) for name, value in tree.items()}


def _put(tree: dict[str, Json], steps: list[str], value: str, name: str) -> None:
    *before, last = steps
    for step in before:
        tree = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise FormError(f"{name[:40]!r} stands inside of a value")
    if isinstance(tree.get(last), dict):
        raise FormError(f"{name[:40]!r} is a value and holds others")
    tree[last or str(len(tree))] = value


def _listed(value: Json) -> Json:
    """Return *value* with every map whose names count from 0 as a list, in order."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(item) for name, item in value.items()}
    places = [str(place) for place in range(len(inner))]
    return [inner[place] for place in places] if inner.keys() == set(places) else inner


def typed(operation_id: str, form: dict[str, Json]) -> Json:
    """
    Return *form* with every value of the type that the request's model has for it.

    What does not fit its type stays a text, for the contract to complain of.

    Args:
        operation_id: Whose request it is.
        form: As `read_form` returns it.
    """
    return _typed(f"request:{operation_id}", (), form)


def _typed(where: str, path: tuple[str, ...], value: Json) -> Json:
    if isinstance(value, list):
        if _type(where, path) == "object":
            # A map that the merchant fills has numbers for names.
            return {str(i): item for i, item in enumerate(value)}
        inside = (*path, "*")
        return [_typed(where, inside, item) for item in value]
    if isinstance(value, dict):
        return {
            name: _typed(where, (*path, name), item)
            if _is_known(where, path, name)
            else item
            for name, item in value.items()
        }
    return _CAST.get(_type(where, path) or "", _as_text)(value)


def _is_known(where: str, path: tuple[str, ...], name: str) -> bool:
    return any(name in contract.fields_of(where, path, v) for v in contract.versions())


def _type(where: str, path: tuple[str, ...]) -> str | None:
    """Return the type that the field has, or had in the last version that had it."""
    types = (contract.json_type(where, path, v) for v in reversed(contract.versions()))
    return next((type for type in types if type), None)


def _as_text(text: str) -> Json:
    return text


def _as_number(text: str) -> Json:
    try:
        number = contract.read_json(text.encode())
    except contract.ContractJsonError:
        return text
    plain = isinstance(number, (int, float)) and not isinstance(number, bool)
    return number if plain else text


def _as_truth(text: str) -> Json:
    return _TRUTHS.get(text, text)


def _as_list(text: str) -> Json:
    """Return a list of *text* alone; an empty one is a list of nothing."""
    return [text] if text else []


_CAST: Final[dict[str, Callable[[str], Json]]] = {
    "integer": _as_number,
    "number": _as_number,
    "boolean": _as_truth,
    "array": _as_list,
}
