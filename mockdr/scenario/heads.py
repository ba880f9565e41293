"""What a list of scenarios shows of a file, read no further than that needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import yaml

from mockdr.base.errors import MockdrError
from mockdr.scenario.decoding import decode
from mockdr.scenario.files import read_file
from mockdr.scenario.findings import Enough, Findings
from mockdr.scenario.matrix import KEY, peek, spelt
from mockdr.scenario.reader import events, read

__all__ = ["Heads", "head_of"]

#: Summary, tags and matrix of a file.
_Head: TypeAlias = tuple[str, tuple[str, ...], Mapping[str, tuple[str, ...]]]

_DEEPEST = 64


class Heads:
    """Remembers what files have shown, until they change."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], _Head]] = {}

    def of(self, path: Path) -> _Head:
        """Return what `head_of` does; a file that has not changed is not read again."""
        try:
            state = path.stat()
        except OSError:
            return head_of(path)
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = (stamp, head_of(path))
        return known[1]


def head_of(path: Path) -> _Head:
    """
    Return summary, tags and matrix of a file; what cannot be read is empty.

    Args:
        path: The file; its steps are read only where it may have a matrix.
    """
    try:
        text = decode(read_file(path), "", Findings()) or ""
        summary, tags = _head_of(events(text))
    except (OSError, MockdrError, yaml.MarkedYAMLError, Enough):
        return "", (), {}
    if KEY not in text:
        return summary, tags, {}
    try:
        matrix = peek(read(text, "", Findings()))
    except Enough:
        return summary, tags, {}
    every = dict.fromkeys(one for tag in tags for one in spelt(tag, matrix))
    return summary, tuple(every), matrix


def _head_of(stream: Iterator[yaml.Event]) -> tuple[str, tuple[str, ...]]:
    summary, tags = "", []
    depth, key = 0, None
    for event in stream:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST or (
                depth == 1 and not isinstance(event, yaml.MappingStartEvent)
            ):
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            key = None if depth == 1 else key
        elif isinstance(event, yaml.ScalarEvent) and depth == 1:
            if key is None and event.value == "steps":
                break
            if key == "summary":
                summary = " ".join(event.value.split())
            key = event.value if key is None else None
        elif isinstance(event, yaml.ScalarEvent) and key == "tags":
            tags.append(event.value)
    return summary, tuple(tags)
