"""Which bundled scenario reaches what, written down: a list need not play them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

import orjson

from mockdr.base.data import data_folder
from mockdr.base.errors import Json

if TYPE_CHECKING:
    from mockdr.engine.coverage.reached import Reached

__all__ = ["FILE", "SORTS", "Words", "bundled", "told", "written"]

#: The file beside the contract.
FILE: Final = "stories.json"
#: What is written down of a story, by the option of `mockdr list` that asks for it.
SORTS: Final = ("state", "error", "operation", "event", "method")

#: Sort to the words of that sort which one story reaches.
Words: TypeAlias = Mapping[str, frozenset[str]]


def told(one: Reached) -> Words:
    """Return what *one* reaches; a state is `KIND state`, an error its key."""
    return {
        "state": frozenset(f"{kind} {state}" for kind, state in one.states),
        "error": frozenset(met.key for met in one.met),
        "operation": one.operations,
        "event": one.events,
        "method": one.methods,
    }


def written(stories: Iterable[Reached]) -> str:
    """Return the text of the index: a line for each word, with who reaches it."""
    by_title = {one.title: told(one) for one in stories}
    titles = sorted(by_title)
    lines = [f' "stories": {_line(titles)}']
    for sort in SORTS:
        words = sorted({word for words in by_title.values() for word in words[sort]})
        found = (
            f"  {_line(word)}: "
            f"{_line([n for n, t in enumerate(titles) if word in by_title[t][sort]])}"
            for word in words
        )
        inner = ",\n".join(found)
        lines.append(f' "{sort}": {{\n{inner}\n }}')
    inside = ",\n".join(lines)
    return f"{{\n{inside}\n}}\n"


def _line(value: Json) -> str:
    return orjson.dumps(value).decode()


@cache
def bundled() -> Mapping[str, Words]:
    """Return what each bundled story reaches, by its title, as it is written down."""
    document = orjson.loads((data_folder("schemas") / FILE).read_bytes())
    titles: list[str] = document["stories"]
    found: dict[str, dict[str, set[str]]] = {
        title: {sort: set() for sort in SORTS} for title in titles
    }
    for sort, word, numbers in _entries(document):
        for number in numbers:
            found[titles[number]][sort].add(word)
    return {
        title: {sort: frozenset(words) for sort, words in sorts.items()}
        for title, sorts in found.items()
    }


def _entries(document: Json) -> Iterator[tuple[str, str, list[int]]]:
    for sort in SORTS:
        for word, numbers in document[sort].items():
            yield sort, word, numbers
