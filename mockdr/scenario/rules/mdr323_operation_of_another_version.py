"""
The story's API version does not have an operation that it calls.

Why: What a version lacks is no path there: it answers 404, and nothing after it can
happen.

Example::

    version: 2020-09-30
    steps:
      - merchant: attachSourceToCheckout

Instead::

    steps:
      - merchant: attachSourceToCheckout
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR323", "operation-of-another-version")


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the calls that lead nowhere in the story's version, and do not say so."""
    version, words = look.story.version, look.vocabulary
    for call in look.story.calls() if version is not None else ():
        announced = call.then is not None and call.then.error is not None
        own = call.match is not None and words.version_header in call.match.headers
        if version is None or announced or own:
            continue
        if not words.has_operation(call.operation, version):
            since = next(
                v for v in words.versions if words.has_operation(call.operation, v)
            )
            yield RULE.at(
                call.place,
                f"version {version} does not have {call.operation}",
                help=f"it is there from {since} on; or announce what an older shop "
                "meets, then: {error: not_found}",
            )
