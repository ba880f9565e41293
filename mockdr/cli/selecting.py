"""Which rules are looked at: all of them, unless `--select` or `--ignore` says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from mockdr.base.diagnostics import Diagnostic, near
from mockdr.base.errors import MockdrError
from mockdr.scenario.rules import RULES

__all__ = ["Selection", "codes_of", "rule_options", "selection"]

_Verb = TypeVar("_Verb", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The codes of the rules that are looked at."""

    codes: frozenset[str]

    def of(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return those of *found* that are looked at."""
        return [one for one in found if one.code in self.codes]


def selection(select: Sequence[str], ignore: Sequence[str]) -> Selection:
    """
    Return the rules that are looked at.

    Args:
        select: Codes, names, or how codes begin; none selects all.
        ignore: The same, of rules that are passed over.

    Raises:
        MockdrError: If a word fits no rule.
    """
    codes = frozenset(codes_of(select) if select else RULES)
    return Selection(codes=codes - {*codes_of(ignore)})


def rule_options(verb: _Verb) -> _Verb:
    """Give a verb the options `--select` and `--ignore`."""
    for name, help in (
        ("ignore", "Pass over these; errors still keep a story from being played."),
        ("select", "Look at these rules only: MDR302, unknown-error, or MDR5 for all."),
    ):
        verb = click.option(f"--{name}", multiple=True, metavar="RULE", help=help)(verb)
    return verb


def codes_of(
    words: Iterable[str], *, otherwise: Callable[[str], str | None] = lambda _: None
) -> list[str]:
    """
    Return the codes that words mean, each once, in the order of the words.

    Args:
        words: Codes, names, or how codes begin; several may stand between commas.
            MDR may be left out of a code.
        otherwise: Returns what to do with a word that is known, but as no rule.

    Raises:
        MockdrError: If a word fits no rule.
    """
    codes: dict[str, None] = {}
    for word in (part.strip() for told in words for part in told.split(",")):
        whole = f"MDR{word}" if word[:1].isdecimal() else word
        code = RULES.code(whole)
        begin = whole.upper().rstrip("X")
        begun = [one for one in RULES if begin[:3] == "MDR" and one.startswith(begin)]
        if code is None and not begun:
            close = near(word, RULES.names().values())
            advice = f"did you mean {close!r}? " if close is not None else ""
            raise MockdrError(
                f"there is no rule {word!r}",
                help=otherwise(word)
                or f"{advice}mockdr explain, without a word, lists the rules",
            )
        codes |= dict.fromkeys(begun if code is None else [code])
    return [*codes]
