"""A source that waits for its customer: what is to be done, and doing it."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import payment_methods
from mockdr.engine.acts import Impossible
from mockdr.engine.addresses import receiver_page
from mockdr.engine.hands import in_page
from mockdr.engine.lacking import invalid
from mockdr.engine.present import payment_source
from mockdr.engine.things import Record
from mockdr.engine.twice import way_of
from mockdr.server.browser.visit import Trouble, Visit
from mockdr.server.ui.receiver import ROWS

__all__ = ["decide", "instructions", "state"]

#: What a page says to what the customer then does.
_DECISIONS: Final = {"approve": "approves", "cancel": "cancels", "pay": "pays"}
#: State of a source to what its customer can decide there.
_OPEN: Final = {
    "pending_redirect": ("approve", "cancel"),
    "pending_funds": ("pay",),
}


def decide(visit: Visit) -> dict[str, Json]:
    """
    Let the customer approve, cancel or pay, and return the source after that.

    Who approves at Amazon Pay before there is an order only signs in.

    Raises:
        Refusal: If the source or the decision is none.
        Trouble: 409, if the source does not wait for that; it lists what is possible.
    """
    source, decision = visit.source(), visit.text("decision")
    if not decision:
        raise Refusal(Complaint(key="missing_parameter", parameter="decision"))
    if decision not in _DECISIONS:
        raise Refusal(invalid("decision", decision))
    state = str(source.document["state"])
    ways = _OPEN.get(state, ())
    if decision not in ways:
        possible = " or ".join(ways) if ways else "nothing"
        raise Trouble(
            409,
            "decision_not_possible",
            f"The source {source.id} is {state!r}, so its customer cannot {decision} "
            f"now; possible: {possible}.",
        )
    about = {"type": source.document["type"], "source": source.id}
    if decision == "approve" and way_of(visit.tenant, about)["signs_in"]:
        return {"source": payment_source(source)}
    try:
        in_page(visit.tenant, _DECISIONS[decision], source.id)
    except Impossible as impossible:
        raise Trouble(409, "decision_not_possible", str(impossible)) from impossible
    return {"source": payment_source(_again(visit, source))}


def state(visit: Visit) -> dict[str, Json]:
    """
    Tell how far a source is, for who waits for its customer.

    Raises:
        Refusal: If there is no such source.
    """
    return {"state": visit.source().document["state"]}


def instructions(visit: Visit) -> dict[str, Json]:
    """
    Tell how a transfer is made, or where to pay in a store.

    Raises:
        Refusal: If there is no such source, or nothing is paid to it by hand.
    """
    source = visit.source()
    document = source.document
    method = payment_methods().get(document["type"])
    if method is None or method.flow != "receiver":
        raise Refusal(invalid("sourceId", source.id))
    shown = payment_source(source)
    told = shown.get(document["type"]) or {}
    return {
        "type": document["type"],
        "title": method.title,
        "state": document["state"],
        "amount": shown.get("amount"),
        "currency": shown.get("currency"),
        "expirationTime": shown.get("expirationTime"),
        "rows": [
            {"name": name, "label": label, "value": str(told[name])}
            for name, label in ROWS.items()
            if told.get(name)
        ],
        "page": receiver_page(visit.base_url, visit.tenant.public_key, document),
    }


def _again(visit: Visit, source: Record) -> Record:
    return visit.tenant.peek("source", source.id) or source
