"""Keeps card numbers, codes, keys and passwords out of journals, findings and logs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from mockdr.base.cards import ID, RUN, without_cards
from mockdr.base.errors import Json
from mockdr.base.secret_names import NAMES, holds_card, is_code, is_secret

__all__ = [
    "SECRET_THERE",
    "mask",
    "mask_raw",
    "mask_text",
    "mask_user",
    "remark",
    "veil",
]

#: What is a secret there alone: elsewhere a `clientSecret` is what the browser knows.
SECRET_THERE: Final = {"oauth": frozenset({"clientSecret"})}
#: What opens something of one customer's: programs need it, who looks does not.
_CUSTOMERS: Final = frozenset(
    {"clientSecret", "sourceClientSecret", "client_secret", "secret"}
    | {"token", "refundToken"}
)
#: Nearly every text has no such row, and is let through at once.
_SUSPECT = re.compile(r"[^A-Za-z]{13}")
#: Ids come first: one can hold digits that would pass for a card.
_FOUND = re.compile(
    rf"(?P<id>{ID}"
    r"|(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z]))"
    r"|(?P<key>[sp]k_(?:test|live)_|(?<![a-z0-9])[sp]k_[a-z]+_)[a-z0-9_-]+"
    # What follows `0.` are the places of a fraction.
    rf"|(?<!\d)(?<!\b0\.)(?P<digits>{RUN})",
    re.IGNORECASE,
)
#: In half of a body nobody sees where a field stands.
_FIELD = re.compile(
    # Only these begin a name: most of a text is passed over at once.
    rf"""((?=[acinpsv])(?:{NAMES}|client[-_. ]?secret)(?:\\?["'\]]|%5D|%22)*"""
    r"""\s*(?:[:=>]|%3[AD]|(?:\r?\n){2})\s*)"""
    r"""(?!\\?["']?\*{4})"""
    r"""(\\"[^"\\]*(?:\\")?|"(?:[^"\\]|\\.)*"?|'[^']*'?"""
    r"""|[{\[][^}\]]*|[^\s,&}\]]+)""",
    re.IGNORECASE | re.DOTALL,
)
#: All that half of a body tells of a card, as JSON or as a form.
_CARD = re.compile(
    r"""credit[-_. ]?card(?:\\?["'])?\s*[:=]\s*\{[^}]*"""
    r"""|credit[-_. ]?card(?:\[|%5B|\.)[\w-]+(?:\]|%5D)?=\d{3,4}(?!\w)""",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"""(?<![\w-])([A-Za-z][\w-]*)((?:\\?["'\]]|%5D)?\s*[:=]\s*(?:\\?["'])?)(\d{3,4})(?!\w)""",
    re.IGNORECASE,
)
#: Who is let in at an address, and a parameter of its query.
_USER = re.compile(r"""(?<=://)[^\s/?#"'<>]+@""")
_PARAMETER = re.compile(r"""([?&]([^\s?&#="'<>]{1,64})=)([^\s?&#"'<>]+)""")
#: Names of parameters whose value lets in.
_LETS_IN = re.compile(
    r"secret|token|passw|signature|api[-_]?key|^(?:key|auth|sig|pass|pwd)$",
    re.IGNORECASE,
)
_NONE: Final[frozenset[str]] = frozenset()
_KEEP = 4
#: No card has fewer digits, and none is a smaller number.
_SHORTEST: Final = 13
_SMALLEST = 10**12
#: Names of fields that are shorter are remembered, and so many of them.
_LONG: Final = 64
_MOST: Final = 4_096
#: A remark that is longer has no place in a header, and nobody reads it.
_REMARK: Final = 500
#: So many levels of a document are shown: nobody reads more, and few tools write more.
_DEEPEST: Final = 100


def _last_digits(digits: str) -> str:
    return f"****{digits[-_KEEP:]}"


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
        return f"{found['key']}****" if found["key"] else without_cards(found[0], card)

    shown = _FOUND.sub(hidden, text) if _is_suspect(text) else text
    return _PARAMETER.sub(_parameter, mask_user(shown)) if "://" in shown else shown


def _is_suspect(text: str) -> bool:
    if len(text) >= _SHORTEST and (
        _SUSPECT.search(text) or "%" in text or "\\u" in text
    ):
        return True
    return "k_" in text or "K_" in text


def mask_user(text: str) -> str:
    """Return *text* with the user and the password of each address in it masked."""
    return _USER.sub("****@", text) if "@" in text else text


def _parameter(found: re.Match[str]) -> str:
    # What was masked already may tell which kind of key it was.
    if found[3].endswith("***"):
        return found[0]
    # The number of an order stands in many an address.
    secret = is_secret(found[2]) and found[2].lower() != "number"
    return f"{found[1]}****" if secret or _LETS_IN.search(found[2]) else found[0]


def mask_raw(text: str) -> str:
    """Return *text* that may be half of a body with the values of secrets masked."""
    return mask_text(_CARD.sub(_without_codes, _FIELD.sub(r'\1"****"', text)))


def _without_codes(card: re.Match[str]) -> str:
    def hidden(found: re.Match[str]) -> str:
        code = is_code(found[1], found[3])
        return f"{found[1]}{found[2]}****" if code else found[0]

    return _SHORT.sub(hidden, card[0])


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
    value: Json,
    place: str,
    levels: int,
    besides: frozenset[str] = _NONE,
    *,
    card: bool = False,
) -> Json:
    if not levels and isinstance(value, Mapping | list | tuple):
        return "…"
    if isinstance(value, Mapping):
        there = SECRET_THERE.get(place, besides)
        card = card or holds_card(place)
        return {
            name: "****"
            if item
            and (secret or bare in there or (card and is_code(bare, item)))
            and item is not True
            else _masked(item, bare, levels - 1, besides, card=card)
            for bare, name, secret, item in _members(value)
        }
    if isinstance(value, list | tuple):
        return [_masked(item, "", levels - 1, besides, card=card) for item in value]
    if isinstance(value, str):
        # Some keep a whole form in one text.
        whole = "{" in value or (besides and "ecret" in value)
        return mask_raw(value) if whole else mask_text(value)
    if isinstance(value, int) and value > _SMALLEST:
        # A card that came as a number.
        text = mask_text(str(value))
        return value if text == str(value) else text
    return value


def _members(value: Mapping[str, Json]) -> Iterator[tuple[str, str, bool, Json]]:
    """Yield name, masked name, whether it is a secret's, and value; two stay two."""
    taken: dict[str, int] = {}
    for name, item in value.items():
        shown, secret = _name(name) if len(name) < _LONG else _looked_at(name)
        if shown is not name and shown != name:
            count = taken[shown] = taken.get(shown, 0) + 1
            shown = shown if count == 1 else f"{shown} ({count})"
        yield name, shown, secret, item


def _looked_at(name: str) -> tuple[str, bool]:
    return mask_text(name), is_secret(name)


#: Bodies have the same few names again and again.
_name = lru_cache(_MOST)(_looked_at)
