"""Puts a text right: changes what its findings say, there and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.fixes import Edit, Fix
from mockdr.base.source import Place, Scalar
from mockdr.scenario.decoding import lines_of
from mockdr.scenario.findings import Enough, Findings
from mockdr.scenario.reader import read
from mockdr.scenario.tree import ListNode, MapNode, Node

__all__ = ["Mended", "fitted", "fixed", "mend"]

#: What is put right may bring to light what else is wrong; but not for ever.
_ROUNDS: Final = 20
_TWICE: Final = "no key can stand there twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """
    A text that was put right.

    Args:
        text: What stands there now.
        corrected: What was wrong and is no more, at the places where it was found.
        left: What is wrong with the text as it is now.
    """

    text: str
    corrected: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def mend(
    text: str, look: Callable[[str], Sequence[Diagnostic]], *, keep: Iterable[str] = ()
) -> Mended:
    """
    Change a text until nothing is left that can be put right without a doubt.

    Args:
        text: The whole of it.
        look: Returns what is wrong with a text; the fixes fit it.
        keep: Codes of findings that are left as they are.
    """
    kept = frozenset(keep)
    corrected: list[Diagnostic] = []
    left = tuple(look(text))
    for _ in range(_ROUNDS):
        wanted = [d for d in left if d.code not in kept and d.fix is not None]
        changed, done = fixed(text, wanted)
        if not done:
            break
        found = tuple(look(changed))
        if _is_torn(found) and not _is_torn(left):
            # No fix is worth a text that nobody can read; the others may be.
            harmless = [d for d in wanted if not _is_torn(look(fixed(text, [d])[0]))]
            changed, done = fixed(text, harmless)
            found = tuple(look(changed))
            if not done or _is_torn(found):
                break
        text, left = changed, found
        corrected += done
    return Mended(text=text, corrected=tuple(corrected), left=left)


def fixed(text: str, found: Iterable[Diagnostic]) -> tuple[str, list[Diagnostic]]:
    """
    Return *text* as the fixes of *found* have it, and those that were put right.

    Where two fixes are at odds the first is taken.
    """
    lines = lines_of(text)
    taken: dict[tuple[int, int], str] = {}
    done = []
    for one in found:
        edits = one.fix.edits if one.fix is not None else ()
        spans = {_span(lines, edit.place): edit.new for edit in edits}
        if not spans or any(_at_odds(span, taken) for span in spans):
            continue
        taken |= spans
        done.append(one)
    for (start, end), new in sorted(taken.items(), reverse=True):
        text = text[:start] + new + text[end:]
    return text, done


def fitted(text: str, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """
    Return *found* with fixes that say to the letter what changes in *text*.

    A fix that cannot be applied, for example because a value of a matrix stands in for
    what is written, is left out; and so is one that would write a key a second time.
    """
    lines = lines_of(text)
    fits = [
        one if one.fix is None else replace(one, fix=_fit(text, lines, one.fix))
        for one in found
    ]
    fixes: dict[int, dict[Fix, None]] = {}
    for fix in (one.fix for one in fits if one.fix is not None):
        for edit in fix.edits:
            fixes.setdefault(edit.place.line, {})[fix] = None
    if not fixes:
        return fits
    doubling = _doubling(text, fits[0].place.file, fixes)
    return [
        replace(d, fix=None, help=f"{d.help}\n{_TWICE}") if d.fix in doubling else d
        for d in fits
    ]


def _doubling(text: str, file: str, fixes: Mapping[int, Iterable[Fix]]) -> set[Fix]:
    """Return those of *fixes*, by line, that would write a key a second time."""
    tree = None
    with suppress(Enough):
        tree = read(text, file, Findings())
    if tree is None:
        return set()
    made: dict[tuple[int, str], list[Fix]] = {}
    for key, own in _keys(tree):
        for fix in fixes.get(key.place.line, ()):
            new = _respelt(key, fix)
            if new is not None:
                taken = own.key(new) is not None
                made.setdefault((id(own), new), []).extend([fix] * (1 + taken))
    return {fix for several in made.values() if len(several) > 1 for fix in several}


def _respelt(key: Scalar, fix: Fix) -> str | None:
    """Return what *fix* makes of *key*, if it is about it."""
    for edit in fix.edits:
        place = edit.place
        if place.line != key.place.line or not (
            key.place.column <= place.column < key.place.end_column
        ):
            continue
        if edit.old == key.text:
            return edit.new
        if not edit.old and edit.new == " ":
            return key.text.partition(":")[0]
    return None


def _keys(node: Node) -> Iterator[tuple[Scalar, MapNode]]:
    """Yield every key, and the mapping that has it."""
    below: Iterable[Node] = ()
    if isinstance(node, MapNode):
        yield from ((key, node) for key, _ in node.entries)
        below = (value for _, value in node.entries)
    elif isinstance(node, ListNode):
        below = node.items
    for one in below:
        yield from _keys(one)


def _fit(text: str, lines: Sequence[tuple[int, int]], fix: Fix) -> Fix | None:
    edits = [_narrow(text, lines, edit) for edit in fix.edits]
    exact = tuple(edit for edit in edits if edit is not None)
    return replace(fix, edits=exact) if exact and len(exact) == len(edits) else None


def _narrow(text: str, lines: Sequence[tuple[int, int]], edit: Edit) -> Edit | None:
    """Return *edit* at the place of its old text alone; None if that is not clear."""
    place = edit.place
    if max(place.line, place.end_line) > len(lines):
        return None
    if not edit.old:
        return replace(edit, place=_part(place, 0, 0))
    start, end = _span(lines, place)
    there = text[start:end]
    if there == edit.old:
        return edit
    if place.line != place.end_line:
        return None
    if there[:1] in {"'", '"'} and there[1:-1] == edit.old:
        return replace(edit, place=_part(place, 1, len(there) - 1))
    # A reference is a part of a text: it is changed where it can be no other part.
    word = re.compile(rf"(?<!\w){re.escape(edit.old)}(?!\w)")
    found = [*word.finditer(there)] if "<" in there else []
    if len(found) != 1:
        return None
    return replace(edit, place=_part(place, *found[0].span()))


def _span(lines: Sequence[tuple[int, int]], place: Place) -> tuple[int, int]:
    """Return where *place* starts and ends in a text that has these lines."""
    return (
        lines[place.line - 1][0] + place.column - 1,
        lines[place.end_line - 1][0] + place.end_column - 1,
    )


def _part(place: Place, start: int, end: int) -> Place:
    return replace(
        place,
        column=place.column + start,
        end_line=place.line,
        end_column=place.column + end,
    )


def _at_odds(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    """Tell whether something that is changed already is touched by *span*."""
    start, end = span
    return any(start <= other_end and other <= end for other, other_end in taken)


def _is_torn(found: Iterable[Diagnostic]) -> bool:
    return any(one.code.startswith("MDR0") for one in found)
