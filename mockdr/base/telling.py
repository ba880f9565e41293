"""How findings are told: for people, for editors, for build machines."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity, sentence
from mockdr.base.errors import Json
from mockdr.base.fixes import Fix
from mockdr.base.sarif import sarif
from mockdr.base.source import Place

__all__ = ["RENDERERS", "as_json", "concise", "full", "github"]

#: Wide enough for any line that people write; longer ones are shown around the place.
_WIDEST: Final = 160
_TAB: Final = 4
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


def concise(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return one line for each finding. *texts* is not needed and may be empty."""
    del texts
    return "\n".join(
        f"{d.place}: {d.code} {d.severity.value}: {sentence(d, '; ')}" for d in found
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
                "fix": None if d.fix is None else _facts(d.fix),
            }
            for d in found
        ],
        indent=2,
    )


def _facts(fix: Fix) -> Json:
    return {
        "title": fix.title,
        "edits": [
            {
                "line": edit.place.line,
                "column": edit.place.column,
                "end_line": edit.place.end_line,
                "end_column": edit.place.end_column,
                "text": edit.new,
            }
            for edit in fix.edits
        ],
    }


def github(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> str:
    """Return workflow commands that GitHub shows beside the line."""
    del texts
    words = {Severity.ERROR: "error", Severity.WARNING: "warning"}
    return "\n".join(
        f"::{words.get(d.severity, 'notice')} "
        f"file={_escaped(d.place.file, ':,')},line={d.place.line},col={d.place.column},"
        f"endLine={d.place.end_line},endColumn={d.place.end_column},title={d.code}"
        f"::{_escaped(sentence(d, chr(10)))}"
        for d in found
    )


Renderer = Callable[[Sequence[Diagnostic], Mapping[str, str]], str]

#: Format name, as `--format` takes it, to what writes it.
RENDERERS: Final[Mapping[str, Renderer]] = MappingProxyType(
    {
        "full": full,
        "concise": concise,
        "json": as_json,
        "github": github,
        "sarif": lambda found, _: sarif(found),
    }
)


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
    told = d.help.splitlines()
    if d.fix is not None:
        told.append(f"mockdr lint --fix can {d.fix.title}")
    for line in told:
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
