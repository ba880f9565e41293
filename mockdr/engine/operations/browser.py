"""What the browser does with a source that is there: change it, authenticate it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import online_banks
from mockdr.engine.lacking import invalid, want
from mockdr.engine.operations.sources import (
    by_secret,
    card_complaints,
    owner_complaints,
)
from mockdr.engine.owners import keep_owner, owner_of
from mockdr.engine.present import payment_source
from mockdr.engine.sessions import session_of
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: Results of test values with which a bank challenges, each time.
_CHALLENGED: Final = frozenset({"sca", "sca_failed"})


def _update(turn: Turn) -> Answer:
    """
    Change the owner of a card, or the date until which it is valid.

    Source: digitalriver-object.md (`updateSource`), which says that it is for cards.
    """
    source = by_secret(turn, dict(turn.query).get("secret", ""))
    if source is None:
        raise Refusal("source_not_found:payments")
    document, body = source.document, turn.body
    if document["type"] != "creditCard":
        raise Refusal(invalid("type", document["type"]))
    owner, card = body.get("owner") or {}, body.get("creditCard") or {}
    complaints = [*owner_complaints(owner), *card_complaints(turn, card)]
    complaints += [
        invalid(name, body[name])
        for name, own in (("id", source.id), ("type", document["type"]))
        if body.get(name, own) != own
    ]
    if complaints:
        raise Refusal(*complaints)
    if owner:
        keep_owner(source, {**owner_of(source), **owner})
    # The browser's own dialect may show a part of its own, kept beside.
    for shown in (document, source.private.get("public", {})):
        if card and "creditCard" in shown:
            shown["creditCard"] = {**shown["creditCard"], **card}
    turn.save(source)
    return Answer(status=200, document=payment_source(source))


def _authenticate(turn: Turn) -> Answer:
    """
    Let the customer prove to the bank who they are, as far as the bank asks for it.

    Source: digitalriver-object.md (`authenticateSource`); its HTTP is inferred, and so
    is that the customer passes, unless a story or a test value lets them fail.
    """
    body = turn.body
    want(body, "sessionId", "sourceClientSecret")
    source = by_secret(turn, str(body["sourceClientSecret"]))
    if source is None:
        values = {"resource": "Source", "id": turn.params["id"]}
        raise Refusal(Complaint(key="not_found", values=values))
    if body.get("sourceId", source.id) != source.id:
        raise Refusal(invalid("sourceId", body["sourceId"]))
    session, holder = session_of(turn, str(body["sessionId"]), "sessionId")
    turn.about["session"] = session.id
    return Answer(
        status=200, document={"status": _outcome(turn, source, session, holder)}
    )


def _outcome(turn: Turn, source: Record, session: Record, holder: Record) -> str:
    owing = next((r for r in (source, session) if _owes(r)), None)
    result = source.private.get("result")
    if owing is None:
        # Nobody is at the screen where the merchant charges alone.
        alone = holder.document.get("chargeType") == "merchant_initiated"
        challenged = result in _CHALLENGED and not alone
    else:
        challenged = True
        thing = Thing(owing.kind, owing.id)
        director = turn.tenant.director
        if director.awaits("customer", "fails_authentication", thing):
            director.at_once("customer", "fails_authentication", thing)
            return "failed"
        director.at_once("customer", "authenticates", thing)
    if not challenged:
        return "authentication_not_required"
    return "failed" if result == "sca_failed" else "complete"


def _owes(record: Record) -> bool:
    return bool(record.document["state"] == "requires_action")


def _banks(turn: Turn) -> Answer:
    """
    List the banks of a market; where there are none, an empty array.

    Source: digitalriver-object.md (`retrieveOnlineBankingBanks`).
    """
    query = dict(turn.query)
    want(query, "country", "currency")
    banks: list[Mapping[str, Json]] = [
        dict(bank) for bank in online_banks(query["country"], query["currency"])
    ]
    return Answer(status=200, document=banks)


#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        "updatePaymentSources": _update,
        "authenticatePaymentSources": _authenticate,
        "listOnlineBankingBanks": _banks,
    }
)
