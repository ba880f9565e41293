"""
The text says that something is still to be done.

Why: A story that is not finished passes like one that is. Whoever finds it later cannot
tell what was meant to be there.

Example::

    # TODO: what if the card is declined?
    - merchant: createOrders

Instead::

    - merchant: createOrders
      then: {error: failed-request}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Text
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "scan"]

RULE: Final = rule("MDR508", "unfinished-text", Severity.ADVICE)

_LEFT: Final = re.compile(r"(?<![\w<-])(?:TODO|FIXME|XXX|TBD)(?![\w>-])")


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield the words that people leave for themselves."""
    for found in _LEFT.finditer(text.text):
        yield RULE.at(
            text.at(*found.span()),
            f"{found[0]} says that something is still to be done here",
            help="do it, or say elsewhere what is left to do",
        )
