"""Keeps card numbers, codes, keys and passwords out of journals, findings and logs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Final

from mockdr.base.errors import Json

__all__ = [
    "SECRET_FIELDS",
    "SECRET_THERE",
    "mask",
    "mask_raw",
    "mask_text",
    "mask_user",
    "remark",
    "veil",
]

#: Names of fields whose value is a secret wherever they stand.
SECRET_FIELDS: Final = frozenset(
    {"number", "cvv", "cvc", "iban", "accountNumber", "securityCode", "password"}
)
#: What is a secret there alone: elsewhere a `clientSecret` is what the browser knows.
SECRET_THERE: Final = {"oauth": frozenset({"clientSecret"})}
#: What opens something of one customer's: programs need it, who looks does not.
_CUSTOMERS: Final = frozenset(
    {"clientSecret", "sourceClientSecret", "client_secret", "secret"}
    | {"token", "refundToken"}
)
#: Nearly every text has neither, and is let through at once.
_SUSPECT = re.compile(r"\d(?:[ -]?\d){12}|[sp]k_", re.IGNORECASE)
#: Ids come first: one can hold digits that would pass for a card.
_FOUND = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z]))"
    r"|(?P<key>[sp]k_(?:test|live)_|(?<![a-z0-9])[sp]k_[a-z]+_)[a-z0-9_-]+"
    # What follows `0.` are the places of a fraction.
    r"|(?<!\d)(?<!\b0\.)(?P<digits>\d(?:[ -]?\d){12,})",
    re.IGNORECASE,
)
#: In half of a body nobody sees where a field stands.
_ANYWHERE: Final = SECRET_FIELDS.union({"sourceClientSecret"}, *SECRET_THERE.values())
_FIELD = re.compile(
    rf"""(["']?(?:{"|".join(sorted(_ANYWHERE))})["']?\s*[:=]\s*)"""
    r"""("[^"]*"?|'[^']*'?|[^\s,&}\]]+)"""
)
#: Who is let in at an address, and a parameter of its query.
_USER = re.compile(r"""(?<=://)[^\s/?#"'<>]+@""")
_PARAMETER = re.compile(r"""([?&]([^\s?&#="'<>]{1,64})=)([^\s?&#"'<>]+)""")
#: Names of parameters whose value lets in.
_LETS_IN = re.compile(
    r"secret|token|passw|signature|api[-_]?key|^(?:key|auth|sig|pass|pwd)$",
    re.IGNORECASE,
)
_KEEP = 4
#: A digit times two, and the digits of that added up.
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
#: A card's number of digits, and that of an order's number.
_SHORTEST: Final = 13
_LONGEST: Final = 19
_ORDER: Final = 12
#: No card has fewer digits than this number.
_SMALLEST = 10**12
#: A remark that is longer has no place in a header, and nobody reads it.
_REMARK: Final = 500
#: So many levels of a document are shown: nobody reads more, and few tools write more.
_DEEPEST: Final = 100


class _Digits:
    """Tells of any part of a row of digits whether it passes the check sum of cards."""

    def __init__(self, row: str) -> None:
        plain = [int(digit) for digit in row]
        doubled = [_DOUBLED[digit] for digit in plain]
        # From the right, every second digit is doubled: which ones depends on the end.
        even, odd = plain[:], doubled[:]
        even[1::2], odd[1::2] = doubled[1::2], plain[1::2]
        self._sums = [list(accumulate(kind, initial=0)) for kind in (even, odd)]

    def pass_from(self, start: int, end: int) -> bool:
        """Return whether the digits from *start* to before *end* do."""
        sums = self._sums[(end - 1) % 2]
        return (sums[end] - sums[start]) % 10 == 0


def _cards(groups: list[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where groups of digits are a card, none of them twice."""
    row = _Digits("".join(groups))
    at = list(accumulate(map(len, groups), initial=0))
    start = 0
    while start < len(groups):
        found, end = 0, start
        while end < len(groups) and len(groups[end]) != _ORDER:
            end += 1
            length = at[end] - at[start]
            if length > _LONGEST:
                break
            if length >= _SHORTEST and row.pass_from(at[start], at[end]):
                found = end
        if found:
            yield start, found
        start = found or start + 1


def _last_digits(digits: str) -> str:
    return f"****{digits[-_KEEP:]}"


def _without_cards(text: str, shown: Callable[[str], str]) -> str:
    parts = re.split(r"([ -])", text)
    for start, end in _cards(parts[::2]):
        first, last = 2 * start, 2 * end - 2
        digits = "".join(parts[first : last + 1 : 2])
        parts[first : last + 1] = [shown(digits), *[""] * (last - first)]
    return "".join(parts)


def mask_text(text: str, card: Callable[[str], str] = _last_digits) -> str:
    """
    Return *text* with keys, and digits that could be a card, masked.

    In addresses it masks who is let in, by user and password or by the query.

    Args:
        card: Returns what stands for the digits of a card; their last four if absent.
    """

    def hidden(found: re.Match[str]) -> str:
        if found["id"]:
            return found[0]
        return f"{found['key']}****" if found["key"] else _without_cards(found[0], card)

    shown = _FOUND.sub(hidden, text) if _SUSPECT.search(text) else text
    return _PARAMETER.sub(_parameter, mask_user(shown)) if "://" in shown else shown


def mask_user(text: str) -> str:
    """Return *text* with the user and the password of each address in it masked."""
    return _USER.sub("****@", text) if "@" in text else text


def _parameter(found: re.Match[str]) -> str:
    # What was masked already may tell which kind of key it was.
    open_ = found[3].endswith("***") or _LETS_IN.search(found[2]) is None
    return found[0] if open_ else f"{found[1]}****"


def mask_raw(text: str) -> str:
    """Return *text* that may be half of a body with the values of secrets masked."""
    return mask_text(_FIELD.sub(r'\1"****"', text))


def remark(text: str) -> str:
    """Return *text* as people may read it: masked, and cut where it gets too long."""
    shown = mask_text(text)
    return shown if len(shown) <= _REMARK else f"{shown[: _REMARK - 3]}..."


def mask(value: Json, place: str = "") -> Json:
    """
    Return *value* with card numbers, security codes, keys and passwords masked.

    What lies deeper than a hundred levels is an ellipsis.

    Args:
        place: Name of the field that holds it.
    """
    return _masked(value, place, _DEEPEST)


def veil(value: Json) -> Json:
    """Return *value* as people look at it: masked, without what customers know."""
    return _masked(value, "", _DEEPEST, _CUSTOMERS)


def _masked(
    value: Json, place: str, levels: int, besides: frozenset[str] = frozenset()
) -> Json:
    if not levels and isinstance(value, Mapping | list | tuple):
        return "…"
    if isinstance(value, Mapping):
        secret = SECRET_FIELDS | SECRET_THERE.get(place, frozenset()) | besides
        return {
            name: "****"
            if bare in secret and item
            else _masked(item, bare, levels - 1, besides)
            for bare, name, item in _members(value)
        }
    if isinstance(value, list | tuple):
        return [_masked(item, "", levels - 1, besides) for item in value]
    if isinstance(value, str):
        return mask_raw(value) if besides and "ecret" in value else mask_text(value)
    if isinstance(value, int) and value > _SMALLEST:
        # A card that came as a number.
        text = mask_text(str(value))
        return value if text == str(value) else text
    return value


def _members(value: Mapping[str, Json]) -> Iterator[tuple[str, str, Json]]:
    """Yield name, masked name and value; two that are masked alike stay two."""
    taken: dict[str, int] = {}
    for name, item in value.items():
        shown = mask_text(name)
        if shown is not name and shown != name:
            count = taken[shown] = taken.get(shown, 0) + 1
            shown = shown if count == 1 else f"{shown} ({count})"
        yield name, shown, item
