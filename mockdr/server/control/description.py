"""What the control API says of itself: an index, and an OpenAPI description."""

from __future__ import annotations

from typing import Final

from mockdr import __version__
from mockdr.base.errors import Json
from mockdr.server.control.shapes import TEXT, YAML_TYPES, ControlCall
from mockdr.server.control.table import CALLS

__all__ = ["description", "index"]

_ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "help"],
            "properties": {"code": TEXT, "message": TEXT, "help": TEXT},
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
        "operationId": f"{call.method.lower()}-{call.name or 'index'}".replace(
            "/", "-"
        ),
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
