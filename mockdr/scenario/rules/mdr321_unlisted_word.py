"""
A field has a word that the contract does not list for it.

Why: A reply can never have it, and a request that has it is refused; what `given` says
with it is not what the provider would keep. Most of all it is misspelt.

Fix: A word that is close to exactly one of the list is replaced by it.

Example::

    - merchant: createCheckouts
      match: {body: {chargeType: customer_iniated}}

Instead::

    - merchant: createCheckouts
      match: {body: {chargeType: customer_initiated}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity, suggest
from mockdr.base.fixes import respelt
from mockdr.base.source import Scalar
from mockdr.scenario.findings import said
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import Path, part, scalars, steps
from mockdr.scenario.scalars import is_null
from mockdr.scenario.tree import MapNode, Node

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR321", "unlisted-word", Severity.WARNING)

#: What the sections of `given` hold; of those with names, the way begins with one.
_GIVEN: Final = {
    **dict.fromkeys(("customers", "skus", "plans", "webhooks"), True),
    **dict.fromkeys(("checkout", "source"), False),
}


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the values that stand in no list of the contract."""
    for where, path, value, sure in _values(look):
        if "<" in value.text or is_null(value):
            continue
        words = look.vocabulary.choices(where, path, look.story.version)
        if words and value.text not in words:
            todo = suggest(value.text, words, "it is one of")
            fix = respelt(value.text, words, value.place)
            # What is advised and what is done must be the same.
            certain = fix is not None and repr(fix.edits[0].new) in todo
            yield RULE.at(
                value.place,
                f"{'.'.join(path)!r} cannot be {said(value.text)}",
                help=todo,
                fix=fix if certain else None,
                severity=Severity.ERROR if sure else None,
            )


def _values(look: Look) -> Iterator[tuple[str, Path, Scalar, bool]]:
    """Yield where a value stands, the way to it, and whether it cannot hold."""
    for section, named in _GIVEN.items():
        for path, value in scalars(part(look.tree, "given", section)):
            yield section, path[1:] if named else path, value, False
    for step in steps(look.tree):
        for path, value in scalars(part(step, "source")):
            yield "source", path, value, False
        operation = part(step, "merchant")
        if not isinstance(operation, Scalar) or _speaks_for_itself(look, step):
            continue
        for path, value in scalars(part(step, "then", "reply")):
            yield f"reply:{operation.text}", path, value, True
        # A request may be meant to be refused.
        refused = part(step, "then", "error") or part(step, "fault")
        for path, value in scalars(None if refused else part(step, "match", "body")):
            yield f"request:{operation.text}", path, value, True
        for path, value in scalars(None if refused else part(step, "match", "query")):
            yield f"query:{operation.text}", path, value, False


def _speaks_for_itself(look: Look, step: Node) -> bool:
    """Tell whether a call asks for a version of its own."""
    headers = part(step, "match", "headers")
    named = headers.entries if isinstance(headers, MapNode) else ()
    return any(key.text.lower() == look.vocabulary.version_header for key, _ in named)
