"""Payment sources: how they are made, in both dialects, and what test values do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.base.clock import wire_time, wire_time_fine
from mockdr.base.errors import Complaint, Json, MockdrError, Refusal
from mockdr.contract import (
    PaymentMethod,
    payment_methods,
    test_cards,
    test_last_names,
)
from mockdr.domain import Money
from mockdr.domain.currencies import CURRENCIES, decimals
from mockdr.domain.source import EXPIRY
from mockdr.engine import details, following
from mockdr.engine.lacking import invalid
from mockdr.engine.owners import OWNERLESS, keep_owner
from mockdr.engine.present import payment_source
from mockdr.engine.proving import spares
from mockdr.engine.secrecy import opens
from mockdr.engine.sessions import session_of
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "by_secret",
    "card_complaints",
    "create",
    "createPaymentSources",
    "createSources",
    "filled_in",
    "owner_complaints",
    "retrievePaymentSources",
    "retrieveSources",
]

#: What is printed on a card besides its number: on the back three, on the front four.
_CODE: Final = re.compile(r"[0-9]{3,4}", re.ASCII)
#: So many years ahead no card is valid, and its year is a slip. Inferred.
_FAR: Final = 100
#: Types whose reply sub-object or request sub-object is spelled otherwise somewhere;
#: both spellings are read. Source: paypal.md, payment-sessions.md.
_ALIASES: Final[Mapping[str, str]] = {
    "payPalBilling": "payPal",
    "payPalCredit": "payPal",
}


def createSources(turn: Turn) -> Answer:
    """
    Make a store credit, or for tests a card, with the secret key.

    Source: applying-a-store-credit.md; the card was seen in the vendor's Postman
    collection.
    """
    record = create(turn, turn.body)
    return Answer(status=201, document=record.document)


def createPaymentSources(turn: Turn) -> Answer:
    """
    Make a source of any type with the public key, as the browser does.

    Source: digitalriver-object.md; the path was observed in the browser library.
    """
    record = create(turn, turn.body)
    return Answer(status=201, document=payment_source(record))


def retrieveSources(turn: Turn) -> Answer:
    """Return a source in the dialect of the secret key."""
    record = turn.need("source", turn.params["id"], resource="Source")
    turn.about["source"] = record.id
    return Answer(status=200, document=record.document)


def retrievePaymentSources(turn: Turn) -> Answer:
    """
    Return a source to whoever knows its secret, whole or the part after `_`.

    Raises:
        Refusal: 404, also for a wrong secret: who does not know it learns nothing.
    """
    record = by_secret(turn, dict(turn.query).get("secret", ""))
    if record is None:
        values = {"resource": "Source", "id": turn.params["id"]}
        raise Refusal(Complaint(key="not_found", values=values))
    return Answer(status=200, document=payment_source(record))


def by_secret(turn: Turn, secret: str) -> Record | None:
    """Return the source in the path, if *secret* is its own, whole or after `_`."""
    record = turn.load("source", turn.params["id"])
    if record is None or not opens(secret, record.document["clientSecret"]):
        return None
    turn.about["source"] = record.id
    return record


def create(turn: Turn, fields: Mapping[str, Json]) -> Record:
    """
    Make a source.

    Args:
        fields: The request, in either dialect.

    Raises:
        Refusal: If a parameter is missing or invalid, or a test value says so.
    """
    type = fields["type"]
    method = payment_methods().get(type)
    if method is None:
        raise Refusal(invalid("type", str(type)))
    session, checkout = _session(turn, fields)
    sub = _sub_object(fields, type)
    complaints = [
        *_missing(method, fields, sub, session),
        *card_complaints(turn, sub),
        *_store_complaints(type, sub),
    ]
    owner = fields.get("owner")
    if owner is not None:
        complaints += owner_complaints(owner)
    currency = fields.get("currency")
    if checkout is not None:
        currency = checkout.document["currency"]
    elif currency is not None and str(currency) not in CURRENCIES:
        complaints.append(
            Complaint(key="currency_unsupported", values={"value": str(currency)})
        )
    if complaints:
        raise Refusal(*complaints)
    amount = _amount(fields, session, currency)
    id = turn.settled or turn.tenant.ids.uuid()
    document: dict[str, Json] = {
        "id": id,
        "createdTime": turn.time,
        "type": type,
    }
    if currency is not None and amount is not None:
        document["currency"] = currency
        document["amount"] = amount
    document["reusable"] = False
    document["state"] = ""
    owner = owner or (
        _owner_of(checkout)
        if type not in OWNERLESS or type == "customerCredit"
        else None
    )
    record = Record("source", id, document)
    if owner:
        keep_owner(record, owner)
    if method.flow is not None:
        document["flow"] = method.flow
    if session is not None:
        document["paymentSessionId"] = session.id
    document["clientSecret"] = turn.tenant.ids.secret(id)
    for name in ("upstreamId", "metadata"):
        if name in fields:
            document[name] = fields[name]
    private = record.private
    private["result"] = _result(type, sub, owner)
    private["decimals"] = decimals(currency) if currency else 2
    document["liveMode"] = turn.tenant.live
    details.fill(turn, record, method, sub, checkout)
    _be_born(turn, record, method, fields, checkout)
    turn.about["source"] = id
    if session is not None and checkout is not None:
        turn.about.update({"session": session.id, checkout.kind: checkout.id})
    return record


def _be_born(
    turn: Turn,
    record: Record,
    method: PaymentMethod,
    fields: Mapping[str, Json],
    holder: Record | None,
) -> None:
    document, private = record.document, record.private
    result = None if spares(record, holder) else private["result"]
    outcome = decide(turn, {"source": None}, result, flow=method.flow or "standard")
    document["state"] = outcome.then["source"]
    if outcome.error is not None:
        # The documentation contradicts itself: the source is not created, and its
        # state is failed. The caller sees an error; who knows the id sees the source.
        turn.make(record)
        turn.commit()
        raise Refusal(outcome.error)
    if method.flow == "receiver":
        expires = turn.now + EXPIRY
        public = private.setdefault("public", {})
        public["expirationTime"] = wire_time_fine(expires)
        following.schedule_expiry(turn, Thing("source", record.id), wire_time(expires))
    mandate = fields.get("mandate")
    if isinstance(mandate, dict) and fields.get("futureUse"):
        private.setdefault("public", {})["mandate"] = {
            **mandate,
            "signedTime": wire_time_fine(turn.now),
        }
    for name in ("browserInfo", "channelId", "clientId"):
        if name in fields:
            # Shown in the browser alone. Source: selecting-a-currency.md.
            private.setdefault("public", {})[name] = fields[name]
    turn.make(record)
    for type in outcome.events:
        turn.tell(type, record)


def _session(
    turn: Turn, fields: Mapping[str, Json]
) -> tuple[Record, Record] | tuple[None, None]:
    """Return the session that is to be paid, and its checkout or invoice."""
    for name in ("sessionId", "paymentSessionId"):
        id = fields.get(name)
        if id:
            return session_of(turn, str(id), name)
    return None, None


def _sub_object(fields: Mapping[str, Json], type: str) -> dict[str, Json]:
    for name in (type, _ALIASES.get(type, type)):
        found = fields.get(name)
        if isinstance(found, dict):
            return found
    return {}


def _missing(
    method: PaymentMethod,
    fields: Mapping[str, Json],
    sub: Mapping[str, Json],
    session: Record | None,
) -> list[Complaint]:
    complaints = []
    for path in method.required:
        head, _, name = path.partition(".")
        holder = sub if name else fields
        if holder.get(name or head) in (None, ""):
            complaints.append(Complaint(key="missing_parameter", parameter=path))
    if method.type == "customerCredit":
        wanted = ["amount"] if session else ["paymentSessionId", "amount"]
    elif (
        session is None
        and method.type not in ("creditCard", "googlePay", "applePay")
        and fields.get("futureUse") is not True
    ):
        # What is only to be kept for later pays nothing yet.
        wanted = ["amount", "currency"]
    else:
        wanted = []
    complaints += [
        Complaint(key="missing_parameter", parameter=name)
        for name in wanted
        if fields.get(name) in (None, "")
    ]
    return complaints


def card_complaints(turn: Turn, sub: Mapping[str, Json]) -> list[Complaint]:
    """Look at a card as the provider does; a card from an element carries none."""
    complaints = []
    number = sub.get("number")
    if number is not None and not details.passes_luhn(str(number)):
        complaints.append(invalid("creditCard.number", "****"))
    code = sub.get("cvv")
    if code is not None and not _CODE.fullmatch(str(code)):
        # What was typed is told to nobody: not even in the error.
        complaints.append(invalid("creditCard.cvv", "****"))
    year, month = sub.get("expirationYear"), sub.get("expirationMonth")
    if year is not None and month is not None:
        now = turn.now
        try:
            past = (int(year), int(month)) < (now.year, now.month)
            far = int(year) > now.year + _FAR
            wrong = past or far or not 1 <= int(month) <= 12  # noqa: PLR2004  (months)
        except (TypeError, ValueError):
            wrong = True
        if wrong:
            complaints.append(Complaint(key="invalid_expiration_date"))
    return complaints


def _store_complaints(type: str, sub: Mapping[str, Json]) -> list[Complaint]:
    """Source: konbini.md, digitalriver-object.md."""
    store = sub.get("storeId")
    if type == "konbini" and store and str(store) not in details.STORES:
        return [invalid("konbini.storeId", str(store))]
    return []


def _amount(
    fields: Mapping[str, Json], session: Record | None, currency: Json
) -> float | None:
    amount = fields.get("amount")
    if fields["type"] != "customerCredit" and session is not None:
        left = session.document["amountRemainingToBeContributed"]
        if not left:
            # A primary that replaces another one pays what that one would have.
            left = session.private.get("primary_amount", left)
        return float(left)
    if amount is None or currency is None:
        return None
    try:
        money = Money.from_wire(amount, str(currency))
    except ValueError:
        raise Refusal(invalid("amount", str(amount))) from None
    if money.minor <= 0:
        raise Refusal(invalid("amount", str(amount)))
    return money.to_wire()


def _owner_of(checkout: Record | None) -> dict[str, Json] | None:
    """
    Return the owner that a checkout's `billTo` makes.

    Source: using-the-source-identifier.md.
    """
    bill_to = checkout.document.get("billTo") if checkout else None
    if not bill_to:
        return None
    first, _, last = str(bill_to.get("name", "")).partition(" ")
    owner: dict[str, Json] = {}
    if first:
        owner["firstName"] = first
    if last:
        owner["lastName"] = last
    email = bill_to.get("email") or (
        checkout.document.get("email") if checkout else None
    )
    if email:
        owner["email"] = email
    if "organization" in bill_to:
        owner["organization"] = bill_to["organization"]
    owner["address"] = bill_to["address"]
    return owner


def owner_complaints(owner: Mapping[str, Json]) -> list[Complaint]:
    """Source: digitalriver-object.md; the message spells the name in lower case."""
    return [
        Complaint(
            key="invalid_parameter:owner.firstName",
            parameter=f"owner.{name}",
            values={"value": str(owner[name])},
        )
        for name in ("firstName", "lastName")
        if name in owner and not str(owner[name]).strip()
    ]


def _result(
    type: str, sub: Mapping[str, Json], owner: Mapping[str, Json] | None
) -> str | None:
    """
    Return what a test value makes of the source, or None.

    Source: testing-scenarios.md.
    """
    if type == "creditCard":
        card = test_cards().get(re.sub(r"\D", "", str(sub.get("number", ""))))
        return card.result if card and card.result != "success" else None
    name = str((owner or {}).get("lastName", ""))
    return test_last_names().get(type, {}).get(name)


def filled_in(turn: Turn, fields: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return what a customer's form would send: what *fields* leave open, made up.

    Raises:
        MockdrError: If there is no such type of source.
    """
    type = str(fields["type"])
    method = payment_methods().get(type)
    if method is None:
        raise MockdrError(
            f"there is no payment method {type!r}",
            help="the types are " + ", ".join(sorted(payment_methods())),
        )
    _, checkout = _session(turn, fields)
    return details.form(method, fields, checkout.document if checkout else {}, turn.now)
