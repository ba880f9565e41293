"""The calls of the control API that concern stories, clock and journal."""

from __future__ import annotations

from typing import Final

from mockdr.server.control.shapes import (
    ANY,
    COUNT,
    MOMENT,
    TEXT,
    WORLD,
    ControlCall,
)

__all__ = ["CALLS"]

_CLOCK: Final = {
    "type": "object",
    "required": ["now", "running", "due"],
    "properties": {
        "now": MOMENT,
        "running": {"type": "boolean"},
        "due": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "what"],
                "properties": {"at": MOMENT, "what": TEXT},
            },
        },
        "total": {"type": "integer"},
    },
}
_OK: Final = {"type": "object", "properties": {"status": {"const": "ok"}}}

CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="GET",
        name="",
        summary="Return what can be called.",
        reply={
            "type": "object",
            "required": ["description", "calls"],
            "properties": {
                "description": TEXT,
                "calls": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["method", "path", "summary"],
                        "properties": {
                            "method": TEXT,
                            "path": TEXT,
                            "summary": TEXT,
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
            "properties": {"mockdr": TEXT, "contract": TEXT},
        },
    ),
    ControlCall(
        method="GET",
        name="openapi.json",
        summary="Return the description of the provider's API.",
        reply=ANY,
    ),
    ControlCall(
        method="GET", name="control.json", summary="Return this one.", reply=ANY
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
            **WORLD,
            "runs": (COUNT, "How often, where the body is the scenario itself."),
        },
        body={
            "scenario": {
                **TEXT,
                "description": "The name of one in the library; it may say a "
                "combination of its matrix, pay-late[method=konbini].",
            },
            "yaml": {**TEXT, "description": "The text of one."},
            "variant": {
                **ANY,
                "description": "The combination of its matrix, name to value.",
            },
            "runs": {**COUNT, "description": "How often; without end when absent."},
        },
        raw="yaml",
        one_of=("scenario", "yaml"),
        reply={
            "type": "object",
            "properties": {"scenario": TEXT, "given": ANY},
        },
    ),
    ControlCall(
        method="GET",
        name="clock",
        summary="Return the tenant's time, and what is due.",
        query={**WORLD, "limit": (COUNT, "At most so much of what is due, by time.")},
        reply=_CLOCK,
    ),
    ControlCall(
        method="POST",
        name="clock",
        summary="Move the tenant's clock; what is due on the way happens, in order.",
        query=WORLD,
        body={
            "advance": {**TEXT, "description": "A duration, for example 48h."},
            "at": MOMENT,
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
        query=WORLD,
        body={
            "actor": {"enum": ["customer", "provider", "fraud"]},
            "verb": TEXT,
            "of": {**TEXT, "description": "A name or an id."},
            "session": {**TEXT, "description": "For `chooses`: whose session."},
            "source": {
                **ANY,
                "description": "For `chooses` and `submits`: fields of the source.",
            },
            "then": {
                **ANY,
                "description": (
                    "Which documented outcome: KIND, `fraud` or `next_action` to "
                    "state. What cannot be had is a 409, and nothing happens."
                ),
            },
            "reason": {
                **TEXT,
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
                            "kind": TEXT,
                            "id": TEXT,
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
            **WORLD,
            "after": ({"type": "integer", "minimum": 0}, "Only what came after this."),
            "limit": (
                COUNT,
                "At most so many calls, the oldest first if nothing else is said.",
            ),
            "before": (COUNT, "Only what came before this."),
            "newest": (
                {"type": "boolean"},
                "The newest calls first, with the findings about them alone.",
            ),
            "brief": (
                {"type": "boolean"},
                "Calls without bodies, with what was wrong counted; no findings.",
            ),
            "violations": ({"type": "boolean"}, "Only calls outside the contract."),
        },
        reply={
            "type": "object",
            "properties": {
                "calls": {"type": "array", "items": ANY},
                "findings": {"type": "array", "items": ANY},
                "dropped": {"type": "integer"},
            },
        },
    ),
    ControlCall(
        method="GET",
        name="export",
        summary="Return all that happened in one bundle, disguised, for mockdr replay.",
        query=WORLD,
        reply=ANY,
    ),
    ControlCall(
        method="GET",
        name="sessions",
        summary="Return every payment session, newest first, with its run and step.",
        query=WORLD,
        reply={
            "type": "object",
            "properties": {"sessions": {"type": "array", "items": ANY}},
        },
    ),
)
