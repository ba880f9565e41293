"""What a source of each type carries: card brands, stores, accounts, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mockdr.base.errors import Json
from mockdr.contract import PaymentMethod, konbini_stores, test_cards
from mockdr.engine.addresses import receiver_page
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn
from mockdr.engine.twice import part_of

__all__ = ["STORES", "fill", "form", "passes_luhn"]

#: First digits to brand, as `source.creditCard.brand` prints it.
_BRANDS: Final = (
    (r"4", "Visa"),
    (r"5[1-5]|2[2-7]", "MasterCard"),
    (r"3[47]", "American Express"),
    (r"3(?:0[0-5]|[689])", "Diners"),
    (r"6(?:011|5|4[4-9])", "Discover"),
    (r"62", "UnionPay"),
    (r"35", "JCB"),
)

#: A card that pays, and lives long enough. Source: testing-scenarios.md.
GOOD_CARD: Final = "4444222233331111"

#: Types whose reply says where the goods go. Source: paypal.md.
_SHIPPED: Final = frozenset(
    {"klarnaCredit", "payPal", "payPalBilling", "payPalCredit", "msts"}
)
#: Types whose reply repeats the addresses of the request. Source: klarna.md.
_LATER: Final = frozenset({"afterPay", "blik", "clearPay"})

#: Konbini stores by the id in a request. One page lists Lawson as `060`, another
#: asks for it as `040`: both are read. Source: digitalriver-object.md, konbini.md.
STORES: Final[Mapping[str, Mapping[str, str]]] = {
    **konbini_stores(),
    "040": konbini_stores()["060"],
}

#: What a konbini source says of its store.
_STORE_FIELDS: Final = ("storeName", "localizedStoreName", "storeLogoUrl")

_LUHN_TEN: Final = 9


def passes_luhn(number: str) -> bool:
    """Tell whether the check digit of a card number is right."""
    digits = re.sub(r"[ -]", "", number)
    if not digits.isascii() or not digits.isdigit() or not 12 <= len(digits) <= 19:  # noqa: PLR2004  (ISO 7812)
        return False
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > _LUHN_TEN else value
    return total % 10 == 0


def fill(
    turn: Turn,
    source: Record,
    method: PaymentMethod,
    sub: Mapping[str, Json],
    checkout: Record | None,
) -> None:
    """Put the object of its type into *source*, and what only the provider knows."""
    type = method.type
    ids = turn.tenant.ids
    found: dict[str, Json] = {}
    if type in ("creditCard", "googlePay"):
        found = _card(turn, source, sub)
    elif type == "konbini":
        found = _konbini(turn, source, sub)
    elif type in ("wireTransfer", "bPay"):
        found = _account(turn, type)
    elif type == "onlineBanking":
        found = {"bankCode": str(sub.get("bankCode", ""))}
    elif type in _SHIPPED:
        token = (
            f"EC-{ids.uuid()[:18].upper()}" if type.startswith("payPal") else ids.uuid()
        )
        shown: dict[str, Json] = {"token": token}
        shipping = _shipping(sub, checkout, email=type == "klarnaCredit")
        if shipping:
            shown["shipping"] = shipping
        source.private.setdefault("public", {})[type] = shown
        if type == "klarnaCredit":
            found = shown
    elif type == "amazonPay":
        found = part_of(source.document, sub, source.document.get("currency"))
        source.private["result_url"] = sub.get("resultReturnUrl")
    elif type == "bnpParibas":
        source.private.setdefault("public", {})[type] = {"token": ids.uuid()}
    elif type in _LATER:
        urls = {n: sub[n] for n in ("returnUrl", "cancelUrl") if sub.get(n)}
        source.private.setdefault("public", {})[type] = urls
        if type != "blik":
            source.private["token"] = ids.digits(32)
    source.document[type] = found
    if method.flow == "redirect":
        _redirect(turn, source, sub)


def _shipping(
    sub: Mapping[str, Json], checkout: Record | None, *, email: bool
) -> dict[str, Json]:
    """Return where the goods go: what was sent, else what the checkout says."""
    if isinstance(sub.get("shipping"), dict):
        return dict(sub["shipping"])
    ship_to = checkout.document.get("shipTo") if checkout else None
    if not ship_to:
        return {}
    names = {"recipient": "name", "phoneNumber": "phone", "address": "address"}
    if email:
        names["email"] = "email"
    return {name: ship_to[there] for name, there in names.items() if there in ship_to}


def _card(turn: Turn, source: Record, sub: Mapping[str, Json]) -> dict[str, Json]:
    number = re.sub(r"\D", "", str(sub.get("number") or GOOD_CARD))
    known = test_cards().get(number)
    brand = next((name for first, name in _BRANDS if re.match(first, number)), "Visa")
    source.private["fingerprint"] = number[-4:]
    year, month = _expiry(turn.now)
    card: dict[str, Json] = {
        "brand": (known.brand if known and known.brand else None) or brand,
        "expirationMonth": int(sub.get("expirationMonth") or month),
        "expirationYear": int(sub.get("expirationYear") or year),
        "lastFourDigits": number[-4:],
    }
    source.private.setdefault("public", {})[source.document["type"]] = {
        **card,
        "paymentIdentifier": turn.tenant.ids.uuid(),
    }
    return card


def _expiry(now: datetime) -> tuple[int, int]:
    return now.year + 3, 7


def _konbini(turn: Turn, source: Record, sub: Mapping[str, Json]) -> dict[str, Json]:
    store = str(sub.get("storeId", ""))
    found: dict[str, Json] = {
        "storeId": store,
        "receiptNumber": turn.tenant.ids.digits(6),
    }
    known = STORES.get(store)
    if known is not None:
        found.update({k: v for k, v in known.items() if k in _STORE_FIELDS})
    found["printableInvoiceUrl"] = receiver_page(
        turn.base_url, turn.tenant.public_key, source.document
    )
    return found


def _account(turn: Turn, type: str) -> dict[str, Json]:
    ids = turn.tenant.ids
    found: dict[str, Json] = {
        "accountHolder": "Digital River",
        "bankName": "Mock Bank",
        "city": "Minnetonka",
        "country": "US",
        "referenceId": f"DR{ids.digits(8)}",
        "accountNumber": ids.digits(10),
        "swiftCode": "MOCKUS44",
    }
    if type == "bPay":
        found["billId"] = ids.digits(6)
        found["customerPaymentReference"] = ids.digits(12)
    else:
        found["additionalBankInformation"] = "Mock office 0001"
        found["iban"] = f"ES35{ids.digits(20)}"
    return found


def _redirect(turn: Turn, source: Record, sub: Mapping[str, Json]) -> None:
    """Source: payment-sessions.md (shape of the address), `redirect` of its samples."""
    id = turn.tenant.ids.uuid()
    redirect: dict[str, Json] = {
        "redirectUrl": f"{turn.base_url}/payments/redirects/{id}"
        f"?apiKey={turn.tenant.public_key}",
    }
    for name in ("returnUrl", "cancelUrl"):
        if sub.get(name):
            redirect[name] = sub[name]
    source.private["redirect"] = redirect
    turn.make(Record("redirect", id, {"source": source.id}))
    turn.made.pop()


#: What a form fills in when the customer of a story left it open.
_MADE_UP: Final[Mapping[str, Json]] = {
    "returnUrl": "https://shop.example/return",
    "cancelUrl": "https://shop.example/cancel",
    "resultReturnUrl": "https://shop.example/result",
    "placement": "Cart",
    "storeId": "030",
    "bankCode": "86",
}


def form(
    method: PaymentMethod,
    fields: Mapping[str, Json],
    checkout: Mapping[str, Json],
    now: datetime,
) -> dict[str, Json]:
    """Return *fields* with what the method requires filled in, as by a shop's form."""
    type = method.type
    filled = {**fields}
    sub = dict(filled.get(type) or {})
    for path in method.required:
        head, _, name = path.partition(".")
        if name and name not in sub:
            sub[name] = _MADE_UP.get(name, f"mock-{name}")
        elif not name and head != "owner" and head not in filled:
            filled[head] = _MADE_UP.get(head, f"mock-{head}")
    if method.flow == "redirect":
        sub.setdefault("returnUrl", _MADE_UP["returnUrl"])
        if f"{type}.cancelUrl" in method.fields:
            sub.setdefault("cancelUrl", _MADE_UP["cancelUrl"])
    if type == "creditCard" and "number" not in sub:
        year, month = _expiry(now)
        sub.update(
            {
                "number": GOOD_CARD,
                "expirationMonth": sub.get("expirationMonth", month),
                "expirationYear": sub.get("expirationYear", year),
                "cvv": "123",
            }
        )
    filled[type] = sub
    if "owner" in fields and isinstance(fields["owner"], dict):
        filled["owner"] = {**_somebody(checkout), **fields["owner"]}
    elif not checkout.get("billTo"):
        filled["owner"] = _somebody(checkout)
    return filled


def _somebody(checkout: Mapping[str, Json]) -> dict[str, Json]:
    bill_to = checkout.get("billTo") or checkout.get("shipTo") or {}
    first, _, last = str(bill_to.get("name", "William Brown")).partition(" ")
    email = checkout.get("email", "shopper@example.com")
    address = bill_to.get("address") or {
        "line1": "10380 Bren Road West",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    }
    return {
        "firstName": first,
        "lastName": last or "Brown",
        "email": email,
        "address": address,
    }
