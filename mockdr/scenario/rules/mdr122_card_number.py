"""
A card number stands in the text, and it is none that is documented for tests.

Why: A true card number must not be written down, and a shop that is tested with one may
charge it. The provider documents numbers for tests, each with a fate of its own, and
`mockdr contract` tells where they are used; a source of type creditCard needs none.

Example::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: creditCard, creditCard: {number: 4539 5787 6362 1486}}

Instead::

    - merchant: createCheckouts
    - customer: chooses
      source: {type: creditCard, creditCard: {number: 4444222233331111}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Text
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "scan"]

RULE: Final = rule("MDR122", "card-number", Severity.WARNING)

#: Digits in groups as cards print them, or in a row; not part of a longer word.
_DIGITS: Final = re.compile(
    r"(?<![\w.+/-])(?:[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{3})?"
    r"|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5})(?![\w/-]|\.[0-9])"
)
#: How the numbers of the brands begin, and how long they are.
_BRANDS: Final = re.compile(
    r"4[0-9]{15}|4[0-9]{18}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)"
    r"[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68]\d)[0-9]{11}|35[0-9]{14}"
    r"|6(?:011|4[4-9]\d|5\d\d)[0-9]{12}|62[0-9]{14}"
)
#: Numbers that everybody uses for tests, and no bank has ever given out.
_PUBLIC: Final = frozenset(
    {
        *("4111111111111111", "4242424242424242", "4012888888881881"),
        *("4000056655665556", "4000000000000002", "5555555555554444"),
        *("5105105105105100", "2223003122003222", "378282246310005"),
        *("371449635398431", "6011111111111117", "6011000990139424"),
        *("30569309025904", "38520000023237", "3530111333300000"),
        *("3566002020360505", "6200000000000005"),
    }
)


def scan(text: Text) -> Iterator[Diagnostic]:
    """Yield the card numbers, in comments and keys, too."""
    for found in _DIGITS.finditer(text.text):
        number = re.sub(r"[ -]", "", found[0])
        if not _BRANDS.fullmatch(number) or not _adds_up(number):
            continue
        if number in _PUBLIC or number in text.test_cards:
            continue
        start, end = found.span()
        yield RULE.at(
            text.at(start, end),
            f"a card number that ends with {number[-4:]} stands in the text, and it is "
            "none for tests",
            help="write a documented one, such as 4444222233331111, or leave it out: "
            "type: creditCard is enough",
        )


def _adds_up(number: str) -> bool:
    """Tell whether the last digit is the one that cards end with (Luhn)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
