"""One thing after another, as a story is played: what people are told of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from mockdr.base.source import Place
from mockdr.engine.journal import Finding
from mockdr.engine.sending import LOST, Answered, told
from mockdr.scenario.story import ActStep, CallStep
from mockdr.scenario.strikes import Strike

__all__ = ["Beat", "answered_by", "outcome_of", "spelt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """
    One thing that happened while a story was played.

    Args:
        who: merchant, customer, provider or fraud; `story` for the story as a whole,
            `webhook` for a delivery of a story that bends some.
        what: operationId or verb, or the type of an event.
        number: The step's number, from 1; 0 before the story, after it, and for what
            is delivered.
        outcome: What came of it, for people.
        states: What changed by it, as `kind state`.
        events: Types of the events that it emitted.
        findings: What did not hold.
        prologue: Whether it came before the story's first step.
        struck: Whether a rule kept the request from being done; it is sent again.
    """

    who: str
    what: str
    number: int = 0
    place: Place | None = None
    outcome: str = ""
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    prologue: bool = False
    struck: bool = False


def answered_by(
    step: CallStep, answered: Answered, strike: Strike | None = None
) -> str:
    """
    Return what came back, and what of that is the doing of the scenario.

    Args:
        strike: The rule that struck the request, if one did.
    """
    fault = step.fault or (strike.fault if strike is not None else None)
    if fault is None:
        return f"{told(answered)}{_by(strike)}"
    if answered.lost and fault.kind in LOST:
        # Whatever the client's library calls it, this is what was done to it.
        answered = replace(answered, lost=LOST[fault.kind])
    late = ""
    if fault.kind == "delay" and fault.wait is not None:
        late = f" after {spelt(fault.wait)}"
    by = _by(strike) if step.fault is None else " (the scenario's fault)"
    return f"{told(answered)}{late}{by}"


def _by(strike: Strike | None) -> str:
    return "" if strike is None else f" (the rule of line {strike.place.line})"


def outcome_of(step: CallStep | ActStep) -> str:
    """Return what there is to tell of an act: with what, and after how long."""
    if isinstance(step, CallStep):
        return ""
    said = []
    if isinstance(step.source, dict) and "type" in step.source:
        said.append(str(step.source["type"]))
    if step.after:
        said.append(f"after {spelt(step.after)}")
    return ", ".join(said)


def spelt(duration: timedelta) -> str:
    """Return *duration* as the scenario language spells it."""
    for unit, length in _UNITS:
        if duration % length == timedelta(0):
            return f"{duration // length}{unit}"
    return f"{duration // timedelta(milliseconds=1)}ms"


_UNITS: Final = (
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("m", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)
