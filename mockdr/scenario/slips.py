"""Tells what slipped where YAML stumbles: it stumbles behind the place, or above it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mockdr.scenario.grammar import HEADS

__all__ = ["Slip", "slip"]

_KEY: Final = re.compile(r" *(?:- +)*([a-z_]+):(?: |$)")
_START: Final = re.compile(r" *(?:- +)*")
_LONE: Final = re.compile(r" *(?:- +)*([a-z_]+) *(?:#.*)?")
_UNSPACED: Final = re.compile(r" *(?:- +)*([a-z_]+):[^\s:/]")
_DASHED: Final = re.compile(rf" *(?:- +)*(-)({'|'.join(HEADS)}):(?: |$)")
_HEADLESS: Final = re.compile(rf" *- +({'|'.join(HEADS)}) +[^:#]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """
    What is wrong, what to do, and where: *line* and *column* count from 0.

    Args:
        message: One sentence, no full stop.
        help: What to do.
        old: What stands there, where it is beyond doubt what is to stand there.
        new: What is to stand there.
    """

    message: str
    help: str
    line: int
    column: int
    old: str = ""
    new: str = ""


def slip(
    lines: Sequence[str],
    problem: str,
    at: tuple[int, int],
    context: tuple[int, int] | None,
) -> Slip | None:
    """
    Return what slipped; None where it could be anything.

    Args:
        lines: The text, line by line.
        problem: What the YAML reader complains of.
        at: Line and column, from 0, at which it stumbles.
        context: Where what it was reading begins, if it says so.
    """
    line, column = at
    if line >= len(lines):
        return None
    dashed = _dashed(lines, line, line if context is None else context[0])
    if dashed is not None:
        return dashed
    if "mapping values" in problem:
        found = _above(lines, line)
    elif "could not find expected ':'" in problem and context is not None:
        found = _lone(lines, context[0])
    elif context is not None and re.match("^did not find.*'-'|^expected <bl", problem):
        found = _beside(lines, at, context)
    else:
        found = None
    return found or _apostrophe(lines[line], line, column)


def _dashed(lines: Sequence[str], line: int, first: int) -> Slip | None:
    """Return the step, between two lines, whose dash no space follows."""
    for number in range(line, min(first, line) - 1, -1):
        found = _DASHED.match(lines[number])
        if found is not None:
            word = found[2]
            return Slip(
                message=f"no space follows the dash before {word!r}",
                help=f"a space is missing after the dash: write - {word}:",
                line=number,
                column=found.start(1),
                # Above the line at which it stumbles it may be the line of a text.
                old=f"-{word}:" if number == line else "",
                new=f"- {word}:" if number == line else "",
            )
    return None


def _above(lines: Sequence[str], line: int) -> Slip | None:
    """Return what slipped in the line above one whose colon is not possible."""
    above = next((n for n in range(line - 1, -1, -1) if _says(lines[n])), None)
    if above is None or _KEY.match(lines[line]) is None:
        return None
    looks: tuple[Callable[[Sequence[str], int], Slip | None], ...]
    looks = (_lone, _unspaced, _headless)
    for look in looks:
        found = look(lines, above)
        if found is not None:
            return found
    deeper = _indent(lines[line]) - _indent(lines[above], dashes=True)
    if deeper <= 0 or _KEY.match(lines[above]) is None:
        return None
    return Slip(
        message="this line is indented more than the one that it goes on from",
        help=f"indent it by {deeper} less, so that its key is below the one above, or "
        "put a text with a colon and a space in it into quotes",
        line=line,
        column=_indent(lines[line]),
    )


def _lone(lines: Sequence[str], line: int) -> Slip | None:
    found = _LONE.fullmatch(lines[line])
    if found is None:
        return None
    return Slip(
        message=f"{found[1]!r} has no colon",
        help=f"write {found[1]}:",
        line=line,
        column=found.start(1),
    )


def _unspaced(lines: Sequence[str], line: int) -> Slip | None:
    found = _UNSPACED.match(lines[line])
    if found is None:
        return None
    rest = lines[line][found.end(1) + 1 :].strip()
    return Slip(
        message=f"no space follows the colon of {found[1]!r}",
        help=f"a space is missing after the colon: write {found[1]}: {rest[:60]}",
        line=line,
        column=found.end(1),
    )


def _headless(lines: Sequence[str], line: int) -> Slip | None:
    found = _HEADLESS.fullmatch(lines[line])
    if found is None:
        return None
    rest = lines[line][found.end(1) :].strip()
    return Slip(
        message=f"{found[1]!r} has no colon",
        help=f"write - {found[1]}: {rest[:60]}",
        line=line,
        column=found.start(1),
    )


def _beside(
    lines: Sequence[str], at: tuple[int, int], context: tuple[int, int]
) -> Slip | None:
    """Return what slipped where a key stands too far left to belong to its item."""
    line, column = at
    begins = f"{' ' * context[1]}- "
    item = next((n for n in range(line - 1, -1, -1) if lines[n].startswith(begins)), -1)
    if item < 0 or _KEY.match(lines[line]) is None:
        return None
    short = _indent(lines[item], dashes=True) - column
    if short <= 0 or "-" in lines[line][:column]:
        return None
    return Slip(
        message="the list above does not go on like this",
        help=f"indent it by {short}, so that it belongs to the item of line {item + 1}"
        ", or begin an item with a dash, in the column of the dashes above",
        line=line,
        column=column,
    )


def _apostrophe(text: str, line: int, column: int) -> Slip | None:
    """Return what slipped where a text in quotes has an apostrophe of its own."""
    before, after = text[:column].rstrip(), text[column:]
    letters = before[-2:-1].isalpha() and after[:1].isalnum()
    opened = before[:-1].find("'") >= 0
    if not (before.endswith("'") and opened and letters and "'" in after):
        return None
    return Slip(
        message="the apostrophe ends the text here",
        help="double it, as in 'it''s', or put the text into double quotes",
        line=line,
        column=len(before) - 1,
    )


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str, *, dashes: bool = False) -> int:
    """Return the column of the first character, or of the first behind dashes."""
    if not dashes:
        return len(line) - len(line.lstrip(" "))
    found = _START.match(line)
    return found.end() if found is not None else 0
