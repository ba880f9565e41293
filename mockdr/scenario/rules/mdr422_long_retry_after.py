"""
An answer sends the client away for longer than a test should take.

Why: A client that heeds Retry-After sleeps in real time, or gives up because it is not
willing to: either way the test says little of what comes after. The provider's own
limit asks for a second or two.

Example::

    - merchant: createOrders
      then: {error: too_many_requests, headers: {Retry-After: 3600}}

Instead::

    - merchant: createOrders
      then: {error: too_many_requests, headers: {Retry-After: 2}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import items, part, steps
from mockdr.scenario.tree import MapNode

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR422", "long-retry-after", Severity.WARNING)

_HEADER: Final = "retry-after"
_LONGEST: Final = 60


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the headers that name minutes."""
    for entry in (*steps(look.tree), *items(part(look.tree, "rules"))):
        for where in ("then", "fault"):
            headers = part(entry, where, "headers")
            for key, value in headers.entries if isinstance(headers, MapNode) else ():
                if key.text.lower() == _HEADER and isinstance(value, Scalar):
                    seconds = value.text.strip()
                    if seconds.isdecimal() and int(seconds) > _LONGEST:
                        yield RULE.at(
                            value.place,
                            f"the client is to wait {seconds} seconds, in real time",
                            help="write a few; how often it is told to wait, 'times' "
                            "or a rule can say",
                        )
