"""The calls of the control API, as one table: the router and `control.json` read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mockdr import __version__
from mockdr.base.errors import Json

__all__ = ["CALLS", "LATER", "YAML_TYPES", "ControlCall", "description", "index"]

#: What the control API will be able to do one day.
LATER: Final = ("webhooks", "trigger", "coverage", "contract", "metrics")

#: What a scenario may be sent as, the registered name first.
YAML_TYPES: Final = (
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/x-yaml",
)

_TEXT: Final = {"type": "string"}
_NAME: Final = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
_COUNT: Final = {"type": "integer", "minimum": 1}
_WORLD: Final = {
    "tenant": ({**_NAME, "default": "mockdr"}, "Whose world; made when it is new.")
}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_CLOCK: Final = {
    "type": "object",
    "required": ["now", "running", "due"],
    "properties": {
        "now": _MOMENT,
        "running": {"type": "boolean"},
        "due": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "what"],
                "properties": {"at": _MOMENT, "what": _TEXT},
            },
        },
    },
}
_OK: Final = {"type": "object", "properties": {"status": {"const": "ok"}}}
_ANY: Final[dict[str, Json]] = {"type": "object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCall:
    """
    One call of the control API.

    Args:
        name: Its path below `/_mockdr/`, and the name of the function behind it.
        query: Parameter to its schema and what it is for.
        body: Key to its schema; None where a call takes no body.
        raw: Key for which a body in YAML stands as it is; empty where none can.
        one_of: Keys of which exactly one must be there.
        required: Keys that must be there.
        reply: Schema of the reply; None where there is none, and the status is 204.
    """

    method: str
    name: str
    summary: str
    query: Mapping[str, tuple[Json, str]] = field(default_factory=dict)
    body: Mapping[str, Json] | None = None
    raw: str = ""
    one_of: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    reply: Json = None


CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="GET",
        name="",
        summary="Return what can be called.",
        reply={
            "type": "object",
            "required": ["description", "calls"],
            "properties": {
                "description": _TEXT,
                "calls": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["method", "path", "summary"],
                        "properties": {
                            "method": _TEXT,
                            "path": _TEXT,
                            "summary": _TEXT,
                        },
                    },
                },
            },
        },
    ),
    ControlCall(
        method="GET", name="health", summary="Tell whether it lives.", reply=_OK
    ),
    ControlCall(
        method="GET", name="ready", summary="Tell whether it answers.", reply=_OK
    ),
    ControlCall(
        method="GET",
        name="version",
        summary="Return the version of mockdr, and that of the contract.",
        reply={
            "type": "object",
            "properties": {"mockdr": _TEXT, "contract": _TEXT},
        },
    ),
    ControlCall(
        method="GET",
        name="openapi.json",
        summary="Return the description of the provider's API.",
        reply=_ANY,
    ),
    ControlCall(
        method="GET", name="control.json", summary="Return this one.", reply=_ANY
    ),
    ControlCall(
        method="POST",
        name="reset",
        summary="Let a tenant begin anew: state, runs, journal, clock and webhooks.",
        query={
            "tenant": (
                {"type": "string", "default": "mockdr"},
                "Whose world; * for all of them.",
            )
        },
        body={},
    ),
    ControlCall(
        method="POST",
        name="play",
        summary="Put a scenario in force; returns what its `given` made.",
        query={
            **_WORLD,
            "runs": (_COUNT, "How often, where the body is the scenario itself."),
        },
        body={
            "scenario": {**_TEXT, "description": "The name of one in the library."},
            "yaml": {**_TEXT, "description": "The text of one."},
            "runs": {**_COUNT, "description": "How often; without end when absent."},
        },
        raw="yaml",
        one_of=("scenario", "yaml"),
        reply={
            "type": "object",
            "properties": {"scenario": _TEXT, "given": _ANY},
        },
    ),
    ControlCall(
        method="GET",
        name="clock",
        summary="Return the tenant's time, and what is due.",
        query=_WORLD,
        reply=_CLOCK,
    ),
    ControlCall(
        method="POST",
        name="clock",
        summary="Move the tenant's clock; what is due on the way happens, in order.",
        query=_WORLD,
        body={
            "advance": {**_TEXT, "description": "A duration, for example 48h."},
            "at": _MOMENT,
            "freeze": {"type": "boolean"},
            "run_until_idle": {"const": True},
        },
        one_of=("advance", "at", "freeze", "run_until_idle"),
        reply=_CLOCK,
    ),
    ControlCall(
        method="POST",
        name="happen",
        summary="Let the customer, the provider or the fraud review act.",
        query=_WORLD,
        body={
            "actor": {"enum": ["customer", "provider", "fraud"]},
            "verb": _TEXT,
            "of": {**_TEXT, "description": "A name or an id."},
            "session": {**_TEXT, "description": "For `chooses`: whose session."},
            "source": {
                **_ANY,
                "description": "For `chooses` and `submits`: fields of the source.",
            },
            "then": {
                **_ANY,
                "description": (
                    "Which documented outcome: KIND, `fraud` or `next_action` to "
                    "state. What cannot be had is a 409, and nothing happens."
                ),
            },
            "reason": {
                **_TEXT,
                "description": "The decline code of what fails; it lets it fail.",
            },
        },
        required=("actor", "verb"),
        reply={
            "type": "object",
            "properties": {
                "moved": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "kind": _TEXT,
                            "id": _TEXT,
                            "state": {"type": ["string", "null"]},
                        },
                    },
                }
            },
        },
    ),
    ControlCall(
        method="GET",
        name="journal",
        summary="Return the calls that a tenant had, and what was wrong with them.",
        query={
            **_WORLD,
            "after": ({"type": "integer", "minimum": 0}, "Only what came after this."),
            "limit": (_COUNT, "At most so many calls, the oldest first."),
            "violations": ({"type": "boolean"}, "Only calls outside the contract."),
        },
        reply={
            "type": "object",
            "properties": {
                "calls": {"type": "array", "items": _ANY},
                "findings": {"type": "array", "items": _ANY},
                "dropped": {"type": "integer"},
            },
        },
    ),
    ControlCall(
        method="GET",
        name="sessions",
        summary="Return every payment session, newest first, with its run and step.",
        query=_WORLD,
        reply={
            "type": "object",
            "properties": {"sessions": {"type": "array", "items": _ANY}},
        },
    ),
)

_ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "help"],
            "properties": {"code": _TEXT, "message": _TEXT, "help": _TEXT},
        }
    },
}


def index() -> dict[str, Json]:
    """Return what can be called, in few words."""
    return {
        "description": "/_mockdr/control.json",
        "calls": [
            {
                "method": call.method,
                "path": f"/_mockdr/{call.name}",
                "summary": call.summary,
            }
            for call in CALLS
        ],
    }


def description() -> dict[str, Json]:
    """Return the OpenAPI description of the control API."""
    paths: dict[str, dict[str, Json]] = {}
    for call in CALLS:
        paths.setdefault(f"/_mockdr/{call.name}", {})[call.method.lower()] = _one(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mockdr: the control API",
            "version": __version__,
            "summary": "What a test does to the simulated provider from outside.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Needed only when bound beyond loopback.",
                }
            },
        },
        "security": [{}, {"token": []}],
    }


def _one(call: ControlCall) -> dict[str, Json]:
    success: dict[str, Json] = {"description": "Done."}
    if call.reply is not None:
        success = {
            "description": "What was asked for.",
            "content": {"application/json": {"schema": call.reply}},
        }
    refusal = {
        "description": "Why not, and what to do.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}}
        },
    }
    shown: dict[str, Json] = {
        "operationId": f"{call.method.lower()}-{call.name or 'index'}",
        "summary": call.summary,
        "responses": {"204" if call.reply is None else "200": success, "4XX": refusal},
    }
    if call.query:
        shown["parameters"] = [
            {"name": name, "in": "query", "schema": schema, "description": text}
            for name, (schema, text) in call.query.items()
        ]
    if call.body:
        schema: dict[str, Json] = {
            "type": "object",
            "properties": dict(call.body),
            "additionalProperties": False,
        }
        if call.required:
            schema["required"] = list(call.required)
        if call.one_of:
            schema["oneOf"] = [{"required": [name]} for name in call.one_of]
        content: dict[str, Json] = {"application/json": {"schema": schema}}
        if call.raw:
            content[YAML_TYPES[0]] = {"schema": call.body[call.raw]}
        shown["requestBody"] = {"required": True, "content": content}
    return shown
