"""One combination of a matrix is asked for by its values: `late[method=konbini]`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import MockdrError
from mockdr.scenario.findings import said
from mockdr.scenario.story import Story

__all__ = ["SeveralStories", "chosen", "only", "split_name"]

_ASKED: Final = re.compile(r"(.+?)\s*\[(.*)\]\s*", re.DOTALL)
_NAMED: Final = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9_-]*)\s*=")
#: So many combinations are listed by a message.
_MOST: Final = 12


class SeveralStories(MockdrError):
    """One story is wanted, and a matrix makes several; lists them."""

    def __init__(self, stories: Sequence[Story]) -> None:
        lines = [f"- {story.title}" for story in stories[:_MOST]]
        if len(stories) > _MOST:
            lines.append(f"- and {len(stories) - _MOST} more")
        super().__init__(
            f"the scenario {said(stories[0].name)} stands for {len(stories)} stories, "
            "by its matrix",
            help="\n".join(["ask for one of them:", *lines]),
        )


def split_name(text: str) -> tuple[str, str | None]:
    """Return a scenario's name or path, and the combination in brackets behind it."""
    found = _ASKED.fullmatch(text)
    return (found[1], found[2]) if found is not None else (text, None)


def chosen(
    stories: Sequence[Story], asked: str | Mapping[str, object] | None
) -> tuple[Story, ...]:
    """
    Return those of the *stories* of one file that have the values asked for.

    Args:
        stories: All combinations of the file's matrix; a story alone has none.
        asked: `method=konbini, price=5`, names in any order; or the same as a mapping.
            A name that is left out may have any value.

    Raises:
        MockdrError: If no combination has them; says which there are.
    """
    if asked is None:
        return tuple(stories)
    name, variant = stories[0].name, stories[0].variant
    if not variant:
        raise MockdrError(
            f"the scenario {said(name)} has no matrix, so there is no {_shown(asked)}",
            help=f"ask for {name}",
        )
    if isinstance(asked, str):
        exact = [story for story in stories if story.title == f"{name}[{asked}]"]
        if exact:
            return tuple(exact)
        wanted = _values(asked)
    else:
        wanted = {key: _text(value) for key, value in asked.items()}
    if not wanted:
        raise MockdrError(
            f"{_shown(asked)} says no value of the matrix of {said(name)}",
            help=f"write {stories[0].title}, for example",
        )
    for key, value in wanted.items():
        if key not in variant:
            raise MockdrError(
                f"the matrix of {said(name)} has no name {said(key)}",
                help=suggest(key, variant, "its names are"),
            )
        known = dict.fromkeys(story.variant[key] for story in stories)
        if value not in known:
            raise MockdrError(
                f"in the matrix of {said(name)}, {key} is never {said(value)}",
                help=suggest(value, known, f"{key} is one of"),
            )
    return tuple(
        story
        for story in stories
        if all(story.variant[key] == value for key, value in wanted.items())
    )


def only(stories: Sequence[Story]) -> Story:
    """
    Return the one story that there is.

    Raises:
        SeveralStories: If there are more.
    """
    if len(stories) > 1:
        raise SeveralStories(stories)
    return stories[0]


def _text(value: object) -> str:
    """Return *value* as a file would have it."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _values(asked: str) -> dict[str, str]:
    marks = list(_NAMED.finditer(asked))
    if not marks or asked[: marks[0].start()].strip():
        return {}
    ends = [mark.start() for mark in marks[1:]] + [len(asked)]
    return {
        mark[1]: asked[mark.end() : end].strip()
        for mark, end in zip(marks, ends, strict=True)
    }


def _shown(asked: str | Mapping[str, object]) -> str:
    if isinstance(asked, str):
        return said(f"[{asked}]")
    return said(f"[{','.join(f'{key}={value}' for key, value in asked.items())}]")
