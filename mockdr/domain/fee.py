"""A regulatory fee belongs to an SKU in a country, and goes when the SKU goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mockdr.base.errors import Json
from mockdr.domain.lifecycle import Lifecycle, row

__all__ = ["LIFECYCLE", "WEIGHT_AND_UNITS", "is_due"]

_PAGE: Final = "managing-regulatory-fees.md"

#: Every move of a fee.
LIFECYCLE: Final = Lifecycle(
    kind="fee",
    states=("kept", "deleted"),
    moves=(
        row(None, "createFees", "kept", page=_PAGE),
        row("kept", "updateFees", "kept", page=_PAGE),
        row("kept", "deleteFees", "deleted", page=_PAGE),
        row(
            "kept",
            "deleteSkus",
            "deleted",
            "with its SKU",
            page="creating-and-updating-skus.md",
        ),
    ),
)

#: Source: managing-regulatory-fees.md.
WEIGHT_AND_UNITS: Final = re.compile(
    r"[0-9]{1,16}\s.{1,64}|[0-9]{1,16}\.[0-9]{1,2}\s.{1,64}"
)


def is_due(fee: Mapping[str, Json], *, currency: str, country: str, state: str) -> bool:
    """
    Tell whether *fee* is charged for a line of its SKU.

    That the country decides, the state where the fee names some, and that a fee in
    another currency is none of this checkout, is inferred.

    Args:
        currency: The checkout's.
        country: Where the goods go, or the bill where nothing is shipped.
        state: The same place's.
    """
    subdivisions = fee.get("subdivisions")
    return (
        fee["currency"] == currency
        and fee["country"] == country
        and (not subdivisions or state in subdivisions)
    )
