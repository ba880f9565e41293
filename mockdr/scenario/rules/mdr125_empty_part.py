"""
A list or a mapping stands there and says nothing.

Why: Whoever reads it looks for what it claims, and it claims nothing: something was
taken out, or never written. To say that no event is emitted, write events: [].

Example::

    - merchant: createOrders
      match: {}
      then: {}

Instead::

    - merchant: createOrders
      then: {order: accepted}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import items, part, steps
from mockdr.scenario.tree import ListNode, MapNode, Node

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR125", "empty-part", Severity.WARNING)

_OF_FILES: Final = ("tags", "given", "rules", "delivery")
_OF_GIVEN: Final = (
    *("customers", "skus", "plans", "webhooks", "checkout", "source", "settings"),
)
_OF_STEPS: Final = (("match",), ("then",))
_WITHIN: Final = (
    *(("match", "body"), ("match", "body_schema"), ("match", "query")),
    *(("match", "headers"), ("then", "reply"), ("then", "headers")),
    *(("fault", "headers"),),
)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the parts that are there and empty."""
    for key in _OF_FILES:
        yield from _empty(look.tree, key)
    for key in _OF_GIVEN:
        yield from _empty(part(look.tree, "given"), key)
    for step in (*steps(look.tree), *items(part(look.tree, "rules"))):
        for *above, key in (*_OF_STEPS, *_WITHIN):
            yield from _empty(part(step, *above), key)


def _empty(whole: Node | None, name: str) -> Iterator[Diagnostic]:
    if not isinstance(whole, MapNode):
        return
    key, value = whole.key(name), whole.get(name)
    if isinstance(key, Scalar) and (
        (isinstance(value, MapNode) and not value.entries and not value.torn)
        or (isinstance(value, ListNode) and not value.items)
    ):
        yield RULE.at(
            key.place,
            f"{name!r} is there and says nothing",
            help="leave it out, or write what it should say",
        )
