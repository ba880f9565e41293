"""What a request must pass before an operation sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from mockdr import contract
from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import Operation, Problem
from mockdr.engine.call import Call
from mockdr.engine.keys import Key
from mockdr.engine.settings import Settings

__all__ = [
    "VERSION",
    "breaks_contract",
    "known_of",
    "pass_key",
    "pass_version",
    "refused_unknown",
]

#: The header that asks for another version than the key's.
VERSION: Final = "digitalriver-version"


def pass_key(operation: Operation, key: Key) -> str:
    """
    Return why *key* may not call *operation*; empty when it may.

    Source: files.md (the only literal 401); that a key of the wrong kind gets the
    same body is inferred.
    """
    if operation.key == "secret" and not key.secret:
        return f"{operation.id} needs the secret key, this is a public one"
    if operation.key == "public" and key.secret:
        return f"{operation.id} needs the public key, this is a secret one"
    return ""


def pass_version(call: Call, settings: Settings) -> None:
    """
    Look whether there is the version that the request or its key asks for.

    Raises:
        Refusal: 400 `invalid_parameter`, if there is none (inferred).
    """
    version = call.headers.get(VERSION) or settings.version
    if version not in contract.versions():
        raise Refusal(
            Complaint(
                key="invalid_parameter", parameter=VERSION, values={"value": version}
            )
        )


#: Unknown fields that are refused whatever the tenant accepts, because the
#: documentation shows that they are. Source: describing-the-items/README.md.
_REFUSED: Final = MappingProxyType(
    {
        "updateCheckouts": (
            re.compile(r"items\[\d+\]\.(\w+)"),
            "unknown_parameter:item_update",
        )
    }
)


def refused_unknown(operation: Operation, problem: Problem) -> Complaint | None:
    """Return the complaint about an unknown field that no tenant can accept."""
    pattern, key = _REFUSED.get(operation.id, (None, ""))
    found = pattern.fullmatch(problem.parameter) if pattern else None
    if problem.kind != "unknown" or found is None:
        return None
    return Complaint(key=key, parameter=found[1], values={"name": found[1]})


def known_of(body: Json, problems: Iterable[Problem]) -> Json:
    """
    Return *body* without the fields that the contract does not have.

    They are accepted and ignored: nothing that nobody knows is kept or sent back.
    """
    unknown = [problem.pointer for problem in problems if problem.kind == "unknown"]
    for pointer in unknown:
        names = [
            name.replace("~1", "/").replace("~0", "~")
            for name in pointer.split("/")[1:]
        ]
        body = _without(body, names)
    return body


def _without(value: Json, names: list[str]) -> Json:
    """Return a copy of *value* without what stands at the end of the path."""
    first, rest = names[0], names[1:]
    if isinstance(value, list):
        return [
            _without(item, rest) if str(index) == first else item
            for index, item in enumerate(value)
        ]
    if not rest:
        return {name: item for name, item in value.items() if name != first}
    return {
        name: _without(item, rest) if name == first else item
        for name, item in value.items()
    }


#: Refusals of the door: the request never reached an operation.
_DOOR: Final = frozenset(
    {
        "unauthorized",
        "invalid_format",
        "method_not_allowed",
        "not_found:path",
        "not_found:version",
        "payload_too_large",
    }
)

#: Codes of a 400 that say: no checkout, order or card in whatever state would have
#: made this request right.
_MALFORMED: Final = frozenset(
    {
        "currency_unsupported",
        "internal_error",
        "invalid_discount_amount",
        "invalid_discount_percent",
        "invalid_format",
        "invalid_parameter",
        "invalid_request",
        "invalid_string_empty",
        "missing_parameter",
        "unknown_parameter",
    }
)
#: They have such a code, and tell of the state of an order nevertheless.
_BY_STATE: Final = frozenset(
    {"invalid_parameter:amountRequested", "invalid_parameter:refund_in_dispute"}
)


def breaks_contract(key: str) -> bool:
    """
    Tell whether a refusal is for the request itself, and not for the state of things.

    Args:
        key: Of the catalogue's entry that was answered.
    """
    if key in _DOOR:
        return True
    entry = contract.errors()[key]
    return (
        entry.type == "bad_request"
        and entry.code in _MALFORMED
        and key not in _BY_STATE
    )
