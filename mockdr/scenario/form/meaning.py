"""What must stay when a scenario is written anew: everything but its looks."""

from __future__ import annotations

from mockdr.base.errors import Json
from mockdr.base.source import Scalar
from mockdr.scenario.findings import Findings
from mockdr.scenario.reader import read
from mockdr.scenario.scalars import core
from mockdr.scenario.tree import ListNode, MapNode, Node

__all__ = ["same_meaning"]


def same_meaning(before: str | bytes, after: str | bytes) -> bool:
    """
    Tell whether two texts say the same.

    The order of keys does not count, except where states are claimed; nor do quotes,
    unless something is text by them alone.
    """
    trees = [read(text, "", Findings()) for text in (before, after)]
    told = [None if tree is None else _told(tree, ()) for tree in trees]
    return told[0] is not None and told[0] == told[1]


def _told(node: Node, way: tuple[str, ...]) -> Json:
    if isinstance(node, MapNode):
        entries = [(k.text, _told(v, (*way, k.text))) for k, v in node.entries]
        return entries if way[-1:] == ("then",) else dict(entries)
    if isinstance(node, ListNode):
        return [_told(item, way) for item in node.items]
    if isinstance(node, Scalar):
        # 1 and true are equal to each other, but not alike.
        return node.text, repr(core(node))
    raise AssertionError("what was refused has no form")
