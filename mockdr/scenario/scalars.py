"""What a value is depends on where it stands: here are the types that it can have."""

from __future__ import annotations

import re
from typing import Final

from mockdr.base.errors import Json
from mockdr.base.source import Scalar

__all__ = ["TYPES", "WrongType", "core", "is_null", "typed"]

#: JSON types to what people call them.
TYPES: Final = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
#: More digits than any amount has; Python refuses to read some thousands.
_MOST_DIGITS = 60
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_CORE_NULL = frozenset({"", "~", "null", "Null", "NULL"})


class WrongType(Exception):
    """A scalar cannot be read as the type that its place gives it."""


def is_null(scalar: Scalar) -> bool:
    """Tell whether *scalar* says null where the contract gives it a type."""
    # `Null` is a family name: only the spellings that nobody bears count here.
    return not scalar.quoted and scalar.text in {"", "~", "null"}


def typed(scalar: Scalar, type_: str) -> Json:
    """
    Return the value of *scalar* as a JSON value of *type_*.

    Args:
        scalar: The text; quotes do not matter.
        type_: `string`, `number`, `integer` or `boolean`.

    Raises:
        WrongType: If the text cannot be read as that type.
    """
    text = scalar.text
    if type_ == "string":
        return text
    if type_ == "boolean" and text in _TRUE | _FALSE:
        return text in _TRUE
    if type_ in {"number", "integer"}:
        value = _number(text)
        if value is not None and (type_ == "number" or value == int(value)):
            return value if type_ == "number" else int(value)
    raise WrongType


def core(scalar: Scalar) -> Json:
    """Return the value of *scalar* by the core schema of YAML 1.2; quotes make text."""
    text = scalar.text
    if scalar.quoted:
        return text
    if text in _CORE_NULL:
        return None
    if text in _TRUE | _FALSE:
        return text in _TRUE
    if _BASED.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return int(text[2:], 8 if text[1] == "o" else 16)
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if len(text) > _MOST_DIGITS or not _NUMBER.fullmatch(text):
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    value = float(text)
    # JSON has no infinity.
    return value if abs(value) < float("inf") else None
