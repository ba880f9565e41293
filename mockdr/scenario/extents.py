"""How far down what begins on a line goes: a step, or a key with all of its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from mockdr.scenario.decoding import decode
from mockdr.scenario.findings import Findings
from mockdr.scenario.reader import events, marks

__all__ = ["extents"]


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet, and where its entry begins."""

    mapping: bool
    #: Whether the next thing in it is a key.
    at_key: bool
    begun: int = 0


def extents(text: str, file: str) -> Mapping[int, int]:
    """
    Return the last line of the longest entry or item that begins on each line.

    Args:
        text: The whole of it, without a byte order mark.
        file: Its name.

    Returns:
        Numbers of lines, from 1; lines on which nothing begins are absent, and so is
        everything where the text is not YAML.
    """
    source = decode(text, file, Findings())
    last: dict[int, int] = {}
    stack: list[_Open] = []
    reached = 0
    try:
        for event in events(source or ""):
            start, end = marks(event)
            if not isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
                continue
            # Of what stands in no brackets the end is where the next thing begins.
            if isinstance(event, yaml.ScalarEvent) or end.index > start.index:
                behind = end.column == 0 and end.line > start.line
                reached = max(reached, end.line - behind)
            if isinstance(event, yaml.NodeEvent) and stack:
                inside = stack[-1]
                if inside.at_key or not inside.mapping:
                    inside.begun = start.line
            if isinstance(event, yaml.CollectionStartEvent):
                mapping = isinstance(event, yaml.MappingStartEvent)
                stack.append(_Open(mapping, mapping))
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            if not stack:
                continue
            inside = stack[-1]
            if inside.mapping and inside.at_key:
                inside.at_key = False
                continue
            inside.at_key = inside.mapping
            line = inside.begun + 1
            last[line] = max(last.get(line, 0), reached + 1)
    except yaml.MarkedYAMLError:
        return {}
    return last
