"""What is covered and what is not, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.coverage.tables import Covered, Table, percent

__all__ = ["as_json", "as_markdown", "as_text"]

#: Of a table so many gaps are told, unless all are asked for.
_FEW: Final = 10


def as_text(tables: Sequence[Table], stories: int, *, every: bool) -> Iterator[str]:
    """
    Yield the lines that a terminal shows.

    Args:
        stories: How many stories were played.
        every: Whether to tell all that is missing, or the first few of each table.
    """
    yield _head(tables, stories)
    yield ""
    width = max(len(table.name) for table in tables)
    for table in tables:
        yield f"  {table.name:<{width}}  {_counted(table)}"
    gaps = [row for table in tables for row in table.missing if not row.reason]
    if gaps:
        yield "\nNot covered:"
    for table in tables:
        yield from _list(table.name, _gaps(table), every=every)
    if any(row.reason for table in tables for row in table.missing):
        yield "\nLeft out, and why:"
    for table in tables:
        for reason, rows in _argued(table).items():
            yield from _list(f"{table.name}: {reason}", rows, every=every)


def as_markdown(tables: Sequence[Table], stories: int, *, every: bool) -> Iterator[str]:
    """Yield the lines of a page; see `as_text`."""
    yield _head(tables, stories)
    yield ""
    yield "| table | covered | of | left out |"
    yield "|---|---:|---:|---:|"
    for table in tables:
        left_out = len(table.rows) - table.total
        yield f"| {table.name} | {table.covered} | {table.total} | {left_out or ''} |"
    for table in tables:
        yield from _items(f"Not covered: {table.name}", _gaps(table), every=every)
    for table in tables:
        for reason, rows in _argued(table).items():
            yield from _items(f"Left out: {table.name}, {reason}", rows, every=every)


def as_json(tables: Sequence[Table], stories: int) -> Json:
    """Return everything, with the stories that cover each row."""
    return {
        "stories": stories,
        "covered": sum(table.covered for table in tables),
        "total": sum(table.total for table in tables),
        "percent": round(percent(tables), 2),
        "tables": [
            {
                "name": table.name,
                "covered": table.covered,
                "total": table.total,
                "rows": [
                    {"row": row.row, "stories": row.stories, "reason": row.reason}
                    for row in table.rows
                ],
            }
            for table in tables
        ],
    }


def _head(tables: Sequence[Table], stories: int) -> str:
    covered = sum(table.covered for table in tables)
    total = sum(table.total for table in tables)
    left_out = sum(len(table.rows) for table in tables) - total
    many = "1 story covers" if stories == 1 else f"{stories} stories cover"
    beside = f"; {left_out} more are left out for a reason" if left_out else ""
    # A gap is never rounded away.
    share = min(percent(tables), 99.9) if covered < total else 100
    return f"{many} {covered} of {total} rows, {share:.3g} %{beside}"


def _counted(table: Table) -> str:
    left_out = len(table.rows) - table.total
    beside = f", {left_out} left out" if left_out else ""
    return f"{table.covered} of {table.total}{beside}"


def _gaps(table: Table) -> list[Covered]:
    return [row for row in table.missing if not row.reason]


def _argued(table: Table) -> dict[str, list[Covered]]:
    found: dict[str, list[Covered]] = {}
    for row in table.missing:
        if row.reason:
            found.setdefault(row.reason, []).append(row)
    return found


def _list(title: str, rows: Sequence[Covered], *, every: bool) -> Iterator[str]:
    if rows:
        yield f"  {title}"
        yield from (f"    {line}" for line in _lines(rows, every=every))


def _items(title: str, rows: Sequence[Covered], *, every: bool) -> Iterator[str]:
    if rows:
        yield f"\n{title}\n"
        yield from (f"- {line}" for line in _lines(rows, every=every))


def _lines(rows: Sequence[Covered], *, every: bool) -> Iterator[str]:
    shown = len(rows) if every else _FEW
    yield from (row.row for row in rows[:shown])
    if len(rows) > shown:
        yield f"and {len(rows) - shown} more; --all tells them"
