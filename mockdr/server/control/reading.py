"""Reads what comes to the control API, and says what it could not read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import orjson

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json
from mockdr.engine.call import Call
from mockdr.server.control.shapes import YAML_TYPES, ControlCall
from mockdr.server.control.table import CALLS, LATER

__all__ = [
    "ControlError",
    "absent",
    "most",
    "needed",
    "number",
    "read_body",
    "read_query",
    "route",
]

_JSON_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "number": (int, float),
    "array": (list,),
}
_NAMED: Final[Mapping[str, str]] = {
    "integer": "an integer",
    "object": "an object",
    "array": "an array",
}
#: So much has a page of a list when nobody says how much, and at most.
_PAGE: Final = 100
_LARGEST: Final = 1_000
#: What one call has under this name, another has under that.
_TWINS: Final[Mapping[str, str]] = {"type": "event", "event": "type"}


class ControlError(Exception):
    """The control API says no: a status, and what stands in the body."""

    def __init__(
        self, status: int, code: str, message: str, help: str = "", **more: Json
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, "help": help, **more}


def route(call: Call, extra: dict[str, str]) -> ControlCall:
    """
    Return which call of the table *call* is.

    Args:
        extra: Takes the headers that a refusal has to carry.

    Raises:
        ControlError: If it is none of them; names what is near.
    """
    name = call.path.removeprefix("/_mockdr").strip("/")
    method = "GET" if call.method == "HEAD" else call.method
    named = [c for c in CALLS if c.name == name]
    for described in named:
        if described.method == method:
            return described
    if named:
        extra["Allow"] = ", ".join(c.method for c in named)
        raise ControlError(
            405,
            "method_not_allowed",
            f"/_mockdr/{name} does not take {call.method}",
            f"use {extra['Allow']}",
        )
    names = sorted({c.name for c in CALLS if c.name})
    if name.partition("/")[0] in LATER:
        raise ControlError(
            404,
            "not_built",
            f"mockdr cannot do {name.partition('/')[0]!r} yet",
            f"what it can do: {', '.join(names)}",
        )
    raise ControlError(
        404,
        "not_found",
        f"the control API has no {name!r}",
        suggest(name, names, "it has"),
    )


def read_query(described: ControlCall, call: Call) -> dict[str, str]:
    """
    Return the parameters of *call*.

    Raises:
        ControlError: If it has one that is not described, or not as described.
    """
    for name, text in call.query:
        if name not in described.query:
            raise _unknown(f"the parameter {name!r}", name, described.query)
        schema, _ = described.query[name]
        flags = ("true", "false") if schema.get("type") == "boolean" else None
        words = flags or schema.get("enum")
        if words is not None and text not in words:
            advice = (
                "it takes true or false" if flags else suggest(text, words, "it takes")
            )
            raise ControlError(400, "invalid", f"{name} cannot be {text!r}", advice)
    return dict(call.query)


def read_body(described: ControlCall, call: Call, limit: int) -> Json:
    """
    Return the body of *call*, as it is described; an absent one is empty.

    Args:
        limit: How many bytes it may have, for the message.

    Raises:
        ControlError: If it is too large, no JSON, or not as described.
    """
    if call.problem is not None:
        raise ControlError(
            413,
            "too_large",
            f"the body is larger than {limit} bytes",
            "send less; the setting body_limit of the configuration sets that",
        )
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if described.raw and kind in YAML_TYPES:
        return {described.raw: _text(call.body)}
    if described.body is None or not call.body.strip():
        body: Json = {}
    else:
        try:
            body = orjson.loads(call.body)
        except orjson.JSONDecodeError as error:
            advice = "send a JSON object"
            if described.raw:
                advice += f", or a scenario as Content-Type: {YAML_TYPES[0]}"
            raise ControlError(
                400, "invalid", f"the body is no JSON: {error}", advice
            ) from None
    if not isinstance(body, dict):
        raise ControlError(
            400, "invalid", "the body is no JSON object", "send one, like {}"
        )
    keys = described.body or {}
    for name, value in body.items():
        if name not in keys:
            raise _unknown(f"the key {name!r}", name, keys)
        _judge(name, value, keys[name])
    missing = [name for name in described.required if name not in body]
    if missing:
        wanted = ", ".join(described.required)
        raise ControlError(
            400, "invalid", f"the body has no {missing[0]!r}", f"it needs {wanted}"
        )
    chosen = [name for name in described.one_of if name in body]
    if described.one_of and len(chosen) != 1:
        said = " and ".join(chosen) if chosen else "none of them"
        raise ControlError(
            400,
            "invalid",
            f"the body must have one of {', '.join(described.one_of)}, has {said}",
            "say exactly one",
        )
    return body


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ControlError(
            400, "invalid", f"the body is no text: {error}", "send it in UTF-8"
        ) from None


def _judge(name: str, value: Json, schema: Mapping[str, Json]) -> None:
    """Hold one value against the few words that the table's schemas use."""
    expected = ""
    if "const" in schema and value is not schema["const"]:
        expected = orjson.dumps(schema["const"]).decode()
    if "enum" in schema and value not in schema["enum"]:
        expected = f"one of {', '.join(schema['enum'])}"
    said = schema.get("type", ())
    kinds = (said,) if isinstance(said, str) else tuple(said)
    if kinds and not any(_is(kind, value) for kind in kinds):
        expected = " or ".join(_NAMED.get(kind, f"a {kind}") for kind in kinds)
    elif "items" in schema and not all(_is(schema["items"]["type"], v) for v in value):
        expected = f"an array of {schema['items']['type']}s"
    elif "minimum" in schema and value < schema["minimum"]:
        expected = f"{schema['minimum']} or more"
    if expected:
        shown = orjson.dumps(value).decode()[:80]
        raise ControlError(
            400, "invalid", f"{name!r} cannot be {shown}", f"it takes {expected}"
        )


def _is(kind: str, value: Json) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _JSON_TYPES[kind])


def number(
    query: Mapping[str, str], name: str, *, least: int, absent: int | None
) -> int | None:
    """
    Return a whole number out of the query.

    Args:
        least: The smallest that it may be.
        absent: What holds when nobody says.

    Raises:
        ControlError: If it is no number, or smaller.
    """
    text = query.get(name)
    if text is None:
        return absent
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1  # noqa: PLR2004  (64 bits)
    if found < least:
        raise ControlError(
            400, "invalid", f"{name} cannot be {text!r}", f"it takes {least} or more"
        )
    return found


def most(
    query: Mapping[str, str], *, absent: int = _PAGE, largest: int = _LARGEST
) -> int:
    """
    Return how many a list is to have, by `limit` of the query.

    Args:
        absent: What holds when nobody says.
        largest: So many it has whoever asks for more.

    Raises:
        ControlError: If it is no number, or less than 1.
    """
    found = number(query, "limit", least=1, absent=absent)
    return min(absent if found is None else found, largest)


def needed(query: Mapping[str, str], name: str) -> str:
    """
    Return a parameter without which the call means nothing.

    Raises:
        ControlError: If it is not there, or empty.
    """
    found = query.get(name, "")
    if not found:
        raise ControlError(
            400, "invalid", f"the query has no {name!r}", f"add ?{name}="
        )
    return found


def absent(what: str, help: str) -> ControlError:
    """Return the refusal of a call about something that there is not."""
    return ControlError(404, "not_found", f"there is no {what}", help)


def _unknown(what: str, name: str, known: Collection[str]) -> ControlError:
    twin = _TWINS.get(name, "")
    if twin in known:
        advice = f"did you mean {twin!r}?"
    else:
        advice = suggest(name, known, "it takes") or "this call takes none"
    return ControlError(400, "invalid", f"{what} is not known here", advice)
