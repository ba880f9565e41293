"""Keeps card numbers, their codes and keys out of journals and logs."""

from __future__ import annotations

import re

from mockdr.base.errors import Json

__all__ = ["mask", "mask_raw", "mask_text"]

_SECRET_FIELDS = frozenset(
    {"number", "cvv", "cvc", "iban", "accountNumber", "securityCode"}
)
#: Ids and keys come first: an id can hold digits that would pass for a card.
_FOUND = re.compile(
    r"(?P<id>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    r"|(?<![A-Za-z0-9])(?P<key>[sp]k_[a-z]+_)[A-Za-z0-9_-]+"
    r"|(?P<card>\b(?:\d[ -]?){12,18}\d\b)"
)
_FIELD = re.compile(
    rf"""(["']?(?:{"|".join(sorted(_SECRET_FIELDS))})["']?\s*[:=]\s*)"""
    r"""("[^"]*"?|'[^']*'?|[^\s,&}\]]+)"""
)
_KEEP = 4
#: No card has fewer digits than this number.
_SMALLEST = 10**12


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  (Luhn's own)
    return total % 10 == 0


def mask_text(text: str) -> str:
    """Return *text* with keys, and digits that could be a card, masked."""

    def hide(found: re.Match[str]) -> str:
        if found["id"]:
            return found[0]
        if found["key"]:
            return f"{found['key']}****"
        digits = re.sub(r"\D", "", found[0])
        return f"****{digits[-_KEEP:]}" if _luhn(digits) else found[0]

    return _FOUND.sub(hide, text)


def mask_raw(text: str) -> str:
    """Return *text* that may be half of a body with the values of secrets masked."""
    return mask_text(_FIELD.sub(r'\1"****"', text))


def mask(value: Json) -> Json:
    """Return *value* with card numbers, security codes and keys masked."""
    if isinstance(value, dict):
        return {
            name: "****" if name in _SECRET_FIELDS and item else mask(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [mask(item) for item in value]
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, int) and value > _SMALLEST:
        # A card that came as a number.
        text = mask_text(str(value))
        return value if text == str(value) else text
    return value
