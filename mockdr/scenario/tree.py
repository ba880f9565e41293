"""What a scenario file says before anybody knows what it means: text with places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mockdr.base.source import Place, Scalar

__all__ = ["Hole", "ListNode", "MapNode", "Node", "first_place", "shape"]

_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """
    Keys and values in the order of the file; no key is there twice.

    Args:
        torn: Whether entries were refused already: what is missing may be one of them.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place
    torn: bool = False

    def get(self, key: str) -> Node | None:
        """Return the value of *key*, or None where the key is absent."""
        return next((v for k, v in self.entries if k.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return *key* with its place, or None where it is absent."""
        return next((k for k, _ in self.entries if k.text == key), None)

    def says(self, key: str) -> bool:
        """Tell whether it has *key*, be it without the space after the colon."""
        return any(k.text.partition(":")[0] == key for k, _ in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """Items in the order of the file."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Something that was refused already: whoever meets it keeps silent."""

    place: Place


Node: TypeAlias = Scalar | MapNode | ListNode | Hole


def first_place(node: Node) -> Place:
    """Return where *node* begins: of a mapping, its first key."""
    if isinstance(node, MapNode) and node.entries:
        return node.entries[0][0].place
    return node.place


def shape(node: Node) -> str:
    """Return what people call *node*: a mapping, a list, nothing, or its text."""
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    if isinstance(node, Hole) or not (node.text or node.quoted):
        return "nothing"
    return repr(node.text if len(node.text) <= _LONGEST else node.text[:_LONGEST] + "…")
