"""How deliveries are bent outside of stories: the setting `delivery`, and `chaos`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import orjson

from mockdr.base.errors import Json, MockdrError
from mockdr.base.source import Place
from mockdr.scenario.bends import ANY, Bend, BendKind, When
from mockdr.scenario.deliveries import SETTING, read_bend

__all__ = ["CHAOS", "read_delivery", "said_by_hand"]

_HERE: Final = Place(file="chaos", line=1, column=1, end_line=1, end_column=1)
_EXAMPLE: Final = '[{"event": "order.accepted", "kind": "duplicate"}]'


def _at_times(kind: BendKind, probability: float, **said: Json) -> Bend:
    return Bend(
        event=ANY,
        kind=kind,
        when=When(probability=probability),
        place=_HERE,
        **said,
    )


#: What a careful receiver gets over: nothing is lost, nothing is wrong for good.
CHAOS: Final = (
    _at_times("duplicate", 0.2),
    _at_times("swap", 0.2),
    _at_times("late", 0.1, by=timedelta(seconds=30)),
    _at_times("down", 0.1),
    _at_times("stale", 0.05, by=timedelta(hours=1)),
    _at_times("tampered", 0.05),
    _at_times("old_secret", 0.05),
    _at_times("unknown_type", 0.05),
)
_WORDS: Final[Mapping[str, tuple[Bend, ...]]] = dict(
    zip(SETTING, ((), CHAOS), strict=True)
)


def read_delivery(value: Json) -> tuple[Bend, ...]:
    """
    Return what the setting `delivery` says.

    Args:
        value: `none`, `chaos`, or entries as a scenario's `delivery` has them; a text
            may hold them in JSON.

    Raises:
        MockdrError: If it says nothing of that; the help tells what it can say.
    """
    text = value.strip() if isinstance(value, str) else None
    if text is not None and text in _WORDS:
        return _WORDS[text]
    if text is not None and text.startswith("["):
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as problem:
            raise _unread(value, f" ({problem})") from None
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        raise _unread(value)
    try:
        return tuple(_read(entry) for entry in value)
    except MockdrError as problem:
        raise _unread(value, f"; here {problem.message}: {problem.help}") from None


def said_by_hand(event: str, kind: str, said: Mapping[str, Json]) -> Bend:
    """
    Return the bend that somebody says in code.

    Args:
        said: The keys besides, as a scenario's `delivery` has them; those that are
            None are not said.

    Raises:
        MockdrError: If a scenario could not say so.
    """
    return _read({"event": event, "kind": kind, **said})


def _read(entry: Json) -> Bend:
    if isinstance(entry, Bend):
        return entry
    # The words need the settings, of which this is one.
    from mockdr.engine.vocabulary import vocabulary  # noqa: PLC0415

    return read_bend(entry, vocabulary())


def _unread(value: Json, why: str = "") -> MockdrError:
    return MockdrError(
        f"{value!r} says nothing about deliveries",
        help=f"'none', 'chaos', or a list of deliveries like {_EXAMPLE}{why}",
    )
