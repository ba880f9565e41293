"""Shows the library of scenarios, and says what is wrong with a text for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Final

from mockdr.base.diagnostics import Diagnostic, Severity, suggest
from mockdr.base.errors import Json
from mockdr.engine.looking import look_closely
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import BrokenScenario, Entry, stories_from_text
from mockdr.scenario.story import Story
from mockdr.scenario.variants import split_name
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.reading import absent, needed

if TYPE_CHECKING:
    from mockdr.engine.prose.telling import Prose

__all__ = ["FUNCTIONS"]

#: What messages call a scenario that came without a file.
_TEXT: Final = "<text>"
#: So many combinations of a matrix are listed.
_COMBINATIONS: Final = 200
_NO_STORIES: Final[tuple[Story, ...]] = ()
_NO_FINDINGS: Final[tuple[Diagnostic, ...]] = ()


def _library(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    words = query.get("query", "").casefold().split()
    return {
        "scenarios": [
            _row(entry)
            for entry in desk.world.library.entries(again=True)
            if all(word in _searched(entry) for word in words)
        ]
    }


def _searched(entry: Entry) -> str:
    said = (entry.name, entry.summary, entry.folder, *entry.tags)
    return " ".join(said).casefold()


def _row(entry: Entry) -> dict[str, Json]:
    named = (
        ", ".join(f"{n}={v}" for n, v in zip(entry.matrix, values, strict=True))
        for values in product(*entry.matrix.values())
    )
    return {
        "name": entry.name,
        "summary": entry.summary,
        "tags": list(entry.tags),
        "folder": entry.folder,
        "bundled": entry.bundled,
        "combinations": [f"{entry.name}[{one}]" for one in named][:_COMBINATIONS]
        if entry.matrix
        else [],
    }


def _scenario(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del body
    asked = needed(query, "name")
    name, _ = split_name(asked)
    library = desk.world.library
    entries = [entry for entry in library.entries(again=True) if entry.name == name]
    if not entries:
        raise absent(f"scenario {name!r}", suggest(name, library.names(), "there are"))
    entry, stories, findings = entries[0], _NO_STORIES, _NO_FINDINGS
    try:
        stories = library.stories(asked)
        text = stories[0].text
    except BrokenScenario as no:
        findings, text = no.findings, no.text
    return {
        **_row(entry),
        "text": text,
        "told": _told(stories),
        "findings": _findings(findings),
    }


def _told(stories: tuple[Story, ...]) -> list[str]:
    # Telling plays the story, and few ask for it.
    from mockdr.engine.prose.telling import narrate  # noqa: PLC0415
    from mockdr.engine.tale import tell  # noqa: PLC0415

    if not stories:
        return []
    return _sentences(narrate(tell(stories[0]), variants=stories))


def _sentences(prose: Prose) -> list[str]:
    steps = (
        " ".join([f"{step.number}. {step.text}", *step.inner]) for step in prose.steps
    )
    return [*prose.opening, *steps, *prose.closing]


def _lint(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    del desk, query
    text = body["yaml"]
    findings = look_closely(text, _TEXT)
    playable = not any(one.severity is Severity.ERROR for one in findings)
    combinations: list[str] = []
    if playable:
        combinations = _combinations(text)
    return {
        "playable": playable,
        "findings": _findings(findings),
        "combinations": combinations,
    }


def _combinations(text: str) -> list[str]:
    stories = stories_from_text(text, _TEXT, vocabulary())
    named = [story.title for story in stories if story.variant]
    return named[:_COMBINATIONS]


def _findings(found: Iterable[Diagnostic]) -> list[dict[str, Json]]:
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "help": one.help,
            "line": one.place.line,
            "column": one.place.column,
            "end_line": one.place.end_line,
            "end_column": one.place.end_column,
        }
        for one in found
    ]


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {
    ("GET", "library"): _library,
    ("GET", "scenario"): _scenario,
    ("POST", "lint"): _lint,
}
