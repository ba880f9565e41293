"""A place in a text, and a scalar that knows where it stood."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Place", "Scalar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: the first line is 1, and so is its first character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """Text from a file, with its place; `quoted` tells `"1"` from `1`."""

    text: str
    place: Place
    quoted: bool = False
