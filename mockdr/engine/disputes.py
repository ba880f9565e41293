"""What a bank's dispute does to an order, and what its end does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.settlement import order_after
from mockdr.engine import finance, ledger
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

__all__ = ["charges_back", "disputes", "resolves_dispute"]

#: States of items that a dispute hides, and the state that it shows instead.
_HIDDEN: Final = "fulfilled"
_SHOWN: Final = "created"


def disputes(turn: Turn, thing: Thing) -> None:
    """Let the bank dispute the payment. Source: disputes-and-chargebacks.md."""
    order, situation = _scene(turn, thing)
    outcome = decide(turn, situation, None)
    order.private["beforeDispute"] = {
        "order": order.document["state"],
        "items": [i["id"] for i in order.document["items"] if i["state"] == _HIDDEN],
    }
    _move(turn, order, outcome.then)
    _turn_items(turn, order, _SHOWN)
    _tell(turn, order, outcome.events)


def resolves_dispute(turn: Turn, thing: Thing) -> None:
    """
    Let the bank settle the dispute: the order is what it was, or would be by now.

    The time of the dispute stays, and so does that of the review which the order had
    passed. Source: disputes-and-chargebacks.md, and its sample.
    """
    order, situation = _scene(turn, thing)
    _turn_items(turn, order, _HIDDEN)
    # Captures may have come to their end meanwhile.
    state = order_after(
        order.private.pop("beforeDispute")["order"],
        (item["state"] for item in order.document["items"]),
        (charge.document["state"] for charge in ledger.charges_of(turn, order)),
    )
    outcome = decide(turn, situation, None, settled={"order": state})
    _move(turn, order, outcome.then)
    _tell(turn, order, outcome.events)


def charges_back(turn: Turn, thing: Thing) -> None:
    """
    Let the bank take the money: nothing of what was left can be refunded any more.

    Whether that is for fraud says the order's `fraudState` afterwards (inferred).
    """
    order, situation = _scene(turn, thing)
    outcome = decide(turn, situation, None)
    rows = [
        (p.type, p.item, p.left, p.tax) for p in ledger.parts_of(turn, order) if p.left
    ]
    order.private.setdefault("chargedBack", []).extend(list(row) for row in rows)
    _move(turn, order, outcome.then)
    ledger.settle(turn, order)
    fraud = order.document["fraudState"] == "blocked"
    finance.charged_back(turn, order, rows, fraud=fraud)
    told = tuple(e for e in outcome.events if not e.startswith("sales_transaction."))
    _tell(turn, order, told)


def _scene(turn: Turn, thing: Thing) -> tuple[Record, dict[str, str | None]]:
    order = turn.sure(*thing)
    turn.about.update(order=order.id, session=order.private["session"])
    document = order.document
    return order, {"order": document["state"], "fraud": document.get("fraudState")}


def _move(turn: Turn, order: Record, after: Mapping[str, str]) -> None:
    document = order.document
    state, review = after["order"], after.get("fraud")
    if document["state"] != state:
        document["state"] = state
        document["stateTransitions"].setdefault(state, turn.time)
        if state == "dispute":
            document["stateTransitions"][state] = turn.time
    if review is not None and document.get("fraudState") != review:
        document["fraudState"] = review
        times: dict[str, Json] = document.setdefault("fraudStateTransitions", {})
        if review == "passed":
            times.setdefault(review, turn.time)
        else:
            times[review] = turn.time
    document["updatedTime"] = turn.time
    turn.save(order)


def _turn_items(turn: Turn, order: Record, state: str) -> None:
    """Show the lines that were sent in *state*."""
    for item in order.document["items"]:
        if item["id"] in order.private["beforeDispute"]["items"]:
            item["state"] = state
            item["stateTransitions"][state] = turn.time
            turn.touch("item", item["id"])


def _tell(turn: Turn, order: Record, events: tuple[str, ...]) -> None:
    for type in events:
        turn.tell(type, order)
