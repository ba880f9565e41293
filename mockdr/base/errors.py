"""
Two kinds of no.

A `Refusal` belongs to the simulated world: the merchant's client sees it as the
provider's error body. A `MockdrError` is about our house and always reaches the
person who runs the tests; it never becomes a 4xx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = [
    "Complaint",
    "ConfigurationError",
    "Json",
    "MockdrError",
    "MockdrWarning",
    "Refusal",
]

#: A JSON value: the one place where `Any` is allowed, under a name.
Json: TypeAlias = Any


class MockdrError(Exception):
    """
    Something is wrong with mockdr, its files or its use; never with the merchant.

    Args:
        message: What is wrong and where, one sentence.
        help: What to do about it; shown after the message.
    """

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}; {self.help}" if self.help else self.message


class ConfigurationError(MockdrError):
    """A setting is unknown or has a value that it cannot have."""


class MockdrWarning(UserWarning):
    """Something that the settings call worth a warning, and not a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """
    One entry of the provider's error envelope, by its key in the catalogue.

    Args:
        key: Key of an entry in `schemas/errors.json`.
        parameter: Dotted path of the parameter; the catalogue's own when absent.
        values: What fills the placeholders of the catalogue's message.
        code: Told in place of the catalogue's code, where the provider may say more.
    """

    key: str
    parameter: str | None = None
    code: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """
    The provider says no; the dispatcher turns it into an error body.

    Several complaints share one envelope; status and type are the first one's.

    Raises:
        ValueError: If there is no complaint.
    """

    def __init__(self, *complaints: Complaint | str) -> None:
        if not complaints:
            raise ValueError("a refusal needs a complaint")
        self.complaints: tuple[Complaint, ...] = tuple(
            Complaint(key=c) if isinstance(c, str) else c for c in complaints
        )
        super().__init__(*(c.key for c in self.complaints))
