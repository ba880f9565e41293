"""What sending costs, what stands on the box, and where the box is."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.domain import currencies
from mockdr.domain.countries import EMBARGOED
from mockdr.domain.shipping_rates import OLDER_SERVICES, rate, weight_in_pounds
from mockdr.engine.label_files import FORMATS, HEIGHT, WIDTH, label_file
from mockdr.engine.operations.files import keep
from mockdr.engine.operations.logistics import number, tracking
from mockdr.engine.operations.resources import Resource, operations_of, uuid
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = ["SHIPPING", "older_quotes"]

#: Where a parcel comes from when the request does not say. Source: the sample of
#: interacting-with-global-logistics-in-checkouts.md.
_WAREHOUSE: Final[Mapping[str, Json]] = {
    "address": {
        "city": "Salt Lake City",
        "postalCode": "84604",
        "state": "Utah",
        "country": "US",
    }
}


# -- quotes --------------------------------------------------------------------------


def postShippingQuotes(turn: Turn) -> Answer:
    """
    Offer the parcels' way, duties paid by us or by whoever receives them.

    Raises:
        Refusal: 400 for an address that nobody ships to, or a package without goods.

    Source: interacting-with-global-logistics-in-checkouts.md; the amounts are ours.
    """
    body = turn.body
    complaint = currencies.complaint(body["currency"])
    if complaint is not None:
        raise Refusal(complaint)
    _check_way(body)
    found = rate(
        [_weight(package, i) for i, package in _packages(body)], body["currency"]
    )
    details = [
        {"name": name, "amount": fee.to_wire()} for name, fee in found.fees.items()
    ]
    amount = sum(
        found.fees.values(), start=type(found.total)(currency=body["currency"], minor=0)
    )
    quotes = [
        {
            "id": "58SLC-DHL",
            "description": "Express",
            "serviceLevel": "Express",
            "estimatedDelivery": "3 - 5 Business Days",
            "shippingTerms": terms,
            "totalAmount": found.total.to_wire(),
            "shipFrom": body.get("shipFrom", _WAREHOUSE),
            "fees": {"details": details, "amount": amount.to_wire()},
        }
        for terms in ("DDP", "DAP")
    ]
    return Answer(
        status=200,
        document={
            "currency": body["currency"],
            "quotes": quotes,
            "liveMode": turn.tenant.live,
        },
    )


def _check_way(body: Mapping[str, Json]) -> None:
    country = body["shipTo"].get("address", {}).get("country")
    if country is None:
        raise Refusal(
            Complaint(key="missing_parameter", parameter="shipTo.address.country")
        )
    if EMBARGOED & {country, _country(body.get("shipFrom", _WAREHOUSE))}:
        raise Refusal("invalid_parameter:shipTo.address")


def _country(place: Mapping[str, Json] | None) -> str | None:
    country = ((place or {}).get("address") or {}).get("country")
    return None if country is None else str(country)


def _packages(body: Mapping[str, Json]) -> Iterator[tuple[int, dict[str, Json]]]:
    if not body["packages"]:
        raise Refusal(Complaint(key="missing_parameter", parameter="packages"))
    yield from enumerate(body["packages"])


def _weight(package: Mapping[str, Json], index: int) -> Json:
    """Return what a package weighs; without a weight of its own, as its goods do."""
    weight = 0
    for place, item in enumerate(package["items"]):
        product = item.get("productDetails")
        if product is None:
            parameter = f"packages[{index}].items[{place}].productDetails"
            raise Refusal(Complaint(key="missing_parameter", parameter=parameter))
        each = weight_in_pounds(
            product.get("weight", 0), product.get("weightUnit", "oz")
        )
        weight += each * item["quantity"]
    if "weight" in package:
        return weight_in_pounds(package["weight"], package.get("weightUnit", "lb"))
    return weight


def older_quotes(body: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return the quotes as versions before 2021-12-13 have them.

    Args:
        body: A request of that time: items by inventory item, and a flat `shipTo`.

    Source: using-shipping-quotes.md, for ids and the prices abroad; the prices of
    the others are inferred, and none depends on what is sent.
    """
    to = body.get("shipTo", {})
    type = to.get("type", "standard")
    abroad = type == "standard" and to.get("country") != _country(_WAREHOUSE)
    services = OLDER_SERVICES["abroad" if abroad else type]
    return {
        "shipTo": {"type": type},
        "quotes": [
            {"id": id, "serviceLevel": level, "total": total}
            for id, level, total in services
        ],
    }


# -- labels --------------------------------------------------------------------------


def createShippingLabel(turn: Turn) -> Answer:
    """
    Print a label for each package of an order.

    Raises:
        Refusal: As documented, each with its literal text: 404 for an order that is
            not there, 409 for a format that nobody prints, 400 where no carrier
            fetches parcels or an item is none of the order's.

    Source: managing-a-global-logistics-order.md. Several packages travel as several
    shipments; that the selected carrier takes one only is for a story to say.
    """
    body = turn.body
    turn.about["order"] = body["orderId"]
    order = turn.load("order", body["orderId"])
    if order is None:
        raise Refusal(Complaint(key="not_found:order", values={"id": body["orderId"]}))
    if body["labelFormat"] not in FORMATS:
        raise Refusal("invalid_parameter:labelFormat")
    place = body.get("shipFrom") or order.document.get("shipFrom")
    if _country(place) in EMBARGOED:
        raise Refusal("invalid_parameter:logistics_partner")
    document: dict[str, Json] = {
        "id": uuid(turn),
        "createdTime": turn.time,
        "orderId": order.id,
        "shipments": [
            _boxed(turn, order, package, index) for index, package in _packages(body)
        ],
    }
    if place is not None:
        document["returnTo"] = {"address": dict(place.get("address") or {})}
    names = [box.pop("tracking") for box in document["shipments"]]
    private = {"state": "made", "tracking": names}
    record = turn.make(Record("shipping_label", document["id"], document, private))
    return Answer(status=200, document=turn.shown(record))


def _boxed(
    turn: Turn, order: Record, package: Mapping[str, Json], index: int
) -> dict[str, Json]:
    name = f"Z{number(turn)}"
    format = turn.body["labelFormat"]
    to = order.document.get("shipTo", {})
    address = to.get("address", {})
    lines = [
        str(to.get("name", "")),
        *(str(address[k]) for k in ("line1", "city", "country") if k in address),
        f"Order {order.id}",
        name,
    ]
    printed = label_file(format, lines)
    # That the file of a label is one among the others is inferred.
    file = keep(turn, printed, {"fileName": f"label-{name}.{format.lower()}"})
    return {
        "id": number(turn),
        "labels": [
            {
                "height": HEIGHT,
                "width": WIDTH,
                "format": format,
                "file": base64.b64encode(printed).decode(),
                "fileUrl": file.document["url"],
            }
        ],
        "packages": [
            {
                **package,
                "items": [
                    _goods(order, item, f"packages[{index}].items[{place}]")
                    for place, item in enumerate(package["items"])
                ],
            }
        ],
        "tracking": name,
    }


def _goods(order: Record, item: Mapping[str, Json], path: str) -> dict[str, Json]:
    """Return what lies in a package, and which line of the order it is."""
    lines = order.document["items"]
    product = item.get("productDetails")
    if "itemId" in item:
        named = [line for line in lines if line["id"] == item["itemId"]]
        if not named:
            raise Refusal("invalid_parameter:original_items")
    elif product is None:
        raise Refusal(
            Complaint(key="missing_parameter", parameter=f"{path}.productDetails")
        )
    else:
        named = [line for line in lines if product.get("id") == _product_id(line)]
    # Goods that no line names are those of the first one. Inferred: the contract's
    # reply has the id of a line wherever the request may do without.
    line = (named or lines)[0]
    shown: dict[str, Json] = {"quantity": item["quantity"], "itemId": line["id"]}
    shown["productDetails"] = product or dict(
        line.get("productDetails") or {"id": _product_id(line)}
    )
    return shown


def _product_id(line: Mapping[str, Json]) -> str:
    found = line.get("skuId") or (line.get("productDetails") or {}).get("id", "")
    return str(found)


_LABELS: Final = Resource(
    kind="shipping_label",
    title="ShippingLabel",
    retrieve="retrieveShippingLabels",
    list="listShippingLabel",
    elsewhere={"createdTime": ("createdTime",)},
)


# -- tracking and returns ------------------------------------------------------------


def retrieveOrderTracking(turn: Turn) -> Answer:
    """
    Tell the tracking numbers of an order that was shipped.

    Raises:
        Refusal: 404, with a text for each: no such order, no label yet, not shipped.

    Source: managing-a-global-logistics-order.md. That a fulfillment, or the shipment
    of a fulfillment order with the order's id upstream, ships it is inferred.
    """
    order = turn.need("order", turn.params["id"], resource="Order")
    turn.about["order"] = order.id
    labels = [
        name
        for label in _all(turn, "shipping_label", "orderId", order.id)
        for name in label.private["tracking"]
    ]
    sent = [
        *_all(turn, "fulfillment", "orderId", order.id),
        *_all(turn, "shipment", "fulfillmentOrderUpstreamId", order.id),
    ]
    if not labels and not sent:
        raise Refusal("invalid_parameter:no_shipments")
    told = [_tracked(record.document) for record in sent]
    told = [each for each in told if each]
    if sent:
        told += map(tracking, labels)
    if not told:
        raise Refusal("invalid_parameter:no_tracking")
    document: dict[str, Json] = {"orderId": order.id, "shipments": told}
    if "shipTo" in order.document:
        document["shipTo"] = order.document["shipTo"]
    return Answer(status=200, document=document)


def _tracked(document: Mapping[str, Json]) -> dict[str, Json]:
    names = ("trackingNumber", "trackingUrl")
    return {name: document[name] for name in names if document.get(name)}


def _all(turn: Turn, kind: str, field: str, value: str) -> Iterator[Record]:
    """Yield the things of *kind* that name *value*, the oldest first."""
    for id in reversed(list(turn.tenant.store.newest(kind))):
        record = turn.load(kind, id)
        if record is not None and record.document.get(field) == value:
            yield record


def createReturnPortalUrl(turn: Turn) -> Answer:
    """
    Tell where shoppers announce what they send back.

    Only the path was observed, in a connector; all the rest is inferred.

    Raises:
        Refusal: 404 `not_found`, for an order that is not there.
    """
    place = "https://global-returns-test.digitalriver.com"
    if turn.tenant.live:
        place = place.replace("-test", "")
    id = dict(turn.query).get("orderId")
    if id is not None:
        order = turn.need("order", id, resource="Order", parameter="orderId")
        place = f"{place}/orders/{order.id}"
    return Answer(status=200, document={"url": f"{place}?token={uuid(turn)}"})


#: operationId to what it does.
SHIPPING: Final = MappingProxyType(
    {
        "postShippingQuotes": postShippingQuotes,
        "createShippingLabel": createShippingLabel,
        **operations_of(_LABELS),
        "retrieveOrderTracking": retrieveOrderTracking,
        "createReturnPortalUrl": createReturnPortalUrl,
    }
)
