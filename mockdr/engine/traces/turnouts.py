"""How a recorded call ended, and which documented test value made it end so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.contract import ErrorEntry, Operation
from mockdr.engine.details import GOOD_CARD
from mockdr.engine.masking import mask_text
from mockdr.engine.traces.showing import known_parameter
from mockdr.engine.traces.sifting import Heard
from mockdr.engine.traces.sightings import errors_in

__all__ = ["ACTIONS", "documented_values", "fault_of", "refusal_of"]

#: What a session can ask of the shopper.
ACTIONS: Final = ("redirect", "show_payment_instructions", "sca_required")

_BROKEN: Final = 500
#: What a connection's end is called in stories.
_ENDS: Final = (("reset", "reset"), ("timed", "hang"), ("timeout", "hang"))


def documented_values(kind: str, facts: Mapping[str, Json]) -> dict[str, Json]:
    """Return the documented test number or test name that a source was made with."""
    if facts.get("liveMode") is not False:
        return {}
    owner = facts.get("owner")
    last = str(owner.get("lastName", "")) if isinstance(owner, Mapping) else ""
    if last in contract.test_last_names():
        return {"owner": {"firstName": "William", "lastName": last}}
    card = facts.get(kind)
    if kind == "creditCard" and isinstance(card, Mapping):
        ends = str(card.get("lastFourDigits", ""))
        same = [
            number
            for number, known in contract.test_cards().items()
            if number.endswith(ends) and known.brand in (None, card.get("brand"))
        ]
        if ends and len(same) == 1 and same != [GOOD_CARD]:
            return {"creditCard": {"number": same[0]}}
    return {}


def fault_of(call: Heard, operation: Operation) -> dict[str, Json]:
    """Return the fault by which a call ended; none where the contract describes it."""
    if not call.status:
        lost = call.exchange.lost.lower()
        kind = next((kind for word, kind in _ENDS if word in lost), "reset")
        return {"kind": kind}
    if call.status < _BROKEN or _entries(call, operation):
        return {}
    return {"kind": "status", "status": call.status}


def _entries(call: Heard, operation: Operation) -> list[ErrorEntry]:
    """Return the entries of the catalogue that a refusal may be."""
    told = errors_in(call)
    if not told:
        return []
    code, parameter = told[0].get("code"), told[0].get("parameter")
    body_type = call.reply.get("type")
    same = [
        entry
        for entry in contract.errors_of(operation.id)
        if (entry.status, entry.code) == (call.status, code)
        and entry.type in (body_type, None)
    ]
    exact = [entry for entry in same if entry.parameter == parameter]
    return exact or [entry for entry in same if entry.parameter is None] or same


def refusal_of(call: Heard, operation: Operation) -> dict[str, Json]:
    """Return the keys of `then` that announce a refusal, if a page tells of it."""
    entries = _entries(call, operation)
    said = errors_in(call)
    if not entries:
        why = str(said[0].get("code")) if said else ""
        declined = operation.id == "createOrders" and why in contract.decline_codes()
        return {"error": "failed-request", "reason": why} if declined else {}
    told = said[0]
    code = told.get("code") or entries[0].type
    word = mask_text(str(code))
    rivals = {
        (e.status, e.type, e.code, e.parameter)
        for e in contract.errors_of(operation.id)
        if code in (e.code, e.type if e.code is None else None)
    }
    if len(rivals) == 1 and entries[0].parameter == told.get("parameter"):
        return {"error": word}
    claim: dict[str, Json] = {"code": word}
    parameter = told.get("parameter")
    known = known_parameter(operation, str(parameter or ""))
    if known:
        claim["parameter"] = known
    elif entries[0].parameter is None:
        claim["parameter"] = None
    own = {r for r in rivals if r[3] == entries[0].parameter}
    if len({status for status, *_ in own}) > 1:
        claim["status"] = call.status
    if len({r[1] for r in own if r[0] == call.status}) > 1:
        claim["type"] = entries[0].type
    return {"error": claim}
