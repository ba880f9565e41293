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
        code: `MDR` and three digits: 0xx YAML, 1xx shape, 2xx states and
            reachability, 3xx names of the contract, 4xx time and delivery, 5xx advice.
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
