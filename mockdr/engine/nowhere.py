"""Documents of what events tell of and no operation knows: accounts and locations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json
from mockdr.engine.turn import Turn

__all__ = ["DOCUMENTS"]


def _bare(turn: Turn, id: str) -> dict[str, Json]:
    """Return what every object of the provider has (inferred: no page shows one)."""
    return {"id": id, "createdTime": turn.time, "liveMode": turn.tenant.live}


def _location(turn: Turn, id: str) -> dict[str, Json]:
    """Return a place that goods are sent from."""
    return {
        **_bare(turn, id),
        "name": "Main warehouse",
        "address": {
            "line1": "10380 Bren Road W",
            "city": "Minnetonka",
            "postalCode": "55343",
            "state": "MN",
            "country": "US",
        },
    }


def _invoice_attribute(turn: Turn, id: str) -> dict[str, Json]:
    """Return what Taiwan and China want on an invoice, of the newest customer."""
    customer = next(turn.tenant.store.newest("customer"), None)
    return {
        **_bare(turn, id),
        **({"customerId": customer} if customer is not None else {}),
        "type": "cn_business_general",
        "attributes": [{"invoiceTitle": "William Brown Ltd"}],
    }


#: KIND to the document of one of that id.
DOCUMENTS: Final[Mapping[str, Callable[[Turn, str], dict[str, Json]]]] = (
    MappingProxyType(
        {
            "account": _bare,
            "fulfiller": _bare,
            "global_return": _bare,
            "invoice_attribute": _invoice_attribute,
            "location": _location,
            "manufacturer": _bare,
        }
    )
)
