"""The ways to leave the contract, and where it happened: the same thing told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.engine.traces.sifting import Heard
from mockdr.scenario.rules import RULES

__all__ = ["Departure", "group"]

_INDEX: Final = re.compile(r"(?<=/)\d+(?=/|$)")
#: So many calls are named of those that say the same.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """
    One place where one call leaves the contract.

    Args:
        code: Of `RULES`; 6xx.
        pointer: JSON pointer into the body, or the name of a parameter or header; may
            be empty.
        expected: What would be right; it tells departures apart, what was there not,
            since ids and moments differ from call to call.
    """

    code: str
    call: Heard
    message: str
    pointer: str = ""
    expected: str = ""
    help: str = ""

    @property
    def kin(self) -> tuple[str, str, str, str]:
        """What departures have in common that are told as one."""
        pointer = _INDEX.sub("*", self.pointer)
        return self.code, self.call.what, pointer, self.expected


def group(found: Iterable[Departure]) -> tuple[Diagnostic, ...]:
    """
    Return departures as findings, those that say the same as one.

    They come by operation, each at the first call that it was seen in; what values
    were there does not tell two of them apart.
    """
    kin: dict[tuple[str, str, str, str], list[Departure]] = {}
    for departure in found:
        kin.setdefault(departure.kin, []).append(departure)
    order: dict[str, int] = {}
    for same in kin.values():
        order.setdefault(same[0].call.what, len(order))
    groups = sorted(
        kin.values(),
        key=lambda same: (
            order[same[0].call.what],
            _WEIGHT[RULES[same[0].code].severity],
            same[0].code,
        ),
    )
    return tuple(_diagnostic(same) for same in groups)


_WEIGHT: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2}


def _diagnostic(same: Sequence[Departure]) -> Diagnostic:
    first = same[0]
    calls = list(dict.fromkeys(_numbered(departure) for departure in same))
    rest = f" and {len(calls) - _NAMED} more" if len(calls) > _NAMED else ""
    where = f"call{'s' if len(calls) > 1 else ''} {', '.join(calls[:_NAMED])}{rest}"
    often = f"{len(same)} times, " if len(same) > 1 else ""
    # A recording is often one line: its number tells more of a call than its column.
    told = f"{first.message} ({often}{where})"
    return Diagnostic(
        code=first.code,
        severity=RULES[first.code].severity,
        message=told,
        place=first.call.exchange.place,
        help=first.help,
    )


def _numbered(departure: Departure) -> str:
    return str(departure.call.exchange.number)
