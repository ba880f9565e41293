"""What an author allows: a comment that names a rule and says why it may be broken."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity, suggest
from mockdr.base.fixes import Edit, Fix, respelt
from mockdr.base.source import Place
from mockdr.scenario.comments import Comment, comments
from mockdr.scenario.decoding import lines_of, point
from mockdr.scenario.extents import extents
from mockdr.scenario.findings import said
from mockdr.scenario.rules import RULES

__all__ = ["Allowance", "allowances", "sift"]

_FOR_US: Final = re.compile(r"#+\s*mockdr\s*:\s*(.*)", re.IGNORECASE)
_NAMED: Final = re.compile(r"#\s*mockdr\s*:", re.IGNORECASE)
_ALLOW: Final = re.compile(
    r"allow\s+((?!because\b)[\w-]+(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)[\w-]+)*)"
    r"(?:[\s,]+because\b[\s:]*(.*))?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[\w-]+")
#: More than anybody means.
_MOST: Final = 100
_HOW: Final = "write # mockdr: allow MDR501 because, and the reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """
    One rule that may be broken.

    Args:
        word: The code or the name that is written.
        code: The code that it means; None if there is no such rule.
        place: Where the word stands.
        line: The line on which the rule may be broken; None for the whole file.
        last: The last such line: a comment above a step is about all of it, and one
            above a key about its whole value.
        reason: Why; empty if it is not said.
        comment: The comment that says so.
        alone: Whether it allows nothing else.
    """

    word: str
    code: str | None
    place: Place
    line: int | None
    last: int
    reason: str
    comment: Comment
    alone: bool

    def covers(self, finding: Diagnostic) -> bool:
        """Tell whether it is about *finding*, be it one that can be allowed or not."""
        return finding.code == self.code and (
            self.line is None or self.line <= finding.place.line <= self.last
        )


def allowances(
    text: str, file: str
) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    """
    Return what a text allows, and what is wrong with the comments that say so.

    Args:
        text: The whole of it, without a byte order mark.
        file: Its name, for findings.
    """
    if not _NAMED.search(text):
        return (), ()
    allowed: list[Allowance] = []
    found: list[Diagnostic] = []
    ends = extents(text, file)
    for comment in comments(text, file):
        ours = _FOR_US.fullmatch(comment.text.rstrip())
        if ours is None:
            continue
        if len(allowed) + len(found) >= _MOST:
            found.append(
                RULES["MDR150"].at(
                    comment.place,
                    f"more than {_MOST} comments are for mockdr, and it reads no more",
                    help="allow a rule for the whole file, at its top",
                )
            )
            break
        told = _ALLOW.fullmatch(ours[1])
        if told is None:
            found.append(
                RULES["MDR150"].at(
                    comment.place,
                    f"mockdr does not understand {said(ours[1])}",
                    help=_HOW,
                )
            )
            continue
        words = [*_words(comment, ours.start(1) + told.start(1), told[1])]
        reason = (told[2] or "").strip()
        if not reason:
            found.append(
                RULES["MDR151"].at(
                    comment.place,
                    f"this allows {words[0][0]} without saying why",
                    help="add because, and the reason",
                )
            )
        allowed += [
            Allowance(
                word=word,
                code=RULES.code(word),
                place=place,
                line=None if comment.above else comment.about,
                last=ends.get(comment.about, comment.about)
                if comment.alone
                else comment.about,
                reason=reason,
                comment=comment,
                alone=len(words) == 1,
            )
            for word, place in words
        ]
    return tuple(allowed), tuple(found)


def sift(
    found: Iterable[Diagnostic],
    allowed: Sequence[Allowance],
    text: str,
    *,
    elsewhere: Container[str] = (),
) -> list[Diagnostic]:
    """
    Return the findings that are not allowed, and what is wrong with what is allowed.

    An error is never allowed: with it there is no story that could be played.

    Args:
        found: The findings about a text.
        allowed: What the text allows.
        text: The whole of it.
        elsewhere: Codes that are not looked for here; so who allows them may be right.
    """
    every = [*found]
    left = [
        one
        for one in every
        if one.severity is Severity.ERROR or not any(a.covers(one) for a in allowed)
    ]
    for one in allowed:
        left += _objections(one, every, text, elsewhere)
    return left


def _objections(
    allowed: Allowance,
    every: Sequence[Diagnostic],
    text: str,
    elsewhere: Container[str],
) -> Iterator[Diagnostic]:
    about = [one for one in every if allowed.covers(one)]
    if allowed.code is None:
        names = RULES.names().values()
        close = suggest(allowed.word, names, "")
        yield RULES["MDR152"].at(
            allowed.place,
            f"there is no rule {said(allowed.word)}",
            help=close if close.startswith("did") else "mockdr explain lists the rules",
            # Nothing tells which other code a code was to be.
            fix=respelt(allowed.word, names, allowed.place),
        )
    elif about and all(one.severity is Severity.ERROR for one in about):
        yield RULES["MDR154"].at(
            allowed.place,
            f"{allowed.word} is an error here, and errors cannot be allowed",
            help="put right what is wrong, and leave the comment out",
        )
    elif not about and allowed.code not in elsewhere:
        yield RULES["MDR153"].at(
            allowed.place,
            _in_vain(allowed, every),
            help="leave the comment out"
            if allowed.alone
            else f"leave {allowed.word} out",
            # A reason is somebody's work, and what it was for may have moved.
            fix=_without(allowed.comment, text)
            if allowed.alone and not allowed.reason
            else None,
        )


def _in_vain(allowed: Allowance, every: Sequence[Diagnostic]) -> str:
    if allowed.line == 0:
        return f"nothing follows that could break {allowed.word}"
    if allowed.line is None:
        return f"nothing in this file breaks {allowed.word}"
    where = f"on line {allowed.line}"
    if allowed.last > allowed.line:
        where = f"on lines {allowed.line} to {allowed.last}"
    elsewhere = min((d.place.line for d in every if d.code == allowed.code), default=0)
    other = f", but line {elsewhere} does" if elsewhere else ""
    return f"nothing {where} breaks {allowed.word}{other}"


def _words(comment: Comment, start: int, text: str) -> Iterator[tuple[str, Place]]:
    """Yield the words of a list that stands in *comment*, and where they stand."""
    place = comment.place
    for found in _WORD.finditer(text):
        if found[0].lower() != "and":
            column = place.column + start + found.start()
            yield found[0], point(place.file, place.line, column, len(found[0]))


def _without(comment: Comment, text: str) -> Fix:
    """Return what takes a comment out, with its line if it stands alone there."""
    place = comment.place
    lines = lines_of(text)
    start, end = lines[place.line - 1]
    if comment.alone:
        line, end_column = place.line, place.end_column
        if place.line < len(lines):
            line, end_column = place.line + 1, 1
            end = lines[place.line][0]
        gone = Place(
            file=place.file,
            line=place.line,
            column=1,
            end_line=line,
            end_column=end_column,
        )
        return _gone(gone, text[start:end])
    kept = len(text[start : start + place.column - 1].rstrip())
    gone = point(place.file, place.line, kept + 1, place.end_column - 1 - kept)
    return _gone(gone, text[start + kept : end])


def _gone(place: Place, old: str) -> Fix:
    return Fix(
        title="leave the comment out", edits=(Edit(place=place, old=old, new=""),)
    )
