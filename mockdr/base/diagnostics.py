"""Findings as data: what, where, and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from mockdr.base.fixes import Fix
from mockdr.base.source import Place

__all__ = ["Diagnostic", "Severity", "how_often", "near", "sentence", "suggest"]

_LONGEST_WORD: Final = 100
#: The shortest beginning of a word that tells which word is meant.
_PREFIX: Final = 4
_JOINTS: Final = re.compile(r"[-_. ]")


class Severity(str, Enum):
    """How bad a finding is; only errors keep a scenario from being played."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """
    One finding.

    Args:
        code: `MDR` and three digits; a code is never used twice.
        message: What is wrong, one sentence, no full stop.
        place: Where.
        help: What to do; may be empty.
        fix: What would put it right without a doubt, if anything would.
    """

    code: str
    message: str
    place: Place
    help: str = ""
    severity: Severity = Severity.ERROR
    fix: Fix | None = None


def near(word: str, words: Iterable[str]) -> str | None:
    """Return the one of *words* that somebody who wrote *word* most likely meant."""
    if len(word) > _LONGEST_WORD:
        return None
    known = list(dict.fromkeys(words))
    folded = {w.lower(): w for w in reversed(known)}
    meant = word.lower()
    found = difflib.get_close_matches(meant, folded, n=1, cutoff=0.7)
    if not found:
        # Who writes expired_card means card_expired.
        parts = sorted(_JOINTS.split(meant))
        found = [w for w in folded if sorted(_JOINTS.split(w)) == parts][:1]
    if not found and len(meant) >= _PREFIX:
        # Who writes klarna means klarnaCredit rather than klarnaCreditRecurring.
        found = sorted((w for w in folded if w.startswith(meant)), key=len)[:1]
    return folded[found[0]] if found else None


def suggest(word: str, words: Iterable[str], otherwise: str, *, most: int = 24) -> str:
    """
    Return the help for a word that is not known.

    Args:
        word: What was written.
        words: What could have been written.
        otherwise: Introduces the list when nothing is close, for example
            `the states are`.
        most: How many words the list names at most.
    """
    known = list(dict.fromkeys(words))
    close = near(word, known)
    if close is not None:
        return f"did you mean {close!r}?"
    if not known:
        return ""
    # Of names in families, such as order.accepted, those of its own come first.
    family, dot, _ = word.partition(".")
    known.sort(key=lambda one: not dot or not one.startswith(f"{family}."))
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return f"{otherwise} {', '.join(known[:most])}{rest}"


def how_often(count: int) -> str:
    """Return *count* as a sentence has it: never, once, twice, 3 times."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def sentence(d: Diagnostic, joint: str) -> str:
    """Return the message and what to do, with *joint* between them."""
    told = d.help
    if joint != "\n":
        # A list of possibilities becomes a sentence.
        told = told.replace("\n- ", " ", 1).replace("\n- ", ", ")
        told = told.replace("?\n", "? ").replace("\n", "; ")
    return f"{d.message}{joint}{told}" if told else d.message
