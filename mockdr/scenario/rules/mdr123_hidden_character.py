"""
A character that nobody can see stands in the text.

Why: A word with a character of no width looks like the right one and is another. A mark
that turns the direction of reading shows a reviewer something else than what is read.
Both come along when text is copied from a chat or a page.

Example::

    # Copied from a chat: cre\u200bateOrders
    - merchant: createOrders

Instead::

    # Copied from a chat: createOrders
    - merchant: createOrders
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Text
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "scan"]

RULE: Final = rule("MDR123", "hidden-character", Severity.WARNING)

#: No width, no hyphen to see, or another direction. Joiners are left alone: some
#: scripts and most faces need them.
_HIDDEN: Final = re.compile(
    "[\u00ad\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield the first such character of each line."""
    seen = set()
    for found in _HIDDEN.finditer(text.text):
        place = text.at(*found.span())
        if place.line in seen:
            continue
        seen.add(place.line)
        name = unicodedata.name(found[0]).lower()
        yield RULE.at(
            place,
            f"an invisible character stands here: {name}, U+{ord(found[0]):04X}",
            help="delete it, and type the word anew",
        )
