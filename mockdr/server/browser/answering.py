"""From a private call of the script to its reply: whose page it is, what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import orjson

from mockdr import contract
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.call import Call, Reply
from mockdr.engine.doors import JSON_TYPE, header_text
from mockdr.engine.keys import read_authorization
from mockdr.server.browser import (
    challenge,
    forms,
    invoicing,
    paying,
    refunding,
    sessions,
)
from mockdr.server.browser.visit import Trouble, Visit

if TYPE_CHECKING:
    from mockdr.engine.world import World

__all__ = ["FUNCTIONS", "answer"]

Function = Callable[[Visit], Json]

#: Method and name to what answers it.
FUNCTIONS: Final[Mapping[tuple[str, str], Function]] = {
    ("GET", "session"): sessions.shown,
    ("GET", "challenge"): challenge.ask,
    ("POST", "challenge"): challenge.judge,
    ("POST", "decide"): paying.decide,
    ("GET", "source"): paying.state,
    ("GET", "instructions"): paying.instructions,
    ("GET", "now"): forms.now,
    ("GET", "konbini-stores"): forms.stores,
    ("GET", "tax-identifiers"): forms.tax_identifiers,
    ("GET", "invoice-attributes"): forms.invoice_attributes,
    ("POST", "invoice-attributes"): invoicing.chosen,
    ("GET", "refund"): refunding.asked,
    ("POST", "refund"): refunding.informed,
}

#: HTTP status to the `type` of the envelope.
_TYPES: Final = {400: "bad_request", 404: "not_found", 409: "conflict"}


def answer(world: World, call: Call, name: str) -> Reply:
    """
    Answer one call of the script that mockdr serves.

    It is no call of the provider's API: no journal has it, and no scenario waits for
    it; what a customer does by it, scenarios see as the customer's own act.

    Args:
        world: Where the shop's tenant is.
        name: What the path says after `/v1/mockdr/`.
    """
    extra: dict[str, str] = {}
    try:
        status, document = 200, _answered(world, call, name, extra)
    except Refusal as refusal:
        status, document = contract.error_body(refusal.complaints)
    except Trouble as trouble:
        status = trouble.status
        error = {"code": trouble.code, "message": trouble.message}
        document = {"type": _TYPES[status], "errors": [error]}
    return Reply(
        status=status,
        headers={"Content-Type": JSON_TYPE, "Cache-Control": "no-store", **extra},
        body=orjson.dumps(document),
    )


def _answered(world: World, call: Call, name: str, extra: dict[str, str]) -> Json:
    function = FUNCTIONS.get((call.method, name))
    if function is None:
        allowed = [method for method, known in FUNCTIONS if known == name]
        if allowed:
            extra["Allow"] = ", ".join(allowed)
        key = "method_not_allowed" if allowed else "not_found:path"
        values = {"path": call.path, "method": call.method}
        raise Refusal(Complaint(key=key, values=values))
    text = read_authorization(call.headers)
    found = world.looked_up(text) if call.method == "GET" else world.by_key(text)
    if found is None or found[1].secret:
        extra["X-Mockdr-Hint"] = header_text(
            "the script's own calls need the public key (pk_test_<tenant>), which "
            "`new DigitalRiver(key)` gets"
        )
        raise Refusal("unauthorized")
    tenant = found[0]
    said = dict(call.query) if call.method == "GET" else _body(call)
    with tenant.lock:
        tenant.base_url = call.base_url
        tenant.catch_up()
        reply = function(Visit(tenant=tenant, said=said, base_url=call.base_url))
        tenant.catch_up()
    return reply


def _body(call: Call) -> dict[str, Json]:
    if call.problem == "too_large":
        raise Refusal("payload_too_large")
    try:
        body = orjson.loads(call.body or b"{}")
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Refusal("invalid_format")
    return body
