"""Codes 4xx: time and delivery."""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["TIMES"]

TIMES: Final = (
    rule(
        "MDR401",
        "bad-duration",
        "A duration is not spelt as one.",
        "Write digits and one of ms, s, m, h, d, for example 48h.",
    ),
    rule(
        "MDR402",
        "delivery-misfit",
        "A delivery says something that its kind does not do, or lacks what it needs.",
        "`by` belongs to late and stale, `copies` to duplicate, `attempts` to down.",
    ),
    rule(
        "MDR403",
        "bad-amount",
        "A count, chance or duration of a delivery would bend nothing, or too much.",
        "Two copies are the fewest, and a chance is above 0 and up to 1.",
    ),
    rule(
        "MDR404",
        "counted-twice",
        "A delivery counts in two ways which of the events it strikes.",
        "`first`, `every` and `probability` exclude each other; without them every "
        "event that fits is struck.",
    ),
    rule(
        "MDR405",
        "never-told",
        "Rehearsed, the story never emits the event that a delivery is about.",
        "Nothing would be bent, and a test that relies on it would pass for nothing.",
        Severity.WARNING,
    ),
    rule(
        "MDR406",
        "nothing-follows",
        "Rehearsed, no event follows the one that is to be swapped with the next.",
        "It would only come late: swap an event that the story emits earlier.",
        Severity.WARNING,
    ),
    rule(
        "MDR407",
        "bent-in-vain",
        "A delivery can do nothing, since another one leaves it nothing to do.",
        "Dropped events never come, late ones are not swapped, and of a kind the first "
        "that strikes holds.",
        Severity.WARNING,
    ),
    rule(
        "MDR408",
        "lost-for-good",
        "A receiver is down for every attempt that the plan of retries has.",
        "The event never arrives: where that is meant, drop says so.",
        Severity.WARNING,
    ),
    rule(
        "MDR409",
        "stale-yet-accepted",
        "A stale delivery is not older than receivers commonly tolerate.",
        "A receiver that looks at the age takes it all the same, and nothing is tried.",
        Severity.WARNING,
    ),
)
