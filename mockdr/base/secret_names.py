"""Knows by its name which field holds a secret, however a program spells it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mockdr.base.errors import Json

__all__ = ["NAMES", "holds_card", "is_code", "is_secret"]

#: `securityCode`, `security_code`, `Security-Code`.
_GAP: Final = r"[-_. ]?"
_CODE: Final = rf"(?:{_GAP}(?:code|number|value))"
#: What a name ends with that is a secret's; patterns with it ignore the case.
NAMES: Final = "|".join(
    (
        rf"(?:cv[cdnv]|ccv){_GAP}2?{_CODE}?",
        rf"(?:security|verification|card{_GAP}validation){_CODE}",
        rf"(?<![a-z])(?:card{_GAP})?csc",
        rf"card{_GAP}(?:code|pin)",
        r"iban",
        r"passw(?:or)?d",
        rf"account{_GAP}(?:number|no)",
        # That of a telephone's card tells what was sent to somebody, and pays nothing.
        rf"(?<!sim)(?<!sim[-_. ])card{_GAP}(?:number|no)",
        r"(?<![a-z0-9_-])number",
        rf"(?<![a-z0-9_-])(?:card{_GAP})?pan",
    )
)
_SECRET = re.compile(rf"(?:{NAMES})\Z", re.IGNORECASE)
_CARD = re.compile(
    rf"credit{_GAP}card(?:{_GAP}(?:data|details|info))?\Z", re.IGNORECASE
)
#: What else is short in a card: until when it is valid, and how its number ends.
_KNOWN = re.compile(r"date|exp|last|month|since|valid|year", re.IGNORECASE)
_SHORT = re.compile(r"\s*\d{3,4}\s*")
_CODES: Final = range(100, 10_000)
#: So much of a name is looked at, and so many are remembered.
_LONGEST: Final = 64
_MOST: Final = 4_096


@lru_cache(_MOST)
def _named(name: str) -> bool:
    return _SECRET.search(name.replace(" ", "_")) is not None


@lru_cache(_MOST)
def _of_card(name: str) -> bool:
    return _CARD.search(name) is not None


def is_secret(name: str) -> bool:
    """Return whether a field of that name holds a secret, wherever it stands."""
    return _named(name[-_LONGEST:])


def holds_card(name: str) -> bool:
    """Return whether a field of that name holds what is known of a card."""
    return _of_card(name[-_LONGEST:])


def is_code(name: str, value: Json) -> bool:
    """Return whether *value*, somewhere in a card, may be what proves its owner."""
    if isinstance(value, str):
        short = _SHORT.fullmatch(value) is not None
    else:
        short = type(value) is int and value in _CODES
    return short and _KNOWN.search(name) is None
