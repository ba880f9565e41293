"""A refund that waits for a bank account: who has its token may name one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.engine.acts import Impossible
from mockdr.engine.hands import in_page
from mockdr.engine.lacking import invalid
from mockdr.engine.things import Record
from mockdr.server.browser.visit import Trouble, Visit, priced

__all__ = ["asked", "informed"]

#: What a field of the form is called, and what it takes.
_FIELDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "accountHolder": ("Account holder", r"\S.{0,99}"),
        "iban": ("IBAN", r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}"),
        "swiftCode": ("SWIFT/BIC", r"[A-Z]{6}[0-9A-Z]{2}(?:[0-9A-Z]{3})?"),
        "routingNumber": ("Routing number", r"[0-9]{9}"),
        "bankName": ("Bank", r"\S.{0,99}"),
        "branchCode": ("Branch code", r"[0-9]{3}"),
        "accountNumber": ("Account number", r"[0-9A-Z]{4,34}"),
    }
)
#: Currency to the fields of its accounts. Which ones the provider asks for is
#: documented nowhere: inferred from what banks there go by.
_ASKED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "EUR": ("accountHolder", "iban"),
        "USD": ("accountHolder", "routingNumber", "accountNumber"),
        "JPY": ("accountHolder", "bankName", "branchCode", "accountNumber"),
    }
)
_ELSEWHERE: Final = ("accountHolder", "bankName", "swiftCode", "accountNumber")
#: Written in groups by people; banks know it without.
_GROUPED: Final = frozenset({"iban", "swiftCode", "routingNumber", "accountNumber"})


def asked(visit: Visit) -> dict[str, Json]:
    """
    Tell what a customer has to say about their account for a refund to go on.

    Source: offline-refund-elements.md.

    Raises:
        Refusal: 404, if no refund ever had that token.
        Trouble: 409, if the token was used or has expired.
    """
    refund = _waiting(visit)
    document = refund.document
    currency = str(document["currency"])
    order = visit.tenant.peek("order", document["orderId"])
    bill_to = (order.document.get("billTo") if order else None) or {}
    return {
        "currency": currency,
        "amount": priced(refund.private["requested"], currency),
        "country": (bill_to.get("address") or {}).get("country"),
        "state": document["state"],
        "expiresTime": document["tokenInformation"]["expiresTime"],
        "fields": [
            {
                "name": name,
                "label": _FIELDS[name][0],
                "required": True,
                "pattern": f"^(?:{_FIELDS[name][1]})$",
            }
            for name in _ASKED.get(currency, _ELSEWHERE)
        ],
    }


def informed(visit: Visit) -> dict[str, Json]:
    """
    Take the account, let the refund go on, and forget the account.

    Raises:
        Refusal: 400, if a field is missing or cannot be; 404, if no refund ever had
            that token.
        Trouble: 409, if the token was used or has expired.
    """
    refund = _waiting(visit)
    names = _ASKED.get(str(refund.document["currency"]), _ELSEWHERE)
    visit.want(*names)
    # What was typed is told to nobody: not even in the error.
    wrong = [invalid(name, "****") for name in names if not _fits(visit, name)]
    if wrong:
        raise Refusal(*wrong)
    try:
        in_page(visit.tenant, "sends_bank_details", refund.id)
    except Impossible as impossible:
        raise Trouble(409, "refund_not_waiting", str(impossible)) from impossible
    now = visit.tenant.peek("refund", refund.id) or refund
    return {"state": now.document["state"]}


def _fits(visit: Visit, name: str) -> bool:
    text = visit.text(name).strip()
    if name in _GROUPED:
        text = re.sub(r"[ -]", "", text).upper()
    if re.fullmatch(_FIELDS[name][1], text) is None:
        return False
    return name != "iban" or _checks(text)


def _checks(iban: str) -> bool:
    """Tell whether the check digits of an account are right: ISO 13616."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _waiting(visit: Visit) -> Record:
    visit.want("refundToken")
    token = visit.text("refundToken")
    tenant = visit.tenant
    records = (tenant.peek("refund", id) for id in tenant.store.newest("refund"))
    refund = next((r for r in records if r and r.private.get("token") == token), None)
    if refund is None:
        values = {"resource": "Refund token", "id": token}
        raise Refusal(
            Complaint(key="not_found", parameter="refundToken", values=values)
        )
    state = refund.document["state"]
    if state == "pending_information":
        return refund
    how = "has expired" if state == "expired" else "was used, or is not needed any more"
    code = "refund_token_expired" if state == "expired" else "refund_token_used"
    raise Trouble(409, code, f"This token {how}: the refund is {state!r}.")
