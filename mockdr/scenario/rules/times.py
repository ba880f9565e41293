"""Codes 4xx: time and delivery."""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["TIMES"]

TIMES: Final = (
    rule(
        "MDR401",
        "bad-duration",
        "A duration is not spelt as one.",
        "Write digits and one of ms, s, m, h, d, for example 48h.",
    ),
)
