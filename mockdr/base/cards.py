"""Finds the numbers of cards in a text, however people part their digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

__all__ = ["ID", "RUN", "without_cards"]

#: Numbers as ids: one can hold digits that would pass for a card.
ID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: What can stand between digits of one number: nothing that parts values of a program.
#: What a web address or half of a body holds is still written as it was sent.
_BETWEEN: Final = r"(?:%[0-9a-f]{2}|\\u[0-9a-f]{4}|_|[^\w\"'\[\](){}<>\r\n&=%\\*]){1,3}"
#: Digits enough for a card, parted or not; patterns with it ignore the case.
RUN: Final = rf"\d(?:\d|{_BETWEEN}(?!{ID})\d){{12,}}"
_PARTED = re.compile(rf"({_BETWEEN})", re.IGNORECASE)
#: How the numbers of those who issue cards begin; what begins otherwise counts orders,
#: or milliseconds.
_ISSUED = re.compile(r"[3-6]|2[2-7]|8[12]|9792")
#: Between these, people write digits in groups of any length.
_USUAL: Final = frozenset({"", " ", "-"})
#: What stands between numbers of a list, too.
_LISTED: Final = frozenset(",;")
#: A card's number of digits, and that of an order's number.
_SHORTEST: Final = 13
_LONGEST: Final = 19
_ORDER: Final = 12
#: A date has shorter groups of digits, and an amount fewer of them.
_GROUP: Final = 4
_GROUPS: Final = 3
#: A digit times two, and the digits of that added up.
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class _Digits:
    """Tells of any part of a row of digits whether it can be the number of a card."""

    def __init__(self, row: str) -> None:
        plain = [int(digit) for digit in row]
        # Digits of other scripts are digits as well.
        self.row = row if row.isascii() else "".join(map(str, plain))
        doubled = [_DOUBLED[digit] for digit in plain]
        # From the right, every second digit is doubled: which ones depends on the end.
        even, odd = plain[:], doubled[:]
        even[1::2], odd[1::2] = doubled[1::2], plain[1::2]
        self._sums = [list(accumulate(kind, initial=0)) for kind in (even, odd)]

    def issued(self, start: int) -> bool:
        """Return whether somebody issues cards that begin as it does at *start*."""
        return _ISSUED.match(self.row, start) is not None

    def pass_from(self, start: int, end: int) -> bool:
        """Return whether the digits from *start* to before *end* pass the check sum."""
        sums = self._sums[(end - 1) % 2]
        return (sums[end] - sums[start]) % 10 == 0


def _written(groups: Sequence[str], between: Sequence[str]) -> bool:
    """Return whether people write a card so; dates, amounts and addresses they do."""
    kinds = set(between)
    if kinds <= _USUAL:
        return True
    *most, last = map(len, groups)
    if len(groups) < _GROUPS:
        return False
    if min(most) >= _GROUP:
        return True
    alike = len(kinds) == len(set(most)) == 1 and last <= most[0]
    return alike and not _LISTED & set("".join(between))


def _cards(
    row: _Digits, groups: Sequence[str], between: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Yield from where to where groups of digits are a card, none of them twice."""
    at = list(accumulate(map(len, groups), initial=0))
    start = 0
    while start < len(groups):
        found, end = 0, start
        # What follows `0.` are the places of a fraction.
        places = start and groups[start - 1] == "0" and between[start - 1] == "."
        begins = not places and row.issued(at[start])
        while begins and end < len(groups) and len(groups[end]) != _ORDER:
            end += 1
            length = at[end] - at[start]
            if length > _LONGEST:
                break
            if (
                length >= _SHORTEST
                and row.pass_from(at[start], at[end])
                and _written(groups[start:end], between[start : end - 1])
            ):
                found = end
        if found:
            yield start, found
        start = found or start + 1


def without_cards(run: str, shown: Callable[[str], str]) -> str:
    """
    Return *run* with something else for each number of a card in it.

    Args:
        run: What `RUN` matches.
        shown: Returns what stands for the digits of a card.
    """
    parts = _PARTED.split(run)
    groups, between = parts[::2], parts[1::2]
    row = _Digits("".join(groups))
    at = list(accumulate(map(len, groups), initial=0))
    for start, end in _cards(row, groups, between):
        first, last = 2 * start, 2 * end - 2
        digits = row.row[at[start] : at[end]]
        parts[first : last + 1] = [shown(digits), *[""] * (last - first)]
    return "".join(parts)
