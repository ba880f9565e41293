"""Findings as data: what, where, and what to do; and how they are told."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json
from mockdr.base.fixes import Fix
from mockdr.base.source import Place

__all__ = [
    "RENDERERS",
    "Diagnostic",
    "Severity",
    "as_json",
    "concise",
    "full",
    "github",
    "how_often",
    "near",
    "sarif",
    "suggest",
]

#: Wide enough for any line that people write; longer ones are shown around the place.
_WIDEST = 160
_TAB = 4
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LONGEST_WORD = 100
#: The shortest beginning of a word that tells which word is meant.
_PREFIX = 4


class Severity(str, Enum):
    """How bad a finding is; only errors keep a scenario from being played."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """
    One finding.

    Args:
        code: `MDR` and three digits; a code is never used twice.
        message: What is wrong, one sentence, no full stop.
        place: Where.
        help: What to do; may be empty.
        fix: What would put it right without a doubt, if anything would.
    """

    code: str
    message: str
    place: Place
    help: str = ""
    severity: Severity = Severity.ERROR
    fix: Fix | None = None


def near(word: str, words: Iterable[str]) -> str | None:
    """Return the one of *words* that somebody who wrote *word* most likely meant."""
    if len(word) > _LONGEST_WORD:
        return None
    known = list(dict.fromkeys(words))
    folded = {w.lower(): w for w in reversed(known)}
    meant = word.lower()
    found = difflib.get_close_matches(meant, folded, n=1, cutoff=0.7)
    if not found and len(meant) >= _PREFIX:
        found = [w for w in folded if w.startswith(meant)][:1]
    return folded[found[0]] if found else None


def suggest(word: str, words: Iterable[str], otherwise: str, *, most: int = 24) -> str:
    """
    Return the help for a word that is not known.

    Args:
        word: What was written.
        words: What could have been written.
        otherwise: Introduces the list when nothing is close, for example
            `the states are`.
        most: How many words the list names at most.
    """
    known = list(dict.fromkeys(words))
    close = near(word, known)
    if close is not None:
        return f"did you mean {close!r}?"
    if not known:
        return ""
    # Of names in families, such as order.accepted, those of its own come first.
    family, dot, _ = word.partition(".")
    known.sort(key=lambda one: not dot or not one.startswith(f"{family}."))
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return f"{otherwise} {', '.join(known[:most])}{rest}"


def how_often(count: int) -> str:
    """Return *count* as a sentence has it: never, once, twice, 3 times."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def concise(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return one line for each finding. *texts* is not needed and may be empty."""
    del texts
    return "\n".join(
        f"{d.place}: {d.code} {d.severity.value}: {_told(d, '; ')}" for d in found
    )


def full(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """
    Return each finding with the line that it is about.

    Args:
        found: What to tell, in this order.
        texts: File name to text; a finding whose file is absent shows no line.
    """
    lines: dict[str, list[str]] = {}
    blocks = []
    for d in found:
        file = d.place.file
        if file not in lines:
            lines[file] = _LINE_BREAK.split(texts[file]) if file in texts else []
        blocks.append(_block(d, lines[file]))
    return "\n\n".join(blocks)


def as_json(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return a JSON array of findings. *texts* is not needed and may be empty."""
    del texts
    return json.dumps(
        [
            {
                "code": d.code,
                "severity": d.severity.value,
                "message": d.message,
                "help": d.help,
                "file": d.place.file,
                "line": d.place.line,
                "column": d.place.column,
                "end_line": d.place.end_line,
                "end_column": d.place.end_column,
            }
            for d in found
        ],
        indent=2,
    )


def github(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return workflow commands that GitHub shows beside the line."""
    del texts
    words = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    return "\n".join(
        f"::{words.get(d.severity, 'notice')} "
        f"file={_escaped(d.place.file, ':,')},line={d.place.line},col={d.place.column},"
        f"endLine={d.place.end_line},endColumn={d.place.end_column},title={d.code}"
        f"::{_escaped(_told(d, chr(10)))}"
        for d in found
    )


def sarif(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return a SARIF 2.1.0 log."""
    del texts
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    results: list[Json] = [
        {
            "ruleId": d.code,
            "level": levels.get(d.severity, "note"),
            "message": {"text": _told(d, "\n")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": d.place.file.replace("\\", "/")},
                        "region": {
                            "startLine": d.place.line,
                            "startColumn": d.place.column,
                            "endLine": d.place.end_line,
                            "endColumn": d.place.end_column,
                        },
                    }
                }
            ],
        }
        for d in found
    ]
    rules = [{"id": code} for code in sorted({r["ruleId"] for r in results})]
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": {"name": "mockdr", "rules": rules}},
                    "columnKind": "unicodeCodePoints",
                    "results": results,
                }
            ],
        },
        indent=2,
    )


Renderer = Callable[[Sequence[Diagnostic], Mapping[str, str]], str]

#: Format name, as `--format` takes it, to what writes it.
RENDERERS: Final[Mapping[str, Renderer]] = MappingProxyType(
    {
        "full": full,
        "concise": concise,
        "json": as_json,
        "github": github,
        "sarif": sarif,
    }
)


def _told(d: Diagnostic, joint: str) -> str:
    told = d.help
    if joint != "\n":
        # A list of possibilities becomes a sentence.
        told = told.replace("\n- ", " ", 1).replace("\n- ", ", ")
        told = told.replace("?\n", "? ").replace("\n", "; ")
    return f"{d.message}{joint}{told}" if told else d.message


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _block(d: Diagnostic, lines: Sequence[str]) -> str:
    place = d.place
    gutter = len(str(place.line))
    out = [f"{d.code} {d.severity.value}: {d.message}", f" --> {place}"]
    if place.line <= len(lines):
        shown, before, width = _excerpt(lines[place.line - 1], place)
        out += [
            f"{'':{gutter}} |",
            f"{place.line} | {shown}".rstrip(),
            f"{'':{gutter}} | {'':{before}}{'^' * width}",
        ]
    label = f"{'':{gutter}} = help: "
    for line in d.help.splitlines():
        out.append(label + line)
        label = " " * len(label)
    return "\n".join(out)


def _excerpt(line: str, place: Place) -> tuple[str, int, int]:
    """Return the line as shown, the cells before its place, and the place's cells."""
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    end = max(start, min(end, len(line)))
    first, last = 0, len(line)
    if len(line) > _WIDEST:
        first = max(0, min(start - _WIDEST // 2, len(line) - _WIDEST))
        last = first + _WIDEST
        end = min(end, last)
    cells = 1 if first else 0
    shown, marks = "…" if first else "", [cells]
    for char in line[first:last]:
        text = _cell(char, cells)
        shown += text
        cells += _width(text)
        marks.append(cells)
    shown += "…" if last < len(line) else ""
    before = marks[start - first]
    return shown, before, max(1, marks[end - first] - before)


def _cell(char: str, at: int) -> str:
    if char == "\t":
        return " " * (_TAB - at % _TAB)
    # A control or a bidirectional mark would play with the reader's terminal.
    hidden = unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
    return "\N{REPLACEMENT CHARACTER}" if hidden or char in _BIDI else char


_BIDI: Final = frozenset(
    map(chr, [0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)


def _width(text: str) -> int:
    cells = 0
    for char in text:
        if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
            continue
        cells += 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
    return cells
