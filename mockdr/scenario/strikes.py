"""What strikes at any time: a rule of a story, which calls it fits, and when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from mockdr.base.source import Place
from mockdr.scenario.bends import When
from mockdr.scenario.story import Fault, Match, Then

__all__ = ["Strike"]

_ALWAYS: Final = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """
    One entry of `rules`.

    Args:
        operation: The operationId of the calls that it fits; None for any.
        match: What their requests must contain.
        when: Which of the calls that fit are struck.
        fault: What they meet; None where `then` says what they are answered with.
        then: The error, and its headers; None where `fault` says what they meet.
        place: Where it is written.
    """

    operation: str | None
    match: Match | None = None
    when: When = _ALWAYS
    fault: Fault | None = None
    then: Then | None = None
    place: Place

    @property
    def idle(self) -> bool:
        """Whether what it strikes is left undone."""
        return self.fault is None or self.fault.work == "none"

    @property
    def where(self) -> str:
        """Name of the file and line: the same on every machine."""
        return f"{PurePath(self.place.file).name}:{self.place.line}"
