"""Tells people what is done once more: a line for each act, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import zip_longest
from typing import Final

import orjson

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.beats import spelt
from mockdr.engine.bundles.comparing import ABSENT, Difference
from mockdr.engine.bundles.enacting import Scene
from mockdr.engine.bundles.reading import Bundle

__all__ = ["beginning", "differing", "finding_lines", "lines"]

#: Longer values are cut.
_LONGEST: Final = 120
#: So much is shown of what is alike before what differs.
_BEFORE: Final = 30
_SECOND: Final = timedelta(seconds=1)


def beginning(bundle: Bundle, version: str) -> Iterator[str]:
    """
    Yield what a bundle is, and where it comes from.

    Args:
        version: Mockdr's, here.
    """
    about = bundle.about
    if about.get("test"):
        yield f"{about['test']} {about.get('outcome', '')}".rstrip()
    mode = " (live keys)" if bundle.live else ""
    yield (
        f"tenant {bundle.name}{mode}, clock from {wire_time(bundle.start)} "
        f"to {wire_time(bundle.end)}{', running' if bundle.ran else ''}"
    )
    if bundle.settings:
        told = (f"{name}={_short(value)}" for name, value in bundle.settings.items())
        yield f"settings: {', '.join(told)}"
    other = bundle.other_version(version)
    if other:
        yield other


def lines(scene: Scene) -> Iterator[str]:
    """Yield what happened in *scene*, as far as it is worth a line."""
    if scene.waited >= _SECOND:
        yield f"     the clock goes on by {_spelt(scene.waited)}"
    act = scene.act
    what = act.get("what")
    if what == "call":
        yield from _called(act, scene.now or {})
    elif what == "play":
        values = ",".join(f"{k}={v}" for k, v in act["variant"].items())
        runs = f", {act['runs']} runs" if act["runs"] else ""
        yield f"     in force: {act['name']}{f'[{values}]' if values else ''}{runs}"
    elif what == "delivered":
        answer = act["answer"] or {}
        came = answer.get("status") or answer.get("outcome", "nothing")
        yield f"     {act['type']} to {act['address']} -> {came}"
    elif what is not None:
        refused = ", and is refused" if (scene.now or {}).get("refused") else ""
        yield f"     {_hand(act)}{refused}"


def _spelt(waited: timedelta) -> str:
    """Return a duration in days, hours, minutes and seconds, as far as it has them."""
    left = timedelta(seconds=waited // _SECOND)
    parts = []
    for unit in (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), _SECOND):
        whole, left = left // unit * unit, left % unit
        parts += [spelt(whole)] if whole else []
    return " ".join(parts)


def _called(act: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[str]:
    state = now.get("state", {}).get("after")
    at = f"  [{state}]" if state else ""
    fault = f"  fault: {now['fault']}" if now.get("fault") else ""
    query = "&".join(f"{name}={value}" for name, value in act["query"])
    path = f"{act['path']}?{query}" if query else act["path"]
    shown = " ".join([str(now.get("status", "")), *_codes(now)])
    yield f"{'#' + str(act['seq']):>4} {act['method']} {path} -> {shown}{at}{fault}"
    if now.get("hint"):
        yield f"     hint: {now['hint']}"


def _codes(now: Mapping[str, Json]) -> Iterator[str]:
    """Yield the codes of what was refused, as the answer has them."""
    reply = (now.get("reply") or {}).get("json")
    listed = reply.get("errors") if isinstance(reply, dict) else None
    listed = listed if isinstance(listed, list) else ()
    for key, error in zip_longest(now.get("errors") or (), listed):
        code = error.get("code") if isinstance(error, dict) else None
        if code or key:
            yield str(code or key)


def _hand(act: Mapping[str, Json]) -> str:
    what = act["what"]
    if what == "happen":
        about = act.get("of") or act.get("session")
        source = (act.get("source") or {}).get("type")
        told = f"{act['actor']} {act['verb']}"
        told += f" {source}" if source else ""
        return f"{told} ({about})" if about else told
    if what == "webhook":
        return f"a webhook at {act['body']['address']}"
    if what == "rotate":
        return f"the webhook {act['webhook']} gets a new secret"
    if what == "stop":
        return f"out of force: {act['scenario']}"
    if what == "trigger":
        return f"{act['type']} is triggered by hand"
    if what == "bend":
        return f"deliveries of {act['event']} are bent: {act['kind']}"
    if what == "proof":
        how = "passes" if act["passed"] else "fails"
        return f"customer {how} the bank's challenge ({act['of']})"
    if what == "believed":
        return f"{act['address']} takes a forged event ({act['kind']})"
    return f"delivery {act.get('number')} is sent again"


def differing(scene: Scene) -> str:
    """Return what is not as it was, in one line."""
    if scene.trouble:
        return scene.trouble
    found = scene.difference
    return "" if found is None else _told(found)


def _told(found: Difference) -> str:
    what, _, inner = found.where.partition("/")
    where = f"{what} at /{inner}" if inner else what
    then, now = _texts(found.then, found.now)
    return f"{where} was {then}, is {now}"


def _texts(then: Json, now: Json) -> tuple[str, str]:
    """Return two values as a line shows them: cut so that one sees what differs."""
    texts = [_text(then), _text(now)]
    pairs = enumerate(zip(*texts, strict=False))
    alike = next(
        (at for at, (one, other) in pairs if one != other), min(map(len, texts))
    )
    if alike < _LONGEST - _BEFORE:
        return _cut(texts[0]), _cut(texts[1])
    begin = alike - _BEFORE
    return f"...{_cut(texts[0][begin:])}", f"...{_cut(texts[1][begin:])}"


def finding_lines(bundle: Bundle) -> Iterator[str]:
    """Yield what was found, a line each."""
    for finding in bundle.findings:
        at = f" in #{finding['seq']}" if finding.get("seq") else ""
        yield f"{finding['kind']}{at}: {finding['message']}"


def _short(value: Json) -> str:
    return _cut(_text(value))


def _text(value: Json) -> str:
    if value is ABSENT:
        return repr(value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
