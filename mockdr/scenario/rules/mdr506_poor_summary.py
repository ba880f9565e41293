"""
The summary does not tell the story in a sentence.

Why: `mockdr list` shows it beside the name, in one line: a copy of the name, a word or
a paragraph helps nobody who looks for a story.

Example::

    scenario: example
    summary: Example
    steps:
      - merchant: createOrders

Instead::

    scenario: example
    summary: An order is accepted at once.
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
from mockdr.scenario.rules.walking import part

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR506", "poor-summary", Severity.ADVICE)

#: What a line of a terminal, or of a table in a page, has room for.
_LONGEST: Final = 120
#: Somebody, and what becomes of them.
_FEWEST: Final = 2


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the summary, where it is none."""
    summary = part(look.tree, "summary")
    if not isinstance(summary, Scalar) or not summary.text.strip():
        return
    text = " ".join(summary.text.split())
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    if words == look.story.name.split("-"):
        wrong = "the summary says no more than the name"
    elif len(text) > _LONGEST:
        wrong = f"the summary has {len(text)} characters, and no line has room for it"
    elif len(words) < (_FEWEST if text.endswith((".", "!", "?")) else _FEWEST + 1):
        wrong = "the summary is no sentence"
    else:
        return
    yield RULE.at(
        summary.place,
        wrong,
        help=f"say in a sentence of up to {_LONGEST} characters who does what, and how "
        "it turns out; a comment has room for more",
    )
