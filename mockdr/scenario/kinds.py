"""Keys that depend on a kind: which one takes, and which it is nothing without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from mockdr.scenario.context import Context
from mockdr.scenario.tree import MapNode, Node, first_place

__all__ = ["Takes", "check_keys", "read_kind"]

#: The words of one list of kinds.
Kind = TypeVar("Kind", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """
    The keys that one kind has of its own.

    Args:
        takes: Those that it understands.
        needs: Those of them that it is nothing without.
    """

    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def read_kind(
    context: Context, node: Node | None, what: str, kinds: Mapping[Kind, Takes]
) -> Kind | None:
    """Return the one of *kinds* that stands there; *what* is what people call it."""
    word = context.choice(node, what, tuple(kinds))
    return next((kind for kind in kinds if kind == word), None)


def check_keys(
    context: Context,
    node: Node,
    *,
    kind: Kind,
    kinds: Mapping[Kind, Takes],
    code: str,
    noun: str,
    examples: Mapping[str, str],
) -> None:
    """
    Note the keys that *kind* does not take, and those that it lacks.

    Args:
        node: The mapping that says `kind`.
        kinds: Every kind, with its keys.
        code: The code of what is found.
        noun: What the mapping is, before its kind: `the fault`.
        examples: Key to a value that it could have; every key of a kind is there.
    """
    if not isinstance(node, MapNode):
        return
    own = kinds[kind]
    for key, _ in node.entries:
        if key.text in examples and key.text not in own.takes:
            owners = [k for k, other in kinds.items() if key.text in other.takes]
            context.findings.add(
                code,
                f"{noun} {kind!r} does not use {key.text!r}",
                key.place,
                help=f"leave it out, or choose {' or '.join(owners)}",
            )
    said = node.get("kind")
    for text in own.needs:
        if node.key(text) is None:
            context.findings.add(
                code,
                f"{noun} {kind!r} lacks {text!r}",
                node.place if said is None else first_place(said),
                help=f"add {text}: {examples[text]}",
            )
