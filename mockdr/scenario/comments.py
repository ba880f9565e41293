"""Finds the comments of a YAML text, which its reader throws away."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from mockdr.base.source import Place
from mockdr.scenario.decoding import decode, lines_of, point
from mockdr.scenario.findings import Findings
from mockdr.scenario.reader import events, marks

__all__ = ["Comment", "comments"]

_SIGN: Final = re.compile(r"(?<!\S)#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """
    A comment, from its sign to the end of the line.

    Args:
        alone: Whether nothing else stands on the line.
        about: The number of the line that it is about: its own, or the next one with
            something on it; 0 where nothing follows.
        above: Whether it stands above all else in the file.
    """

    text: str
    place: Place
    alone: bool
    about: int
    above: bool


def comments(text: str, file: str) -> tuple[Comment, ...]:
    """
    Return the comments of a text, in order; none where it is not YAML.

    Args:
        text: The whole of it, without a byte order mark.
        file: Its name, for places.
    """
    if "#" not in text:
        return ()
    source = decode(text, file, Findings())
    try:
        inside = _scalars(source or "")
    except yaml.MarkedYAMLError:
        return ()
    found: list[tuple[int, int, int]] = []
    filled = []
    spans = lines_of(text)
    for number, (start, end) in enumerate(spans, start=1):
        at = _begins(text, start, end, inside)
        if text[start : end if at is None else at].strip():
            filled.append(number)
        if at is not None:
            found.append((number, at - start, end - start))
    following = _following(filled, len(spans))
    first = filled[0] if filled else len(spans) + 1
    return tuple(
        Comment(
            text=text[spans[number - 1][0] + start : spans[number - 1][0] + end],
            place=point(file, number, start + 1, end - start),
            alone=following[number] != number,
            about=following[number],
            above=number < first,
        )
        for number, start, end in found
    )


def _scalars(text: str) -> list[tuple[int, int]]:
    """Return where those scalars start and end that have the sign in them."""
    spans = []
    for event in events(text):
        if isinstance(event, yaml.ScalarEvent) and "#" in event.value:
            start, end = (mark.index for mark in marks(event))
            if event.style in {"|", ">"}:
                # The line that says so may have a comment; the text comes after it.
                start = max(start, text.find("\n", start))
            spans.append((start, end))
    return spans


def _begins(
    text: str, start: int, end: int, inside: Sequence[tuple[int, int]]
) -> int | None:
    """Return where the comment of a line begins: at a sign that is part of no text."""
    for found in _SIGN.finditer(text, start, end):
        at = found.start()
        # Of those that start before it, only the last can hold it.
        before = bisect_right(inside, (at, len(text)))
        if not before or at >= inside[before - 1][1]:
            return at
    return None


def _following(filled: list[int], last: int) -> dict[int, int]:
    """Return, for each line, the first one with something on it, from there on."""
    following, after = {}, 0
    lines = set(filled)
    for number in range(last, 0, -1):
        after = number if number in lines else after
        following[number] = after
    return following
