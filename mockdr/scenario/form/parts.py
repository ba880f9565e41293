"""A scenario file as its author laid it out: comments, blank lines, quotes and all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast

import yaml

from mockdr.scenario.comments import comments
from mockdr.scenario.reader import Mark, events, marks

__all__ = ["BLANK", "Entry", "Group", "Leaf", "Part", "lay_out", "walk"]

#: Stands for an empty line among comments.
BLANK: Final = ""
_BLOCK_STYLES: Final = frozenset({"|", ">"})
#: Says that the line feeds behind a block belong to it.
_KEEPS: Final = "+"


@dataclass(slots=True, kw_only=True)
class Leaf:
    """
    A scalar.

    Args:
        text: What it says.
        quoted: Whether it stands in quotes, or as a block.
        block: Whether it stands as a block, after `|` or `>`.
        lines: What stands in the file, line by line; of a block, first its header, and
            then its lines as they are.
    """

    text: str
    quoted: bool
    block: bool
    lines: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Group:
    """
    A mapping or a list.

    Args:
        mapping: Which of the two it is.
        flow: Whether it stands in brackets.
        column: Where its entries begin.
        first: The line that it begins on, from 0.
        last: Of one in brackets, the line that it ends on.
        tail: Comments behind its last entry.
    """

    mapping: bool
    flow: bool
    column: int
    first: int
    last: int = -1
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Entry:
    """
    An entry of a mapping, or an item of a list.

    Args:
        key: None for an item.
        line: The line that it begins on, from 0.
        column: Where it begins; of an item, where its dash stands.
        above: Comments above it, and blank lines.
        beside: Comments at the ends of its lines.
    """

    key: Leaf | None
    value: Part
    line: int
    column: int
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


Part: TypeAlias = Leaf | Group


def lay_out(text: str) -> Group | None:
    """
    Return what *text* holds, with every comment at its place; None where it is a word.

    Args:
        text: YAML that has been read without findings, with lines that end in a line
            feed only.
    """
    reader = _Reader(lines=text.split("\n"))
    for event in events(text):
        reader.take(event)
    if not isinstance(reader.root, Group):
        return None
    for comment in reader.alone(text):
        reader.hang(comment)
    return reader.root


def walk(group: Group) -> Iterator[tuple[tuple[Group, ...], Entry]]:
    """Yield the entries inside *group* in order, each behind the groups around it."""
    stack: list[tuple[tuple[Group, ...], Iterator[Entry]]] = [
        ((group,), iter(group.entries))
    ]
    while stack:
        around, entries = stack[-1]
        for entry in entries:
            yield around, entry
            if isinstance(entry.value, Group):
                stack.append(((*around, entry.value), iter(entry.value.entries)))
                break
        else:
            stack.pop()


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment with a line of its own, or a blank line, which has no column."""

    line: int
    column: int
    text: str


@dataclass(slots=True, kw_only=True)
class _Reader:
    lines: list[str]
    root: Part | None = None
    #: What is open: a group, and the key whose value comes next.
    _stack: list[tuple[Group, list[tuple[Leaf, Mark, Mark]]]] = field(
        default_factory=list
    )
    #: By line: where parts of entries end.
    _ends: dict[int, list[tuple[int, Entry]]] = field(default_factory=dict)
    #: Lines that scalars go on through: if one is blank, it belongs to the text.
    _covered: set[int] = field(default_factory=set)
    _all: list[tuple[tuple[Group, ...], Entry]] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the text."""
        start, end = marks(event)
        if isinstance(event, yaml.ScalarEvent):
            leaf = self._leaf(event)
            entry = self._put(leaf, start, end)
            if entry is not None and not leaf.block:
                self._ends.setdefault(end.line, []).append((end.column, entry))
        elif isinstance(event, yaml.CollectionStartEvent):
            group = Group(
                mapping=isinstance(event, yaml.MappingStartEvent),
                flow=bool(event.flow_style),
                column=start.column,
                first=start.line,
            )
            entry = self._put(group, start, end)
            if entry is not None and group.flow:
                self._ends.setdefault(start.line, []).append((start.column + 1, entry))
            self._stack.append((group, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            group, _ = self._stack.pop()
            if group.flow:
                group.last = end.line
                if self._stack:
                    owner = self._stack[-1][0].entries[-1]
                    self._ends.setdefault(end.line, []).append((end.column, owner))

    def _put(self, part: Part, start: Mark, end: Mark) -> Entry | None:
        """Put *part* where it belongs; return its entry, unless it is a key."""
        if not self._stack:
            self.root = part
            return None
        group, keys = self._stack[-1]
        if not group.mapping:
            entry = Entry(key=None, value=part, line=start.line, column=group.column)
        elif not keys:
            if not isinstance(part, Leaf):
                raise AssertionError("a key that is no text has been refused")
            keys.append((part, start, end))
            return None
        else:
            key, at, key_end = keys.pop()
            entry = Entry(key=key, value=part, line=at.line, column=at.column)
            self._ends.setdefault(key_end.line, []).append((key_end.column, entry))
        group.entries.append(entry)
        return entry

    def _leaf(self, event: yaml.ScalarEvent) -> Leaf:
        start, end = marks(event)
        block = event.style in _BLOCK_STYLES
        lines = self.lines[start.line : end.line + 1]
        lines[-1] = lines[-1][: end.column]
        lines[0] = lines[0][start.column :]
        if block:
            while len(lines) > 1 and not lines[-1].strip():
                lines.pop()
            lines[0] = lines[0].partition("#")[0].rstrip()
            if _KEEPS in lines[0]:
                lines += [""] * _feeds(event.value)
        self._covered |= set(range(start.line, start.line + len(lines)))
        return Leaf(
            text=event.value, quoted=bool(event.style), block=block, lines=tuple(lines)
        )

    # Comments -------------------------------------------------------------------------

    def alone(self, text: str) -> list[_Comment]:
        """Hang comments beside what they follow; return those on lines of their own."""
        self._all = list(walk(cast("Group", self.root)))
        told = {c.place.line - 1: c for c in comments(text, "")}
        found = []
        for number, line in enumerate(self.lines):
            comment = told.get(number)
            if comment is None:
                if not line.strip() and number not in self._covered:
                    found.append(_Comment(number, -1, BLANK))
                continue
            column = comment.place.column - 1
            before = [e for at, e in self._ends.get(number, ()) if at <= column]
            if before:
                before[-1].beside.append(comment.text.rstrip())
            else:
                found.append(_Comment(number, column, comment.text.rstrip()))
        # A blank line goes where the comment below it goes.
        for index in range(len(found) - 2, -1, -1):
            here, below = found[index], found[index + 1]
            if here.text == BLANK and below.line == here.line + 1:
                found[index] = _Comment(here.line, below.column, BLANK)
        return found

    def hang(self, comment: _Comment) -> None:
        """Hang *comment* on the entry below it, or on the group that it ends."""
        place = self._place(comment)
        if place is not None and not (comment.text == BLANK and place[-1:] == [BLANK]):
            place.append(comment.text)

    def _place(self, comment: _Comment) -> list[str] | None:
        root = cast("Group", self.root)
        line = comment.line
        at = bisect_left(self._all, line, key=lambda one: one[1].line)
        below = next(((g, e) for g, e in self._all[at:] if e.line > line), None)
        around: tuple[Group, ...] = (root,)
        if at:
            around, entry = self._all[at - 1]
            if isinstance(entry.value, Group):
                around = (*around, entry.value)
        for group in reversed(around):
            if group.flow and group.first <= line <= group.last:
                if comment.text == BLANK:
                    return None
                own = [e for e in group.entries if e.line > line]
                return own[0].above if own else group.tail
        if below is None:
            if comment.column == 0:
                return root.tail
            return None if comment.column < 0 else self._tail(around, comment, ())
        groups, entry = below
        if comment.column <= entry.column:
            return entry.above
        tail = self._tail(around, comment, groups)
        return entry.above if tail is None else tail

    def _tail(
        self, around: tuple[Group, ...], comment: _Comment, besides: tuple[Group, ...]
    ) -> list[str] | None:
        """Return the tail of the innermost group that reaches as far as the comment."""
        for group in reversed(around):
            if not group.flow and group.column <= comment.column:
                return None if any(g is group for g in besides) else group.tail
        return None if besides else around[0].tail


def _feeds(text: str) -> int:
    return len(text) - len(text.rstrip("\n")) - 1
