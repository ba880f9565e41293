"""The tables of what can be covered, and which stories cover which row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mockdr.contract import (
    ErrorEntry,
    errors,
    event_types,
    payment_methods,
    test_cards,
    test_last_names,
)
from mockdr.domain import LIFECYCLES
from mockdr.engine.coverage.reached import Met, Reached, Row
from mockdr.engine.coverage.reasons import ERRORS, event_reasons, move_reasons
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.words import VERBS
from mockdr.scenario.bodies import FAULTS
from mockdr.scenario.counting import WHEN_KEYS
from mockdr.scenario.deliveries import KINDS as DELIVERIES

__all__ = ["Covered", "Table", "percent", "tables"]

#: What a row is known by.
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """
    One row.

    Args:
        row: What can be covered, for people.
        stories: The titles of the stories that cover it, sorted.
        reason: Why none does; empty where one does, or nobody knows why not.
    """

    row: str
    stories: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    What there is of one sort.

    Args:
        name: What people call it: `moves of a session`.
        rows: In the order of the contract, or of the alphabet.
    """

    name: str
    rows: tuple[Covered, ...]

    @property
    def covered(self) -> int:
        """How many rows are covered."""
        return sum(bool(row.stories) for row in self.rows)

    @property
    def total(self) -> int:
        """How many rows are covered, or could be."""
        return sum(bool(row.stories) or not row.reason for row in self.rows)

    @property
    def missing(self) -> tuple[Covered, ...]:
        """The rows that no story covers."""
        return tuple(row for row in self.rows if not row.stories)


def percent(tables: Iterable[Table]) -> float:
    """Return how much is covered of what could be, from 0 to 100."""
    known = list(tables)
    total = sum(table.total for table in known)
    return 100.0 * sum(table.covered for table in known) / total if total else 100.0


def tables(told: Sequence[Reached]) -> tuple[Table, ...]:
    """Return every table, each row with the stories among *told* that cover it."""
    reasons = event_reasons()
    return (
        *_moves(told),
        Table(name="errors", rows=tuple(_errors(told))),
        _table("operations", told, sorted(OPERATIONS), lambda r: r.operations),
        _table("acts", told, VERBS, lambda r: r.acts, said=" ".join),
        _table("events", told, sorted(event_types()), lambda r: r.events, why=reasons),
        _table("payment methods", told, _paying(), lambda r: r.paid),
        _table("results of test values", told, _results(), lambda r: r.results),
        _table("faults", told, _faults(), lambda r: r.faults, said=_fault),
        _table("kinds of deliveries", told, map(str, DELIVERIES), lambda r: r.bends),
        _table("ways to count", told, _counts(), lambda r: r.counts),
    )


def _table(
    name: str,
    told: Sequence[Reached],
    rows: Iterable[Key],
    of: Callable[[Reached], Iterable[Key]],
    *,
    said: Callable[[Key], str] = str,
    why: Mapping[Key, str] | None = None,
) -> Table:
    found: dict[Key, list[str]] = {}
    for one in told:
        for key in of(one):
            found.setdefault(key, []).append(one.title)
    return Table(
        name=name,
        rows=tuple(
            _covered(said(key), found.get(key, ()), (why or {}).get(key, ""))
            for key in rows
        ),
    )


def _covered(row: str, stories: Iterable[str], reason: str) -> Covered:
    by = tuple(sorted(stories))
    return Covered(row=row, stories=by, reason="" if by else reason)


def _moves(told: Sequence[Reached]) -> Iterator[Table]:
    reasons = move_reasons()
    for kind, lifecycle in LIFECYCLES.items():
        rows: list[Row] = [
            (kind, move.before, move.trigger, move.after) for move in lifecycle.moves
        ]
        yield _table(
            f"moves of {kind}",
            told,
            dict.fromkeys(rows),
            lambda one: one.moves,
            said=_move,
            why=reasons,
        )


def _move(row: Row) -> str:
    _, before, trigger, after = row
    return f"{before or '(nothing)'} -- {trigger} -> {after}"


def _errors(told: Sequence[Reached]) -> Iterator[Covered]:
    """Yield the errors of simulated operations; what differs in words is one answer."""
    met: dict[Met, list[str]] = {}
    for one in told:
        for answer in one.met:
            met.setdefault(answer, []).append(one.title)
    for key, entry in errors().items():
        if "*" in entry.operations or set(entry.operations) & set(OPERATIONS):
            by = {t for m, titles in met.items() if _is(m, key, entry) for t in titles}
            yield _covered(key, by, ERRORS.get(key, ""))


def _is(met: Met, key: str, entry: ErrorEntry) -> bool:
    if "*" not in entry.operations and met.operation not in entry.operations:
        return False
    if met.key == key:
        return True
    got = errors()[met.key]
    return (got.status, got.type, got.code, met.parameter) == (
        entry.status,
        entry.type,
        entry.code,
        entry.parameter,
    )


def _paying() -> list[str]:
    return [type for type, method in payment_methods().items() if method.flow]


def _results() -> list[str]:
    found = {card.result for card in test_cards().values()}
    found |= {r for names in test_last_names().values() for r in names.values()}
    return sorted(found - {"success"})


def _faults() -> Iterator[tuple[str, str]]:
    for kind, fault in FAULTS.items():
        yield kind, fault.work
        if fault.work == "none":
            yield kind, "done"


def _fault(row: tuple[str, str]) -> str:
    kind, work = row
    return f"{kind}, work: {work}"


def _counts() -> list[str]:
    return [f"{key}: {name}" for key in ("rules", "delivery") for name in WHEN_KEYS]
