"""Lists: paging, cursors, and every filter that the contract names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mockdr.contract import operations
from mockdr.engine.operations.filters import listing
from mockdr.engine.settings import Settings
from tests.engine.shop import NOON, Shop, envelope

PATHS = ("checkouts", "orders", "customers")


@pytest.fixture(scope="module")
def busy():
    """A shop with five of everything, a day apart; nobody changes it."""
    shop = Shop(settings=replace(Settings(now=NOON)))
    for n in range(5):
        customer = shop.customer(id=f"c-{n}", email=f"{n}@example.com")
        items = [
            {
                "skuId": f"sku-{n}",
                "price": 10 + n,
                "subscriptionInfo": {"subscriptionId": f"sub-{n}"},
            }
        ]
        checkout = shop.checkout(
            items=items,
            customerId=customer["id"],
            email=f"{n}@example.com",
            upstreamId=f"up-{n}",
            applicationId=f"app-{n}",
            currency=("USD", "EUR", "GBP", "JPY", "CAD")[n],
            locale=("en_US", "de_DE", "fr_FR", "ja_JP", "it_IT")[n],
            browserIp=f"192.0.2.{n}",
            chargeType="moto" if n == 2 else "customer_initiated",
            customerType="business" if n == 2 else "individual",
        )
        source = shop.redirected(checkout) if n == 2 else shop.source(checkout)
        assert shop.attach(checkout, source).status == 200
        assert shop.order(checkout).status == 201
        shop.tenant.clock.advance(timedelta(days=1))
    shop.post("/customers/c-2", {"requestToBeForgotten": True})
    return shop


def listed(shop, resource, **query):
    answer = shop.get(f"/{resource}", query=query)
    assert answer.status == 200, answer.raw
    return answer.body


def ups(body):
    """Return which of the five are listed."""
    return [int((row.get("upstreamId") or row["id"])[-1]) for row in body["data"]]


# -- paging ------------------------


def test_an_empty_list_has_nothing_and_no_more(shop):
    for resource in PATHS:
        assert listed(shop, resource) == {"hasMore": False, "data": []}


@pytest.mark.parametrize("resource", PATHS)
def test_the_newest_come_first(busy, resource):
    body = listed(busy, resource)
    assert ups(body) == [4, 3, 2, 1, 0]
    assert body["hasMore"] is False


@pytest.mark.parametrize("resource", PATHS)
def test_pages_follow_each_other_in_both_directions(busy, resource):
    seen, after = [], None
    while True:
        query = {"limit": 2, **({"startingAfter": after} if after else {})}
        page = listed(busy, resource, **query)
        seen += page["data"]
        if not page["hasMore"]:
            break
        assert len(page["data"]) == 2
        after = page["data"][-1]["id"]
    assert seen == listed(busy, resource)["data"]
    back = listed(busy, resource, limit=2, endingBefore=seen[4]["id"])
    assert (ups(back), back["hasMore"]) == ([2, 1], True)
    back = listed(busy, resource, limit=2, endingBefore=back["data"][0]["id"])
    assert (ups(back), back["hasMore"]) == ([4, 3], False)
    assert listed(busy, resource, endingBefore=seen[0]["id"])["data"] == []


def test_a_page_has_ten_unless_said(shop):
    for _ in range(12):
        shop.customer()
    page = listed(shop, "customers")
    assert (len(page["data"]), page["hasMore"]) == (10, True)
    page = listed(shop, "customers", limit=100)
    assert (len(page["data"]), page["hasMore"]) == (12, False)
    page = listed(shop, "customers", limit=12)
    assert (len(page["data"]), page["hasMore"]) == (12, False)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "1.5", "", "9" * 400, "²"])
def test_a_limit_that_cannot_be_is_refused(busy, limit):
    answer = busy.get("/orders", query={"limit": limit})
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        f"'{limit}' is not a valid parameter.",
        "limit",
    )


@pytest.mark.parametrize("cursor", ["startingAfter", "endingBefore"])
def test_a_cursor_that_is_nothing_is_refused(busy, cursor):
    answer = busy.get("/orders", query={cursor: "none"})
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", cursor)])


def test_a_cursor_holds_when_its_thing_fits_the_filter_no_more(busy):
    newest = listed(busy, "checkouts")["data"][0]["id"]
    page = listed(busy, "checkouts", startingAfter=newest, upstreamIds="up-0,up-3")
    assert ups(page) == [3, 0]
    oldest = listed(busy, "checkouts")["data"][-1]["id"]
    page = listed(busy, "checkouts", endingBefore=oldest, currency="EUR")
    assert ups(page) == [1]


def test_unknown_parameters_are_ignored(busy):
    assert len(listed(busy, "orders", colour="red", state__x="1")["data"]) == 5


# -- filters ------------------------

THREE = "2026-05-03T12:00:00Z"
COMMON = {
    "upstreamIds": ("up-2", [2]),
    "customerId": ("c-2", [2]),
    "applicationId": ("app-2", [2]),
    "email": ("2@example.com", [2]),
    "currency": ("GBP", [2]),
    "locale": ("fr_FR", [2]),
    "chargeType": ("moto", [2]),
    "customerType": ("business", [2]),
    "subscriptionId": ("sub-2", [2]),
    "browserIp": ("192.0.2.2", [2]),
    "createdTime": (THREE, [2]),
}
FILTERS = {
    "checkouts": {**COMMON, "updatedTime": (THREE, [2])},
    "orders": {
        **COMMON,
        "updatedTime": (THREE, [2]),
        "state": ("pending_payment", [2]),
        "fraudState": ("passed", [4, 3, 1, 0]),
        "skuId": ("sku-2", [2]),
        "pending_payment": (THREE, [2]),
        "accepted": ("2026-05-02T12:00:00Z", [1]),
        "fraudStateTransitions.passed": ("2026-05-02T12:00:00Z", [1]),
    },
    "customers": {
        "createdTime": (THREE, [2]),
        "updatedTime": ("2026-05-06T12:00:00Z", [2]),
        "ids": ("c-2", [2]),
        "email": ("2@example.com", [2]),
        "requestToBeForgotten": ("true", [2]),
    },
}
CASES = [(r, n, v, e) for r, names in FILTERS.items() for n, (v, e) in names.items()]


@pytest.mark.parametrize(("resource", "name", "value", "expected"), CASES)
def test_a_filter_keeps_what_fits(busy, resource, name, value, expected):
    assert ups(listed(busy, resource, **{name: value})) == expected


@pytest.mark.parametrize("resource", ["checkouts", "orders"])
def test_numbers_and_references_are_filters_too(busy, resource):
    rows = listed(busy, resource)["data"]
    third = rows[2]
    for name, value in (
        ("ids", third["id"]),
        ("totalAmount", third["totalAmount"]),
    ):
        assert ups(listed(busy, resource, **{name: value})) == [2]
    if resource == "orders":
        assert ups(listed(busy, resource, checkoutId=third["checkoutId"])) == [2]
        assert listed(busy, resource, refundedAmount=1)["data"] == []


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        ("", [2]),
        ("[eq]", [2]),
        ("[gt]", [4, 3]),
        ("[gte]", [4, 3, 2]),
        ("[lt]", [1, 0]),
        ("[lte]", [2, 1, 0]),
    ],
)
def test_times_and_amounts_compare(busy, suffix, expected):
    for resource in PATHS:
        found = listed(busy, resource, **{f"createdTime{suffix}": THREE})
        assert ups(found) == expected
    amounts = sorted(o["totalAmount"] for o in listed(busy, "orders")["data"])
    query = {f"totalAmount{suffix}": amounts[2]}
    assert len(listed(busy, "orders", **query)["data"]) == len(expected)


def test_two_bounds_hold_together(busy):
    query = {
        "createdTime[gt]": "2026-05-01T12:00:00Z",
        "createdTime[lte]": "2026-05-03T12:00:00Z",
    }
    assert ups(listed(busy, "orders", **query)) == [2, 1]
    assert ups(listed(busy, "orders", **query, currency="GBP")) == [2]


@pytest.mark.parametrize(
    "query",
    [
        [("upstreamIds", "up-1,up-3")],
        [("upstreamIds", "up-1"), ("upstreamIds", "up-3")],
        [("upstreamIds[]", "up-1"), ("upstreamIds[]", "up-3")],
        [("upstreamIds[0]", "up-1"), ("upstreamIds[1]", "up-3")],
    ],
)
def test_a_list_of_ids_may_be_written_in_four_ways(busy, query):
    answer = busy.get("/orders", query=query)
    assert ups(answer.body) == [3, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("createdTime", "yesterday"),
        ("createdTime[gte]", "2026-13-01T00:00:00Z"),
        ("createdTime[near]", THREE),
        ("totalAmount", "much"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(busy, name, value):
    answer = busy.get("/orders", query={name: value})
    assert answer.status == 400
    [(code, parameter)] = answer.errors
    assert code == "invalid_parameter"
    assert parameter.startswith(name.partition("[")[0])


@pytest.mark.parametrize("resource", [*PATHS, "refunds", "events"])
def test_a_time_that_is_none_is_refused_as_one(busy, resource):
    answer = busy.get(f"/{resource}", query={"createdTime[gte]": "abc"})
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "abc is not a valid timestamp.",
        "createdTime",
    )


def test_a_flag_is_true_or_false(busy):
    assert len(listed(busy, "customers", requestToBeForgotten="false")["data"]) == 4
    answer = busy.get("/customers", query={"requestToBeForgotten": "maybe"})
    assert answer.errors == [("invalid_parameter", "requestToBeForgotten")]


@pytest.mark.parametrize("resource", PATHS)
def test_every_filter_of_the_contract_is_one_of_ours(resource):
    paging = {"limit", "startingAfter", "endingBefore"}
    id = f"list{resource.title()}"
    assert set(listing(id).filters) == set(operations()[id].query) - paging
