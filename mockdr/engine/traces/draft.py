"""A story before it is a file: steps that can still change, and how they are spelt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.traces.sifting import Heard

__all__ = ["Draft", "Ref", "Step", "duration", "write"]

_WIDEST: Final = 88
#: Every scalar of a story is text until its place gives it a type.
_PLAIN: Final = re.compile(r"[\w/<][\w./<>@+ =-]*")
#: What needs no quotes where nothing else stands on the line.
_SENTENCE: Final = re.compile(r"[A-Za-z][\w ,;./()<>-]*[\w.)]")
#: YAML or people would take these for something else than text.
_TAKEN: Final = frozenset(
    {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """
    Stands for a field of a thing, until it is known what the story calls the thing.

    Args:
        path: Names of fields; empty for the thing itself.
    """

    kind: str
    id: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    A call or an act.

    Args:
        who: `merchant`, `customer`, `provider` or `fraud`.
        what: The operationId, or the verb.
        asked: What is known of the request, as `match` has it.
        asks: Whether the story says it: only where it matters.
        then: Keys and values, as they are written.
        calls: What was heard of it; several where it was said more than once.
    """

    who: str
    what: str
    of: str | Ref | None = None
    asked: Mapping[str, Json] = field(default_factory=dict)
    asks: bool = False
    source: Mapping[str, Json] = field(default_factory=dict)
    name: str | None = None
    times: str = ""
    after: timedelta | None = None
    then: Mapping[str, Json] = field(default_factory=dict)
    fault: Mapping[str, Json] = field(default_factory=dict)
    calls: tuple[Heard, ...] = ()

    def fields(self) -> dict[str, Json]:
        """Return the step as the language has it."""
        told: dict[str, Json] = {
            self.who: self.what,
            "of": self.of,
            "match": self.asked if self.asks else None,
            "source": self.source,
            "as": self.name,
            "times": self.times,
            "after": duration(self.after) if self.after else "",
            "fault": self.fault,
            "then": self.then,
        }
        return {key: value for key, value in told.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A story as it was retold.

    Args:
        remarks: What could not be told, for people.
    """

    name: str
    summary: str
    tags: tuple[str, ...] = ("recorded",)
    version: str | None = None
    given: Mapping[str, Json] = field(default_factory=dict)
    matrix: Mapping[str, Sequence[str]] = field(default_factory=dict)
    steps: tuple[Step, ...]
    remarks: tuple[str, ...] = ()

    def with_step(self, index: int, step: Step | None) -> Draft:
        """Return the draft with another step there, or without it."""
        new = () if step is None else (step,)
        return replace(
            self, steps=(*self.steps[:index], *new, *self.steps[index + 1 :])
        )


def duration(span: timedelta) -> str:
    """Return *span* as the language spells it, in the largest unit that fits it."""
    seconds = max(1, round(span.total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def write(draft: Draft) -> str:
    """Return the text of the scenario's file."""
    sentence = draft.summary
    sentence = sentence if _SENTENCE.fullmatch(sentence) else _scalar(sentence)
    lines = [f"scenario: {draft.name}", f"summary: {sentence}"]
    if draft.tags:
        lines.append(f"tags: {_flow(list(draft.tags))}")
    if draft.version:
        lines.append(f"version: {draft.version}")
    for key, value in (("given", draft.given), ("matrix", draft.matrix)):
        if value:
            lines += _entry(key, dict(value), 0)
    lines.append("steps:")
    for step in draft.steps:
        block: list[str] = []
        for key, value in step.fields().items():
            block += _entry(key, value, 4)
        lines += [f"  - {block[0].lstrip()}", *block[1:]]
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Json, indent: int) -> list[str]:
    """Return `key: value` on one line where it fits, else what it holds below it."""
    margin = " " * indent
    line = f"{margin}{_scalar(key)}: {_flow(value)}"
    if len(line) <= _WIDEST or not isinstance(value, Mapping | list) or not value:
        return [line]
    lines = [f"{margin}{_scalar(key)}:"]
    if isinstance(value, Mapping):
        for name, item in value.items():
            lines += _entry(str(name), item, indent + 2)
        return lines
    for item in value:
        line = f"{margin}  - {_flow(item)}"
        if len(line) <= _WIDEST or not isinstance(item, Mapping) or not item:
            lines.append(line)
            continue
        block: list[str] = []
        for name, inner in item.items():
            block += _entry(str(name), inner, indent + 4)
        lines += [f"{margin}  - {block[0].lstrip()}", *block[1:]]
    return lines


def _flow(value: Json) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flow, value))}]"
    return _scalar(value)


def _scalar(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return (
            f"{value:g}" if isinstance(value, float) and value % 1 == 0 else f"{value}"
        )
    text = str(value)
    plain = _PLAIN.fullmatch(text) and not text.endswith((" ", ":"))
    if plain and text.lower() not in _TAKEN:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_shown(char) for char in escaped) + '"'


def _shown(char: str) -> str:
    return char if char.isprintable() else f"\\u{ord(char):04x}"
