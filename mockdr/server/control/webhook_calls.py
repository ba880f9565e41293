"""The calls of the control API that concern webhooks, as rows of its table."""

from __future__ import annotations

from typing import Final, get_args

from mockdr.base.errors import Json
from mockdr.events.delivery import Outcome, State
from mockdr.server.control.shapes import (
    ANY,
    COUNT,
    MOMENT,
    TEXT,
    WORLD,
    ControlCall,
)

__all__ = ["CALLS"]

_WEBHOOK: Final = {
    **TEXT,
    "description": "Id of a webhook; may be left out where there is one alone.",
}
_OF: Final = "What the event is about, or names: an id, or a name of the story."
_NUMBER: Final = {"type": ["integer", "null"]}
_DELIVERY: Final = {
    "type": "object",
    "required": ["number", "type", "of", "webhook", "address", "state", "attempts"],
    "properties": {
        "number": COUNT,
        "type": TEXT,
        "of": TEXT,
        "webhook": TEXT,
        "address": TEXT,
        "version": TEXT,
        "state": {"enum": list(get_args(State))},
        "status": _NUMBER,
        "next": {"type": ["string", "null"], "format": "date-time"},
        "copy": COUNT,
        "bends": {"type": "array", "items": TEXT},
        "hint": TEXT,
        "attempts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["number", "at", "outcome"],
                "properties": {
                    "number": COUNT,
                    "at": MOMENT,
                    "timestamp": TEXT,
                    "signature": TEXT,
                    "outcome": {"enum": [*get_args(Outcome), None]},
                    "status": _NUMBER,
                    "reason": TEXT,
                },
            },
        },
        "event": ANY,
    },
}
_DELIVERIES: Final[dict[str, Json]] = {
    "type": "object",
    "required": ["deliveries"],
    "properties": {"deliveries": {"type": "array", "items": _DELIVERY}},
}
_SECRETS: Final = {
    "type": "object",
    "required": ["webhook", "secrets"],
    "properties": {
        "webhook": TEXT,
        "secrets": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["token", "created", "expires"],
                "properties": {
                    "token": TEXT,
                    "created": MOMENT,
                    "expires": {"type": ["string", "null"], "format": "date-time"},
                },
            },
        },
    },
}
_PROBED: Final = {
    "type": "object",
    "required": ["kind", "webhook", "address", "event", "status", "fault"],
    "properties": {
        "kind": TEXT,
        "webhook": TEXT,
        "address": TEXT,
        "event": TEXT,
        "status": _NUMBER,
        "fault": TEXT,
    },
}

CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="GET",
        name="webhooks",
        summary="List the webhooks: where events go, and which.",
        query=WORLD,
        reply={
            "type": "object",
            "required": ["webhooks"],
            "properties": {
                "webhooks": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "address", "types", "enabled", "secrets"],
                        "properties": {
                            "id": TEXT,
                            "address": TEXT,
                            "types": {"type": "array", "items": TEXT},
                            "enabled": {"type": "boolean"},
                            "secrets": {"type": "integer"},
                        },
                    },
                }
            },
        },
    ),
    ControlCall(
        method="GET",
        name="webhooks/secrets",
        summary="Reveal what signs a webhook's events, the newest secret first.",
        query={**WORLD, "webhook": (TEXT, _WEBHOOK["description"])},
        reply=_SECRETS,
    ),
    ControlCall(
        method="POST",
        name="webhooks/rotate",
        summary="Give a webhook a new secret; those before it expire.",
        query=WORLD,
        body={
            "webhook": _WEBHOOK,
            "expires": {
                **TEXT,
                "description": "When they do: 0h, 1h, 3h, 6h, 12h (if unsaid), 24h.",
            },
            "secret": {**TEXT, "description": "The new one; made when absent."},
        },
        reply=_SECRETS,
    ),
    ControlCall(
        method="GET",
        name="webhooks/deliveries",
        summary="Deliver what is due, then list deliveries with all their attempts.",
        query={
            **WORLD,
            "after": ({"type": "integer", "minimum": 0}, "Only those after this one."),
            "limit": (COUNT, "At most so many, the oldest first."),
            "type": (TEXT, "Only events of this type."),
            "of": (TEXT, "Only events about the thing of this id."),
            "webhook": (TEXT, "Only those to the webhook of this id."),
            "state": (
                {"enum": list(get_args(State))},
                "Only those that stand so.",
            ),
        },
        reply={
            **_DELIVERIES,
            "properties": {
                **_DELIVERIES["properties"],
                "dropped": {"type": "integer"},
            },
        },
    ),
    ControlCall(
        method="POST",
        name="webhooks/expect",
        summary="Deliver what is due, until an event is delivered; 409 if it is not.",
        query=WORLD,
        body={
            "type": {**TEXT, "description": "The type, for example order.accepted."},
            "of": {**TEXT, "description": _OF},
            "times": {
                "type": "integer",
                "minimum": 0,
                "description": "How often exactly; the next one when absent.",
            },
            "within": {
                **TEXT,
                "description": "How far the tenant's clock may go for it, as in 48h.",
            },
            "status": {
                "type": ["integer", "string"],
                "description": "What is to be answered, or timeout, unreachable, "
                "blocked; any 2xx in the end when absent.",
            },
            "webhook": {**TEXT, "description": "Only to the webhook of this id."},
        },
        required=("type",),
        reply=_DELIVERIES,
    ),
    ControlCall(
        method="POST",
        name="webhooks/resend",
        summary="Try a delivery once more now, whatever became of it.",
        query=WORLD,
        body={"delivery": {**COUNT, "description": "Its number."}},
        required=("delivery",),
        reply=_DELIVERY,
    ),
    ControlCall(
        method="POST",
        name="webhooks/probe",
        summary="Send forged events; 409 if a receiver takes one for true.",
        query=WORLD,
        body={
            "webhook": {**TEXT, "description": "Only the webhook of this id."},
            "only": {
                "type": "array",
                "items": TEXT,
                "description": "Which forgeries; all when absent.",
            },
        },
        reply={
            "type": "object",
            "required": ["probed"],
            "properties": {"probed": {"type": "array", "items": _PROBED}},
        },
    ),
    ControlCall(
        method="POST",
        name="webhooks/idempotent",
        summary="Deliver once more what was delivered; 409 if that does things again.",
        query=WORLD,
        body={
            "webhook": {**TEXT, "description": "Only the webhook of this id."},
        },
        reply=_DELIVERIES,
    ),
    ControlCall(
        method="POST",
        name="webhooks/bend",
        summary="Bend deliveries from now on, as `delivery` of a scenario does.",
        query=WORLD,
        body={
            "event": {**TEXT, "description": "A type, or any."},
            "kind": {**TEXT, "description": "Such as duplicate, late or swap."},
            "by": {**TEXT, "description": "A duration, for example 30s."},
            "copies": COUNT,
            "attempts": COUNT,
            "first": COUNT,
            "every": COUNT,
            "probability": {"type": "number", "minimum": 0},
        },
        required=("event", "kind"),
    ),
)
