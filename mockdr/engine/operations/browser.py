"""What the browser does with a source that is there: change it, authenticate it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import online_banks
from mockdr.engine.lacking import invalid, want
from mockdr.engine.markets import market_asked
from mockdr.engine.operations.sources import (
    by_secret,
    card_complaints,
    owner_complaints,
)
from mockdr.engine.owners import keep_owner, owner_of
from mockdr.engine.present import payment_source
from mockdr.engine.proving import fails_anyhow, is_challenged, owing, proof_of
from mockdr.engine.sessions import session_of
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]


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
    owed = owing(source, session)
    if owed is None:
        proof = proof_of(source)
        if proof is not None:
            # The customer was asked in the browser already, and answered there.
            turn.save(source, moved=False)
            return proof
        if not is_challenged(source, holder):
            return "authentication_not_required"
    else:
        thing = Thing(owed.kind, owed.id)
        director = turn.tenant.director
        if director.awaits("customer", "fails_authentication", thing):
            director.at_once("customer", "fails_authentication", thing)
            return "failed"
        director.at_once("customer", "authenticates", thing)
    return "failed" if fails_anyhow(source) else "complete"


def _banks(turn: Turn) -> Answer:
    """
    List the banks of a market; where there are none, an empty array.

    Source: digitalriver-object.md (`retrieveOnlineBankingBanks`).
    """
    want(dict(turn.query), "country", "currency")
    country, currency = market_asked(turn)
    banks: list[Mapping[str, Json]] = [
        dict(bank) for bank in online_banks(str(country), str(currency))
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
