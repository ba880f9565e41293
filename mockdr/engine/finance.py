"""The books: what was sold and given back, counted, summed up and paid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json
from mockdr.domain import Money
from mockdr.engine.lines import parts_of_lines
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Turn

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["charged_back", "given_back", "keeps_books", "pays_out", "sold"]

#: Number of the entity that pays, where a sample shows it; the others go by their id.
#:
#: Source: getting-a-payout-by-id.md.
_PAYERS: Final[Mapping[str, str]] = {"C5_INC-ENTITY": "1410"}

#: Number of the merchant that is paid: every tenant is one (inferred).
_PAYEE: Final = "0000000001"

#: What is told of each.
_CREATED: Final = "sales_transaction.created"

#: Field of `payoutAmounts` to the part of a line that it shows.
_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "productPrice": ("product",),
    "shipping": ("shipping",),
    "regulatoryFees": ("fees",),
    "landedCost": ("duty", "importer_tax"),
}

#: (part, line, amount, tax in it), in minor units.
Row = tuple[str, str, int, int]


def keeps_books(turn: Turn) -> bool:
    """
    Tell whether sales transactions are made.

    The provider makes them in live mode only; the setting `finance: always` lets a
    test tenant see what a live one would. Source: the pages on financial reporting.
    """
    return turn.tenant.live or turn.tenant.settings.finance == "always"


def sold(turn: Turn, order: Record, capture: Record, captured: float) -> None:
    """
    Count a capture that is complete.

    Args:
        capture: Says for how many units of which line it is.
        captured: Its amount, in major units.
    """
    if not keeps_books(turn):
        return
    item_id, quantity = capture.document["item"], capture.document["quantity"]
    amount = Money.from_wire(captured, order.document["currency"]).minor
    number = next(
        n for n, item in enumerate(order.document["items"]) if item["id"] == item_id
    )
    parts = parts_of_lines(order.document)[number]
    whole = sum(full for full, _ in parts.values()) or 1
    rows: list[Row] = []
    rest = amount
    for type, (full, tax) in reversed(parts.items()):
        part = rest if type == "product" else full * amount // whole
        rest -= part
        rows.append((type, item_id, part, tax * amount // whole))
    _enter(turn, order, "sale", rows, {item_id: quantity})


def given_back(turn: Turn, order: Record, refund: Record) -> None:
    """Count a refund that has succeeded, a transaction for each of its lines."""
    if not keeps_books(turn):
        return
    units = {
        item["itemId"]: item["quantity"]
        for item in refund.document["items"]
        if "quantity" in item
    }
    rows = [(str(t), str(i), -a, -x) for t, i, a, x in refund.private["taken"]]
    _enter(turn, order, refund.private["cause"], rows, units)


def charged_back(
    turn: Turn, order: Record, rows: Iterable[Row], *, fraud: bool
) -> None:
    """Count a chargeback, a transaction for each line that it takes from."""
    if not keeps_books(turn):
        return
    type = "fraud_chargeback" if fraud else "non_fraud_chargeback"
    _enter(turn, order, type, [(t, i, -a, -x) for t, i, a, x in rows], {})


def _enter(
    turn: Turn, order: Record, type: str, rows: Iterable[Row], units: Mapping[str, int]
) -> None:
    """Make a transaction for each line; what leaves the merchant is negative."""
    by_item: dict[str, list[Row]] = {}
    for row in rows:
        by_item.setdefault(row[1], []).append(row)
    for item in order.document["items"]:
        found = by_item.get(item["id"], [])
        if any(amount for _, _, amount, _ in found):
            record = turn.make(
                _transaction(
                    turn,
                    order,
                    item,
                    type=type,
                    rows=found,
                    quantity=units.get(item["id"], item.get("quantity", 1)),
                )
            )
            turn.about["sales_transaction"] = record.id
            if turn.trigger == "provider.charges_back":
                turn.tell(_CREATED, record)
            else:
                # The paper that is printed comes first. Source: event-types.md.
                turn.later(
                    turn.now,
                    f"sales transaction {record.id}",
                    partial(_tell, turn.tenant, record.id),
                )


def _tell(tenant: Tenant, id: str) -> None:
    turn = Turn(tenant, trigger="provider.counts")
    turn.tell(_CREATED, turn.sure("sales_transaction", id))
    turn.commit()


def _transaction(
    turn: Turn,
    order: Record,
    item: Mapping[str, Json],
    *,
    type: str,
    rows: Sequence[Row],
    quantity: int,
) -> Record:
    """Source: the SDK's model; the shares of the provider are not known, and zero."""
    shown, ids = order.document, turn.tenant.ids
    currency = shown["currency"]
    total = sum(amount for _, _, amount, _ in rows)
    tax = sum(tax for _, _, _, tax in rows)

    def wire(minor: int) -> float:
        return Money(currency=currency, minor=minor).to_wire()

    amounts: dict[str, Json] = {
        "currency": currency,
        "exchangeRate": 1.0,
        "amount": wire(total),
        "tax": wire(tax),
        **{
            name: wire(sum(a - x for t, _, a, x in rows if t in types))
            for name, types in _SHOWN.items()
        },
        "digitalRiverShare": 0.0,
        "transactionFees": 0.0,
        "payoutAmount": wire(total - tax),
    }
    document: dict[str, Json] = {
        "id": f"{ids.digits(10)}_{ids.digits(6)}_{ids.digits(10)}",
        "createdTime": turn.time,
        "updatedTime": turn.time,
        "saleTime": shown["createdTime"],
        "currency": currency,
        "amount": wire(total),
        "type": type,
        "orderId": order.id,
        "orderUpstreamID": shown.get("upstreamId"),
        "lineItemId": item["id"],
        "skuId": item.get("skuId") or (item.get("productDetails") or {}).get("id"),
        "quantity": quantity,
        "paymentType": _payment_type(turn, order),
        "payoutAmounts": amounts,
        "shipFromCountry": _country(item.get("shipFrom") or shown.get("shipFrom")),
        "shipToCountry": _country(shown.get("shipTo")),
        "billToCountry": _country(shown.get("billTo")),
        "orderMetadata": shown.get("metadata"),
        "lineItemMetadata": item.get("metadata"),
        **_parties(turn, shown),
        "liveMode": turn.tenant.live,
    }
    document = {name: value for name, value in document.items() if value is not None}
    return Record("sales_transaction", document["id"], document, {"state": "open"})


def pays_out(turn: Turn, thing: Thing) -> None:
    """
    Close the books: everything open in one currency has a summary, and is paid.

    How the provider groups transactions is not documented (inferred).
    """
    first = turn.sure(*thing)
    outcome = decide(turn, {"sales_transaction": first.private["state"]}, None)
    currency, payer = first.document["currency"], first.document["payerId"]
    found = [
        record
        for id in turn.tenant.store.newest("sales_transaction")
        if (record := turn.sure("sales_transaction", id)).private["state"] == "open"
        and (record.document["currency"], record.document["payerId"])
        == (currency, payer)
    ]
    total = sum(
        Money.from_wire(r.document["payoutAmounts"]["payoutAmount"], currency).minor
        for r in found
    )
    shared: dict[str, Json] = {
        "createdTime": turn.time,
        "currency": currency,
        "amount": Money(currency=currency, minor=total).to_wire(),
        "liveMode": turn.tenant.live,
    }
    parties = {
        name: first.document[name]
        for name in ("payerId", "payerName", "payeeId", "payeeName")
    }
    ids = turn.tenant.ids
    payout = _numbered(ids.digits(10), payer, turn.now.year)
    summary = _numbered(ids.digits(10), payer, turn.now.year)
    record = turn.make(
        Record(
            "payout",
            payout,
            {"id": payout, "payoutTime": turn.time, **shared, **parties},
        )
    )
    turn.make(
        Record(
            "sales_summary",
            summary,
            {
                "id": summary,
                "salesClosingTime": turn.time,
                "payoutId": payout,
                "paid": True,
                **shared,
                **parties,
            },
        )
    )
    entry = ids.uuid()
    turn.make(
        Record(
            "payout_transaction",
            entry,
            {
                "id": entry,
                "payoutId": payout,
                "description": f"Sales summary {summary}",
                "type": "sales_summary",
                **shared,
            },
        )
    )
    for transaction in found:
        transaction.document["salesSummaryId"] = summary
        transaction.document["updatedTime"] = turn.time
        transaction.private["state"] = outcome.then["sales_transaction"]
        turn.save(transaction)
    turn.about["sales_transaction"] = first.id
    for type in outcome.events:
        turn.tell(type, record)


def _numbered(number: str, payer: str, year: int) -> str:
    """Return an id as the samples have it: a number, the payer's, and the year."""
    return f"{number}_{payer}_{year}"


def _parties(turn: Turn, order: Mapping[str, Json]) -> dict[str, Json]:
    entity = order.get("sellingEntity") or {}
    id = str(entity.get("id", "unknown"))
    return {
        "payerId": _PAYERS.get(id, id),
        "payerName": entity.get("name", id),
        "payeeId": _PAYEE,
        "payeeName": turn.tenant.alias,
    }


def _payment_type(turn: Turn, order: Record) -> str | None:
    charges = order.private.get("charges")
    if not charges:
        return None
    charge = turn.sure("charge", charges[-1])
    source = turn.load("source", charge.document["sourceId"])
    return str(source.document["type"]) if source else None


def _country(party: Mapping[str, Json] | None) -> Json:
    return ((party or {}).get("address") or {}).get("country")
