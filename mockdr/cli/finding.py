"""Finds scenarios by what happens in them: states, errors, operations, events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from mockdr.base.diagnostics import near, suggest
from mockdr.base.errors import MockdrError
from mockdr.contract import errors, event_types, payment_methods
from mockdr.domain import LIFECYCLES
from mockdr.engine.coverage.index import Words, bundled
from mockdr.engine.operations.table import OPERATIONS
from mockdr.scenario.library import Entry, Library

__all__ = ["Wanted", "alone", "fitting", "misspelt", "nearest"]

_MOST: Final = 12
#: From which likeness on, of 0 to 1, a word is called near to another.
_ALIKE: Final = 0.6
#: Where people find every word of a sort.
_ALL: Final = {
    "error": "mockdr coverage --scenarios --format json",
    "event": "mockdr coverage --scenarios --format json",
    "method": "mockdr new",
    "operation": "mockdr contract --format json",
    "state": "mockdr contract --format json",
    "tag": "mockdr list --format json",
}
#: Sort (of `index.SORTS`) to the words that a scenario is to reach, all of them.
Wanted: TypeAlias = Mapping[str, Sequence[str]]


def fitting(
    library: Library, entries: Sequence[Entry], wanted: Wanted
) -> dict[str, list[str]]:
    """
    Return the titles of the stories that reach what is wanted, by name of scenario.

    What the bundled ones reach is written down; yours are played.

    Args:
        library: Where the scenarios stand.
        entries: Those to look at.
        wanted: What they are to reach; all are empty lists where that is nothing.
    """
    return {
        entry.name: [
            title
            for title, words in (_stories(library, entry) if wanted else ())
            if _reaches(words, wanted)
        ]
        for entry in entries
    }


def _stories(library: Library, entry: Entry) -> Iterator[tuple[str, Words]]:
    """Yield every combination of a scenario, and what it reaches."""
    if entry.bundled:
        for title, words in bundled().items():
            if title.partition("[")[0] == entry.name:
                yield title, words
        return
    # Only who has scenarios of their own waits for what plays them.
    from mockdr.engine.coverage.index import told  # noqa: PLC0415
    from mockdr.engine.coverage.reached import reached  # noqa: PLC0415
    from mockdr.engine.tale import tell  # noqa: PLC0415

    try:
        stories = library.stories(entry.name)
    except MockdrError:
        # A broken one reaches nothing; what is wrong with it, lint tells.
        return
    for story in stories:
        yield story.title, told(reached(tell(story)))


def _reaches(words: Words, wanted: Wanted) -> bool:
    return all(
        any(word in _spellings(sort, known) for known in words[sort])
        for sort, asked in wanted.items()
        for word in asked
    )


def _spellings(sort: str, word: str) -> tuple[str, ...]:
    """Return how people may ask for *word*, as the index has it."""
    if sort == "state":
        kind, _, state = word.partition(" ")
        return state, f"{kind}:{state}", word
    if sort == "error":
        entry = errors()[word]
        return tuple(filter(None, (word, entry.code, entry.type)))
    return (word,)


def alone(library: Library, entries: Sequence[Entry], wanted: Wanted) -> list[str]:
    """Return how many scenarios fit each wanted word alone, where there are several."""
    words = [(sort, word) for sort, asked in wanted.items() for word in asked]
    counts = []
    for sort, word in words if len(words) > 1 else ():
        fits = fitting(library, entries, {sort: [word]})
        counts.append(f"--{sort} {word} alone fits {sum(map(bool, fits.values()))}")
    return [", ".join(counts)] if counts else []


def misspelt(wanted: Wanted) -> list[str]:
    """Return what was meant by words that there are not."""
    found = []
    for sort, asked in wanted.items():
        known = {name for word in _known(sort) for name in _spellings(sort, word)}
        found += [_unknown(sort, word, known) for word in asked if word not in known]
    return found


def _unknown(sort: str, word: str, known: Collection[str]) -> str:
    """Return what is said of a word that there is not, and what was meant by it."""
    if sort == "state":
        kind = word.replace(" ", ":", 1).rpartition(":")[0]
        if kind and near(kind, LIFECYCLES) is None:
            meant = suggest(kind, LIFECYCLES, "those with states are", most=_MOST)
            return f"nothing is of the kind {kind!r}: {meant}"
        if kind in LIFECYCLES and near(word, known) is None:
            states = ", ".join(LIFECYCLES[kind].states)
            return f"there is no state {word!r}: the states of {kind} are {states}"
    if sort == "error" and word.isdigit():
        entries = [e for e in errors().values() if str(e.status) == word]
        words = sorted({e.code or e.type or e.key for e in entries})
        if words:
            meant = f"of status {word} are {', '.join(words)}"
            return f"an error is named by its code: {meant}"
    return f"there is no {sort} {word!r}: {nearest(sort, word, known)}"


def nearest(
    sort: str,
    word: str,
    known: Collection[str],
    *,
    often: Mapping[str, int] | None = None,
) -> str:
    """
    Return what was meant by *word*, or the nearest dozen and how to see all.

    Args:
        sort: What it is one of, such as `error`.
        word: What was asked for.
        known: What could have been.
        often: How often each is used; where nothing is near, the most used are told.
    """
    close = near(word, known)
    if close is not None:
        return f"did you mean {close!r}?"
    alike = sorted(known, key=lambda one: (-_likeness(word, one), one))[:_MOST]
    if len(alike) == len(known):
        return f"the {sort}s are {', '.join(alike)}"
    which = "the nearest"
    if often is not None and _likeness(word, alike[0]) < _ALIKE:
        which = "the most used"
        alike = sorted(known, key=lambda one: (-often[one], one))[:_MOST]
    return (
        f"{which} are {', '.join(alike)}; all {len(known)} are told by `{_ALL[sort]}`"
    )


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.lower(), other.lower()).ratio()


def _known(sort: str) -> Iterator[str]:
    if sort == "state":
        for kind, lifecycle in LIFECYCLES.items():
            yield from (f"{kind} {state}" for state in lifecycle.states)
    else:
        yield from {
            "error": errors(),
            "operation": OPERATIONS,
            "event": event_types(),
            "method": payment_methods(),
        }[sort]
