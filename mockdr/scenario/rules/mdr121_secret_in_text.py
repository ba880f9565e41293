"""
A key, a token or a password stands in the text.

Why: Scenario files are shared, reviewed and kept in version control for good, and
mockdr needs no real key: any that begins with sk_test_ or pk_test_ will do for it. A
key that was written down once has to be replaced, wherever it is used.

Example::

    # The shop was tried out with sk_live_51HqDr00aXkPz7Lm.
    - merchant: createOrders

Instead::

    # The shop was tried out with a key of the test environment.
    - merchant: createOrders
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Text
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "scan"]

RULE: Final = rule("MDR121", "secret-in-text", Severity.WARNING)

#: What a secret looks like, and what people call it. What is made up for an example is
#: short, or says what it is in words.
_SECRETS: Final = (
    (re.compile(r"\bsk_(?:live|test)_[A-Za-z0-9_]{16,}"), "a secret key"),
    (re.compile(r"\bwhk_[A-Za-z0-9_-]{16,}"), "the secret of a webhook"),
    (re.compile(r"(?i:\bbearer)[ ]+(?!sk_)[A-Za-z0-9_.~+/-]{20,}=*"), "a token"),
    (re.compile(r"(?i:\bbasic)[ ]+[A-Za-z0-9+/]{20,}={0,2}(?![\w+/])"), "a password"),
    (re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"), "a token"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (
        re.compile(r"(?i:\bpassword|\bpasswd|\bpwd)[\"']?[:=][ ]*[^\s,}<]{6,}"),
        "a password",
    ),
)
_DIGIT: Final = re.compile(r"[0-9]")


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield what looks like a secret, in comments and keys, too."""
    taken: list[tuple[int, int]] = []
    for pattern, what in _SECRETS:
        for found in pattern.finditer(text.text):
            start, end = found.span()
            # A word of letters alone is one that people read: my_secret_for_the_tests.
            made_up = what != "a private key" and not _DIGIT.search(found[0])
            if made_up or any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            yield RULE.at(
                text.at(start, end),
                f"{what} stands in the text",
                help="take it out, and have it replaced if it is real: what was shared "
                "once is known",
            )
