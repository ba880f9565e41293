"""
A step names a thing, and nothing in the file uses the name.

Why: Whoever reads the name looks for what becomes of the thing. Where only the test
uses it, by its `of`, a comment on the line can say so: # mockdr: allow unused-name
because ...

Example::

    - merchant: createCheckouts
      as: cart
    - merchant: createCheckouts

Instead::

    - merchant: createCheckouts
      as: cart
    - merchant: createCheckouts
    - merchant: retrieveCheckouts
      of: cart
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
from mockdr.scenario.tree import MapNode

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR504", "unused-name", Severity.ADVICE)

_REFERRED: Final = re.compile(r"<([a-z][a-z0-9-]*)\.")


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the names of steps that nothing refers to."""
    # A value of the matrix may be a name.
    used = {value.text for _, value in scalars(part(look.tree, "matrix"))}
    for _, value in scalars(look.tree):
        used.update(_REFERRED.findall(value.text))
    named = []
    for step in steps(look.tree):
        of, name, then = step.get("of"), step.get("as"), part(step, "then")
        if isinstance(of, Scalar):
            used.add(of.text)
        if isinstance(then, MapNode):
            used.update(key.text for key, _ in then.entries)
        if isinstance(name, Scalar):
            named.append(name)
    for name in named:
        if name.text not in used and "<" not in name.text:
            yield RULE.at(
                name.place,
                f"nothing in this story uses the name {name.text!r}",
                help="leave 'as' out, or say what becomes of the thing: "
                f"then: {{{name.text}: ...}}",
            )
