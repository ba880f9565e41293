"""What is said to those who do not get in: no key, no such path, no such method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from mockdr import contract
from mockdr.base.errors import Complaint
from mockdr.contract import Routed
from mockdr.engine.call import Call, Reply
from mockdr.engine.masking import mask_text, remark
from mockdr.engine.strangers import advice, carried

if TYPE_CHECKING:
    from mockdr.engine.settings import Settings
    from mockdr.engine.world import World

__all__ = [
    "JSON_TYPE",
    "complaint_of",
    "header_text",
    "nowhere",
    "refuse_stranger",
    "shortened",
    "too_large",
]

JSON_TYPE = "application/json;charset=UTF-8"
#: Of a longer path its beginning tells enough.
_PATH: Final = 100


def refuse_stranger(
    world: World, call: Call, routed: Routed, text: str | None
) -> Reply:
    """Answer a call whose key is nobody's, and remember it."""
    if routed.operation is None:
        key, hint, extra = nowhere(call, routed)
    else:
        key, extra = "unauthorized", {}
        hint = advice(call, text)
    if call.problem == "too_large":
        key, hint = "payload_too_large", too_large(world.defaults)
    status, body = contract.error_body([complaint_of(key, call)])
    world.stray(call, status, hint, carried(call, text))
    return Reply(
        status=status,
        headers={
            "Content-Type": JSON_TYPE,
            "x-dr-requestid": world.request_id(),
            "X-Mockdr-Hint": header_text(hint),
            **extra,
        },
        body=orjson.dumps(body),
        log={
            "operation": routed.operation.id if routed.operation else "",
            "hint": remark(hint),
        },
    )


def too_large(settings: Settings) -> str:
    """Return the hint for a body over the limit."""
    limit = settings.body_limit
    return f"the body is larger than {limit} bytes; the setting body_limit says so"


def nowhere(call: Call, routed: Routed) -> tuple[str, str, dict[str, str]]:
    """Return key, hint and headers for a call that no operation takes."""
    if routed.allowed:
        allowed = ", ".join(routed.allowed)
        return (
            "method_not_allowed",
            f"{shortened(call.path)} takes {allowed}",
            {"Allow": allowed},
        )
    hint = "no such path"
    if routed.nearest:
        hint += f"; the nearest operation is {routed.nearest}"
    return "not_found:path", hint, {}


def complaint_of(key: str, call: Call) -> Complaint:
    """Return the complaint about a call that no operation takes."""
    return Complaint(key=key, values={"path": call.path, "method": call.method})


def header_text(text: str) -> str:
    """Return *text* as it can stand in a header: a remark on one line, in ASCII."""
    line = remark(" ".join(text.split()))
    return line.encode("ascii", "backslashreplace").decode()[:1000]


def shortened(path: str) -> str:
    """Return *path* for a sentence."""
    shown = mask_text(path)  # before the cut, or half a card would be left
    return shown if len(shown) <= _PATH else f"{shown[: _PATH - 3]}..."
