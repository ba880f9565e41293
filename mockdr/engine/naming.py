"""Which things a request names, the most binding first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.contract import Operation
from mockdr.engine.call import Call
from mockdr.engine.words import MAKES, PATH_KINDS, reads
from mockdr.scenario.runner import Request

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Named", "name_request"]

#: Fields of bodies and queries that name a thing, in order of precedence; the
#: customer comes last, since it is shared by many runs.
_FIELDS = (
    ("checkoutId", "checkout"),
    ("orderId", "order"),
    ("paymentSessionId", "session"),
    ("sessionId", "session"),
    ("sourceId", "source"),
    ("defaultSourceId", "source"),
    ("chargeId", "charge"),
    ("refundId", "refund"),
    ("invoiceId", "invoice"),
    ("subscriptionId", "subscription"),
    ("fileId", "file"),
    ("fulfillmentOrderId", "fulfillment_order"),
    ("reservationId", "reservation"),
    ("skuId", "sku"),
    ("customerId", "customer"),
)

#: Operations whose `sessionId` is not a payment session's.
_LOW_CODE = frozenset(
    {"createDropInCheckoutLink", "listShippingMethodQuotes", "storeCreditsCallout"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Request):
    """A request to the runner, and what it is about by KIND."""

    about: Mapping[str, str] = field(default_factory=dict)


def _read(pairs: tuple[tuple[str, str], ...]) -> dict[str, Json]:
    """Return the query by name; a parameter that is repeated is a list."""
    query: dict[str, Json] = {}
    for name, value in pairs:
        if name in query:
            before = query[name]
            query[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            query[name] = value
    return query


def name_request(
    tenant: Tenant,
    operation: Operation,
    params: Mapping[str, str],
    call: Call,
    body: Json,
) -> Named:
    """Return *call* as the runner sees it."""
    names: list[tuple[str, str]] = []
    for kind, id in zip(
        PATH_KINDS.get(operation.id, ()), params.values(), strict=False
    ):
        names.append((kind, id))
    query = _read(call.query)
    sent = body if isinstance(body, dict) else {}
    for field_name, kind in _FIELDS:
        value = sent.get(field_name, query.get(field_name))
        if isinstance(value, (str, int)) and value != "":
            low_code = field_name == "sessionId" and operation.id in _LOW_CODE
            names.append(("checkout_session" if low_code else kind, str(value)))
    if names and names[0][0] == "customer":
        # A customer's own operation still names the source more closely.
        names.sort(key=lambda name: name[0] == "customer")
    about: dict[str, str] = {}
    for kind, id in names:
        about.setdefault(kind, id)
    if "checkout" in about and "session" not in about:
        record = tenant.peek("checkout", about["checkout"])
        if record is not None:
            about["session"] = record.private["session"]
    if "order" in about and "session" not in about:
        record = tenant.peek("order", about["order"])
        if record is not None:
            about["session"] = record.private["session"]
    customer, email = sent.get("customerId"), sent.get("email")
    return Named(
        operation=operation.id,
        names=tuple(names),
        makes=MAKES.get(operation.id),
        reads=reads(operation.id),
        body=body,
        query=query,
        headers=call.headers,
        customer=None if customer is None else str(customer),
        email=email if isinstance(email, str) else None,
        about=about,
    )
