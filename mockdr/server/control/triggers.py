"""The call of the control API that tells an event by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.masking import mask_user
from mockdr.server.control.desk import Desk, Functions
from mockdr.server.control.shapes import ANY, TEXT, WORLD, ControlCall

__all__ = ["CALLS", "FUNCTIONS"]

CALLS: Final[tuple[ControlCall, ...]] = (
    ControlCall(
        method="POST",
        name="trigger",
        summary="Emit an event of any type; what it is about is there, or is brought.",
        query=WORLD,
        body={
            "type": {**TEXT, "description": "The type, for example order.accepted."},
            "of": {
                **TEXT,
                "description": (
                    "What it is to be about: an id, what that belongs to, or a name. "
                    "A thing that is not as the event says is a 409."
                ),
            },
        },
        required=("type",),
        reply={
            "type": "object",
            "required": ["event", "deliveries"],
            "properties": {
                "event": ANY,
                "deliveries": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["number", "webhook", "address"],
                        "properties": {
                            "number": {"type": "integer"},
                            "webhook": TEXT,
                            "address": TEXT,
                        },
                    },
                },
            },
        },
    ),
)


def _trigger(desk: Desk, query: Mapping[str, str], body: Json) -> Json:
    tenant = desk.tenant(query)
    event = tenant.trigger(body["type"], body.get("of"))
    return {
        "event": tenant.told(event),
        "deliveries": [
            {
                "number": made.number,
                "webhook": made.webhook,
                "address": mask_user(made.address),
            }
            for made in tenant.mail.deliveries
            if made.event.id == event.id
        ],
    }


#: (method, name) to the function behind it.
FUNCTIONS: Final[Functions] = {("POST", "trigger"): _trigger}
