"""Looks at every value of a bundle before it is used, and says which cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeAlias, get_args

from mockdr import contract
from mockdr.base.clock import parse_duration
from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.bundles.written import LEFT, moment_in, settings_in
from mockdr.engine.conduct.forgery import FORGERIES
from mockdr.engine.settings import CHOICES, Settings
from mockdr.events.delivery import Outcome

__all__ = ["check"]

#: Takes a value and the pointer that leads to it; raises MockdrError if it is unfit.
_Check: TypeAlias = Callable[[Json, str], None]

#: How far back a clock that followed real time may seem to go: two threads may take
#: note of what they did in another order than they did it.
_BLUR: Final = timedelta(seconds=2)
#: Years within which every term that the provider sets can still be written.
_YEARS: Final = range(1970, 9000)
#: No request is larger, and a file's stand-in grows to the length that it tells.
_LARGEST: Final = 64 * 1024 * 1024
_LONGEST_TOLD: Final = 60


def check(data: Mapping[str, Json]) -> None:
    """
    Look at the whole of a bundle.

    Args:
        data: As the file has it, of a layout that is read here.

    Raises:
        MockdrError: At the first value that cannot be; tells where it stands.
    """
    _BUNDLE(data, "")
    start = moment_in(data["clock"]["start"])
    _settings(data["settings"], start)
    _times(data, start)
    for index, act in enumerate(data["acts"]):
        where = f"/acts/{index}"
        if act["what"] == "play" and act["scenario"] >= len(data["scenarios"]):
            count = len(data["scenarios"])
            told = "1 scenario" if count == 1 else f"{count} scenarios"
            raise _unfit(
                f"{where}/scenario", act["scenario"], f"a number below that of {told}"
            )


def _times(data: Mapping[str, Json], start: datetime) -> None:
    blur = _BLUR if data["clock"]["ran"] else timedelta(0)
    last, of = start, "/clock/start"
    moments = [(f"/acts/{n}/at", act["at"]) for n, act in enumerate(data["acts"])]
    for where, text in [*moments, ("/clock/end", data["clock"]["end"])]:
        moment = moment_in(text)
        if moment < last - blur:
            raise MockdrError(f"{where}: {text} is before {of}, and no clock runs back")
        if moment > last:
            last, of = moment, where


# -- what a value can be ---------------------------------------------------------------


def _unfit(where: str, value: Json, wanted: str) -> MockdrError:
    told = repr(value)
    if len(told) > _LONGEST_TOLD:
        told = f"{told[:_LONGEST_TOLD]}..."
    return MockdrError(f"{where or '/'}: {told} is not {wanted}")


def _of(*types: type, named: str) -> _Check:
    def look(value: Json, where: str) -> None:
        if type(value) not in types:
            raise _unfit(where, value, named)

    return look


_text: Final = _of(str, named="a text")
_flag: Final = _of(bool, named="true or false")
_number: Final = _of(int, float, named="a number")
_whole: Final = _of(int, named="a whole number")


def _any(value: Json, where: str) -> None:
    del value, where


def _count(value: Json, where: str) -> None:
    if type(value) is not int or value < 0:
        raise _unfit(where, value, "a whole number from 0 on")


def _length(value: Json, where: str) -> None:
    _count(value, where)
    if value > _LARGEST:
        raise _unfit(where, value, f"a length up to {_LARGEST} bytes")


def _moment(value: Json, where: str) -> None:
    _text(value, where)
    try:
        fine = moment_in(value).year in _YEARS
    except MockdrError:
        fine = False
    if not fine:
        raise _unfit(where, value, "a moment like 2026-05-01T12:00:00.000000Z")


def _span(value: Json, where: str) -> None:
    _text(value, where)
    try:
        parse_duration(value)
    except (MockdrError, OverflowError):
        raise _unfit(where, value, "a duration like 250ms") from None


def _maybe(inner: _Check) -> _Check:
    def look(value: Json, where: str) -> None:
        if value is not None:
            inner(value, where)

    return look


def _word(*words: str) -> _Check:
    def look(value: Json, where: str) -> None:
        if value not in words:
            raise MockdrError(
                f"{where}: {suggest(str(value), words, 'it can be')}"
                if isinstance(value, str)
                else _unfit(where, value, f"one of {', '.join(words)}").message
            )

    return look


def _list(inner: _Check) -> _Check:
    def look(value: Json, where: str) -> None:
        if not isinstance(value, list):
            raise _unfit(where, value, "a list")
        for index, item in enumerate(value):
            inner(item, f"{where}/{index}")

    return look


def _map(inner: _Check) -> _Check:
    def look(value: Json, where: str) -> None:
        if not isinstance(value, dict):
            raise _unfit(where, value, "an object")
        for name, item in value.items():
            inner(item, f"{where}/{name}")

    return look


def _held(
    needed: Mapping[str, _Check], more: Mapping[str, _Check] | None = None
) -> _Check:
    """Return the check of an object: what it needs, and what it may have besides."""

    def look(value: Json, where: str) -> None:
        _map(_any)(value, where)
        for name, inner in needed.items():
            if name not in value:
                raise MockdrError(f"{where}/{name} is missing")
            inner(value[name], f"{where}/{name}")
        for name, inner in (more or {}).items():
            if name in value:
                inner(value[name], f"{where}/{name}")

    return look


def _pair(value: Json, where: str) -> None:
    _list(_text)(value, where)
    if len(value) != 2:  # noqa: PLR2004  (a pair)
        raise _unfit(where, value, "a name and its value")


def _path(value: Json, where: str) -> None:
    _text(value, where)
    if not value.startswith("/"):
        raise _unfit(where, value, "a path that begins with /")


def _from_to(value: Json, where: str) -> None:
    _list(_whole)(value, where)
    if len(value) != 2:  # noqa: PLR2004  (the calls before and after)
        raise _unfit(where, value, "two numbers of calls")


# -- settings --------------------------------------------------------------------------


@cache
def _known() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Settings) if field.name not in LEFT)


def _settings(written: Mapping[str, Json], start: datetime) -> None:
    for name, value in written.items():
        where = f"/settings/{name}"
        if name not in _known():
            raise MockdrError(
                f"{where}: there is no such setting; "
                f"{suggest(name, _known(), 'there are')}"
            )
        words = contract.versions() if name == "version" else CHOICES.get(name)
        if words is not None:
            _word(*words)(value, where)
        elif name == "seed":
            _text(value, where)
        elif name in ("body_limit", "journal_limit"):
            _count(value, where)
        elif name == "delivery":
            _list(_held({"event": _text, "kind": _text}))(value, where)
    try:
        settings_in(written, start)
    except MockdrError as error:
        raise MockdrError(f"/settings: {error.message}") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise MockdrError(f"/settings: {error}") from None


# -- acts ------------------------------------------------------------------------------

_NAMED: Final = _map(_text)
_REQUEST: Final = _held(
    {},
    {
        "cut": _held({"length": _count}),
        "bytes": _held({"length": _count}),
        "text": _text,
        "form": _NAMED,
        "files": _map(_held({"name": _text, "length": _length})),
    },
)
_ANSWER: Final = _held(
    {"outcome": _word(*get_args(Outcome)), "status": _maybe(_whole)},
    {"reason": _text, "headers": _NAMED},
)
_WEBHOOK: Final = _held({"address": _text, "types": _list(_text), "apiVersion": _text})
#: What an act is to the values that it needs, and to those that it may have besides.
_ACTS: Final[Mapping[str, tuple[Mapping[str, _Check], Mapping[str, _Check]]]] = {
    "call": (
        {
            "seq": _whole,
            "method": _text,
            "path": _path,
            "query": _list(_pair),
            "url": _text,
            "headers": _NAMED,
            "key": _word("secret", "public"),
            "request": _maybe(_REQUEST),
            "outcome": _map(_any),
        },
        {},
    ),
    "play": (
        {
            "scenario": _count,
            "name": _text,
            "variant": _NAMED,
            "runs": _maybe(_count),
        },
        {},
    ),
    "delivered": (
        {
            "type": _text,
            "address": _text,
            "bent": _list(_text),
            "answer": _maybe(_ANSWER),
        },
        {},
    ),
    "happen": (
        {"actor": _text, "verb": _text},
        {
            "of": _text,
            "session": _text,
            "source": _map(_any),
            "then": _map(_any),
            "reason": _text,
            "page": _flag,
        },
    ),
    "stop": ({"scenario": _text}, {}),
    "trigger": ({"type": _text}, {"of": _text}),
    "bend": ({"event": _text, "kind": _text}, {}),
    "webhook": ({"body": _WEBHOOK}, {}),
    "rotate": ({"webhook": _text, "expires": _span}, {}),
    "resend": ({"number": _count}, {}),
    "proof": ({"of": _text, "passed": _flag}, {}),
    "believed": (
        {
            "kind": _word(*FORGERIES),
            "address": _text,
            "type": _text,
            "event": _text,
            "status": _maybe(_whole),
            "calls": _from_to,
        },
        {},
    ),
}
#: What every act has, and what came of one by hand.
_ALWAYS: Final[Mapping[str, _Check]] = {"at": _moment, "real": _number}
_MOVED: Final[Mapping[str, _Check]] = {"moved": _list(_list(_maybe(_text)))}


def _act(value: Json, where: str) -> None:
    _held({"what": _word(*_ACTS), **_ALWAYS}, _MOVED)(value, where)
    needed, more = _ACTS[value["what"]]
    _held(needed, more)(value, where)
    if value["what"] == "call":
        _files_of(value["request"] or {}, f"{where}/request")


def _files_of(request: Mapping[str, Json], where: str) -> None:
    if "form" in request:
        _held({"files": _any})(request, where)


_FINDING: Final = _held(
    {"kind": _text, "severity": _text, "message": _text}, {"seq": _maybe(_whole)}
)
_BUNDLE: Final = _held(
    {
        "mockdr": _text,
        "contract": _text,
        "about": _NAMED,
        "tenant": _held({"name": _text, "live": _flag}),
        "clock": _held({"start": _moment, "end": _moment, "ran": _flag}),
        "settings": _map(_any),
        "scenarios": _list(_held({"file": _text, "yaml": _text})),
        "acts": _list(_act),
        "missing": _text,
        "findings": _list(_FINDING),
        "states": _map(_map(_maybe(_text))),
    }
)
