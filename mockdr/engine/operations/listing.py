"""Lists: paging and filters, the same for every resource."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Complaint, Json, MockdrError, Refusal
from mockdr.engine.operations.filters import Filter, Listing, listing
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["list_of"]

#: Source: the samples of lists (10 when absent).
_DEFAULT_LIMIT: Final = 10

_PARAMETER = re.compile(r"([\w.]+)(?:\[(\w*)\])?")
_COMPARE: Final[Mapping[str, Callable[[Json, Json], bool]]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}

_HERE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


def list_of(
    turn: Turn,
    kind: str,
    *,
    elsewhere: Mapping[str, tuple[str, ...]] = _HERE,
    only: Callable[[Record], bool] | None = None,
    among: Mapping[str, Record] | None = None,
) -> Answer:
    """
    Answer with the things of *kind* that fit, newest first.

    The filters are those that the contract gives to the turn's operation.

    Args:
        elsewhere: Query parameter to the path of its field, where the parameter is
            not named after the field; an empty path where the caller sees to it.
        only: What else must hold of a thing.
        among: What there is, by id and newest first, where it is not in the store.

    Raises:
        Refusal: 400 `invalid_parameter`, for a limit, cursor or filter that cannot be.
    """
    asked = listing(turn.trigger, tuple(sorted(elsewhere.items())))
    limit, after, before, tests = _read(turn, asked)
    ids: Iterable[str] = turn.tenant.store.newest(kind) if among is None else among
    load = partial(turn.load, kind) if among is None else among.get
    if before is not None:
        # Of two cursors this one counts. Source: inferred.
        ids = _until(ids, before)
    elif after is not None:
        ids = _behind(ids, after)
    rows: list[Record] = []
    for record in _matching(load, ids, tests):
        if only is not None and not only(record):
            continue
        rows.append(record)
        if asked.paged and before is None and len(rows) > limit:
            break
    # The page before a cursor is the one that touches it, in list order.
    page = rows[:limit] if before is None else rows[-limit:]
    shown = [turn.shown(record) for record in (page if asked.paged else rows)]
    if asked.form == "bare":
        return Answer(status=200, document=shown)
    document: dict[str, Json] = {"data": shown}
    if asked.form == "page":
        document = {"hasMore": asked.paged and len(rows) > limit, **document}
    return Answer(status=200, document=document)


_Test = Callable[[dict[str, Json]], bool]


def _read(
    turn: Turn, asked: Listing
) -> tuple[int, str | None, str | None, list[_Test]]:
    filters = asked.filters
    limit, after, before = _DEFAULT_LIMIT, None, None
    texts: dict[tuple[str, str], list[str]] = {}
    for name, value in turn.query:
        if name == "limit":
            limit = _limit(value, asked.largest)
        elif name == "startingAfter":
            after = value
        elif name == "endingBefore":
            before = value
        else:
            found = _PARAMETER.fullmatch(name)
            if found is not None and found[1] in filters:
                # Lists come as ids=a&ids=b, ids[]=a, ids[0]=a or ids=a,b.
                many = filters[found[1]].type == "any_of"
                suffix = "" if many else found[2] or ""
                texts.setdefault((found[1], suffix), []).append(value)
    tests = [
        _test(name, suffix, values, filters[name])
        for (name, suffix), values in texts.items()
    ]
    return limit, after, before, tests


def _limit(value: str, largest: int) -> int:
    if not value.isascii() or not value.isdigit():
        raise _invalid("limit", value)
    limit = int(value) if len(value) < 9 else 0  # noqa: PLR2004  (a long number)
    if not 1 <= limit <= largest:
        raise _invalid("limit", value)
    return limit


def _invalid(name: str, value: str) -> Refusal:
    return Refusal(
        Complaint(key="invalid_parameter", parameter=name, values={"value": value})
    )


def _test(name: str, suffix: str, values: Sequence[str], filter: Filter) -> _Test:
    if filter.type == "any_of":
        wanted = {part for value in values for part in value.split(",") if part}
        return lambda document: any(
            str(found) in wanted for found in _values(document, filter.path)
        )
    if suffix and suffix not in _COMPARE:
        raise _invalid(f"{name}[{suffix}]", values[-1])
    compare = _COMPARE[suffix or "eq"]
    wanted_one = _typed(name, values[-1], filter.type)
    return lambda document: any(
        compare(_seen(found, filter.type), wanted_one)
        for found in _values(document, filter.path)
    )


def _typed(name: str, value: str, type: str) -> Json:
    try:
        if type == "moment":
            return parse_instant(value)
        if type == "number":
            return float(value)
    except (MockdrError, ValueError):
        # What is wrong with a time is told in words of its own. Source: the samples of
        # requests.
        key = "invalid_parameter" + (":timestamp" if type == "moment" else "")
        raise Refusal(
            Complaint(key=key, parameter=name, values={"value": value})
        ) from None
    if type == "flag":
        if value not in ("true", "false"):
            raise _invalid(name, value)
        return value == "true"
    return value


def _seen(value: Json, type: str) -> Json:
    if type == "moment":
        moment: datetime = parse_instant(str(value))
        return moment
    if type == "number":
        return float(value)
    return value if type == "flag" else str(value)


def _values(document: Json, path: Sequence[str]) -> Iterator[Json]:
    if not path:
        yield document
    elif path[0] == "*":
        for item in document if isinstance(document, list) else ():
            yield from _values(item, path[1:])
    elif isinstance(document, dict) and path[0] in document:
        yield from _values(document[path[0]], path[1:])


def _matching(
    load: Callable[[str], Record | None], ids: Iterable[str], tests: Sequence[_Test]
) -> Iterator[Record]:
    for id in ids:
        record = load(id)
        if record is not None and all(test(record.document) for test in tests):
            yield record


def _behind(ids: Iterable[str], cursor: str) -> Iterator[str]:
    """Return the ids after *cursor*, which need not fit the filters any more."""
    left = iter(ids)
    for id in left:
        if id == cursor:
            return left
    raise _invalid("startingAfter", cursor)


def _until(ids: Iterable[str], cursor: str) -> list[str]:
    found: list[str] = []
    for id in ids:
        if id == cursor:
            return found
        found.append(id)
    raise _invalid("endingBefore", cursor)
