"""Stand-ins for what merchants keep at will, in which the provider reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json

__all__ = ["FREE", "Free", "shape"]

#: Fields in which a merchant may keep anything. Source: metadata.md.
FREE: Final = frozenset({"metadata", "orderMetadata", "lineItemMetadata"})
_DIGITS: Final = "0123456789"
_LETTERS: Final = "xyzabcdefghijklmnopqrstuvw"
#: How many values of one shape are told apart.
_MOST: Final = 1_000


class Free:
    """
    Gives each value a stand-in of its shape, and no two values the same.

    What changes then changes in a replay too.

    Args:
        scripts: The texts of the scenarios in force: a field that one names may be
            what it waits for, and stays.
    """

    def __init__(self, scripts: str = "") -> None:
        self._scripts = scripts if any(name in scripts for name in FREE) else ""
        self._shown: dict[tuple[type, Json], Json] = {}
        self._taken: set[tuple[type, Json]] = set()

    def value(self, value: Json, field: str) -> Json:
        """Return what stands for *value*, which stands below *field*."""
        if isinstance(value, Mapping):
            return {name: self.value(item, name) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item, field) for item in value]
        if isinstance(value, bool) or not value or self.stays(field):
            return value
        known = (type(value), value)
        if known not in self._shown:
            self._shown[known] = self._new(value)
        return self._shown[known]

    def stays(self, field: str) -> bool:
        """Return whether a scenario names *field*."""
        return bool(field) and field in self._scripts

    def _new(self, value: Json) -> Json:
        for number in range(_MOST):
            shown = _numbered(value, number)
            if (type(shown), shown) not in self._taken:
                self._taken.add((type(shown), shown))
                return shown
        return shape(value)


def _numbered(value: Json, number: int) -> Json:
    """Return the stand-in of a value that is the next after *number* others."""
    if not isinstance(value, str):
        return shape(value) + number
    drawn = []
    for letter in reversed(shape(value)):
        row = _DIGITS if letter == "0" else _LETTERS if letter in "xX" else letter
        number, at = divmod(number, len(row))
        drawn.append(row[at].upper() if letter == "X" else row[at])
    return "".join(reversed(drawn))


def shape(value: Json) -> Json:
    """Return *value* with a zero for each digit, and an x for each letter."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return type(value)(10 ** max(0, len(str(abs(int(value)))) - 1))
    if isinstance(value, str):
        return "".join(map(_drawn, value))
    if isinstance(value, Mapping):
        return {name: shape(item) for name, item in value.items()}
    return [shape(item) for item in value]


def _drawn(letter: str) -> str:
    if letter.isdigit():
        return "0"
    if letter.isalpha():
        return "X" if letter.isupper() else "x"
    return letter
