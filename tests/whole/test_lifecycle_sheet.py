"""Every move that the documentation tells of is a row of a table, or argued away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mockdr.domain import LIFECYCLES
from tests.contract.sheets import needs_sheets, sheet

pytestmark = needs_sheets

#: Things of the sheet that have another name here.
NAMES = {"orderFraudState": "fraud", "orderItem": "item", "paymentSession": "session"}
#: States of the sheet that have another name here.
STATES = {"acknowledged": "delivered", "retrying": "pending", "given_up": "failed"}

#: Things of the sheet without a table, and where their states are.
PARTS = {
    "chargeRefund": "moves with its refund",
    "fulfillmentOrderItem": "counters of its fulfillment order",
    "returnItem": "moves with its return",
}

#: Moves of the sheet that no table has, and why.
ABSENT = {
    ("capture", "pending", "pending"): "what stays pending does not move",
    ("charge", "pending", "cancelled"): "an order that waits takes no fulfillment",
    (
        "checkout_session",
        "open",
        "expired",
    ): "its links expire; that it does is inferred",
    ("item", "fulfilled", "paid"): "a value of the SDK that no page and no sample uses",
    ("logistics_return", None, "refused"): "it was authorized before",
    ("logistics_return", None, "undeliverable"): "it was authorized before",
    ("reservation", "active", "cancelled"): "a deletion leaves nothing behind",
}


def kind(name: str) -> str:
    """Return the KIND of what the sheet calls *name*."""
    return NAMES.get(name) or re.sub(r"[A-Z]", lambda m: f"_{m[0].lower()}", name)


def moves() -> Iterator[tuple[str, str | None, str]]:
    """Yield every move of the sheet: of what, from where, to where."""
    for name, entry in sheet("lifecycles.json").items():
        if name in PARTS:
            continue
        for told in entry["transitions"]:
            for before in said(told["from"]):
                for after in said(told["to"]):
                    state = before if after == "(same)" else after
                    if name == "webhookDelivery":
                        yield kind(name), STATES.get(before, before), STATES[state]
                    elif state == "(deleted)":
                        yield kind(name), "any", "deleted"
                    elif state is not None and not state.startswith("("):
                        yield kind(name), before, state


def said(states: Any) -> list[str | None]:
    if isinstance(states, str):
        return list(states.split("|"))
    return states if isinstance(states, list) else [states]


def test_everything_of_the_sheet_has_a_table():
    names = {kind(name) for name in sheet("lifecycles.json") if name not in PARTS}
    assert names <= LIFECYCLES.keys()


def test_every_move_of_the_sheet_is_in_its_table_or_argued():
    known: set[tuple[str, str | None, str]] = {
        (kind, move.before, move.after)
        for kind, table in LIFECYCLES.items()
        for move in table.moves
    }
    known |= {(kind, "any", after) for kind, _, after in known}
    told = set(moves())
    assert len(told) > 130
    assert {move for move in told if move not in known} == ABSENT.keys()


@pytest.mark.parametrize("move", ABSENT)
def test_what_is_argued_away_is_told_by_the_sheet(move):
    assert move in set(moves())
