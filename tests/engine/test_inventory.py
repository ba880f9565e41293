"""Stock is counted, held back whole or not at all, and let go again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.shop import Shop, envelope

WHOLE = 995


def item(shop, id="lamps", **more):
    body = {"id": id, "partNumber": "lamp-1", **more}
    return shop.made(shop.post("/inventory-items", body))


def reserve(shop, *quantities, **more):
    body = {
        "items": [
            {"inventoryItemId": id, "quantity": quantity} for id, quantity in quantities
        ],
        "shipTo": {"address": {"country": "US"}},
        "shippingChoice": {"currency": "USD", "amount": 5.0, "serviceLevel": "SG"},
        "expiresInSeconds": 600,
        **more,
    }
    return shop.post("/reservations", body)


def left(shop, id="lamps"):
    answer = shop.get("/inventory-levels", query={"inventoryItemIds": id})
    (level,) = answer.body["data"]
    assert level["available"] is (level["availableQuantity"] > 0)
    return level["availableQuantity"]


def test_the_update_of_an_item_answers_as_its_creation_does(shop):
    item(shop)
    answer = shop.post("/inventory-items/lamps", {"allowOversell": True})
    assert answer.status == 201
    assert answer["allowOversell"] is True


@pytest.mark.parametrize(
    ("field", "value"), [("countryOfOrigin", "KP"), ("hsCode", "12")]
)
def test_customs_data_are_judged_here_as_well(shop, field, value):
    new = shop.post("/inventory-items", {"partNumber": "a", field: value})
    assert new.errors == [("invalid_parameter", field)]
    item(shop)
    changed = shop.post("/inventory-items/lamps", {field: value})
    assert changed.errors == [("invalid_parameter", field)]


def test_an_item_that_is_not_there_is_named(shop):
    gone = shop.get("/inventory-items/none")
    assert (gone.status, gone.body) == envelope(
        404, "not_found", "not_found", "InventoryItem 'none' not found.", "id"
    )


def test_levels_are_told_for_what_is_asked_for(shop):
    item(shop, "one")
    item(shop, "two")
    both = shop.get("/inventory-levels", query={"inventoryItemIds": "one,two,none"})
    assert set(both.body) == {"data"}
    assert {level["inventoryItemId"] for level in both.body["data"]} == {"one", "two"}
    nobody = shop.get("/inventory-levels")
    assert nobody.errors == [("missing_parameter", "inventoryItemIds")]


def test_a_reservation_says_what_was_sent(shop):
    item(shop)
    answer = reserve(shop, ("lamps", 5), id="mine")
    assert answer.status == 201
    assert answer.body["id"] == "mine"
    assert answer.body["expiresInSeconds"] == 600
    assert left(shop) == WHOLE - 5
    assert reserve(shop, ("lamps", 5), id="mine").errors == [
        ("invalid_parameter", "id")
    ]


def test_stock_comes_back_when_the_time_is_over_and_not_before(shop):
    item(shop)
    reserve(shop, ("lamps", 5))
    shop.tenant.clock.advance(timedelta(seconds=599))
    assert left(shop) == WHOLE - 5
    shop.tenant.clock.advance(timedelta(seconds=1))
    assert left(shop) == WHOLE


def test_stock_comes_back_once_when_a_reservation_is_given_up(shop):
    item(shop)
    found = shop.made(reserve(shop, ("lamps", 5)))
    assert shop.delete(f"/reservations/{found['id']}").status == 204
    assert left(shop) == WHOLE
    shop.tenant.clock.advance(timedelta(hours=1))
    assert left(shop) == WHOLE
    assert shop.delete(f"/reservations/{found['id']}").errors == [("not_found", "id")]


def test_a_reservation_that_ran_out_cannot_be_given_up(shop):
    item(shop)
    found = shop.made(reserve(shop, ("lamps", 5)))
    shop.tenant.clock.advance(timedelta(hours=1))
    assert shop.delete(f"/reservations/{found['id']}").errors == [("not_found", "id")]


def test_all_or_nothing(shop):
    item(shop, "many")
    item(shop, "few")
    answer = reserve(shop, ("many", 5), ("few", WHOLE + 1))
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "invalid_parameter",
        "There is not enough stock of 'few'.",
        "items[1].quantity",
    )
    assert (left(shop, "many"), left(shop, "few")) == (WHOLE, WHOLE)


def test_lines_of_one_item_count_together(shop):
    item(shop)
    assert reserve(shop, ("lamps", 500), ("lamps", 500)).status == 409
    assert reserve(shop, ("lamps", WHOLE)).status == 201
    assert left(shop) == 0
    assert reserve(shop, ("lamps", 1)).status == 409


def test_more_than_there_is_can_be_sold_where_that_is_allowed(shop):
    item(shop, "free", allowOversell=True)
    item(shop, "strict")
    assert reserve(shop, ("free", WHOLE + 5)).status == 201
    assert left(shop, "free") == 0
    lines = [
        {"inventoryItemId": "strict", "quantity": WHOLE + 5, "allowOversell": True}
    ]
    assert reserve(shop, items=lines).status == 201


def test_items_that_nobody_has_are_named(shop):
    answer = reserve(shop, ("none", 1))
    assert (answer.status, answer.body) == envelope(
        404,
        "not_found",
        "not_found",
        "InventoryItem 'none' not found.",
        "items[0].inventoryItemId",
    )


@pytest.mark.parametrize("change", [{"expiresInSeconds": 0}, {"expiresInSeconds": -5}])
def test_a_reservation_lasts_for_a_while(shop, change):
    item(shop)
    answer = reserve(shop, ("lamps", 1), **change)
    assert answer.errors == [("invalid_parameter", "expiresInSeconds")]


def test_less_than_one_cannot_be_reserved(shop):
    item(shop)
    answer = reserve(shop, ("lamps", 0))
    assert answer.errors == [("invalid_parameter", "items[0].quantity")]


def test_an_item_can_go_while_it_is_reserved(shop):
    item(shop)
    reserve(shop, ("lamps", 5))
    assert shop.delete("/inventory-items/lamps").status == 204
    shop.tenant.clock.advance(timedelta(hours=1))
    answer = shop.get("/inventory-levels", query={"inventoryItemIds": "lamps"})
    assert answer.body == {"data": []}
    assert shop.tenant.check() == []


# -- laws ------------------------------------------------------------------------------

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(1, 700), st.integers(1, 300)),
        st.tuples(st.just("give up"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 200), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(MOVES)
def test_what_is_held_back_and_what_is_left_is_all_there_is(moves):
    shop = Shop()
    item(shop)
    active = {}
    for move, number, seconds in moves:
        now = shop.tenant.moment
        if move == "reserve":
            free = WHOLE - sum(held for held, _ in active.values())
            answer = reserve(shop, ("lamps", number), expiresInSeconds=seconds)
            assert answer.status == (201 if number <= free else 409)
            if answer.status == 201:
                ends = now + timedelta(seconds=seconds)
                active[answer["id"]] = (number, ends)
        elif move == "wait":
            shop.tenant.clock.advance(timedelta(seconds=number))
        elif number < len(active):
            id = list(active)[number]
            assert shop.delete(f"/reservations/{id}").status == 204
            del active[id]
        now = shop.tenant.moment
        active = {id: a for id, a in active.items() if a[1] > now}
        assert left(shop) == WHOLE - sum(held for held, _ in active.values())
    assert shop.findings("error") == []
