"""How a tenant's settings are written into a bundle, and read out of it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Final

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Json
from mockdr.engine.adversity import said_by_hand
from mockdr.engine.limits import read_rate
from mockdr.engine.settings import Settings
from mockdr.events.plan import read_retries
from mockdr.scenario.bends import Bend

__all__ = ["LEFT", "moment_in", "moment_of", "settings_in", "settings_of", "span_of"]

#: What is of no use elsewhere: where a clock starts stands beside the settings, and
#: nothing is sent from a replay.
LEFT: Final = frozenset({"now", "signature_scheme", "deliver_to"})
_USUAL: Final = Settings()


def moment_of(moment: datetime) -> str:
    """Return *moment*, in UTC, to the microsecond."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def moment_in(text: str) -> datetime:
    """
    Return the moment that `moment_of` wrote.

    Raises:
        MockdrError: If it is none.
    """
    return parse_instant(text)


def span_of(span: timedelta) -> str:
    """Return *span* as the scenario language writes it, to the millisecond."""
    return f"{span // timedelta(milliseconds=1)}ms"


def settings_of(settings: Settings) -> dict[str, Json]:
    """Return what *settings* have otherwise than usual, as JSON."""
    found: dict[str, Json] = {}
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if field.name in LEFT or value == getattr(_USUAL, field.name):
            continue
        if field.name == "retries" and isinstance(value, tuple):
            value = [span_of(moment) for moment in value]
        elif field.name == "delivery":
            value = [_bend_of(bend) for bend in value]
        found[field.name] = value
    return found


def settings_in(written: Mapping[str, Json], start: datetime) -> Settings:
    """
    Return the settings that `settings_of` wrote.

    Args:
        start: Where the clock starts, in UTC.

    Raises:
        MockdrError: If a value cannot be.
    """
    values: dict[str, Json] = dict(written)
    if "retries" in values:
        values["retries"] = read_retries(values["retries"])
    if "rate_limit" in values:
        values["rate_limit"] = read_rate(values["rate_limit"])
    if "delivery" in values:
        values["delivery"] = tuple(map(_bend_in, values["delivery"]))
    return Settings(**{**values, "now": start})


def _bend_of(bend: Bend) -> dict[str, Json]:
    said = {
        "event": bend.event,
        "kind": bend.kind,
        "by": None if bend.by is None else span_of(bend.by),
        "copies": bend.copies if bend.kind == "duplicate" else None,
        "attempts": bend.attempts if bend.kind == "down" else None,
        "first": bend.when.first,
        "every": bend.when.every,
        "probability": bend.when.probability,
    }
    return {name: value for name, value in said.items() if value is not None}


def _bend_in(written: Mapping[str, Json]) -> Bend:
    said = {k: v for k, v in written.items() if k not in ("event", "kind")}
    return said_by_hand(str(written["event"]), str(written["kind"]), said)
