"""Finds the first place where what happens now differs from what happened then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Json, MockdrError

__all__ = ["ABSENT", "Difference", "first_difference"]


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


#: Stands where one of the two has nothing.
ABSENT: Final = _Absent()
#: How far apart two moments may be where a clock followed real time: a reply may be
#: made on either side of a full second.
_BLUR: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    One value that is not as it was.

    Args:
        where: A JSON pointer, or a word for what it is about.
        then: What was recorded; `ABSENT` for nothing.
        now: What is there now.
    """

    where: str
    then: Json
    now: Json


def first_difference(
    then: Json, now: Json, where: str = "", *, blurred: bool = False
) -> Difference | None:
    """
    Return the first difference of two documents, in the order of the recorded one.

    Args:
        where: The pointer that leads to them.
        blurred: Whether moments may be a little apart.
    """
    return next(_differences(then, now, where, blurred), None)


def _differences(
    then: Json, now: Json, where: str, blurred: bool
) -> Iterator[Difference]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for name in [*then, *(n for n in now if n not in then)]:
            one, other = then.get(name, ABSENT), now.get(name, ABSENT)
            yield from _differences(one, other, f"{where}/{name}", blurred)
    elif isinstance(then, list) and isinstance(now, list):
        for index in range(max(len(then), len(now))):
            one = then[index] if index < len(then) else ABSENT
            other = now[index] if index < len(now) else ABSENT
            yield from _differences(one, other, f"{where}/{index}", blurred)
    elif type(then) is type(now) and then == now:
        return
    elif not (blurred and _about_the_same(then, now)):
        yield Difference(where=where, then=then, now=now)


def _about_the_same(then: Json, now: Json) -> bool:
    if not isinstance(then, str) or not isinstance(now, str):
        return False
    try:
        return abs(parse_instant(then) - parse_instant(now)) <= _BLUR
    except MockdrError:
        return False
