"""
What `given` says of self-play's checkout or source is used by nothing.

Why: `given.source` is what the customer chooses in what comes before the first step,
and `given.checkout` what self-play's checkout is made of. A story that begins earlier,
or makes none, never comes to them, and a reader believes that they count.

Example::

    given: {source: {type: konbini}}
    steps:
      - merchant: createCheckouts

Instead::

    steps:
      - merchant: createCheckouts
      - customer: chooses
        source: {type: konbini}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look, Told
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import part
from mockdr.scenario.tree import MapNode

__all__ = ["RULE", "review"]

RULE: Final = rule("MDR505", "unused-given", Severity.ADVICE)

#: What uses each: operations and verbs.
_USES: Final = {
    "source": frozenset({"chooses", "createPaymentSources"}),
    "checkout": frozenset({"createCheckouts", "createOrders"}),
}
_HOW: Final = {
    "source": "say at a step what is chosen: customer: chooses, with a source",
    "checkout": "say at the step that makes a checkout what it contains, by 'match'",
}


def review(look: Look, told: Told) -> Iterator[Diagnostic]:
    """Yield the parts of `given` that nothing came to."""
    calls = {call.operation for call in look.story.calls()}
    given = part(look.tree, "given")
    for name, uses in _USES.items():
        key = given.key(name) if isinstance(given, MapNode) else None
        # A source is chosen before the story; in the story each step brings its own.
        played = {*told.before} | (calls - {"chooses"})
        if key is not None and uses.isdisjoint(played):
            yield RULE.at(
                key.place,
                f"nothing in the story comes to what 'given' says of the {name}",
                help=f"leave it out, or {_HOW[name]}",
            )
