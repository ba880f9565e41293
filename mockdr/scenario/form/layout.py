"""Writes a scenario in the one form: two spaces, short things in a line, few quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category

import yaml

from mockdr.base.source import Place, Scalar
from mockdr.scenario.form.parts import BLANK, Entry, Group, Leaf, Part, lay_out
from mockdr.scenario.grammar import (
    ACT,
    CALL,
    DELIVERY,
    FAULT,
    FILE,
    GIVEN,
    HEADS,
    MATCH,
    RULE,
)
from mockdr.scenario.reader import events
from mockdr.scenario.scalars import core

__all__ = ["WIDTH", "reform"]

#: Columns of a line that is put into brackets.
WIDTH: Final = 88
_ACT: Final = (*HEADS, *ACT)
#: By the list that they stand in: how the keys of items are sorted.
_ITEMS: Final[Mapping[str, Sequence[str]]] = {
    "rules": tuple(RULE),
    "delivery": tuple(DELIVERY),
}
#: Keys of steps and rules whose value is a mapping with an order of its own.
_INSIDE: Final[Mapping[str, Sequence[str]]] = {
    "fault": tuple(FAULT),
    "match": tuple(MATCH),
}
#: What a comment has that is for us.
_ALLOWS: Final = "mockdr:"
#: Lists whose items have lines of their own.
_TALL: Final = frozenset({"steps", "any_order", "rules"})
#: What stands in double quotes for a character that cannot stand there itself.
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_NOWHERE: Final = Place(file="", line=1, column=1, end_line=1, end_column=1)


def reform(text: str) -> str:
    """
    Return what *text* says in the one form.

    Comments stay with what they are about, and what was in brackets stays there where
    it fits; nothing else about the old form counts.

    Args:
        text: A scenario without errors.
    """
    root = lay_out(
        text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    )
    if root is None:
        return text
    lines = _Writer().whole(root)
    return "\n".join(lines) + "\n"


class _Writer:
    def whole(self, root: Group) -> list[str]:
        if root.entries:
            # What stands at the top of the file stays there.
            head, root.entries[0].above = root.entries[0].above, []
            first = self._sorted(root, ())[0]
            first.above = [*head, *first.above]
        lines = self._block(root, 0, ())
        return lines[1:] if lines[:1] == [BLANK] else lines

    # Blocks ---------------------------------------------------------------------------

    def _block(self, group: Group, indent: int, way: tuple[str, ...]) -> list[str]:
        """Return the lines of a mapping or a list, an entry after the other."""
        pad = " " * indent
        lines: list[str] = []
        for entry in self._sorted(group, way):
            above, beside = list(entry.above), list(entry.beside)
            if beside and _runs_on(entry.value):
                # Behind its first line a comment would be part of the text.
                above, beside = [*above, *beside], []
            body = (
                self._entry(entry, indent, (*way, entry.key.text))
                if entry.key is not None
                else self._item(entry, indent, (*way, "*"), above)
            )
            above += beside[1:]
            if beside:
                body[0] += f"  {beside[0]}"
            lines += [pad + line if line else line for line in _tidy(above)]
            lines += [pad + body[0], *body[1:]]
        tail = _tidy(group.tail)
        lines += [pad + line if line else line for line in tail]
        return lines

    def _entry(self, entry: Entry, indent: int, way: tuple[str, ...]) -> list[str]:
        """Return the lines of an entry: the first without its indent."""
        if entry.key is None:
            raise AssertionError("an item has no key")
        key = f"{_scalar(entry.key, flow=False)}:"
        value = entry.value
        if isinstance(value, Leaf):
            return self._leaf(key, value, indent, joined=bool(entry.beside))
        flow = self._flow(value, indent + len(key) + 1, way, pinned=_pinned(entry))
        if flow is not None:
            return [f"{key} {flow}"]
        return [key, *self._block(value, indent + 2, way)]

    def _item(
        self, entry: Entry, indent: int, way: tuple[str, ...], above: list[str]
    ) -> list[str]:
        value = entry.value
        if isinstance(value, Leaf):
            return self._leaf("-", value, indent, joined=bool(entry.beside))
        flow = self._flow(value, indent + 2, way, pinned=_pinned(entry))
        if flow is not None:
            return [f"- {flow}"]
        first = self._sorted(value, way)[0]
        # Nothing can stand between the dash and what it lists.
        above += first.above
        first.above = []
        lines = self._block(value, indent + 2, way)
        start = next(i for i, line in enumerate(lines) if line.strip()[:1] != "#")
        above += [line.strip() for line in lines[:start]]
        lines = lines[start:]
        return [f"- {lines[0][indent + 2 :]}", *lines[1:]]

    def _leaf(self, key: str, leaf: Leaf, indent: int, *, joined: bool) -> list[str]:
        """Return the lines of a scalar; *joined* puts it on one, for a comment."""
        if leaf.block:
            return [f"{key} {leaf.lines[0].rstrip()}", *_moved(leaf.lines[1:], indent)]
        if len(leaf.lines) > 1 and (_runs_on(leaf) or not joined):
            rest = [" " * (indent + 2) + line.strip() for line in leaf.lines[1:]]
            rest = [line if line.strip() else "" for line in rest]
            return [f"{key} {leaf.lines[0].strip()}", *rest]
        text = _scalar(leaf, flow=False)
        return [f"{key} {text}" if text else key]

    def _sorted(self, group: Group, way: tuple[str, ...]) -> list[Entry]:
        if not group.mapping:
            return group.entries
        order = _order(way, {e.key.text for e in group.entries if e.key})
        places = {key: number for number, key in enumerate(order)}
        return sorted(
            group.entries,
            key=lambda e: places.get(e.key.text if e.key else "", len(places)),
        )

    # Brackets -------------------------------------------------------------------------

    def _flow(
        self, group: Group, column: int, way: tuple[str, ...], *, pinned: bool
    ) -> str | None:
        """Return *group* in brackets, if it may stand there and fits, or is pinned."""
        if not group.entries:
            return ("{}" if group.mapping else "[]") if not group.tail else None
        if not self._may_flow(group, way):
            return None
        text = self._bracketed(group, way)
        return text if pinned or column + len(text) <= WIDTH else None

    def _may_flow(self, group: Group, way: tuple[str, ...]) -> bool:
        if group.tail or not group.flow:
            return False
        if way[-1:] and way[-1] in _TALL and not group.mapping:
            return False
        if len(way) > 1 and way[-1] == "*" and way[-2] in _TALL:
            return False
        for entry in group.entries:
            # A comment beside brackets is beside their owner.
            if any(line != BLANK for line in entry.above) or entry.beside:
                return False
            value = entry.value
            inner = (*way, entry.key.text if entry.key else "*")
            if isinstance(value, Leaf):
                if value.block or len(value.lines) > 1:
                    return False
            elif value.entries and not self._may_flow(value, inner):
                return False
        return True

    def _bracketed(self, group: Group, way: tuple[str, ...]) -> str:
        parts = []
        for entry in self._sorted(group, way):
            value = entry.value
            name = entry.key.text if entry.key else "*"
            text = (
                _scalar(value, flow=True)
                if isinstance(value, Leaf)
                else self._bracketed(value, (*way, name))
            )
            if entry.key is not None:
                key = _scalar(entry.key, flow=True)
                text = f"{key}: {text}"
            parts.append(text)
        inner = ", ".join(parts)
        return f"{{{inner}}}" if group.mapping else f"[{inner}]"


def _order(way: tuple[str, ...], keys: set[str]) -> Sequence[str]:
    """
    Return how the keys of a mapping are sorted; where nothing is said, as they come.

    Args:
        way: The keys that lead to it, `*` for an item.
        keys: Those that it has.
    """
    if way and way[0] not in FILE:
        # A bare list is `steps`.
        way = ("steps", *way)
    match way:
        case ():
            return tuple(FILE)
        case ("given",):
            return tuple(GIVEN)
        case ("steps", "*") | ("steps", "*", "any_order", "*"):
            return tuple(CALL) if "merchant" in keys else _ACT
        case ("rules" | "delivery" as name, "*"):
            return _ITEMS[name]
        case ("steps" | "rules", *_, "*", name):
            return _INSIDE.get(name, ())
        case _:
            return ()


def _pinned(entry: Entry) -> bool:
    """Tell whether a comment allows something on the very line of an entry."""
    return any(_ALLOWS in comment for comment in (*entry.above, *entry.beside))


def _runs_on(value: Part) -> bool:
    """Tell whether *value* is a text over lines that no single one can hold."""
    return (
        isinstance(value, Leaf)
        and not value.block
        and len(value.lines) > 1
        and "\n" in value.text
    )


def _tidy(lines: Iterable[str]) -> list[str]:
    """Return comments without two blank lines in a row, and with a space each."""
    tidy: list[str] = []
    for line in lines:
        if line == BLANK and tidy[-1:] == [BLANK]:
            continue
        tidy.append(line)
    return tidy


def _moved(lines: Sequence[str], indent: int) -> list[str]:
    """Return the lines of a block, moved to stand under *indent*."""
    margin = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
    return [(" " * (indent + 2) + x[margin:]) if x.strip() else "" for x in lines]


def _scalar(leaf: Leaf, *, flow: bool) -> str:
    """Return a scalar as it is written: in quotes only where it needs them."""
    text = leaf.text
    if leaf.quoted:
        if not _visible(text) and len(leaf.lines) == 1:
            # What an escape stands for cannot be written, or could not be seen.
            return leaf.lines[0]
        means_else = not isinstance(core(Scalar(text=text, place=_NOWHERE)), str)
        return _quoted(text) if means_else or not _plain(text, flow) else text
    return text if not text or _plain(text, flow) else _quoted(text)


@lru_cache(maxsize=4096)
def _plain(text: str, flow: bool) -> bool:
    """Tell whether *text* can stand without quotes, inside brackets or outside."""
    if not text or text != text.strip() or "\n" in text or "\t" in text:
        return False
    line = f"[{{{text}: {text}}}, {text}]" if flow else f"- {text}: {text}\n- {text}"
    try:
        said = [e for e in events(line) if isinstance(e, yaml.NodeEvent)]
    except yaml.YAMLError:
        return False
    scalars = [e for e in said if isinstance(e, yaml.ScalarEvent)]
    return (
        len(said) == 5  # noqa: PLR2004 - two brackets, and three times the text
        and [e.value for e in scalars] == [text] * 3
        and not any(e.anchor or e.tag for e in scalars)
    )


def _visible(text: str) -> bool:
    """Tell whether each character shows, if only as a space."""
    return all(char.isprintable() or category(char) == "Zs" for char in text)


def _quoted(text: str) -> str:
    if _visible(text) and "\\" not in text and '"' not in text:
        return f'"{text}"'
    if _visible(text) and "'" not in text:
        return f"'{text}'"
    return "".join(['"', *map(_escaped, text), '"'])


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return char if _visible(char) else f"\\U{ord(char):08x}"
