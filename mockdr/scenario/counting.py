"""Which of many are struck, as a scenario says it: `first`, `every`, `probability`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.scenario.bends import When
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.grammar import WHEN
from mockdr.scenario.tree import MapNode, Node

__all__ = ["WHEN_KEYS", "read_count", "read_when"]

#: The ways to say it; they exclude each other.
WHEN_KEYS: Final = tuple(WHEN)
_COUNT: Final = re.compile(r"[0-9]{1,6}")
_CHANCE: Final = re.compile(r"[0-9]*\.?[0-9]+(e-[0-9]{1,3})?")
_MOST: Final = 999_999


def read_when(
    context: Context, found: Mapping[str, Node], node: Node, *, what: str, struck: str
) -> When:
    """
    Return which of those that fit are struck; all of them where nothing is said.

    Args:
        found: The entries of *node*.
        node: The mapping that says it.
        what: What people call it: `a delivery`.
        struck: What is struck: `events`.
    """
    told = [key for key in WHEN_KEYS if key in found]
    if len(told) > 1 and isinstance(node, MapNode):
        key = node.key(told[1])
        context.findings.add(
            "MDR404",
            f"{what} has {told[0]!r} and {told[1]!r}",
            node.place if key is None else key.place,
            help=f"say in one way which of the {struck} are struck",
        )
    return When(
        first=read_count(context, found, "first", 1, _MOST),
        every=read_count(context, found, "every", 1, _MOST),
        probability=_chance(context, found.get("probability")),
    )


def read_count(
    context: Context, found: Mapping[str, Node], key: str, least: int, most: int
) -> int | None:
    """Return the whole number at *key*, from *least* up to *most*."""
    word = context.word(found.get(key), repr(key))
    if word is None:
        return None
    if _COUNT.fullmatch(word.text) and least <= int(word.text) <= most:
        return int(word.text)
    context.findings.add(
        "MDR403",
        f"{key!r} cannot be {said(word.text)}",
        word.place,
        help=f"write a whole number from {least} to {most}",
    )
    return None


def _chance(context: Context, node: Node | None) -> float | None:
    word = context.word(node, "'probability'")
    if word is None:
        return None
    if _CHANCE.fullmatch(word.text) and float(word.text) <= 1:
        return float(word.text)
    context.findings.add(
        "MDR403",
        f"'probability' cannot be {said(word.text)}",
        word.place,
        help="write a number from 0 to 1, for example 0.2",
    )
    return None
