"""The page of a rule: what stands at the top of its file, taken apart."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.base.errors import MockdrError
from mockdr.scenario.rules import RULES

__all__ = ["FAMILIES", "Page", "family", "page"]

#: The first digit of a code to what is at stake.
FAMILIES: Final[Mapping[str, str]] = {
    "0": "whether it is YAML",
    "1": "how it is built",
    "2": "whether it can happen",
    "3": "what the contract calls things",
    "4": "when things happen, and how they are sent",
    "5": "good advice",
    "6": "where recorded traffic leaves the contract",
}

#: Stands for a tab: Python 3.13 makes spaces of those in docstrings.
_TAB: Final = "\N{SYMBOL FOR HORIZONTAL TABULATION}"
_PART: Final = re.compile(r"^(Why|Fix|Example|Instead):(:?)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    What people read of a rule.

    Args:
        title: What it finds, in a sentence.
        why: Why that matters.
        fix: What `mockdr lint --fix` makes of it; empty where it leaves it alone.
        example: A story that breaks it; empty where none of some lines can.
        where: What breaks it, in words, where no story of some lines can.
        instead: The story as it should be.
    """

    code: str
    name: str
    severity: Severity
    title: str
    why: str
    fix: str = ""
    example: str = ""
    where: str = ""
    instead: str = ""


def page(code: str) -> Page:
    """
    Return the page of a rule.

    Raises:
        MockdrError: If this Python was told to leave docstrings out (`-OO`).
    """
    text = RULES.module(code).__doc__
    if text is None:
        raise MockdrError(
            "the pages of the rules are docstrings, which python -OO leaves out",
            help="say it without -OO",
        )
    title, *parts = _PART.split(text.replace(_TAB, "\t"))
    told = {"title": " ".join(title.split())}
    for word, block, content in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if block:
            told[word.lower()] = f"{textwrap.dedent(content).strip()}\n"
        else:
            told["where" if word == "Example" else word.lower()] = " ".join(
                content.split()
            )
    rule = RULES[code]
    return Page(code=code, name=rule.name, severity=rule.severity, **told)


def family(code: str) -> str:
    """Return what is at stake with a code."""
    return FAMILIES[code[3]]
