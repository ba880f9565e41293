"""How sources fund a checkout: the arithmetic of the domain, written into documents."""

from __future__ import annotations

from dataclasses import replace

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import payment_methods
from mockdr.domain import Attached, Contribution, Money, address
from mockdr.domain.contribution import attach, paying
from mockdr.domain.payment_session import OPEN, settled
from mockdr.domain.source import ATTACHABLE, after_detach
from mockdr.engine.owners import fitting, owner_of
from mockdr.engine.sessions import holder_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = [
    "attached",
    "bill_to_from",
    "contribution_of",
    "held_by_order",
    "in_currency",
    "let_go",
    "lost",
    "pays_in",
    "refund",
    "settle",
    "still_open",
]


def _attachment(source: Record, amount: float, currency: str) -> Attached:
    document = source.document
    method = payment_methods()[document["type"]]
    return Attached(
        id=source.id,
        amount=Money.from_wire(amount, currency),
        state=document["state"],
        secondary=document["type"] == "customerCredit",
        reusable=document["reusable"],
        flow=method.flow,
        combines=method.credit,
    )


def contribution_of(turn: Turn, record: Record) -> Contribution:
    """Return what funds the checkout as it stands."""
    private = record.private
    currency = record.document["currency"]
    amounts = private["amounts"]

    def read(id: str) -> Attached:
        source = turn.sure("source", id)
        found = _attachment(source, amounts[id]["amount"], currency)
        if held_by_order(turn, source, private["session"]):
            found = replace(found, state="held")
        return found

    primary = private.get("primary")
    return Contribution(
        total=Money.from_wire(record.document["totalAmount"], currency),
        primary=read(primary) if primary else None,
        secondaries=tuple(read(id) for id in private["secondaries"]),
    )


def in_currency(contribution: Contribution, currency: str) -> Contribution:
    """
    Return *contribution* with its amounts read in another currency of the checkout.

    The checkout's currency wins over the source's, and nothing is converted.
    Source: selecting-a-currency.md.
    """

    def read(money: Money) -> Money:
        return Money.from_wire(money.to_wire(), currency)

    primary = contribution.primary
    return Contribution(
        total=read(contribution.total),
        primary=primary and replace(primary, amount=read(primary.amount)),
        secondaries=tuple(
            replace(source, amount=read(source.amount))
            for source in contribution.secondaries
        ),
    )


def attached(
    turn: Turn, record: Record, contribution: Contribution, id: str
) -> Contribution:
    """
    Return the contribution with a source more, or instead of another.

    Raises:
        Refusal: If the session, the source or its amount does not allow it.
    """
    turn.about["source"] = id
    still_open(turn, record)
    source = turn.load("source", id)
    if source is None:
        raise Refusal(
            Complaint(
                key="not_found",
                parameter="sourceId",
                values={"resource": "Source", "id": id},
            )
        )
    turn.hint = _why_not(turn, source, record.private["session"])
    if held_by_order(turn, source, record.private["session"]):
        raise Refusal("source_status_invalid_for_session")
    owner = source.document.get("owner") or {}
    complaints = address.complaints(owner.get("address"))
    if complaints:
        raise Refusal(*complaints)
    pays_in(turn, source, record.document["currency"])
    before = contribution.primary
    after = attach(
        contribution,
        _attachment(
            source,
            source.document.get("amount", 0.0),
            record.document["currency"],
        ),
    )
    if (
        before is not None
        and after.primary is not None
        and after.primary.id != before.id
    ):
        _drop(turn, before.id, record.private["session"])
    session = record.private["session"]
    source.private["attached"] = session
    holders = source.private.setdefault("sessions", [])
    if session not in holders:
        holders.append(session)
    source.document["paymentSessionId"] = session
    turn.save(source)
    return after


def pays_in(turn: Turn, source: Record, currency: str) -> None:
    """
    Look whether the payment method of *source* knows the currency of a checkout.

    Source: selecting-a-currency.md; the currencies of the methods are those of their
    own pages, and a method without any takes all.

    Raises:
        Refusal: 409 `currency_unactivated`.
    """
    type = source.document["type"]
    known = payment_methods()[type].currencies
    if known and currency not in known:
        turn.hint = f"{type} pays in {', '.join(known)} only"
        raise Refusal(
            Complaint(key="currency_unactivated", values={"currency": currency})
        )


def held_by_order(turn: Turn, source: Record, session: str) -> bool:
    """
    Tell whether *source* is to pay an order of another session than *session*.

    One that is used once can be attached to several checkouts; the first of them that
    is ordered has it (inferred).
    """
    holder = source.private.get("attached")
    if source.document["reusable"] or holder in (None, session):
        return False
    return "order" in turn.sure("session", holder).private


def still_open(turn: Turn, record: Record) -> None:
    """
    Look whether the sources of a checkout can still change.

    Raises:
        Refusal: 409 `session_update_not_allowed` once its session has ended. The words
            are documented for another case, and say just this (inferred).
    """
    session = turn.sure("session", record.private["session"])
    if session.document["state"] not in OPEN:
        raise Refusal("session_update_not_allowed")


def _drop(turn: Turn, id: str, session: str) -> None:
    """Let go of a primary that another replaced; its fate is inferred from detach."""
    source = turn.sure("source", id)
    let_go(turn, source, session)


def let_go(turn: Turn, source: Record, session: str) -> None:
    """
    Take *source* off the checkout of *session*; what pays only once is cancelled.

    What went to another checkout meanwhile stays as it is.
    """
    holders = source.private.get("sessions", [])
    if session in holders:
        holders.remove(session)
    if source.private.get("attached") == session:
        source.private.pop("attached")
        source.document["state"] = after_detach(
            source.document["state"], reusable=source.document["reusable"]
        )
    turn.save(source)
    refund(turn, source)


def refund(turn: Turn, source: Record, *, but: str | None = None) -> None:
    """
    Count again what funds the open checkouts that hold a source which cannot pay.

    It leaves them, and what it would have paid remains to be contributed (inferred).
    To be called whenever a source is spent, held, cancelled or failed.

    Args:
        but: A session that is looked after elsewhere.
    """
    for id in source.private.get("sessions", ()):
        if id == but:
            continue
        session = turn.sure("session", id)
        checkout = holder_of(turn, session)
        if checkout is None or session.document["state"] not in OPEN:
            continue
        if not _why_not(turn, source, id):
            continue
        checkout.private.setdefault("lost", []).append(source.id)
        after = paying(contribution_of(turn, checkout))
        # What a step is about is its own session, not the ones that lost by it.
        settle(turn, checkout, after, moved=False)


def lost(turn: Turn, checkout: Record) -> str:
    """Return, for people, why sources that were attached do not pay any more."""
    session = checkout.private["session"]
    ids = dict.fromkeys(
        [*checkout.private.get("lost", ()), *checkout.private.get("sources", ())]
    )
    whys = (_why_not(turn, turn.sure("source", id), session) for id in ids)
    return "; ".join(why for why in whys if why)


def _why_not(turn: Turn, source: Record, session: str) -> str:
    """Return why *source* cannot pay for *session*; empty when it can."""
    state = source.document["state"]
    if state not in ATTACHABLE:
        return f"source {source.id} is {state}"
    if held_by_order(turn, source, session):
        return f"source {source.id} is to pay another order"
    return ""


def bill_to_from(turn: Turn, record: Record, contribution: Contribution) -> bool:
    """
    Fill `billTo` from the source's owner: the primary's, else the last secondary's.

    The owner of a secondary gives way to what the merchant said (inferred).
    Source: providing-address-information.md. Returns whether it changed.
    """
    document = record.document
    primary = contribution.primary
    chosen = primary or (
        contribution.secondaries[-1] if contribution.secondaries else None
    )
    if chosen is None:
        return False
    source = turn.sure("source", chosen.id)
    owner = owner_of(source)
    if not owner.get("address"):
        return False
    if primary is None and record.private.get("billToSent"):
        return False
    bill_to: dict[str, Json] = {"address": owner["address"]}
    name = " ".join(
        str(owner[part]) for part in ("firstName", "lastName") if owner.get(part)
    )
    if name:
        bill_to["name"] = name
    if owner.get("phoneNumber"):
        bill_to["phone"] = owner["phoneNumber"]
    for key in ("email", "organization", "additionalAddressInfo"):
        if owner.get(key):
            bill_to[key] = owner[key]
    bill_to = fitting("Billing", bill_to)
    if document.get("billTo") == bill_to:
        return False
    document["billTo"] = bill_to
    return True


def settle(
    turn: Turn, record: Record, contribution: Contribution, *, moved: bool = True
) -> None:
    """
    Write what the contribution says into checkout, sources and session.

    Args:
        moved: Whether the turn is about it.
    """
    private = record.private
    before = private.get("primary")
    primary = contribution.primary
    if primary is not None:
        private["primary"] = primary.id
    else:
        private.pop("primary", None)
    private["secondaries"] = [source.id for source in contribution.secondaries]
    private["sources"] = [source.id for source in contribution.sources]
    private["amounts"] = {
        source.id: {"amount": source.amount.to_wire()}
        for source in contribution.sources
    }
    for attached in contribution.sources:
        source = turn.sure("source", attached.id)
        amount = attached.amount.to_wire()
        if source.document.get("amount") != amount:
            source.document["amount"] = amount
            source.document["currency"] = record.document["currency"]
            turn.save(source, moved=moved)
    session = turn.sure("session", private["session"])
    session.document["amountContributed"] = contribution.contributed.to_wire()
    session.document["amountRemainingToBeContributed"] = (
        contribution.remaining.to_wire()
    )
    credit = contribution.total - contribution.credit
    session.private["primary_amount"] = credit.to_wire()
    session.document["state"] = settled(
        session.document["state"],
        funded=contribution.funded,
        new_primary=primary is not None and primary.id != before,
    )
    if session.document["state"] in ("requires_source", "requires_confirmation"):
        # What was owed for a source that is gone is owed no more.
        session.document.pop("nextAction", None)
    if contribution.funded:
        private.pop("lost", None)
    turn.save(session, moved=moved)
    turn.save(record, moved=moved)
