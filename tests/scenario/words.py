"""A vocabulary to test the language with: small, but shaped like the real one."""

from __future__ import annotations

from typing import Any

from mockdr.scenario.vocabulary import ErrorWord, OperationWord, VerbWord, Vocabulary

__all__ = ["VOCABULARY"]


def _error(
    key: str,
    status: int,
    code: str | None,
    parameter: str | None = None,
    type_: str = "bad_request",
) -> ErrorWord:
    return ErrorWord(key=key, status=status, type=type_, code=code, parameter=parameter)


_EVERYWHERE = (
    _error("unauthorized", 401, None, type_="unauthorized"),
    _error("too_many_requests", 429, None, type_="too_many_requests"),
)
_GENERAL = (
    _error("missing_parameter", 400, "missing_parameter"),
    _error("invalid_parameter", 400, "invalid_parameter"),
)
_CHECKOUT = (
    *_EVERYWHERE,
    *_GENERAL,
    _error("not_found", 404, "not_found", "id", "not_found"),
    *(
        _error(f"out_of_range:{n}", 400, "out_of_range", f"items[{n}].price")
        for n in range(15)
    ),
)
_ORDER = (
    *_EVERYWHERE,
    _error("order_submit_failed", 400, "order_submit_failed"),
    _error("missing_parameter:email", 400, "missing_parameter", "email"),
    _error("missing_parameter:billTo", 400, "missing_parameter", "billTo.address"),
    _error("source_in_use", 409, "source_in_use", type_="conflict"),
    _error("failed-request", 409, "failed-request", type_="conflict"),
    _error("not_found:checkout", 404, "not_found", "checkoutId", "not_found"),
    _error("not_found:order", 404, "not_found", "orderId", "not_found"),
    _error("conflict:lock", 409, "locked", type_="conflict"),
    _error("conflict:lock-again", 409, "locked", type_="conflict"),
)


def _operation(
    id: str,
    makes: str | None = None,
    names: tuple[str, ...] = (),
    errors: tuple[ErrorWord, ...] = _CHECKOUT,
) -> OperationWord:
    return OperationWord(
        id=id,
        reads=id.startswith(("retrieve", "list")),
        makes=makes,
        names=names,
        errors=errors,
    )


_OPERATIONS = (
    _operation("createCheckouts", "checkout"),
    _operation("retrieveCheckouts", names=("checkout",)),
    _operation("updateCheckouts", names=("checkout",)),
    _operation("deleteCheckouts", names=("checkout",)),
    _operation("listCheckouts"),
    _operation("attachSourceToCheckout", names=("checkout", "source")),
    _operation("createPaymentSources", "source"),
    _operation("createSources", "source"),
    _operation("createOrders", "order", errors=_ORDER),
    _operation("retrieveOrders", names=("order",)),
    _operation("refreshOrders", names=("order",)),
    _operation("listOrders"),
    _operation("createCustomers", "customer"),
    _operation("createCustomerSource", names=("customer", "source")),
    _operation("createFulfillments", "fulfillment"),
    _operation("createRefunds", "refund"),
    _operation("createSkus", "sku"),
    _operation("updateSubscriptions"),
)

_CHARGE_LIKE = ("charge", "capture", "cancel", "refund")
_VERBS: dict[tuple[str, str], tuple[tuple[str, ...], bool]] = {
    ("customer", "chooses"): (("checkout",), False),
    ("customer", "authenticates"): (("source", "session"), False),
    ("customer", "approves"): (("source",), False),
    ("customer", "cancels"): (("source",), False),
    ("customer", "pays"): (("source",), False),
    ("customer", "sends_bank_details"): (("refund",), False),
    ("provider", "completes"): (_CHARGE_LIKE, True),
    ("provider", "fails"): ((*_CHARGE_LIKE, "source"), True),
    ("provider", "expires"): (("source", "refund", "charge", "invoice"), True),
    ("provider", "renews"): (("subscription",), False),
    ("provider", "retries"): (("subscription",), False),
    ("fraud", "passes"): (("order",), False),
    ("fraud", "blocks"): (("order",), False),
}

_KINDS = {
    "checkout": ("open", "consumed", "deleted"),
    "session": (
        "requires_source",
        "requires_confirmation",
        "requires_action",
        "pending_redirect",
        "pending_funds",
        "pending",
        "complete",
        "failed",
        "cancelled",
    ),
    "source": (
        "requires_action",
        "pending_redirect",
        "pending_funds",
        "chargeable",
        "consumed",
        "failed",
    ),
    "customer": (),
    "order": ("pending_payment", "in_review", "accepted", "blocked", "cancelled"),
    "item": ("created", "fulfilled"),
    "charge": ("pending", "capturable", "captured", "failed", "cancelled"),
    "capture": ("pending", "complete", "failed"),
    "cancel": ("pending", "complete", "failed"),
    "refund": ("pending", "pending_information", "succeeded", "failed"),
    "return": ("created", "accepted"),
    "fulfillment": (),
    "subscription": ("draft", "active", "activePendingInvoice", "failed"),
    "invoice": ("draft", "open", "paid", "uncollectible"),
}

_ADDRESS: dict[str, Any] = {"line1": "string", "postalCode": "string"}
_CARD = {"number": "string", "expirationYear": "integer"}
_SOURCE: dict[str, Any] = {
    "type": "string",
    "amount": "number",
    "reusable": "boolean",
    "owner": {"lastName": "string", "address": _ADDRESS},
    "creditCard": _CARD,
    "konbini": {"storeId": "string"},
}
_CHECKOUT_BODY: dict[str, Any] = {
    "email": "string",
    "currency": "string",
    "customerId": "string",
    "sourceId": "string",
    "taxInclusive": "boolean",
    "shipTo": {"name": "string", "address": _ADDRESS},
    "items": [{"skuId": "string", "quantity": "integer", "price": "number"}],
    "metadata": "any",
}
_SESSION = {"id": "string", "state": "string", "amountContributed": "number"}
_REPLY = {
    **_CHECKOUT_BODY,
    "id": "string",
    "payment": {"session": _SESSION, "sources": [{"id": "string", **_SOURCE}]},
}

_BODIES: dict[str, Any] = {
    "source": _SOURCE,
    "checkout": _CHECKOUT_BODY,
    "customers": {"id": "string", "email": "string", "metadata": "any"},
    "skus": {"id": "string", "name": "string"},
    "request:createCheckouts": _CHECKOUT_BODY,
    "reply:createCheckouts": _REPLY,
    "request:updateCheckouts": _CHECKOUT_BODY,
    "reply:retrieveCheckouts": _REPLY,
    "request:createSources": _SOURCE,
    "reply:createSources": {"id": "string", "state": "string", **_SOURCE},
    "reply:attachSourceToCheckout": {"id": "string", "state": "string", **_SOURCE},
    "request:createOrders": {
        "checkoutId": "string",
        "upstreamId": "string",
        "metadata": "any",
    },
    "reply:createOrders": {"id": "string", "state": "string", "totalAmount": "number"},
    "reply:createCustomers": {"id": "string", "email": "string", "metadata": "any"},
    "query:listOrders": {"limit": "integer", "state": "string", "ids": ["string"]},
    "request:createRefunds": {"percent": "number"},
}


def _at(where: str, path: tuple[str, ...]) -> Any:
    here = _BODIES.get(where)
    for name in path:
        if here == "any":
            return "any"
        if isinstance(here, list):
            here = here[0] if name == "*" else None
        elif isinstance(here, dict):
            here = here.get(name)
        else:
            return None
    return here


def _type_of(
    where: str, path: tuple[str, ...], version: str | None = None
) -> str | None:
    if path == ("creditAmount",) and version == "2020-12-17":
        return "number"
    here = _at(where, path)
    if here is None or isinstance(here, str):
        return here
    return "object" if isinstance(here, dict) else "array"


def _fields_of(
    where: str, path: tuple[str, ...], version: str | None = None
) -> tuple[str, ...]:
    del version
    here = _at(where, path)
    return tuple(here) if isinstance(here, dict) else ()


_ROUTES = {"POST /checkouts": "createCheckouts", "POST /orders": "createOrders"}

VOCABULARY = Vocabulary(
    operations={o.id: o for o in _OPERATIONS},
    kinds=_KINDS,
    fraud_states=("passed", "review", "blocked"),
    next_actions=("redirect", "show_payment_instructions", "sca_required", "none"),
    verbs={
        (actor, verb): VerbWord(actor=actor, verb=verb, kinds=kinds, needs_of=needs_of)
        for (actor, verb), (kinds, needs_of) in _VERBS.items()
    },
    events=frozenset(
        {
            "checkout.created",
            "source.chargeable",
            "order.accepted",
            "order.charge.capturable",
            "order.pending_payment",
        }
    ),
    source_types=("creditCard", "customerCredit", "klarnaCredit", "konbini"),
    reasons=frozenset({"insufficient_funds", "card_expired"}),
    versions=("2020-12-17", "2021-03-23", "2021-12-13"),
    version_header="x-version",
    settings={"mode": ("guided", "strict"), "conduct": ("warn", "fail"), "seed": None},
    type_of=_type_of,
    fields_of=_fields_of,
    operation_at=lambda method, path: _ROUTES.get(f"{method} {path}"),
)
