"""An authorization holds for some days; then a bank has to be asked again."""

from __future__ import annotations

from collections.abc import Iterable

from mockdr.base.clock import parse_instant
from mockdr.domain.charge import expired
from mockdr.engine.ledger import charges_of
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = ["authorization_expires", "authorized_again", "unauthorized"]


def authorization_expires(turn: Turn, thing: Thing) -> None:
    """Let the authorization of a charge run out; nothing shows it until it is used."""
    charge = turn.sure("charge", thing.id)
    turn.about["order"] = charge.document["orderId"]
    decide(turn, {"charge": charge.document["state"]}, None)
    charge.private["expired"] = True
    turn.save(charge)


def unauthorized(turn: Turn, order: Record) -> list[Record]:
    """Return the charges of *order* whose authorization has run out."""
    return [
        charge
        for charge in charges_of(turn, order)
        if charge.document["state"] == "capturable" and _expired(turn, charge)
    ]


def _expired(turn: Turn, charge: Record) -> bool:
    if charge.private.get("expired"):
        return True
    source = turn.load("source", charge.document["sourceId"])
    since = str(charge.private.get("authorized", charge.document["createdTime"]))
    return source is not None and expired(
        source.document["type"], parse_instant(since), turn.now
    )


def authorized_again(turn: Turn, charges: Iterable[Record]) -> None:
    """Note that the bank has authorized *charges* anew."""
    for charge in charges:
        charge.private["authorized"] = turn.time
        charge.private.pop("expired", None)
        turn.save(charge)
