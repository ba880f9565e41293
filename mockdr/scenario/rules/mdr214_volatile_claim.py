"""
A step claims a value that is another one each time.

Why: Ids, numbers and moments grow from the seed and the clock of the test. The story
holds where the value was copied from, and nowhere else.

Example::

    - merchant: createCheckouts
    - merchant: retrieveCheckouts
      then: {reply: {createdTime: 2024-05-01T12:00:00Z}}

Instead::

    - merchant: createCheckouts
      as: cart
    - merchant: retrieveCheckouts
      then: {reply: {id: <cart.id>}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import part, scalars, steps
from mockdr.scenario.scalars import is_null

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR214", "volatile-claim", Severity.WARNING)

#: Moments at which something was made or changed; dates that a story sets are not.
_MOMENTS: Final = frozenset(
    {"createdTime", "updatedTime", "stateTransitions", "submittedTime"}
)
#: Fields of requests that name what the provider has made.
_NAMES: Final = frozenset(
    {
        *("chargeId", "checkoutId", "fulfillmentId", "fulfillmentOrderId"),
        *("invoiceId", "orderId", "refundId", "returnId", "sessionId", "sourceId"),
        *("subscriptionId",),
    }
)
_MADE: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the values of `reply` and `match` that no other run will have."""
    fixed = {value.text for _, value in scalars(part(look.tree, "given"))}
    for step in steps(look.tree):
        found = [
            (path, value)
            for path, value in scalars(part(step, "then", "reply"))
            if not _MOMENTS.isdisjoint(path) or _MADE.fullmatch(value.text)
        ]
        # What leads nowhere may be asked for: that is what an error is about.
        if part(step, "then", "error") is None:
            found += [
                (path, value)
                for above in ("body", "query")
                for path, value in scalars(part(step, "match", above))
                if path[-1] in _NAMES
            ]
        for path, value in found:
            if value.text not in fixed and "<" not in value.text and not is_null(value):
                yield _finding(look, path, value)


def _finding(look: Look, path: tuple[str, ...], value: Scalar) -> Diagnostic:
    if path[-1] in _NAMES or _MADE.fullmatch(value.text):
        kind = path[-1].removesuffix("Id")
        name = kind if kind in look.vocabulary.kinds else "card"
        todo = f"write a reference, such as <{name}.id>"
    else:
        todo = "leave it out, or compare moments in the test"
    return RULE.at(
        value.place, f"{'.'.join(path)!r} is another one in every run", help=todo
    )
