"""A rule of the language: a code, a name, and how bad it is to break it."""

from __future__ import annotations

from dataclasses import dataclass

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.fixes import Fix
from mockdr.base.source import Place

__all__ = ["Rule", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule of the language; what it is for stands at the top of its file.

    Args:
        code: `MDR` and three digits. The first tells what is at stake: 0 whether it
            is YAML, 1 how it is built, 2 whether it can happen, 3 what the contract
            calls things, 4 when they happen and how they are sent, 5 good advice, 6
            where recorded traffic leaves the contract.
        name: Words joined by hyphens; they name the defect, never the cure.
        severity: How bad a finding is unless the place says otherwise.
    """

    code: str
    name: str
    severity: Severity = Severity.ERROR

    def at(
        self,
        place: Place,
        message: str,
        *,
        help: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Diagnostic:
        """
        Return a finding of this rule.

        Args:
            place: Where.
            message: What is wrong, one sentence, no full stop.
            help: What to do.
            severity: The rule's own when absent.
            fix: What would put it right without a doubt, if anything would.
        """
        return Diagnostic(
            code=self.code,
            message=message,
            place=place,
            help=help,
            severity=self.severity if severity is None else severity,
            fix=fix,
        )


def rule(code: str, name: str, severity: Severity = Severity.ERROR) -> Rule:
    """Return a rule, from its parts in the order in which people read them."""
    return Rule(code=code, name=name, severity=severity)
