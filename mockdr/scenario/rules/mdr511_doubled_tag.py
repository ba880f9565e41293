"""
A tag stands twice in a list, or is several in one.

Why: `mockdr list --tag` finds whole tags: of "redirect, klarna" in one it finds
neither.

Example::

    tags: ["redirect, klarna"]
    steps:
      - merchant: createOrders

Instead::

    tags: [redirect, klarna]
    steps:
      - merchant: createOrders
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import items, part

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR511", "doubled-tag", Severity.ADVICE)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the tags that are there already, or are several."""
    seen: set[str] = set()
    for tag in items(part(look.tree, "tags")):
        if not isinstance(tag, Scalar):
            continue
        if "," in tag.text:
            words = ", ".join(filter(None, map(str.strip, tag.text.split(","))))
            yield RULE.at(
                tag.place,
                f"{tag.text!r} is one tag, with a comma in it",
                help=f"write [{words}], without quotes",
            )
        elif tag.text in seen:
            yield RULE.at(
                tag.place, f"the tag {tag.text!r} is there already", help="leave it out"
            )
        seen.add(tag.text)
