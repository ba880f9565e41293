"""The calls of the control API by which people look into a server: all but two read."""

from __future__ import annotations

from typing import Final, get_args

from mockdr.base.errors import Json
from mockdr.events.delivery import State
from mockdr.server.control.shapes import (
    ANY,
    COUNT,
    MOMENT,
    TEXT,
    WORLD,
    ControlCall,
)

__all__ = ["CALLS"]

_NUMBER: Final = {"type": "integer"}
_SOME: Final = {"type": ["integer", "null"]}
_SAID: Final = {"type": ["string", "null"]}
_FLAG: Final = {"type": "boolean"}
_LIMIT: Final = ({**COUNT, "maximum": 1000}, "At most so many; 100 when absent.")
_BEFORE: Final = (COUNT, "Only those before this number, the newest of them first.")


def _object(required: dict[str, Json], **optional: Json) -> dict[str, Json]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


def _list(item: Json) -> dict[str, Json]:
    return {"type": "array", "items": item}


_THING: Final = _object({"kind": TEXT, "id": TEXT, "state": _SAID})
_NAMED: Final = _object({"kind": TEXT, "id": TEXT, "state": _SAID, "name": _SAID})
_ROW: Final = _object(
    {
        "kind": TEXT,
        "id": TEXT,
        "state": _SAID,
        "createdTime": _SAID,
        "title": TEXT,
        "amount": {"type": ["number", "null"]},
        "currency": _SAID,
        "links": _list(_THING),
    }
)
_RUN: Final = _object({"scenario": TEXT, "run": _NUMBER, "step": _NUMBER})
_MOVE: Final = _object(
    {
        "number": _NUMBER,
        "at": MOMENT,
        "call": _SOME,
        "kind": TEXT,
        "id": TEXT,
        "before": _SAID,
        "trigger": TEXT,
        "after": TEXT,
    }
)
_ACT: Final = _object(
    {
        "actor": TEXT,
        "verb": TEXT,
        "of": TEXT,
        "kind": TEXT,
        "state": _SAID,
        "title": TEXT,
        "waits": {**_FLAG, "description": "Whether a run of a scenario waits for it."},
        "thens": _list(_object({"then": ANY, "title": TEXT})),
    }
)
_EVENT: Final = _object(
    {
        "id": TEXT,
        "type": TEXT,
        "at": MOMENT,
        "kind": TEXT,
        "of": TEXT,
        "webhooks": _list(TEXT),
    }
)
_FINDING: Final = _object(
    {
        "number": _NUMBER,
        "kind": TEXT,
        "severity": TEXT,
        "message": TEXT,
        "seq": _SOME,
        "details": ANY,
    }
)
_DIAGNOSTIC: Final = _object(
    {
        "code": TEXT,
        "severity": {"enum": ["error", "warning", "advice"]},
        "message": TEXT,
        "help": TEXT,
        "line": _NUMBER,
        "column": _NUMBER,
        "end_line": _NUMBER,
        "end_column": _NUMBER,
    }
)
_STEP: Final = _object(
    {
        "number": _NUMBER,
        "line": _NUMBER,
        "text": TEXT,
        "state": {"enum": ["done", "here", "ahead"]},
    }
)
_PLAYED: Final = _object(
    {
        "scenario": TEXT,
        "summary": TEXT,
        "serial": _NUMBER,
        "runsLeft": _SOME,
        "given": _list(_NAMED),
        "count": {**_NUMBER, "description": "How many runs there were."},
        "runs": _list(
            _object(
                {
                    "number": _NUMBER,
                    "step": _NUMBER,
                    "of": _NUMBER,
                    "ended": _FLAG,
                    "derailed": _SAID,
                    "waits": TEXT,
                    "steps": _list(_STEP),
                    "things": _list(_NAMED),
                }
            )
        ),
    }
)
_SCENARIO: Final[dict[str, Json]] = {
    "name": TEXT,
    "summary": TEXT,
    "tags": _list(TEXT),
    "folder": TEXT,
    "bundled": _FLAG,
    "combinations": _list(TEXT),
}
_PAGED: Final = {
    **WORLD,
    "before": _BEFORE,
    "limit": _LIMIT,
}

CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="GET",
        name="tenants",
        summary="List the tenants, with what each of them holds.",
        reply=_object(
            {
                "tenants": _list(
                    _object(
                        {
                            "name": TEXT,
                            "live": _FLAG,
                            "publicKey": TEXT,
                            "now": MOMENT,
                            "running": _FLAG,
                            "scenarios": _list(TEXT),
                            "counts": _object(
                                dict.fromkeys(
                                    (
                                        *("calls", "sessions", "orders", "events"),
                                        *("deliveries", "findings", "failures"),
                                    ),
                                    _NUMBER,
                                )
                            ),
                        }
                    )
                )
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="pulse",
        summary="Return a few numbers; one of them is another when anything happened.",
        query=WORLD,
        reply=_object(
            {
                "made": {**_FLAG, "description": "Whether there is such a tenant yet."},
                "begun": _SAID,
                "now": MOMENT,
                "running": _FLAG,
                "soonest": _SAID,
                "tenants": _NUMBER,
                "calls": _NUMBER,
                "moves": _NUMBER,
                "acts": _NUMBER,
                "events": _NUMBER,
                "deliveries": _NUMBER,
                "findings": _NUMBER,
                "scenarios": _NUMBER,
                "due": _NUMBER,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="things",
        summary="Count the things of each kind, and list those of one, newest first.",
        query={
            **WORLD,
            "kind": (TEXT, "Which are listed: session, order, source..."),
            "before": (TEXT, "Only those that were made before the one of this id."),
            "limit": _LIMIT,
        },
        reply=_object(
            {
                "kinds": {"type": "object", "additionalProperties": _NUMBER},
                "things": _list(_ROW),
                "next": {**_SAID, "description": "The `before` of the next page."},
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="thing",
        summary="Return one thing: its document, its moves, and what belongs to it.",
        query={**WORLD, "kind": (TEXT, "Its kind; any when absent."), "id": (TEXT, "")},
        reply=_object(
            {
                "kind": TEXT,
                "id": TEXT,
                "state": _SAID,
                "final": {**_FLAG, "description": "Whether nothing can move it."},
                "lifecycle": {**_SAID, "description": "What `picture` takes as kind."},
                "document": ANY,
                "links": _list(_THING),
                "run": {"anyOf": [{"type": "null"}, _RUN]},
                "moves": _list(_MOVE),
                "events": _list(_EVENT),
                "calls": {**_list(ANY), "description": "As `journal` has them, brief."},
                "possible": _list(_ACT),
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="picture",
        summary="Draw the life of a thing with the way that it took, or of a kind.",
        query={
            **WORLD,
            "kind": (TEXT, "Whose life: session, order, source..."),
            "id": (TEXT, "Which one; all that can happen to the kind when absent."),
        },
        reply=_object({"title": TEXT, "svg": TEXT, "described": TEXT}),
    ),
    ControlCall(
        method="GET",
        name="call",
        summary="Return one call whole: request, reply, judgement, and a curl line.",
        query={**WORLD, "seq": (COUNT, "Its number in the journal.")},
        reply=_object(
            {
                "call": ANY,
                "curl": TEXT,
                "findings": _list(_FINDING),
                "moves": _list(_MOVE),
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="findings",
        summary="List what was wrong, the newest first, and what is still to come.",
        query=_PAGED,
        reply=_object(
            {
                "findings": _list(_FINDING),
                "unfinished": _list(TEXT),
                "total": _NUMBER,
                "next": _SOME,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="events",
        summary="List the events, the newest first.",
        query=_PAGED,
        reply=_object(
            {
                "events": _list(
                    _object({**_EVENT["properties"], "number": _NUMBER}),
                ),
                "total": _NUMBER,
                "next": _SOME,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="event",
        summary="Return one event as the provider tells it.",
        query={**WORLD, "id": (TEXT, "Its id.")},
        reply=_object({"event": ANY, "deliveries": _list(_NUMBER)}),
    ),
    ControlCall(
        method="GET",
        name="deliveries",
        summary="List deliveries without sending anything, the newest first.",
        query={
            **_PAGED,
            "state": ({"enum": list(get_args(State))}, "Only those that stand so."),
            "webhook": (TEXT, "Only those to the webhook of this id."),
        },
        reply=_object(
            {
                "deliveries": _list(
                    _object(
                        {
                            "number": _NUMBER,
                            "type": TEXT,
                            "kind": TEXT,
                            "of": TEXT,
                            "webhook": TEXT,
                            "address": TEXT,
                            "state": TEXT,
                            "status": _SOME,
                            "reason": TEXT,
                            "attempts": _NUMBER,
                            "last": _SAID,
                            "next": _SAID,
                        }
                    )
                ),
                "total": _NUMBER,
                "next": _SOME,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="delivery",
        summary="Return one delivery with all its attempts, and its event.",
        query={**WORLD, "number": (COUNT, "Its number.")},
        reply=ANY,
    ),
    ControlCall(
        method="GET",
        name="possible",
        summary="List what customer, provider and fraud review can do now.",
        query={
            **WORLD,
            "kind": (TEXT, "Only to the thing of this kind and `id`."),
            "id": (TEXT, "Only to this thing; to the newest of each kind if absent."),
            "limit": ({**COUNT, "maximum": 100}, "So many of each kind; 5 if absent."),
        },
        reply=_object({"acts": _list(_ACT)}),
    ),
    ControlCall(
        method="GET",
        name="runs",
        summary="List the scenarios in force, and where the runs of each stand.",
        query={
            **WORLD,
            "limit": ({**COUNT, "maximum": 100}, "So many runs of each; 10 if absent."),
        },
        reply=_object({"scenarios": _list(_PLAYED)}),
    ),
    ControlCall(
        method="GET",
        name="library",
        summary="List the scenarios that can be put in force by name.",
        query={"query": (TEXT, "Only those in whose name, summary or tags it stands.")},
        reply=_object({"scenarios": _list(_object(_SCENARIO))}),
    ),
    ControlCall(
        method="GET",
        name="scenario",
        summary="Return the text of a scenario, and what happens in it.",
        query={"name": (TEXT, "Its name in the library.")},
        reply=_object(
            {
                **_SCENARIO,
                "text": TEXT,
                "told": _list(TEXT),
                "findings": _list(_DIAGNOSTIC),
            }
        ),
    ),
    ControlCall(
        method="POST",
        name="lint",
        summary="Say what is wrong with a scenario; nothing is put in force.",
        body={"yaml": {**TEXT, "description": "The text of one."}},
        raw="yaml",
        required=("yaml",),
        reply=_object(
            {
                "playable": _FLAG,
                "findings": _list(_DIAGNOSTIC),
                "combinations": _list(TEXT),
            }
        ),
    ),
)
