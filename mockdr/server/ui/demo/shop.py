"""The demo shop's own server: all that it asks of the provider, with its secret key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import orjson

from mockdr.base.errors import Json
from mockdr.contract import versions
from mockdr.engine.call import Call
from mockdr.server.ui.demo.goods import CUSTOMERS, GOODS, SHIPPING, Customer
from mockdr.server.ui.demo.telling import LOST

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["Answered", "Asked", "Line", "Shop"]

#: How the provider tells goods that are shipped from those that are downloaded.
#: Source: setting-up-sku-groups.md.
_GROUPS: Final = {True: "physical-product", False: "digital-product"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many of one good."""

    good: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What the customer's page sends to begin: a cart, and who buys it.

    Args:
        country: Where the customer lives; a key of `CUSTOMERS`.
    """

    lines: tuple[Line, ...]
    country: str
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """
    What the provider answered.

    Args:
        status: Of HTTP; 0 when no answer came that could be read.
        document: The body: what was asked for, or the provider's error.
        lost: Which fault took the answer away; empty where one came.
    """

    status: int
    document: dict[str, Json]
    lost: str = ""

    @property
    def done(self) -> bool:
        """Whether the provider did what it was asked."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def to_json(self, **found: Json) -> dict[str, Json]:
        """Return what the customer's page is told; *found* where all went well."""
        if self.done:
            return {"done": True, "status": self.status, **found}
        if self.lost:
            return {"done": False, "status": self.status, "lost": self.lost}
        return {"done": False, "status": self.status, "problem": self.document}


class Shop:
    """
    Calls the provider of this process, as a merchant's server does over the network.

    The calls pass every gate, and stand in the journal like anybody's.

    Args:
        base_url: By which the customer's browser reaches mockdr.
    """

    def __init__(self, world: World, tenant: Tenant, base_url: str) -> None:
        self._world = world
        self._tenant = tenant
        self._base_url = base_url

    def begin(self, asked: Asked) -> dict[str, Json]:
        """Make a checkout for a cart; the page gets what its script needs."""
        answered = self._call("POST", "/checkouts", _checkout(asked))
        if not answered.done:
            return answered.to_json()
        document = answered.document
        return answered.to_json(
            checkout=document["id"],
            session=document["payment"]["session"]["id"],
            publicKey=self._tenant.public_key,
        )

    def attach(self, checkout: str, source: str) -> dict[str, Json]:
        """Attach a source that the page has made."""
        return self._call("POST", f"/checkouts/{checkout}/sources/{source}").to_json(
            source=source
        )

    def order(self, checkout: str) -> dict[str, Json]:
        """Place the order; where the customer has to do something first, say what."""
        answered = self._call("POST", "/orders", {"checkoutId": checkout})
        if answered.done:
            return answered.to_json(**_placed(answered.document))
        told = answered.to_json()
        if answered.lost:
            told["found"] = self.find(checkout)
        if _code(answered) == "additional_payment_action_required":
            again = self._call("GET", f"/checkouts/{checkout}")
            told["nextAction"] = _next_action(again.document)
        return told

    def find(self, checkout: str) -> dict[str, Json]:
        """Look whether a checkout has become an order, where no answer told."""
        answered = self._call("GET", "/orders", checkoutId=checkout)
        found = answered.document.get("data") or [{}]
        return answered.to_json(order=found[0].get("id"))

    def refresh(self, order: str) -> dict[str, Json]:
        """Ask the provider to look at the payment again, after a redirect."""
        answered = self._call("POST", f"/orders/{order}/refresh")
        return answered.to_json(**_placed(answered.document))

    def ship(self, order: str) -> dict[str, Json]:
        """Tell the provider that everything is on its way: now it takes the money."""
        asked = self._call("GET", f"/orders/{order}")
        if not asked.done:
            return asked.to_json()
        items = [
            {"itemId": item["id"], "quantity": item["quantity"]}
            for item in asked.document["items"]
        ]
        body = {"orderId": order, "items": items}
        answered = self._call("POST", "/fulfillments", body)
        return answered.to_json(order=order)

    def refund(self, order: str) -> dict[str, Json]:
        """Give back all that can be given back."""
        asked = self._call("GET", f"/orders/{order}")
        if not asked.done:
            return asked.to_json()
        body = {
            "orderId": order,
            "currency": asked.document["currency"],
            "amount": asked.document["availableToRefundAmount"],
            "reason": "The customer sends it back",
        }
        answered = self._call("POST", "/refunds", body)
        return answered.to_json(order=order)

    def _call(
        self, method: str, path: str, body: Json = None, **query: str
    ) -> Answered:
        headers = {
            "authorization": f"Bearer {self._tenant.secret_key}",
            "accept": "application/json",
            "digitalriver-version": versions()[-1],
            "user-agent": "mockdr-demo-shop",
        }
        if body is not None:
            headers["content-type"] = "application/json"
        reply = self._world.answer(
            Call(
                method=method,
                path=path,
                query=tuple(query.items()),
                headers=headers,
                body=b"" if body is None else orjson.dumps(body),
                base_url=self._base_url,
            )
        )
        if reply.fault is not None and reply.fault.kind in LOST:
            return Answered(status=0, document={}, lost=reply.fault.kind)
        return Answered(status=reply.status, document=_read(reply.body))


def _read(body: bytes) -> dict[str, Json]:
    """Return a body as an object; what a story has altered need not be one."""
    try:
        found = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {"type": "unreadable", "errors": []}


def _code(answered: Answered) -> str:
    errors = answered.document.get("errors") or [{}]
    return str(errors[0].get("code", ""))


def _placed(document: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "order": document.get("id"),
        "state": document.get("state"),
        "nextAction": _next_action(document),
    }


def _next_action(document: Mapping[str, Json]) -> Json:
    session = (document.get("payment") or {}).get("session") or {}
    return session.get("nextAction")


def _checkout(asked: Asked) -> dict[str, Json]:
    """Return the request for a checkout; downloads need no way to ship them."""
    customer = CUSTOMERS[asked.country]
    goods = [(GOODS[line.good], line.quantity) for line in asked.lines]
    party = {
        "name": f"{asked.first_name} {asked.last_name}",
        "email": asked.email,
        "address": customer.whole_address,
    }
    body: dict[str, Json] = {
        "currency": customer.currency,
        "locale": customer.locale,
        "email": asked.email,
        "billTo": party,
        "items": [
            {
                "productDetails": {
                    "id": good.id,
                    "skuGroupId": _GROUPS[good.physical],
                    "name": good.name,
                    "countryOfOrigin": customer.country,
                },
                "quantity": quantity,
                "price": good.prices[customer.currency],
            }
            for good, quantity in goods
        ],
    }
    if any(good.physical for good, _ in goods):
        body.update(_shipping(customer, party))
    return body


def _shipping(customer: Customer, party: Json) -> dict[str, Json]:
    """Return what a parcel needs; there is a warehouse in every customer's street."""
    return {
        "shipTo": party,
        "shipFrom": {"address": customer.whole_address},
        "shippingChoice": {
            "amount": SHIPPING[customer.currency],
            "description": "By the next boat",
            "serviceLevel": "SG",
        },
    }
