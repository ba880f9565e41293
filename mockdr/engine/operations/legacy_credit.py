"""Store credit as `creditAmount`, of the API versions 2020-09-30 to 2021-02-23."""

from __future__ import annotations

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain import Contribution, Money
from mockdr.engine.older import FORMER
from mockdr.engine.operations.sources import create
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["credit_of"]


def credit_of(turn: Turn, record: Record, contribution: Contribution) -> str | None:
    """
    Make the store credit that a checkout's request asks for, and return its source.

    It pays as much of the total as it can; what is more stays with the merchant.
    Source: applying-store-credit-legacy.md.

    Args:
        record: The checkout, kept already, with its session.
        contribution: What funds it so far.

    Raises:
        Refusal: 409 `creditAmount_already_updated` for a second amount, 409
            `source_not_supported` after a source that pays only once; 400 for an
            amount that is none (inferred).
    """
    asked = turn.former.get("creditAmount")
    if asked is None:
        return None
    session = turn.sure("session", record.private["session"])
    if "creditAmount" in session.private.get(FORMER, {}):
        raise Refusal("creditAmount_already_updated")
    primary = contribution.primary
    if primary is not None and not primary.reusable:
        raise Refusal("source_not_supported")
    currency = record.document["currency"]
    try:
        amount = Money.from_wire(asked, currency)
    except ValueError:
        amount = Money(currency=currency, minor=0)
    if amount.minor <= 0:
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="creditAmount",
                values={"value": str(asked)},
            )
        )
    session.private[FORMER] = {"creditAmount": asked}
    turn.save(session)
    paid = min(amount.minor, contribution.total.minor)
    if not paid:
        return None
    fields = {
        "type": "customerCredit",
        "paymentSessionId": session.id,
        "amount": Money(currency=currency, minor=paid).to_wire(),
        "customerCredit": {},
    }
    # It is made as the merchant makes one since, by an operation of its own.
    asked_for, turn.trigger = turn.trigger, "createSources"
    try:
        return create(turn, fields).id
    finally:
        turn.trigger = asked_for
