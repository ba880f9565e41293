"""All that can be said of the text of a scenario file, gathered and put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.allowances import allowances, sift
from mockdr.scenario.decoding import decode, plain
from mockdr.scenario.findings import Findings
from mockdr.scenario.fixing import fitted
from mockdr.scenario.matrix import merged
from mockdr.scenario.parse import parse_all
from mockdr.scenario.reader import read
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.hooks import COMPARES, check, review, scan
from mockdr.scenario.rules.look import Look, Text, Told
from mockdr.scenario.story import Story
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["BESIDE", "Rehearsal", "look"]

#: Plays a story: what does not hold, and what happened if all of it does.
Rehearsal: TypeAlias = Callable[[Story], tuple[Iterable[Diagnostic], Told | None]]

#: Codes of what shows in several files only.
BESIDE: Final = frozenset({"MDR117", "MDR502", "MDR530", *COMPARES})


def look(
    text: str | bytes,
    file: str,
    vocabulary: Vocabulary,
    rehearse: Rehearsal | None = None,
    *,
    stored: bool = False,
) -> tuple[tuple[Story, ...], tuple[Diagnostic, ...]]:
    """
    Return the stories that a text tells, and everything that is wrong with them.

    Args:
        text: As it was stored or sent.
        file: Its name, for findings.
        vocabulary: The words of payments.
        rehearse: Tries what the story claims; without it, nothing is tried.
        stored: Whether it is a file that stays, and so should say its own name.

    Returns:
        The stories: every combination of a matrix, none where an error keeps them
        from being read; and the findings, in the order of the text.
    """
    stories, found = parse_all(text, file, vocabulary)
    gathered = [*found]
    words = decode(text, file, Findings())
    if words is not None:
        gathered += scan(Text(file=file, text=words, test_cards=vocabulary.test_cards))
    tree = read(text, file, Findings()) if stories else None
    tries = []
    for story in stories:
        if tree is None:
            break
        seen = Look(story=story, tree=tree, vocabulary=vocabulary, stored=stored)
        tried = list(check(seen))
        # What cannot hold is not tried: a second finding would tell it in other words.
        if rehearse is not None and not any(
            d.severity is Severity.ERROR for d in tried
        ):
            failed, told = rehearse(story)
            tried += failed
            tried += () if told is None else review(seen, told)
        tries.append(tried)
    gathered += merged([story.variant for story in stories], tries)
    if words is not None:
        gathered = _sifted(plain(text), file, gathered, tried=rehearse is not None)
    return stories, tuple(
        sorted(
            dict.fromkeys(gathered),
            key=lambda d: (d.code == "MDR099", d.place.line, d.place.column),
        )
    )


def _sifted(
    text: str, file: str, found: Sequence[Diagnostic], *, tried: bool
) -> list[Diagnostic]:
    allowed, misread = allowances(text, file)
    if allowed:
        torn = any(one.severity is Severity.ERROR for one in found)
        # What was not looked for may be allowed for a reason.
        found = sift(
            found, allowed, text, elsewhere=RULES if torn or not tried else BESIDE
        )
    return fitted(text, (*found, *misread))
