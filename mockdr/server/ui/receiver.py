"""The page of a transfer or a store: how to pay, and a button that pays."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.contract import payment_methods
from mockdr.engine.acts import Impossible
from mockdr.engine.call import Call, Reply
from mockdr.engine.hands import in_page
from mockdr.server.ui.frame import amount_of, details, form_of, framed

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["ROWS", "answer"]

#: What a customer needs to know, by the names of the API, in the order of a form.
ROWS: Final[Mapping[str, str]] = {
    "storeName": "Store",
    "localizedStoreName": "Store's own name",
    "receiptNumber": "Receipt number",
    "accountHolder": "Account holder",
    "bankName": "Bank",
    "city": "City",
    "country": "Country",
    "iban": "IBAN",
    "accountNumber": "Account number",
    "swiftCode": "SWIFT/BIC",
    "additionalBankInformation": "Bank's address",
    "billId": "Biller code",
    "customerPaymentReference": "Reference",
    "referenceId": "Reference",
}
#: States of a source whose money came.
_PAID: Final = frozenset({"chargeable", "consumed"})


def answer(world: World, call: Call, id: str) -> Reply:
    """
    Answer a browser at the address of a receiver source.

    Args:
        world: Where the source was made.
        call: `GET` for the page, `POST` to pay.
        id: The source's, with which the path ends.
    """
    query = dict(call.query)
    found = world.looked_up(query.get("apiKey"))
    tenant = None if found is None or found[1].secret else found[0]
    source = None if tenant is None else _source(tenant, id, query.get("secret", ""))
    if tenant is None or source is None:
        return framed(
            404,
            "These instructions are gone",
            "No payment of this shop has this address. It may have been made before "
            "the last reset, or with another key.",
        )
    if call.method != "POST":
        return _shown(source)
    if form_of(call).get("decision") != "pay":
        return framed(
            400, "Nothing was paid", "The form must say <code>decision=pay</code>."
        )
    if source["state"] != "pending_funds":
        return _shown(source, 409)
    try:
        in_page(tenant, "pays", id)
    except Impossible as impossible:
        return framed(409, "That is not possible now", escape(str(impossible)))
    reply = _shown(tenant.document("source", id) or source)
    reply.log = {"hint": f"customer pays {id}"}
    return reply


def _source(tenant: Tenant, id: str, secret: str) -> dict[str, Json] | None:
    source = tenant.document("source", id)
    if source is None or source.get("flow") != "receiver":
        return None
    known = str(source["clientSecret"])
    fits = any(
        hmac.compare_digest(secret.encode(), text.encode())
        for text in (known, known.partition("_")[2])
    )
    return source if fits else None


def _shown(source: Mapping[str, Json], status: int = 200) -> Reply:
    rows = details(_rows(source))
    if source["state"] == "pending_funds":
        return framed(
            status,
            "How to pay",
            f"{rows}\n"
            '<form method="post">\n'
            '<button class="strong" name="decision" value="pay">'
            "The customer pays</button>\n"
            "</form>\n"
            '<p class="small">The button stands for the transfer, or the walk to the '
            "store.</p>",
        )
    if source["state"] in _PAID:
        return framed(status, "The money came", rows)
    return framed(status, "This cannot be paid any more", rows)


def _rows(source: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    method = payment_methods().get(source["type"])
    yield "Amount", amount_of(source.get("amount"), source.get("currency"))
    yield "Method", source["type"] if method is None else method.title
    told = source.get(source["type"]) or {}
    for name, title in ROWS.items():
        if told.get(name):
            yield title, told[name]
    yield "Source", source["id"]
    yield "State", source["state"]
