"""One file for many stories: `<method>` stands for each value that `matrix` lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from math import prod
from types import MappingProxyType
from typing import Final

from mockdr.base.diagnostics import Diagnostic, near
from mockdr.base.source import Place, Scalar
from mockdr.scenario.context import NAME, Context
from mockdr.scenario.findings import Findings, said
from mockdr.scenario.tree import Hole, ListNode, MapNode, Node
from mockdr.scenario.wire import within

__all__ = ["KEY", "MOST", "Matrix", "merged", "peek", "read_matrix", "spelt"]

KEY: Final = "matrix"
#: So many stories a file can stand for: each is checked, and each is a test.
MOST: Final = 100
#: So many combinations are named by a finding that only some of them have.
_NAMED: Final = 3
_SLOT: Final = re.compile(r"<([a-z][a-z0-9-]*)>")
#: What nobody could type as part of a name.
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f]")
#: Keys of a file in whose values nothing is replaced: its names are its own.
_KEPT: Final = frozenset({KEY, "scenario"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """
    What a file's `matrix` lists.

    Args:
        values: NAME to its values, in the order of the file; none where all that it
            lists was refused.
        places: NAME to where it stands.
    """

    values: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    def combinations(self) -> Iterator[Mapping[str, Scalar | None]]:
        """Yield up to `MOST` combinations; the last name varies first."""
        lists = [values or (None,) for values in self.values.values()]
        for row in islice(product(*lists), MOST):
            yield MappingProxyType(dict(zip(self.values, row, strict=True)))

    def filled(
        self, tree: Node, chosen: Mapping[str, Scalar | None], findings: Findings
    ) -> Node:
        """
        Return *tree* with every `<name>` replaced, in values and keys.

        The file's own name and its `matrix` stay as they are, and so does what stands
        in `<>` and is no name of the matrix. A scalar that is nothing but one name
        takes the value's quotes as well.

        Args:
            chosen: NAME to the value of this combination; None where there is none, and
                whatever would need it is a hole.
            findings: Takes keys that are there twice once they are replaced.
        """
        if not self.values:
            return tree
        fill = _Fill(chosen=chosen, findings=findings)
        if not isinstance(tree, MapNode):
            return fill.node(tree)
        return replace(
            tree,
            entries=tuple(
                (key, value if key.text in _KEPT else fill.node(value))
                for key, value in tree.entries
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fill:
    """Replaces names by the values of one combination."""

    chosen: Mapping[str, Scalar | None]
    findings: Findings

    def node(self, node: Node) -> Node:
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, ListNode):
            return replace(node, items=tuple(map(self.node, node.items)))
        if isinstance(node, MapNode):
            return self.mapping(node)
        return node

    def scalar(self, scalar: Scalar) -> Scalar | Hole:
        used = [name for name in _slots(scalar) if name in self.chosen]
        if not used:
            return scalar
        if any(self.chosen[name] is None for name in used):
            return Hole(place=scalar.place)
        value = self.chosen[used[0]]
        whole = value is not None and scalar.text == f"<{used[0]}>"
        return replace(
            scalar,
            text=_SLOT.sub(self._value, scalar.text),
            quoted=scalar.quoted or (whole and value is not None and value.quoted),
        )

    def _value(self, slot: re.Match[str]) -> str:
        value = self.chosen.get(slot[1])
        return slot[0] if value is None else value.text

    def mapping(self, node: MapNode) -> MapNode:
        entries: dict[str, tuple[Scalar, Node]] = {}
        torn = node.torn
        for key, value in node.entries:
            filled = self.scalar(key)
            if isinstance(filled, Hole):
                torn = True
            elif filled.text in entries:
                torn = True
                first = entries[filled.text][0].place.line
                self.findings.add(
                    "MDR009",
                    f"the key {said(filled.text)} is here twice",
                    key.place,
                    help=f"the first one is on line {first}",
                )
            else:
                entries[filled.text] = filled, self.node(value)
        return replace(node, entries=tuple(entries.values()), torn=torn)


# -- reading ---------------------------------------------------------------------------


def peek(tree: Node | None) -> dict[str, tuple[str, ...]]:
    """Return NAME to values as a list of scenarios shows them; nothing if unsure."""
    node = tree.get(KEY) if isinstance(tree, MapNode) else None
    found: dict[str, tuple[str, ...]] = {}
    for name, values in node.entries if isinstance(node, MapNode) else ():
        items = values.items if isinstance(values, ListNode) else ()
        texts = [item.text for item in items if isinstance(item, Scalar)]
        if not texts or len(texts) < len(items):
            return {}
        found[name.text] = tuple(texts)
    return found if prod(map(len, found.values())) <= MOST else {}


def spelt(text: str, matrix: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield *text* with each combination of the values that it names, once."""
    named = [name for name in dict.fromkeys(_SLOT.findall(text)) if name in matrix]
    for row in product(*(matrix[name] for name in named)):
        one = text
        for name, value in zip(named, row, strict=True):
            one = one.replace(f"<{name}>", value)
        yield one


def read_matrix(context: Context, tree: Node) -> tuple[Matrix, Node]:
    """
    Return what *tree* lists, and the tree without what is no name of the matrix.

    Args:
        context: Takes the findings.
        tree: A whole file.
    """
    node = tree.get(KEY) if isinstance(tree, MapNode) else None
    key = tree.key(KEY) if isinstance(tree, MapNode) else None
    if not isinstance(tree, MapNode) or node is None or key is None:
        return Matrix(), tree
    entries = context.entries(node, f"{KEY!r}")
    if entries is None:
        return Matrix(), tree
    if not entries:
        context.findings.add(
            "MDR140", f"{KEY!r} lists no names", key.place, help=_HOW_TO_LIST
        )
    values: dict[str, tuple[Scalar, ...]] = {}
    for name, listed in entries:
        context.declare(name, None)
        values[name.text] = _values(context, name, listed)
    matrix = Matrix(
        values=values, places={name.text: name.place for name, _ in entries}
    )
    count = prod(len(found) for found in values.values() if found)
    if count > MOST:
        context.findings.add(
            "MDR143",
            f"{KEY!r} makes {count} stories of this file",
            key.place,
            help=f"{MOST} are the most: list fewer values, or tell some in another "
            "file",
        )
    used = {slot for scalar in _scalars(tree) for slot in _slots(scalar)}
    for name, _ in entries:
        well = NAME.fullmatch(name.text) and name.text in context.names
        if well and name.text not in used:
            context.findings.add(
                "MDR142",
                f"nothing in this file says <{name.text}>",
                name.place,
                help=f"write <{name.text}> where each of its values is to stand, or "
                "leave the name out",
            )
    return matrix, _without_misspelt(context, tree, matrix)


_HOW_TO_LIST: Final = (
    "list the values of each name, for example method: [konbini, klarnaCredit]"
)


def _values(context: Context, name: Scalar, node: Node) -> tuple[Scalar, ...]:
    what = f"{name.text!r} of {KEY!r}"
    items = context.items(node, what, words=True)
    if items is None:
        return ()
    if not items:
        context.findings.add(
            "MDR140", f"{what} lists no values", node.place, help=_HOW_TO_LIST
        )
    found: dict[str, Scalar] = {}
    for item in items:
        if isinstance(item, Scalar) and item.quoted and not item.text:
            value: Scalar | None = item
        else:
            value = context.word(item, f"a value of {name.text!r}")
        if value is None:
            continue
        if _BREAKS.search(value.text):
            context.misshapen(
                value,
                f"a value of {name.text!r}",
                "a text on one line",
                "it becomes part of the story's name",
            )
        elif value.text in found:
            context.findings.add(
                "MDR141",
                f"{said(value.text)} is listed twice",
                value.place,
                help=f"the first one is on line {found[value.text].place.line}; two "
                "stories would have one name",
            )
        else:
            found[value.text] = value
    return tuple(found.values())


def _slots(scalar: Scalar) -> list[str]:
    return _SLOT.findall(scalar.text) if "<" in scalar.text else []


def _scalars(tree: MapNode) -> Iterator[Scalar]:
    """Yield every scalar in which a name is replaced."""
    stack: list[Node] = [v for k, v in reversed(tree.entries) if k.text not in _KEPT]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, ListNode):
            stack.extend(reversed(node.items))
        elif isinstance(node, MapNode):
            for key, value in reversed(node.entries):
                stack += (value, key)


def _without_misspelt(context: Context, tree: MapNode, matrix: Matrix) -> Node:
    """Note what is nearly a name of the matrix, and make a hole of it."""
    things = {*context.kinds, *_things(tree)}
    misspelt: dict[str, Scalar | None] = {}
    for scalar in _scalars(tree):
        for slot in () if "</" in scalar.text else _slots(scalar):
            if slot in matrix.values or slot in things:
                continue
            meant = near(slot, matrix.values)
            if meant is not None:
                misspelt[slot] = None
                context.findings.unknown(
                    "MDR209",
                    f"{said(f'<{slot}>')} is no name of {KEY!r}",
                    within(scalar, f"<{slot}>"),
                    word=f"<{slot}>",
                    words=[f"<{meant}>"],
                    otherwise="it has",
                )
    if not misspelt:
        return tree
    holes = Matrix(values=dict.fromkeys(misspelt, ()))
    return holes.filled(tree, misspelt, context.findings)


def _things(tree: MapNode) -> Iterator[str]:
    """Yield the names that the file seems to give to things."""
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ListNode):
            stack.extend(node.items)
        for key, value in node.entries if isinstance(node, MapNode) else ():
            stack.append(value)
            yield key.text
            if key.text == "as" and isinstance(value, Scalar):
                yield value.text


# -- telling ---------------------------------------------------------------------------


def merged(
    variants: Sequence[Mapping[str, str]], found: Sequence[Sequence[Diagnostic]]
) -> tuple[Diagnostic, ...]:
    """
    Return the findings of all combinations, each once, in the order of the text.

    One that not all of them have says which do; of many that say the same of one place
    with other words, the first are told, and how many there are.

    Args:
        variants: The combinations: NAME to value.
        found: The findings of each.
    """
    holders: dict[Diagnostic, list[int]] = {}
    for number, findings in enumerate(found):
        for finding in dict.fromkeys(findings):
            holders.setdefault(finding, []).append(number)
    told = []
    alike: dict[tuple[str, Place], list[Diagnostic]] = {}
    for finding, numbers in holders.items():
        if len(numbers) < len(variants):
            which = _which(variants, [variants[number] for number in numbers])
            message = f"{finding.message} ({which})"
            # What would mend some of the combinations may spoil the others.
            partly = replace(finding, message=message, fix=None)
            alike.setdefault((finding.code, finding.place), []).append(partly)
        else:
            told.append(finding)
    for same in alike.values():
        *first, last = same[:_NAMED]
        if len(same) > _NAMED:
            more = f"{last.message}, and {len(same) - _NAMED} more like this"
            last = replace(last, message=more)
        told += (*first, last)
    return tuple(
        sorted(told, key=lambda d: (d.code == "MDR099", d.place.line, d.place.column))
    )


def _which(
    variants: Sequence[Mapping[str, str]], some: Sequence[Mapping[str, str]]
) -> str:
    """Return in the fewest names which of *variants* are meant by *some*."""
    names = list(variants[0])
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            rows = list(dict.fromkeys(tuple(v[n] for n in chosen) for v in some))
            covered = sum(tuple(v[n] for n in chosen) in rows for v in variants)
            if covered > len(some):
                continue
            shown = [
                ",".join(f"{n}={v}" for n, v in zip(chosen, row, strict=True))
                for row in rows[:_NAMED]
            ]
            more = len(rows) - len(shown)
            return " or ".join(shown) + (f" or {more} more" if more > 0 else "")
    raise AssertionError("all names together tell combinations apart")
