"""A logistics return is announced by the shop, and comes back one way or another."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_PAGE: Final = "managing-a-global-logistics-order.md"

#: Every move of a logistics return; the contract calls its state `type`. That what was
#: announced can also turn out refused or undeliverable is inferred: the documentation
#: shows both without a way there.
LIFECYCLE: Final = Lifecycle(
    kind="logistics_return",
    states=("authorization", "received", "refused", "undeliverable"),
    moves=(
        row(None, "createLogisticsReturns", "authorization", page=_PAGE),
        row(
            "authorization",
            "provider.completes",
            "received",
            "the goods were inspected",
            page=_PAGE,
        ),
        row(
            "authorization",
            "provider.fails",
            "refused",
            "the parcel was not taken",
            Evidence.INFERRED,
            page=_PAGE,
        ),
        row(
            "authorization",
            "provider.fails",
            "undeliverable",
            "the parcel found nobody",
            Evidence.INFERRED,
            page=_PAGE,
        ),
    ),
)
