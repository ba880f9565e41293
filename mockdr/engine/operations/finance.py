"""What the provider's books show: sales, their summaries, and what was paid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.resources import Resource, found, operations_of
from mockdr.engine.turn import Answer, Turn

__all__ = ["FINANCE"]

_SALES: Final = Resource(
    kind="sales_transaction",
    title="Sales transaction",
    retrieve="retrieveSalesTransactions",
    list="listSalesTransactions",
    elsewhere={
        "orderUpstreamId": ("orderUpstreamID",),
        "digitalRiverShare": ("payoutAmounts", "digitalRiverShare"),
        "payoutAmount": ("payoutAmounts", "payoutAmount"),
    },
)
_SUMMARIES: Final = Resource(
    kind="sales_summary",
    title="Sales summary",
    retrieve="retrieveSalesSummaries",
    list="listSalesSummaries",
)
_PAYOUTS: Final = Resource(
    kind="payout", title="Payout", retrieve="retrievePayouts", list="listPayouts"
)


def _list_payout_transactions(turn: Turn) -> Answer:
    """List what one payout is made of, newest first."""
    payout = found(turn, _PAYOUTS, turn.params["id"])
    return list_of(
        turn,
        "payout_transaction",
        only=lambda record: record.document["payoutId"] == payout.id,
    )


#: operationId to what it does.
FINANCE: Final[Mapping[str, Callable[[Turn], Answer]]] = MappingProxyType(
    {
        **operations_of(_SALES),
        **operations_of(_SUMMARIES),
        **operations_of(_PAYOUTS),
        "listPayoutTransactions": _list_payout_transactions,
    }
)
