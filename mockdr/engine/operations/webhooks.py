"""Webhooks as the merchant manages them: where events would be sent, and which."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from mockdr.base.clock import wire_time_fine
from mockdr.base.errors import Complaint, Refusal
from mockdr.contract import event_types, versions
from mockdr.domain.webhook import MOST_TYPES
from mockdr.engine.hints import no_event_type
from mockdr.engine.lacking import invalid
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, operations_of
from mockdr.engine.operations.types_asked import types_asked
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn
from mockdr.engine.webhook_secrets import give_secret

__all__ = ["OPERATIONS"]

#: What stands for a version besides the dates.
_VERSIONS: Final = ("default", "latest")
#: Names of this machine, to which a token may be sent in clear.
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: Transport to the block that belongs to it, and to the one that does not.
_BLOCKS: Final = {
    "HTTP": ("authentication", "oauth"),
    "OAUTH": ("oauth", "authentication"),
}
#: What a token is fetched with. Source: events-and-webhooks-1/README.md.
_OAUTH: Final = ("tokenEndPoint", "clientID", "clientSecret")


def _check(turn: Turn, record: Record) -> None:
    """
    Look at all of a webhook, as it would be.

    Source: events-and-webhooks-1/README.md; the words of the refusals are inferred.
    """
    document = record.document
    # A type that is told twice is told once: they are a set. Inferred.
    document["types"] = list(dict.fromkeys(document["types"]))
    complaints = [
        invalid("types", type)
        for type in document["types"]
        if type not in event_types()
    ]
    turn.hint = "; ".join(
        no_event_type(str(type))
        for type in document["types"]
        if type not in event_types()
    )
    if document["apiVersion"] not in (*_VERSIONS, *versions()):
        complaints.append(invalid("apiVersion", document["apiVersion"]))
    transport = str(document["transportType"])
    block, other = _BLOCKS[transport]
    if not _is_address(document["address"], safe=transport == "OAUTH"):
        complaints.append(invalid("address", document["address"]))
    if other in turn.body:
        complaints.append(invalid(other, other))
    document.pop(other, None)
    if transport == "OAUTH":
        oauth = document.get(block) or {}
        complaints += [
            Complaint(key="missing_parameter", parameter=f"oauth.{name}")
            for name in _OAUTH
            if not oauth.get(name)
        ]
        if oauth:
            document[block] = {"grantType": "password", **oauth}
    if complaints:
        raise Refusal(*complaints)
    record.private["state"] = "enabled" if document["enabled"] else "disabled"
    if not document["enabled"]:
        _stop(turn, record)


def _stop(turn: Turn, record: Record) -> None:
    """Send nothing of what a webhook that is off, or gone, was still to get."""
    turn.once_kept(partial(turn.tenant.patience.stop, record.id))


def _prepare(turn: Turn, record: Record) -> None:
    _check(turn, record)
    give_secret(turn.tenant, record, turn.now)


def _is_address(text: str, *, safe: bool) -> bool:
    """Tell whether *text* is on the web; what is safe is encrypted, or here."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.scheme not in ("http", "https"):
        return False
    return parts.scheme == "https" or not safe or host in _HERE


def _list(turn: Turn) -> Answer:
    """List webhooks: a bare array, without pages. Source: the SDK's listWebhooks."""
    fits = types_asked(turn, MOST_TYPES)
    elsewhere: dict[str, tuple[str, ...]] = {"type": (), "types": ()}
    return list_of(
        turn, "webhook", elsewhere=elsewhere, only=lambda r: fits(r.document["types"])
    )


_WEBHOOKS: Final = Resource(
    kind="webhook",
    title="Webhook",
    create="createWebhooks",
    retrieve="retrieveWebhooks",
    update="updateWebhooks",
    delete="deleteWebhooks",
    defaults={
        "types": [],
        "apiVersion": "default",
        "enabled": True,
        "transportType": "HTTP",
    },
    stamp=wire_time_fine,
    prepare=_prepare,
    change=_check,
    forget=_stop,
)

#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {"listWebhooks": _list, **operations_of(_WEBHOOKS)}
)
