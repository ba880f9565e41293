"""Ways through the tree of a scenario file, for the rules that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TypeAlias

from mockdr.base.clock import parse_duration
from mockdr.base.errors import MockdrError
from mockdr.base.source import Scalar
from mockdr.scenario.tree import ListNode, MapNode, Node

__all__ = ["Path", "durations", "events", "items", "part", "scalars", "steps"]

#: Keys from the top of a node, and `*` for the element of a list.
Path: TypeAlias = tuple[str, ...]


def part(node: Node | None, *keys: str) -> Node | None:
    """Return what stands under *keys*, one within the other; None if nothing does."""
    for key in keys:
        node = node.get(key) if isinstance(node, MapNode) else None
    return node


def items(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; of anything else, none."""
    return node.items if isinstance(node, ListNode) else ()


def steps(tree: Node) -> Iterator[MapNode]:
    """Yield every call and act of a file, those of `any_order` included."""
    listed = tree if isinstance(tree, ListNode) else part(tree, "steps")
    for item in items(listed):
        if isinstance(item, MapNode):
            inside = items(item.get("any_order"))
            yield from (one for one in inside if isinstance(one, MapNode))
            if not inside:
                yield item


def scalars(node: Node | None, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """Yield every value of *node* with the way to it, in the order of the file."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, MapNode):
        for key, value in node.entries:
            yield from scalars(value, (*path, key.text))
    else:
        for item in items(node):
            yield from scalars(item, (*path, "*"))


def events(tree: Node) -> Iterator[Scalar]:
    """Yield every type of event that a file names, in steps and beside them."""
    webhooks = part(tree, "given", "webhooks")
    for _, webhook in webhooks.entries if isinstance(webhooks, MapNode) else ():
        yield from _words(part(webhook, "types"))
    for step in steps(tree):
        yield from _words(part(step, "then", "events"))
    for bend in items(part(tree, "delivery")):
        event = part(bend, "event")
        if isinstance(event, Scalar):
            yield event


def _words(node: Node | None) -> Iterator[Scalar]:
    yield from (item for item in items(node) if isinstance(item, Scalar))


def durations(tree: Node) -> Iterator[tuple[Scalar, timedelta]]:
    """Yield how long each fault waits, as written and as a duration."""
    for entry in (*steps(tree), *items(part(tree, "rules"))):
        said = part(entry, "fault", "for")
        if isinstance(said, Scalar):
            with suppress(MockdrError):
                yield said, parse_duration(said.text)
