"""Regulatory fees: what a country takes for a product, besides its taxes."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain.countries import COUNTRIES
from mockdr.domain.fee import WEIGHT_AND_UNITS
from mockdr.domain.money import decimal
from mockdr.engine.operations.judging import Gathered
from mockdr.engine.operations.pricing import check_currency
from mockdr.engine.operations.resources import Resource, an_id, operations_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["OPERATIONS"]


def _complete(turn: Turn, record: Record) -> None:
    """Source: managing-regulatory-fees.md."""
    del turn
    document = record.document
    wrong = Gathered()
    wrong.of(partial(check_currency, str(document["currency"])))
    fine = {
        "amount": _is_amount(document["amount"]),
        "country": document["country"] in COUNTRIES,
        "weightAndUnits": "weightAndUnits" not in document
        or WEIGHT_AND_UNITS.fullmatch(str(document["weightAndUnits"])) is not None,
    }
    for name, right in fine.items():
        if not right:
            wrong.of(partial(_refuse, name, document[name]))
    wrong.refuse()
    document["amount"] = float(document["amount"])
    record.private["state"] = "kept"


def _is_amount(value: Json) -> bool:
    try:
        return decimal(value) >= 0
    except ValueError:
        return False


def _refuse(name: str, value: Json) -> None:
    raise Refusal(
        Complaint(key="invalid_parameter", parameter=name, values={"value": str(value)})
    )


_FEES: Final = Resource(
    kind="fee",
    title="Fee",
    create="createFees",
    retrieve="retrieveFees",
    update="updateFees",
    delete="deleteFees",
    list="listFees",
    new_id=an_id("fee"),
    told={
        "create": "fee.created",
        "update": "fee.updated",
        "delete": "fee.deleted",
    },
    prepare=_complete,
    change=_complete,
)

#: operationId to what it does.
OPERATIONS: Final = operations_of(_FEES)
