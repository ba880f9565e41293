"""All that can be said of the text of a scenario file, gathered and put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from mockdr.base.diagnostics import Diagnostic
from mockdr.scenario.decoding import decode
from mockdr.scenario.findings import Findings
from mockdr.scenario.parse import parse
from mockdr.scenario.reader import read
from mockdr.scenario.rules.hooks import check, scan
from mockdr.scenario.rules.look import Look, Text, Told
from mockdr.scenario.story import Story
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["Rehearsal", "look"]

#: Plays a story: what does not hold, and what happened if all of it does.
Rehearsal: TypeAlias = Callable[[Story], tuple[Iterable[Diagnostic], Told | None]]


def look(
    text: str | bytes,
    file: str,
    vocabulary: Vocabulary,
    rehearse: Rehearsal | None = None,
) -> tuple[Story | None, tuple[Diagnostic, ...]]:
    """
    Return the story that a text tells, and everything that is wrong with it.

    Args:
        text: As it was stored or sent.
        file: Its name, for findings.
        vocabulary: The words of payments.
        rehearse: Tries what the story claims; without it, nothing is tried.

    Returns:
        The story, or None where an error keeps it from being read; and the findings,
        in the order of the text.
    """
    story, found = parse(text, file, vocabulary)
    gathered = [*found]
    words = decode(text, file, Findings())
    if words is not None:
        gathered += scan(Text(file=file, text=words))
    if story is not None:
        told = None
        if rehearse is not None:
            tried, told = rehearse(story)
            gathered += tried
        tree = read(text, file, Findings())
        if tree is not None:
            gathered += check(
                Look(story=story, tree=tree, vocabulary=vocabulary, told=told)
            )
    return story, tuple(
        sorted(
            dict.fromkeys(gathered),
            key=lambda d: (d.code == "MDR099", d.place.line, d.place.column),
        )
    )
