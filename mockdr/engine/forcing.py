"""An error that a story asks for, in the provider's words about this very request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Complaint, Json
from mockdr.contract import ErrorEntry, errors
from mockdr.engine.turn import Turn
from mockdr.engine.words import PATH_KINDS

__all__ = ["DECLINED", "forced"]

#: What the provider answers when the charge is refused at once.
DECLINED: Final = "failed-request"

_PLACEHOLDER: Final = re.compile(r"\\?\{(\w+)\\?\}")

#: What an operation looks for first: KIND and the name that errors give it.
_LOOKS_FOR: Final[Mapping[str, tuple[str, str]]] = {
    "createOrders": ("checkout", "Checkout"),
    "createSources": ("session", "Session"),
    "createPaymentSources": ("session", "Session"),
    "listPaymentMethods": ("session", "Session"),
    "createCheckouts": ("source", "Source"),
    "retrieveSources": ("source", "Source"),
    "retrievePaymentSources": ("source", "Source"),
    "createFulfillments": ("order", "Order"),
    "createRefunds": ("order", "Order"),
    "createReturns": ("order", "Order"),
}
#: Parameters that name another thing than the operation's first.
_NAMED_BY: Final[Mapping[str, tuple[str, str]]] = {
    "sourceId": ("source", "Source"),
    "defaultSourceId": ("source", "Source"),
    "checkoutId": ("checkout", "Checkout"),
    "customerId": ("customer", "Customer"),
    "sessionId": ("session", "Session"),
    "paymentSessionId": ("session", "Session"),
}


def forced(turn: Turn) -> Complaint:
    """
    Return the complaint that the step asks for.

    What its text leaves open is filled with what the request names; where it names
    nothing that fits, the documented sample's own words stay.
    """
    entry = errors()[turn.claims.error or ""]
    parameter = turn.claims.parameter
    about = parameter or entry.parameter or ""
    if entry.code == "source_not_found":
        about = "sourceId"
    values = {**_sampled(entry), **_named(turn, about)}
    # A decline may be told by its own code in place of the general one.
    # Source: release notes of 2020-01-15; creating-and-updating-an-order.md.
    code = turn.claims.reason if entry.key == DECLINED else None
    return Complaint(key=entry.key, parameter=parameter, values=values, code=code)


def _sampled(entry: ErrorEntry) -> dict[str, str]:
    """Return what stands in the sample for each placeholder of the template."""
    if entry.template is None or entry.message is None:
        return {}
    pattern = _PLACEHOLDER.sub(r"(?P<\1>.*?)", re.escape(entry.template))
    found = re.fullmatch(pattern, entry.message)
    return {} if found is None else dict(found.groupdict())


def _named(turn: Turn, parameter: str) -> dict[str, str]:
    about = turn.about
    kind, resource = _NAMED_BY.get(parameter) or _thing(turn.trigger)
    found: dict[str, Json] = {
        "resource": resource,
        "id": about.get(kind) or _sent(turn.body, "id"),
        "sourceId": about.get("source") or _source(turn),
        "orderId": about.get("order"),
        "itemId": _sent(turn.body, "items[0].itemId") or _item(turn),
        "currency": _sent(turn.body, "currency") or _shown(turn, "currency"),
        "country": _sent(turn.body, "shipTo.address.country"),
        "planId": _sent(turn.body, "items[0].subscriptionInfo.planId"),
        "value": _sent(turn.body, parameter),
        "name": parameter.rpartition(".")[2],
    }
    return {name: str(value) for name, value in found.items() if value}


def _thing(operation: str) -> tuple[str, str]:
    if operation in _LOOKS_FOR:
        return _LOOKS_FOR[operation]
    for kind in PATH_KINDS.get(operation, ())[:1]:
        return kind, kind.replace("_", " ").capitalize()
    for kind in ("checkout", "order", "customer", "source"):
        if kind in operation.lower():
            return kind, kind.title()
    return "", ""


def _shown(turn: Turn, field: str) -> Json:
    id = turn.about.get("checkout")
    record = turn.load("checkout", id) if id else None
    return record.document.get(field) if record else None


def _item(turn: Turn) -> Json:
    """Return the first line of the order which the request is about."""
    id = turn.about.get("order")
    record = turn.load("order", id) if id else None
    return record.document["items"][0]["id"] if record else None


def _source(turn: Turn) -> str | None:
    """Return the source that funds the checkout which the request is about."""
    id = turn.about.get("checkout")
    record = turn.load("checkout", id) if id else None
    sources = record.private.get("sources") if record else None
    return str(sources[0]) if sources else None


def _sent(body: Json, parameter: str) -> Json:
    """Return what the request has at a dotted path like `items[0].price`, or None."""
    here = body
    for step in re.findall(r"\w+", parameter):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return None if isinstance(here, (dict, list)) else here
