"""
A source has the part of another type of source.

Why: What a source brings stands under the name of its type; anything under another name
is left out of account, and whoever reads the story believes it counts.

Example::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: konbini, creditCard: {brand: Visa}}

Instead::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: creditCard, creditCard: {brand: Visa}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import part, steps
from mockdr.scenario.tree import MapNode

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR324", "part-of-another-source", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the parts that are named after another type than the source has."""
    words = look.vocabulary
    for source in _sources(look):
        type = source.get("type")
        if not isinstance(type, Scalar) or type.text not in words.source_types:
            continue
        own = {type.text, *words.parts_besides.get(type.text, ())}
        for key, _ in source.entries:
            if key.text in words.source_types and key.text not in own:
                yield RULE.at(
                    key.place,
                    f"a source of type {type.text} has no part {key.text!r}",
                    help=f"write type: {key.text}, or leave the part out",
                )


def _sources(look: Look) -> Iterator[MapNode]:
    tree = look.tree
    found = [part(tree, "given", "source")]
    customers = part(tree, "given", "customers")
    for _, customer in customers.entries if isinstance(customers, MapNode) else ():
        saved = part(customer, "sources")
        found += [one for _, one in saved.entries] if isinstance(saved, MapNode) else []
    for step in steps(tree):
        found.append(part(step, "source"))
        operation = part(step, "merchant")
        if isinstance(operation, Scalar) and part(step, "then", "error") is None:
            word = look.vocabulary.operations.get(operation.text)
            if word is not None and word.makes == "source":
                found.append(part(step, "match", "body"))
    yield from (source for source in found if isinstance(source, MapNode))
