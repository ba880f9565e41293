"""Reads YAML as a stream of events, so that no text can hurt: not by depth or size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, cast

import yaml

from mockdr.base.diagnostics import Diagnostic
from mockdr.base.fixes import Edit, Fix
from mockdr.base.source import Place, Scalar
from mockdr.scenario.decoding import char_place, decode, lines_of, point
from mockdr.scenario.findings import Enough, Findings, said
from mockdr.scenario.slips import Slip, slip
from mockdr.scenario.syntax import explain
from mockdr.scenario.tree import Hole, ListNode, MapNode, Node

__all__ = ["Mark", "events", "marks", "read"]

_DEEPEST = 64
#: Whoever looks at a short text reads it several times in a row.
_SHORT = 65_536
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str | bytes, file: str, findings: Findings) -> Node | None:
    """
    Read *text* as one YAML document in which every scalar is text.

    Args:
        text: As it was stored or sent.
        file: Its name, for messages.
        findings: Where to note what is wrong.

    Returns:
        The tree, or None where there is none to speak of.
    """
    if len(text) > _SHORT:
        return _read(text, file, findings)
    tree, found = _just_read(text, file, _LOADER)
    findings.take(found)
    return tree


@lru_cache(maxsize=1, typed=True)
def _just_read(
    text: str | bytes, file: str, loader: object
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the tree of a text and its findings; of the last one, they are known."""
    del loader  # another one might read otherwise
    findings, tree = Findings(), None
    with suppress(Enough):
        tree = _read(text, file, findings)
    return tree, findings.found


def _read(text: str | bytes, file: str, findings: Findings) -> Node | None:
    source = decode(text, file, findings)
    if source is None:
        return None
    builder = _Builder(text=source, file=file, findings=findings)
    try:
        for event in events(source):
            if not builder.take(event):
                return None
    except yaml.MarkedYAMLError as error:
        if not _indented_by_tab(source, findings):
            _note_syntax(error, source, file, findings)
        return None
    if builder.root is None:
        findings.add(
            "MDR008",
            "the file says nothing",
            point(file, 1, 1),
            help="a story begins with steps, for example - merchant: createCheckouts",
        )
    return builder.root


def events(text: str) -> Iterator[yaml.Event]:
    """
    Yield the YAML events of *text*, which `decode` has returned.

    Raises:
        yaml.MarkedYAMLError: Where the text is not YAML.
    """
    yield from yaml.parse(text, Loader=_LOADER)


class Mark(Protocol):
    """A place as the YAML reader gives it: from 0."""

    line: int
    column: int
    index: int


def marks(event: yaml.Event) -> tuple[Mark, Mark]:
    """Return where *event* starts and ends, in the text that `decode` returned."""
    return cast("tuple[Mark, Mark]", (event.start_mark, event.end_mark))


def _merges(key: Scalar) -> bool:
    return key.text == "<<" and not key.quoted


@dataclass(slots=True, kw_only=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    start: Mark
    mapping: bool
    flow: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    key: Node | None = None
    torn: bool = False


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Makes a tree of events, with a stack of its own instead of recursion."""

    text: str
    file: str
    findings: Findings
    root: Node | None = None
    _stack: list[_Open] = field(default_factory=list)
    _documents: int = 0
    _last: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        last = char_place(self.text, len(self.text), self.file)
        self._last = (last.line, last.column)

    def take(self, event: yaml.Event) -> bool:
        """Take the next event; False when reading should stop."""
        match event:
            case yaml.DocumentStartEvent():
                return self._begin_document(event)
            case yaml.AliasEvent():
                place = self._place(*marks(event))
                self.findings.add(
                    "MDR011",
                    f"the alias {said(f'*{event.anchor}')} is not allowed",
                    place,
                    help="write out what it stands for; a star that is meant as text "
                    "needs quotes",
                )
                self._put(Hole(place=place))
            case yaml.ScalarEvent():
                self._refuse_marks(event)
                self._put(self._scalar(event))
            case yaml.CollectionStartEvent():
                self._refuse_marks(event)
                return self._open(event)
            case yaml.CollectionEndEvent():
                self._close(marks(event)[1])
            case _:
                pass
        return True

    def _begin_document(self, event: yaml.DocumentStartEvent) -> bool:
        self._documents += 1
        if self._documents > 1:
            self.findings.add(
                "MDR007",
                "a second document begins here",
                self._place(*marks(event)),
                help="put each story into a file of its own",
            )
            return False
        return True

    def _open(self, event: yaml.CollectionStartEvent) -> bool:
        if len(self._stack) == _DEEPEST:
            self.findings.add(
                "MDR006",
                f"the text nests deeper than {_DEEPEST} levels here",
                self._place(*marks(event)),
                help="no story needs that many; is a bracket not closed?",
            )
            return False
        self._stack.append(
            _Open(
                start=marks(event)[0],
                mapping=isinstance(event, yaml.MappingStartEvent),
                flow=bool(event.flow_style),
            )
        )
        return True

    def _close(self, mark: Mark) -> None:
        top = self._stack.pop()
        start = self._place(top.start, mark)
        last: Node | None = None
        if top.mapping and top.entries:
            last = top.entries[-1][1]
        elif top.items:
            last = top.items[-1]
        if not top.flow and last is not None:
            # The end of a block is noticed at the next token, lines later.
            start = Place(
                file=self.file,
                line=start.line,
                column=start.column,
                end_line=last.place.end_line,
                end_column=last.place.end_column,
            )
        if top.mapping:
            entries = tuple(top.entries)
            self._put(MapNode(entries=entries, place=start, torn=top.torn))
        else:
            self._put(ListNode(items=tuple(top.items), place=start))

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        return Scalar(
            text=event.value,
            place=self._place(*marks(event)),
            quoted=bool(event.style),
        )

    def _put(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            key, top.key = top.key, None
            self._entry(top, key, node)

    def _entry(self, top: _Open, key: Node, value: Node) -> None:
        if isinstance(key, Scalar) and key.text not in top.lines and not _merges(key):
            top.lines[key.text] = key.place.line
            top.entries.append((key, value))
            return
        top.torn = True
        if isinstance(key, Hole):
            return
        if not isinstance(key, Scalar):
            self.findings.add(
                "MDR014",
                "a key must be a word",
                key.place,
                help="a text that begins with a bracket needs quotes",
            )
        elif _merges(key):
            self.findings.add(
                "MDR013",
                "the merge key '<<' is not allowed",
                key.place,
                help="write the keys out",
            )
        else:
            self.findings.add(
                "MDR009",
                f"the key {said(key.text)} is here twice",
                key.place,
                help=f"the first one is on line {top.lines[key.text]}",
            )

    def _refuse_marks(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent
    ) -> None:
        if event.anchor is not None:
            self.findings.add(
                "MDR010",
                f"the anchor {said(f'&{event.anchor}')} is not allowed",
                self._mark_of(event, "&"),
                help="leave it out; an ampersand that is meant as text needs quotes",
            )
        if event.tag is not None:
            self.findings.add(
                "MDR012",
                "a tag is not allowed",
                self._mark_of(event, "!"),
                help="leave it out, the place gives the type; an exclamation mark that "
                "is meant as text needs quotes",
            )

    def _mark_of(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, sign: str
    ) -> Place:
        """Return the place of the anchor or tag before the content of *event*."""
        start = marks(event)[0].index
        at = max(start, self.text.find(sign, start))
        end = re.compile(r"[^\s,\[\]{}]*").match(self.text, at)
        place = char_place(self.text, at, self.file)
        return point(
            self.file, place.line, place.column, len(end[0]) if end is not None else 1
        )

    def _place(self, start: Mark, end: Mark) -> Place:
        # A block that ends with the text ends on a line of its own, as YAML sees it.
        line, column = min((start.line + 1, start.column + 1), self._last)
        end_line, end_column = min((end.line + 1, end.column + 1), self._last)
        return Place(
            file=self.file,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
        )


def _slipped(error: yaml.MarkedYAMLError, text: str) -> Slip | None:
    mark, context = error.problem_mark, error.context_mark
    if mark is None:
        return None
    return slip(
        [text[start:end] for start, end in lines_of(text)],
        error.problem or "",
        (mark.line, mark.column),
        None if context is None else (context.line, context.column),
    )


def _indented_by_tab(text: str, findings: Findings) -> bool:
    """Tell whether a tab indents: where its line belongs is nobody's guess."""
    lines = [text[start:end] for start, end in lines_of(text)]
    return any(
        found.code == "MDR004"
        and not lines[found.place.line - 1][: found.place.column].strip()
        for found in findings.found
    )


def _note_syntax(
    error: yaml.MarkedYAMLError, text: str, file: str, findings: Findings
) -> None:
    mark = error.problem_mark or error.context_mark
    if "end of stream" in (error.problem or ""):
        mark = error.context_mark or mark
    place = point(file, mark.line + 1, mark.column + 1) if mark else point(file, 1, 1)
    end = text.rstrip()
    last = char_place(end, len(end), file)
    if (place.line, place.column) > (last.line, last.column):
        # The end of the file: point behind its last word, on a line that exists.
        place = last
    message, todo = explain(error)
    slipped, fix = _slipped(error, text), None
    if slipped is not None:
        message, todo = slipped.message, slipped.help
        place = point(file, slipped.line + 1, slipped.column + 1)
        if slipped.new:
            width = len(slipped.old)
            whole = point(file, slipped.line + 1, slipped.column + 1, width)
            edit = Edit(place=whole, old=slipped.old, new=slipped.new)
            fix = Fix(title="put a space after the dash", edits=(edit,))
    code = "MDR012" if "tag handle" in (error.problem or "") else "MDR001"
    findings.add(code, message, place, help=todo, fix=fix)
