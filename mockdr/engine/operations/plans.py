"""Plans: for how long a subscription binds, and when it is billed."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.plan import INITIAL, LIFECYCLE
from mockdr.engine.operations.resources import Resource, operations_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["OPERATIONS"]

#: State to the name of the moment at which it was entered. A draft has none.
#:
#: Source: plans.md.
_TRANSITIONS: Final = {
    "active": "activated",
    "discontinued": "discontinued",
    "deactivated": "deactivated",
}


def _prepare(turn: Turn, record: Record) -> None:
    if any(letter.isspace() for letter in record.id):
        raise Refusal(
            Complaint(
                key="invalid_parameter", parameter="id", values={"value": record.id}
            )
        )
    document = record.document
    state = document["state"]
    if state not in INITIAL:
        _refuse(record.id, "draft", state)
    document["stateTransitions"] = {}
    _stamp(turn, record)
    _check(record)


def _change(turn: Turn, record: Record) -> None:
    before, after = turn.before(record)["state"], record.document["state"]
    if not LIFECYCLE.allows(before, "updatePlans", after):
        _refuse(record.id, before, after)
    if before != after:
        _stamp(turn, record)
    _check(record)


def _refuse(id: str, state: str, wanted: str) -> None:
    raise Refusal(
        Complaint(
            key="invalid_state:plan",
            values={"id": id, "state": state, "wanted": wanted},
        )
    )


def _stamp(turn: Turn, record: Record) -> None:
    name = _TRANSITIONS.get(record.document["state"])
    if name is not None:
        record.document["stateTransitions"][name] = turn.time


def _check(record: Record) -> None:
    """
    Look whether the days of a plan fit each other.

    Raises:
        Refusal: 400 `invalid_parameter`; the one about the collection is literal, that
            the other one refuses a reminder before the binding is inferred.
    """
    document = record.document
    if document["billingOffsetDays"] > document["collectionPeriodDays"]:
        raise Refusal("invalid_parameter:collectionPeriodDays")
    reminder = document.get("reminderOffsetDays")
    if reminder is not None and reminder > document["contractBindingDays"]:
        raise Refusal(
            Complaint(
                key="invalid_parameter",
                parameter="reminderOffsetDays",
                values={"value": str(reminder)},
            )
        )


#: What merchants do to plans. Source: plans.md; that a plan begins as a draft where the
#: request says nothing is inferred.
OPERATIONS: Final = MappingProxyType(
    operations_of(
        Resource(
            kind="plan",
            title="Plan",
            create="createPlans",
            retrieve="retrievePlans",
            update="updatePlans",
            delete="deletePlans",
            list="listPlans",
            own_id=True,
            told={
                "create": "plan.created",
                "update": "plan.updated",
                "delete": "plan.deleted",
            },
            state="draft",
            defaults=MappingProxyType(
                {"contractBindingDays": 0, "billingOptimization": True}
            ),
            prepare=_prepare,
            change=_change,
        )
    )
)
