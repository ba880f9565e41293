"""The calls of the control API by which people look at what a tenant holds."""

from __future__ import annotations

from typing import Final, get_args

from mockdr.events.delivery import State
from mockdr.server.control.shapes import (
    ANY,
    COUNT,
    FLAG,
    MOMENT,
    NUMBER,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    WORLD,
    ControlCall,
    array,
    exactly,
)

__all__ = ["CALLS"]

_LIMIT: Final = ({**COUNT, "maximum": 1000}, "At most so many; 100 when absent.")
_BEFORE: Final = (COUNT, "Only those before this number, the newest of them first.")


_THING: Final = exactly({"kind": TEXT, "id": TEXT, "state": TEXT_OR_NULL})
_ROW: Final = exactly(
    {
        "kind": TEXT,
        "id": TEXT,
        "state": TEXT_OR_NULL,
        "createdTime": TEXT_OR_NULL,
        "title": TEXT,
        "amount": {"type": ["number", "null"]},
        "currency": TEXT_OR_NULL,
        "links": array(_THING),
    }
)
_RUN: Final = exactly({"scenario": TEXT, "run": NUMBER, "step": NUMBER})
_MOVE: Final = exactly(
    {
        "number": NUMBER,
        "at": MOMENT,
        "call": NUMBER_OR_NULL,
        "kind": TEXT,
        "id": TEXT,
        "before": TEXT_OR_NULL,
        "trigger": TEXT,
        "after": TEXT,
    }
)
_ACT: Final = exactly(
    {
        "actor": TEXT,
        "verb": TEXT,
        "of": TEXT,
        "kind": TEXT,
        "state": TEXT_OR_NULL,
        "amount": {"type": ["number", "null"]},
        "currency": TEXT_OR_NULL,
        "createdTime": TEXT_OR_NULL,
        "title": TEXT,
        "waits": {**FLAG, "description": "Whether a run of a scenario waits for it."},
        "thens": array(exactly({"then": ANY, "title": TEXT})),
        "methods": {
            **array(exactly({"type": TEXT, "title": TEXT})),
            "description": "For `chooses`: what fits the currency, `source.type`.",
        },
    }
)
_EVENT: Final = exactly(
    {
        "id": TEXT,
        "type": TEXT,
        "at": MOMENT,
        "kind": TEXT,
        "of": TEXT,
        "webhooks": array(TEXT),
    }
)
_FINDING: Final = exactly(
    {
        "number": NUMBER,
        "kind": TEXT,
        "severity": TEXT,
        "message": TEXT,
        "seq": NUMBER_OR_NULL,
        "details": ANY,
    }
)
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
        reply=exactly(
            {
                "tenants": array(
                    exactly(
                        {
                            "name": TEXT,
                            "live": FLAG,
                            "publicKey": TEXT,
                            "now": MOMENT,
                            "running": FLAG,
                            "scenarios": array(TEXT),
                            "counts": exactly(
                                dict.fromkeys(
                                    (
                                        *("calls", "sessions", "orders", "events"),
                                        *("deliveries", "findings", "failures"),
                                    ),
                                    NUMBER,
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
        reply=exactly(
            {
                "made": {**FLAG, "description": "Whether there is such a tenant yet."},
                "begun": TEXT_OR_NULL,
                "beginning": {
                    **NUMBER,
                    "description": "Another one after a reset, as no clock tells.",
                },
                "now": MOMENT,
                "running": FLAG,
                "soonest": TEXT_OR_NULL,
                "tenants": NUMBER,
                "calls": NUMBER,
                "moves": NUMBER,
                "acts": NUMBER,
                "events": NUMBER,
                "deliveries": NUMBER,
                "findings": NUMBER,
                "scenarios": NUMBER,
                "due": NUMBER,
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
        reply=exactly(
            {
                "kinds": {"type": "object", "additionalProperties": NUMBER},
                "things": array(_ROW),
                "next": {
                    **TEXT_OR_NULL,
                    "description": "The `before` of the next page.",
                },
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="thing",
        summary="Return one thing: its document, its moves, and what belongs to it.",
        query={**WORLD, "kind": (TEXT, "Its kind; any when absent."), "id": (TEXT, "")},
        reply=exactly(
            {
                "kind": TEXT,
                "id": TEXT,
                "state": TEXT_OR_NULL,
                "final": {**FLAG, "description": "Whether nothing can move it."},
                "lifecycle": {
                    **TEXT_OR_NULL,
                    "description": "What `picture` takes as kind.",
                },
                "document": ANY,
                "links": array(_THING),
                "run": {"anyOf": [{"type": "null"}, _RUN]},
                "moves": array(_MOVE),
                "events": array(_EVENT),
                "calls": {**array(ANY), "description": "As `journal` has them, brief."},
                "possible": array(_ACT),
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
        reply=exactly({"title": TEXT, "svg": TEXT, "described": TEXT}),
    ),
    ControlCall(
        method="GET",
        name="call",
        summary="Return one call whole: request, reply, judgement, and a curl line.",
        query={**WORLD, "seq": (COUNT, "Its number in the journal.")},
        reply=exactly(
            {
                "call": ANY,
                "curl": TEXT,
                "findings": array(_FINDING),
                "moves": array(_MOVE),
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="findings",
        summary="List what was wrong, the newest first, and what is still to come.",
        query=_PAGED,
        reply=exactly(
            {
                "findings": array(_FINDING),
                "unfinished": array(TEXT),
                "total": NUMBER,
                "next": NUMBER_OR_NULL,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="events",
        summary="List the events, the newest first.",
        query=_PAGED,
        reply=exactly(
            {
                "events": array(
                    exactly({**_EVENT["properties"], "number": NUMBER}),
                ),
                "total": NUMBER,
                "next": NUMBER_OR_NULL,
            }
        ),
    ),
    ControlCall(
        method="GET",
        name="event",
        summary="Return one event as the provider tells it.",
        query={**WORLD, "id": (TEXT, "Its id.")},
        reply=exactly({"event": ANY, "deliveries": array(NUMBER)}),
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
        reply=exactly(
            {
                "deliveries": array(
                    exactly(
                        {
                            "number": NUMBER,
                            "type": TEXT,
                            "kind": TEXT,
                            "of": TEXT,
                            "webhook": TEXT,
                            "address": TEXT,
                            "state": TEXT,
                            "status": NUMBER_OR_NULL,
                            "reason": TEXT,
                            "attempts": NUMBER,
                            "last": TEXT_OR_NULL,
                            "next": TEXT_OR_NULL,
                        }
                    )
                ),
                "total": NUMBER,
                "next": NUMBER_OR_NULL,
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
        reply=exactly({"acts": array(_ACT)}),
    ),
)
