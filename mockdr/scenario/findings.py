"""Gathers what is wrong with a text, up to where nobody would read on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockdr.base.diagnostics import Diagnostic, Severity, suggest
from mockdr.base.fixes import Fix, respelt
from mockdr.base.source import Place
from mockdr.scenario.rules import RULES

__all__ = ["Enough", "Findings", "impossible", "said", "with_article"]

#: More than anybody reads; a hostile text could cause one for each byte.
_MOST = 300
_LONGEST = 60


class Enough(Exception):
    """There are so many findings that reading on helps nobody."""


class Findings:
    """A growing list of findings about one text."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        help: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> None:
        """
        Note a finding.

        Args:
            code: A code of `RULES`.
            message: What is wrong, one sentence, no full stop.
            place: Where.
            help: What to do.
            severity: The rule's own when absent.
            fix: What would put it right without a doubt, if anything would.

        Raises:
            Enough: When there are too many already.
        """
        rule = RULES[code]
        if len(self._found) >= _MOST:
            self._found.append(
                Diagnostic(
                    code="MDR099",
                    message=f"there are more than {_MOST} findings",
                    place=place,
                    help="correct these first",
                )
            )
            raise Enough
        self._found.append(
            Diagnostic(
                code=code,
                message=message,
                place=place,
                help=help,
                severity=rule.severity if severity is None else severity,
                fix=fix,
            )
        )

    def unknown(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        word: str,
        words: Iterable[str],
        otherwise: str,
        always: bool = False,
    ) -> None:
        """
        Note a finding about a word that is none of *words*, and suggest one.

        Args:
            code: A code of `RULES`.
            message: What is wrong.
            place: Where.
            word: What was written.
            words: What could have been written.
            otherwise: Introduces the list of *words*.
            always: Whether to list them beside a suggestion, too.
        """
        known = tuple(words)
        text = suggest(word, known, otherwise)
        if always and text.startswith("did"):
            text += f"\n{otherwise} {', '.join(known)}"
        fix = respelt(word, known, place)
        if fix is not None and repr(fix.edits[0].new) not in text:
            # What is advised and what is done must be the same.
            fix = None
        self.add(code, message, place, help=text, fix=fix)

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """What was noted so far, in the order in which it was noted."""
        return tuple(self._found)

    def take(self, found: Iterable[Diagnostic]) -> None:
        """
        Note what was found elsewhere in the text.

        Raises:
            Enough: When there was too much.
        """
        self._found += found
        if len(self._found) > _MOST:
            raise Enough

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Return the findings in the order of the text."""
        return tuple(
            sorted(
                dict.fromkeys(self._found),
                key=lambda d: (d.code == "MDR099", d.place.line, d.place.column),
            )
        )

    @property
    def fatal(self) -> bool:
        """Whether there is an error among them."""
        return any(d.severity is Severity.ERROR for d in self._found)


def said(text: str) -> str:
    """Return *text* in quotes as a message shows it: on one line, not too long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def with_article(noun: str) -> str:
    """Return *noun* with its article."""
    return f"an {noun}" if noun[:1] in "aeio" else f"a {noun}"


def impossible(
    *,
    trigger: str,
    claim: str,
    situation: str,
    possible: Sequence[str],
    place: Place,
    later: str = "",
) -> Diagnostic:
    """
    Return the finding about a `then` that no documented move agrees with.

    Args:
        trigger: What moves: an operationId or `actor.verb`.
        claim: What `then` says, for example `session confirmed`.
        situation: What holds before, for example `session requires_source`; may be
            empty.
        possible: What could happen instead, each in the words of `then`.
        place: Where the value of `then` stands.
        later: What leads there after the step; may be empty.
    """
    before = f" while {situation}" if situation else ""
    if not possible:
        text = "nothing is possible here"
    elif len(possible) == 1:
        text = f"possible here: {possible[0]}"
    else:
        text = "possible here:\n" + "\n".join(f"- {p}" for p in possible)
    return Diagnostic(
        code="MDR201",
        message=f"{trigger} cannot lead to {claim}{before}",
        place=place,
        help=f"{text}\n{later}" if later else text,
    )
