"""What settings change of events: former names, failed charges, expanded products."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mockdr.contract import check_model, event_types
from mockdr.engine.settings import Settings
from mockdr.events.names import FORMER_NAMES, NOW_CALLED
from tests.engine.refunding import refund, send
from tests.engine.shop import NOON, Shop

EXPANDABLE = {name for name, type in event_types().items() if type.expandable}


def shop_with(**settings):
    return Shop(settings=Settings(now=NOON, **settings))


def refunded(shop):
    """Live through an order that is sent, and paid back."""
    order = shop.ordered()
    send(shop, order)
    shop.made(refund(shop, order, amount=1.0))
    return order


def test_every_former_name_is_deprecated_or_told_by_no_page():
    silent = {name for name, type in event_types().items() if type.deprecated}

    assert NOW_CALLED.keys() == silent | {"order.submitted"}
    assert not [now for now in NOW_CALLED.values() if event_types()[now].deprecated]


def test_former_names_are_silent_unless_asked_for():
    shop = shop_with()
    refunded(shop)

    assert not NOW_CALLED.keys() & {*shop.events()}


def test_the_verbose_profile_tells_each_name_of_the_past_right_after_its_like():
    shop, plain = shop_with(event_profile="verbose"), shop_with()
    refunded(shop)
    refunded(plain)

    wanted = []
    for type in plain.events():
        wanted += [type, FORMER_NAMES[type]] if type in FORMER_NAMES else [type]
    assert shop.events() == wanted
    told = shop.tenant.events()
    for event, after in pairwise(told):
        if after["type"] in NOW_CALLED:
            assert NOW_CALLED[after["type"]] == event["type"]
            assert after["data"] == event["data"]
            assert after["id"] != event["id"]
    assert {"order.submitted", "refund.created", "refund.succeeded"} <= {*wanted}


def test_a_story_means_names_of_today_in_either_profile():
    shop = shop_with(event_profile="verbose")
    shop.play(
        "- merchant: createOrders\n"
        "  then: {events: [order.created, order.charge.capturable, order.accepted]}"
    )

    shop.ordered()

    assert "order.submitted" in shop.events()
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("setting", "kind", "model"),
    [("charge", "charge", "Charge"), ("order",) * 2 + ("Order",)],
)
@pytest.mark.parametrize("type", ["order.charge.failed", "order.charge.refund.failed"])
def test_a_charge_that_failed_is_told_by_itself_or_by_its_order(
    setting, kind, model, type
):
    shop = shop_with(failed_charge_object=setting)

    event = shop.tenant.trigger(type)
    again = shop.tenant.trigger(type)

    assert event.kind == again.kind == kind
    for told in (event, again):
        shown = shop.tenant.told(told)["data"]["object"]
        assert check_model(model, shown) == ()


def test_the_story_of_a_failed_charge_shows_its_order_where_that_is_wanted():
    shop = shop_with(failed_charge_object="order")
    checkout = shop.checkout()
    source = shop.redirected(checkout)
    shop.attach(checkout, source)
    order = shop.made(shop.order(checkout))
    shop.play("- merchant: refreshOrders\n  then: {charge: failed}")
    shop.tenant.happen("customer", "approves")
    shop.post(f"/orders/{order['id']}/refresh")

    failed = next(e for e in shop.tenant.events() if e["type"] == "order.charge.failed")
    assert failed["data"]["object"]["id"] == order["id"]


LAMP = {
    "id": "lamp",
    "name": "A lamp",
    "eccn": "EAR99",
    "taxCode": "4323.310",
    "countryOfOrigin": "US",
    "physical": True,
    "metadata": {"shelf": 7},
}


def products(event):
    """Return what an event tells of products; none where it has no order."""
    shown = event["data"]["object"]
    lines = shown.get("orderDetails", shown).get("items", ())
    return [line["productDetails"] for line in lines if "productDetails" in line]


def test_expanded_events_tell_more_of_products_where_the_contract_says_so():
    wide, plain = shop_with(expanded_events="on"), shop_with()
    for shop in (wide, plain):
        shop.made(shop.post("/skus", LAMP))
        lines = [{"skuId": "lamp", "price": 10.0, "quantity": 2}]
        order = shop.ordered(items=lines)
        send(shop, order)
        shop.made(refund(shop, order, amount=1.0))

    told = {event["type"] for event in wide.tenant.events() if products(event)}
    assert told >= EXPANDABLE - {"order.cancelled"}
    for event, without in zip(wide.tenant.events(), plain.tenant.events(), strict=True):
        more = [{"physical": True, "metadata": {"shelf": 7}}]
        extra = [
            {name: found[name] for name in found.keys() - before.keys()}
            for found, before in zip(products(event), products(without), strict=True)
        ]
        assert [e for e in extra if e] == (more if event["type"] in EXPANDABLE else [])
    order = plain.tenant.events()[-1]["data"]["object"]["orderId"]
    path = f"/orders/{order}"
    retrieved = plain.get(path, query={"expand": "true"})["items"][0]
    refunded = [e for e in wide.tenant.events() if e["type"] == "order.refunded"]
    assert products(refunded[0]) == [retrieved["productDetails"]]
