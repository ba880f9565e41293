"""A rule of the language: a code, a name, and a reason."""

from __future__ import annotations

from dataclasses import dataclass

from mockdr.base.diagnostics import Severity

__all__ = ["Rule", "rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule of the language.

    Args:
        code: `MDR` and three digits. The first tells what is at stake: 0 whether it
            is YAML, 1 how it is built, 2 whether it can happen, 3 what the contract
            calls things, 4 when they happen and how they are sent, 5 good advice.
        name: Words joined by hyphens, for people.
        title: What the rule finds, in one line.
        why: Why it matters, and what to do.
        severity: How bad a finding is unless the place says otherwise.
    """

    code: str
    name: str
    title: str
    why: str
    severity: Severity = Severity.ERROR


def rule(
    code: str, name: str, title: str, why: str, severity: Severity = Severity.ERROR
) -> Rule:
    """Return a rule, from its parts in the order in which people read them."""
    return Rule(code=code, name=name, title=title, why=why, severity=severity)
