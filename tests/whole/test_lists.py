"""Every list pages, sorts, filters and refuses as the contract says of all lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from mockdr.base.clock import parse_instant
from mockdr.contract import fields_of, operations, query_of
from mockdr.engine.operations.table import OPERATIONS
from tests.engine.shop import Shop, envelope
from tests.whole.estate import ask, thing

#: Every list but the payment methods, whose reply is none of these.
BUILT = sorted(
    id
    for id, o in operations().items()
    if id.startswith("list") and o.method == "GET" and id != "listPaymentMethods"
    if id in OPERATIONS
)
PAGED = [id for id in BUILT if "limit" in query_of(id)]
CURSORS = ("startingAfter", "endingBefore")

#: Lists of what the provider has, not of what a merchant made.
GIVEN = {
    "listCountrySpecifications",
    "listOnlineBankingBanks",
    "listSkuGroups",
}

#: Parameters that do not look at the field of their name, and where that is tested.
ELSEWHERE = {
    ("listEvents", "type"): "may end in a wildcard: tests/engine",
    ("listEvents", "types"): "may end in a wildcard: tests/engine",
    ("listWebhooks", "type"): "looks into the types that a webhook is told of",
    ("listWebhooks", "types"): "looks into the types that a webhook is told of",
    ("listInventoryLevels", "inventoryItemIds"): "has to be there",
    ("listInventoryLevels", "shipToCountry"): "there is one warehouse for all",
}

#: What makes one thing differ from the next, where its request has the field.
TELLING = {
    "applicationId": "app-{n}",
    "category": "category-{n}",
    "email": "{n}@example.com",
    "fileName": "file-{n}.pdf",
    "name": "Name {n}",
    "partNumber": "part-{n}",
    "rmaNumber": "rma-{n}",
    "skuId": "sku-{n}",
    "title": "Title {n}",
    "trackingCompany": "carrier-{n}",
    "trackingNumber": "track-{n}",
    "upstreamId": "up-{n}",
}
COUNT = 5

#: Lists that have fewer: a payout has one transaction for each summary.
FEW = {"listPayoutTransactions"}


@cache
def stocked(id: str) -> tuple[Shop, Any]:
    """Return a shop with five of what *id* lists, an hour apart, and the request."""
    shop = Shop()
    if id not in GIVEN:
        for n in range(COUNT):
            make(shop, operations()[id].path, n)
            shop.tenant.clock.advance(timedelta(hours=1))
    return shop, ask(shop, id)


def make(shop: Shop, path: str, n: int) -> None:
    creators = [
        o.id
        for o in operations().values()
        if o.method == "POST" and o.path == path and o.request_model
    ]
    if not creators or creators == ["createOrders"]:
        return thing(shop, path.partition("/{id}")[0])
    asked = ask(shop, creators[0])
    known = fields_of(f"request:{creators[0]}", ())
    told = {k: v.format(n=n) for k, v in TELLING.items() if k in known}
    made = (
        asked.send(shop)
        if not told
        else shop.send("POST", asked.path, {**asked.body, **told})
    )
    return shop.made(made)


def listed(id: str, **query: Any) -> Any:
    shop, asked = stocked(id)
    answer = asked.send(shop, query={**asked.query, **query})
    assert answer.status == 200, answer.raw
    return answer.body


def rows(body: Any) -> list[Any]:
    return body if isinstance(body, list) else body["data"]


@cache
def everything(id: str) -> list[Any]:
    limit = query_of(id).get("limit", {}).get("maximum", 100)
    return rows(listed(id, limit=limit) if "limit" in query_of(id) else listed(id))


def refused(id: str, name: str, value: str) -> None:
    shop, asked = stocked(id)
    answer = asked.send(shop, query={**asked.query, name: value})
    message = f"'{value}' is not a valid parameter."
    if (id, name) in COMPARED and is_time(id, name):
        message = f"{value} is not a valid timestamp."
    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "invalid_parameter", message, name
    )


# -- pages ------------------------


@pytest.mark.parametrize("id", BUILT)
def test_a_list_has_the_form_that_its_model_has(id):
    body, model = listed(id), operations()[id].reply_model
    if model.endswith("[]"):
        assert isinstance(body, list)
    else:
        more = "hasMore" in fields_of(f"reply:{id}", ())
        assert set(body) == ({"hasMore", "data"} if more else {"data"})
    assert id in GIVEN | FEW or len(everything(id)) >= COUNT
    assert everything(id)


@pytest.mark.parametrize("id", PAGED)
def test_pages_follow_each_other_forwards(id):
    whole, seen, after = everything(id), [], {}
    while True:
        page = listed(id, limit=2, **after)
        seen += rows(page)
        assert len(rows(page)) <= 2
        if not page.get("hasMore", len(rows(page)) == 2):
            break
        after = {"startingAfter": rows(page)[-1]["id"]}
    assert seen == whole


@pytest.mark.parametrize("id", PAGED)
def test_pages_follow_each_other_backwards(id):
    whole = everything(id)
    seen, before = whole[-1:], whole[-1]["id"] if whole else None
    while before:
        page = listed(id, limit=2, endingBefore=before)
        seen = rows(page) + seen
        if not page.get("hasMore", len(rows(page)) == 2):
            break
        before = rows(page)[0]["id"]
    assert seen == whole


@pytest.mark.parametrize("id", BUILT)
def test_the_newest_come_first(id):
    times = [row["createdTime"] for row in everything(id) if "createdTime" in row]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("id", PAGED)
def test_a_limit_lies_within_its_bounds(id):
    largest = query_of(id)["limit"].get("maximum", 100)
    assert rows(listed(id, limit=1)) == everything(id)[:1]
    assert len(rows(listed(id))) == min(10, len(everything(id)))
    for wrong in ("0", "-1", str(largest + 1), "ten", "1.5", ""):
        refused(id, "limit", wrong)


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("id", PAGED)
def test_a_cursor_that_is_nothing_is_refused(id, cursor):
    refused(id, cursor, "nothing")


# -- filters ------------------------


def filters(id: str) -> Iterator[tuple[str, Any]]:
    for name, schema in query_of(id).items():
        if name not in ("limit", *CURSORS) and id not in GIVEN:
            yield name, schema


FILTERS = [
    (id, name) for id in BUILT for name, _ in filters(id) if (id, name) not in ELSEWHERE
]


def fields(row: Any, name: str) -> list[Any]:
    """Return what stands in *row* under *name*, at the place nearest to the top."""
    head, _, rest = name.partition(".")
    level = [row]
    while level:
        found = [
            part[head] for part in level if isinstance(part, dict) and head in part
        ]
        if found:
            return [v for f in found for v in (fields(f, rest) if rest else [f])]
        level = [
            inner
            for part in level
            for inner in (part.values() if isinstance(part, dict) else part)
            if isinstance(inner, dict | list)
        ]
    if name.endswith("s"):
        return fields(row, name.removesuffix("s"))
    return []


def scalars(row: Any, name: str) -> list[Any]:
    found = fields(row, name)
    flat = [v for f in found for v in (f if isinstance(f, list) else [f])]
    return [v for v in flat if not isinstance(v, dict)]


def said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def found(id: str, **query: Any) -> list[str]:
    if "limit" in query_of(id):
        query["limit"] = 100
    return [named(row) for row in rows(listed(id, **query))]


def named(row: Any) -> str:
    """Return the id of a row; a level of stock has that of what is in stock."""
    return row["id"] if "id" in row else row["inventoryItemId"]


@pytest.mark.parametrize(("id", "name"), FILTERS)
def test_a_filter_finds_what_has_the_value_and_nothing_else(id, name):
    values = {said(v) for row in everything(id) for v in scalars(row, name)}
    for value in sorted(values):
        expected = [
            named(row)
            for row in everything(id)
            if value in map(said, scalars(row, name))
        ]
        assert found(id, **{name: value}) == expected, value


@pytest.mark.parametrize(("id", "name"), FILTERS)
def test_a_filter_for_what_nothing_has_finds_nothing(id, name):
    schema = query_of(id)[name]
    inner = schema.get("additionalProperties", schema)
    shown = [v for row in everything(id) for v in scalars(row, name)]
    if "date-time" in inner.get("format", ""):
        other = "1999-01-01T00:00:00Z"
    elif schema.get("type") == "object" or any(isinstance(v, float) for v in shown):
        other = "-98765"
    elif "boolean" in (schema.get("type"), *(("boolean",) * (True in shown))):
        return
    else:
        other = "nothing-has-this"
    shop, asked = stocked(id)
    answer = asked.send(shop, query={**asked.query, name: other})
    assert answer.status in (200, 400), answer.raw
    assert answer.status == 400 or rows(answer.body) == []


COMPARED = [
    (id, name) for id, name in FILTERS if query_of(id)[name].get("type") == "object"
]
COMPARE = {
    "eq": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


@pytest.mark.parametrize(("id", "name"), COMPARED)
def test_a_filter_compares(id, name):
    read = parse_instant if is_time(id, name) else float
    values = sorted({v for row in everything(id) for v in scalars(row, name)})
    middle = values[len(values) // 2 :][:1]
    for value, (word, holds) in product(middle, COMPARE.items()):
        expected = [
            named(row)
            for row in everything(id)
            if any(holds(read(v), read(value)) for v in scalars(row, name))
        ]
        assert found(id, **{f"{name}[{word}]": value}) == expected, word


@pytest.mark.parametrize(("id", "name"), COMPARED)
def test_a_comparison_with_nonsense_is_refused(id, name):
    refused(id, name, "nonsense")
    refused(id, f"{name}[about]", "2026-05-01T12:00:00Z" if is_time(id, name) else "1")


def is_time(id: str, name: str) -> bool:
    return "format" in query_of(id)[name]["additionalProperties"]


@pytest.mark.parametrize("id", [id for id in BUILT if "ids" in query_of(id)])
def test_several_ids_come_in_every_way_to_write_them(id):
    shop, asked = stocked(id)
    wanted = sorted(str(row["id"]) for row in everything(id)[1:3])
    for pairs in (
        [("ids", wanted[0]), ("ids", wanted[1])],
        [("ids[]", wanted[0]), ("ids[]", wanted[1])],
        [("ids[0]", wanted[0]), ("ids[1]", wanted[1])],
        [("ids", ",".join(wanted))],
    ):
        answer = asked.send(shop, query=[*asked.query.items(), *pairs])
        assert sorted(str(row["id"]) for row in rows(answer.body)) == wanted


def test_what_is_tested_elsewhere_is_a_parameter():
    for id, name in ELSEWHERE:
        assert name in query_of(id), (id, name)
