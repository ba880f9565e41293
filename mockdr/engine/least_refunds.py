"""The least that the contract wants of a request that gives money back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json

__all__ = ["GIVING_BACK", "About"]

#: Returns the document of the thing of a KIND that the request is about.
About = Callable[[str], Json]


def _refund(about: About, asked: Mapping[str, Json]) -> Json:
    """Return a refund of everything, or of the lines that the story speaks of."""
    order = about("order")
    body = {"currency": order["currency"]}
    if "invoiceId" not in asked:
        body["orderId"] = order["id"]
    if asked.get("items"):
        body["items"] = [{"itemId": item["id"]} for item in order["items"]]
    elif "amount" not in asked:
        body["percent"] = 100
    return body


def _return(about: About, _asked: Mapping[str, Json]) -> Json:
    order = about("order")
    return {
        "orderId": order["id"],
        "items": [
            {"itemId": item["id"], "quantity": item.get("quantity", 1)}
            for item in order["items"]
        ],
    }


def _acceptance(about: About, asked: Mapping[str, Json]) -> Json:
    """Return what accepts a return, or the lines of it that the story speaks of."""
    if not asked.get("items"):
        return {} if asked else {"state": "accepted"}
    return {
        "items": [
            {
                "itemId": line["itemId"],
                "quantity": line["quantity"],
                "state": "accepted",
            }
            for line in about("return")["items"]
        ]
    }


def _note(_about: About, asked: Mapping[str, Json]) -> Json:
    return {} if asked else {"metadata": {"played": "yes"}}


#: operationId to what makes its body, given what it is about and what the story's
#: `match` says of the body.
GIVING_BACK: Final[Mapping[str, Callable[[About, Mapping[str, Json]], Json]]] = (
    MappingProxyType(
        {
            "createRefunds": _refund,
            "updateRefunds": _note,
            "createReturns": _return,
            "updateReturns": _acceptance,
        }
    )
)
