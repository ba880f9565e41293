"""
Two files tell the same story.

Why: Each is run, read and kept up, and only one of them tells anything. Where they were
meant to differ, the difference is missing; where they are meant for two places, tags
can say so.

Example: Two files under two names, with the same steps and nothing else that differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.gist import Gist
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "compare"]

RULE: Final = rule("MDR507", "same-story", Severity.ADVICE)


def compare(gists: Sequence[Gist]) -> Iterator[Diagnostic]:
    """Yield each file that tells what an earlier one tells."""
    first: dict[str, Gist] = {}
    for one in gists:
        if not one.word:
            continue
        earlier = first.setdefault(one.word, one)
        if earlier is not one:
            yield RULE.at(
                one.place,
                f"this story is told by {earlier.file} already",
                help="delete one of the two, or tell what is different",
            )
