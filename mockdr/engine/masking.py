"""Keeps card numbers and secrets out of journals and logs."""

from __future__ import annotations

import re

from mockdr.base.errors import Json

__all__ = ["mask", "mask_text"]

_SECRET_FIELDS = frozenset(
    {"number", "cvv", "cvc", "iban", "accountNumber", "securityCode"}
)
_CARD = re.compile(r"\b(?:\d[ -]?){12,18}\d\b")
_KEEP = 4


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  (Luhn's own)
    return total % 10 == 0


def mask_text(text: str) -> str:
    """Return *text* with every run of digits that could be a card masked."""

    def hide(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return f"****{digits[-_KEEP:]}" if _luhn(digits) else found[0]

    return _CARD.sub(hide, text)


def mask(value: Json) -> Json:
    """Return *value* with card numbers and security codes masked."""
    if isinstance(value, dict):
        return {
            name: "****" if name in _SECRET_FIELDS and item else mask(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [mask(item) for item in value]
    return mask_text(value) if isinstance(value, str) else value
