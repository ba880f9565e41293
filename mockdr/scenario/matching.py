"""Whether a request contains what a story's `match` asks for, and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mockdr.base.errors import Json
from mockdr.scenario.references import (
    Lookup,
    UnknownReference,
    has_reference,
    leaves,
    resolve,
)
from mockdr.scenario.schemas import fill_schema
from mockdr.scenario.story import NONE, Match

__all__ = [
    "Judge",
    "Mismatch",
    "Where",
    "agrees",
    "asks_for",
    "difference",
    "fill",
    "judge_nothing",
    "merge_patch",
]

Where = Literal["operation", "of", "body", "query", "headers"]

#: What is wrong with a body under a JSON Schema: (pointer, expected, got), or nothing.
Judge = Callable[[Json, Json], Sequence[tuple[str, Json, Json]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """
    The first place where a request differs from what is asked.

    Args:
        pointer: JSON pointer into the body, or the name of a query parameter or header.
        expected: What is asked; None when nothing may be there.
        got: What is there, as sent; None when nothing is.
    """

    where: Where
    pointer: str
    expected: Json
    got: Json


def difference(
    match: Match,
    *,
    body: Json,
    query: Mapping[str, Json],
    headers: Mapping[str, str],
    lookup: Lookup,
    judge: Judge,
) -> Mismatch | None:
    """
    Return the first difference between a request and *match*; None when it fits.

    Args:
        match: What the story asks.
        body: The request's; None when it has none.
        query: Its parameters; a repeated one is a list.
        headers: Names in any case.
        lookup: Finds what references stand for; an unknown one does not fit.
        judge: Holds a body against `body_schema`.
    """
    if match.body is not NONE:
        found = _compare(match.body, body, lookup, "body", "")
        if found is not None:
            return found
    if match.body_schema is not NONE:
        found = _judged(match.body_schema, body, lookup, judge)
        if found is not None:
            return found
    for name, want in match.query.items():
        found = _compare_text(want, query.get(name), lookup, "query", name)
        if found is not None:
            return found
    if match.headers:
        lower = {name.lower(): value for name, value in headers.items()}
        for name, want in match.headers.items():
            found = _compare_text(
                want, lower.get(name.lower()), lookup, "headers", name
            )
            if found is not None:
                return found
    return None


def _judged(schema: Json, body: Json, lookup: Lookup, judge: Judge) -> Mismatch | None:
    """Return where *body* leaves *schema*, of which references are part."""
    try:
        filled = fill_schema(schema, lookup)
    except UnknownReference as error:
        return _mismatch("body", "", error.message, body)
    for pointer, expected, got in judge(filled, body):
        return _mismatch("body", pointer, expected, got)
    return None


def judge_nothing(schema: Json, body: Json) -> Sequence[tuple[str, Json, Json]]:
    """Be a judge for whom every body fits."""
    del schema, body
    return ()


def asks_for(match: Match | None, value: str, lookup: Lookup) -> bool:
    """Tell whether the body that *match* asks for holds *value* somewhere."""
    if match is None or match.body is NONE:
        return False
    return any(
        _compare(leaf, value, lookup, "body", "") is None for leaf in leaves(match.body)
    )


def agrees(wanted: Json, got: Json) -> bool:
    """Tell whether *got* contradicts nothing of *wanted*; it may leave things open."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(agrees(item, got.get(name, NONE)) for name, item in wanted.items())
    return got is NONE or wanted is NONE or _same(wanted, got)


def fill(got: Json, wanted: Json) -> Json:
    """Return *got* with what it leaves open taken from *wanted*."""
    if got is NONE:
        return wanted
    if isinstance(wanted, dict) and isinstance(got, dict):
        names = [*wanted, *(name for name in got if name not in wanted)]
        return {n: fill(got.get(n, NONE), wanted.get(n, NONE)) for n in names}
    return got


def merge_patch(target: Json, patch: Json) -> Json:
    """Return *target* with *patch* merged in, as RFC 7396 says."""
    if not isinstance(patch, Mapping):
        return target if patch is NONE else patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def _compare(
    want: Json, got: Json, lookup: Lookup, where: Where, pointer: str
) -> Mismatch | None:
    if isinstance(want, dict):
        if not isinstance(got, dict):
            if all(item is None for item in want.values()) and got is None and want:
                return None
            return _mismatch(where, pointer, want, got)
        for name, item in want.items():
            step = name.replace("~", "~0").replace("/", "~1")
            found = _compare(item, got.get(name), lookup, where, f"{pointer}/{step}")
            if found is not None:
                return found
        return None
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return _mismatch(where, pointer, want, got)
        for index, (item, here) in enumerate(zip(want, got, strict=True)):
            found = _compare(item, here, lookup, where, f"{pointer}/{index}")
            if found is not None:
                return found
        return None
    referred = isinstance(want, str) and has_reference(want)
    if referred:
        try:
            want = resolve(want, lookup)
        except UnknownReference:
            return _mismatch(where, pointer, want, got)
        # Ids are texts, but the provider takes numbers for some: the id decides.
        if isinstance(want, str) and isinstance(got, int) and str(got) == want:
            return None
    return None if _same(want, got) else _mismatch(where, pointer, want, got)


def _compare_text(
    want: Json, got: Json, lookup: Lookup, where: Where, name: str
) -> Mismatch | None:
    """Compare what travels as text: `10` and `10.0` are one number, case counts."""
    if isinstance(want, str) and has_reference(want):
        try:
            want = resolve(want, lookup)
        except UnknownReference:
            return _mismatch(where, name, want, got)
    wants = want if isinstance(want, list) else [want]
    gots = got if isinstance(got, list | tuple) else [got]
    if len(wants) == len(gots) and all(
        _same_text(w, g) for w, g in zip(wants, gots, strict=True)
    ):
        return None
    return _mismatch(where, name, want, got)


def _mismatch(where: Where, pointer: str, want: Json, got: Json) -> Mismatch:
    return Mismatch(where=where, pointer=pointer, expected=want, got=got)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _same(want: Json, got: Json) -> bool:
    if _is_number(want) and _is_number(got):
        # Through text, so that the decimal 0.1 equals the 0.1 of a JSON parser.
        return bool(want == got) or Decimal(str(want)) == Decimal(str(got))
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(_same, want, got))
    if isinstance(want, dict) and isinstance(got, dict):
        return want.keys() == got.keys() and all(
            _same(item, got[name]) for name, item in want.items()
        )
    return type(want) is type(got) and bool(want == got)


def _same_text(want: Json, got: Json) -> bool:
    if want is None or got is None:
        return want is got
    if isinstance(want, bool):
        return str(got).lower() == str(want).lower()
    if _is_number(want):
        try:
            return Decimal(str(want)) == Decimal(str(got))
        except ArithmeticError:
            return False
    return str(want) == str(got)
