"""
An e-mail address may be somebody's own.

Why: Who reads the file should not learn whose it is, and a shop under test may write to
it. Nobody can ever own an address at example.com, example.org or example.net, or under
.test, .example, .invalid and .localhost.

Example::

    - merchant: createCheckouts
      match: {body: {email: jane.doe@gmail.com}}

Instead::

    - merchant: createCheckouts
      match: {body: {email: jane.doe@example.com}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Text
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "scan"]

RULE: Final = rule("MDR503", "real-email", Severity.ADVICE)

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9_.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})(?![\w@-])"
)
_NOBODYS: Final = re.compile(
    r"(?:.+\.)?(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)", re.IGNORECASE
)


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield the addresses that somebody could have, in comments, too."""
    for found in _EMAIL.finditer(text.text):
        if not _NOBODYS.fullmatch(found[1]):
            name = found[0].partition("@")[0]
            yield RULE.at(
                text.at(*found.span()),
                f"somebody may have the address {found[0]}",
                help=f"write {name}@example.com",
            )
