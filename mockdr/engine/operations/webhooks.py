"""Webhooks as the merchant manages them: where events would be sent, and which."""

from __future__ import annotations

import re
from functools import partial
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from mockdr.base.clock import wire_time_fine
from mockdr.base.errors import Complaint, Refusal
from mockdr.contract import event_types, versions
from mockdr.domain.webhook import MOST_TYPES
from mockdr.engine.doors import JSON_TYPE
from mockdr.engine.hints import no_event_type
from mockdr.engine.lacking import invalid
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, operations_of
from mockdr.engine.operations.types_asked import types_asked
from mockdr.engine.things import Record, compact
from mockdr.engine.turn import Answer, Turn
from mockdr.engine.webhook_secrets import give_secret
from mockdr.events.subscribed import meant_by, subscribed

__all__ = ["OPERATIONS"]

#: What stands for a version besides the dates.
_VERSIONS: Final = ("default", "latest")
#: What no address holds as it stands.
_BLANK: Final = re.compile(r"[\x00-\x20\x7f]")
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
    # Exact names alone are documented; a setting takes what else has a meaning.
    lenient = turn.tenant.settings.webhook_types == "lenient"
    unknown = [
        type
        for type in document["types"]
        if type not in event_types() and not (lenient and meant_by(type))
    ]
    complaints = [invalid("types", type) for type in unknown]
    turn.hint = "; ".join(_meant(type, lenient=lenient) for type in unknown)
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
        token = str(oauth.get("tokenEndPoint") or "")
        if token and not _is_address(token, safe=True):
            complaints.append(invalid("oauth.tokenEndPoint", token))
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


def _meant(type: str, *, lenient: bool) -> str:
    """Return what to say of a type that no webhook can be told of."""
    if not lenient and meant_by(type):
        return f"{type}: the setting webhook_types=lenient takes it"
    return no_event_type(type)


def _is_address(text: str, *, safe: bool) -> bool:
    """Tell whether *text* is on the web; what is safe is encrypted, or here."""
    try:
        parts = urlsplit(text)
        # Reading a port that is none raises.
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.scheme not in ("http", "https") or _BLANK.search(text):
        return False
    return parts.scheme == "https" or not safe or _is_here(host)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _list(turn: Turn) -> Answer:
    """
    List webhooks: a bare array, without pages, unless a setting wraps it in one.

    Source: the SDK's listWebhooks.
    """
    fits = types_asked(turn, MOST_TYPES)
    elsewhere: dict[str, tuple[str, ...]] = {"type": (), "types": ()}
    answer = list_of(
        turn,
        "webhook",
        elsewhere=elsewhere,
        only=lambda record: fits(subscribed(record.document["types"])),
    )
    if turn.tenant.settings.webhook_list == "array":
        return answer
    page = {"hasMore": False, "data": answer.document}
    # No schema has it: it is sent as it is.
    return Answer(status=200, content=compact(page), media_type=JSON_TYPE)


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
