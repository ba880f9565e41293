"""Routes: they compare where an address leads, not how it is written."""

from __future__ import annotations

import pytest

from mockdr.engine.routes import Routes
from mockdr.events.senders import RecordingSender


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example",
        "https://shop.example/",
        "https://shop.example/hook",
        "https://Shop.Example/hook",
        "HTTPS://shop.example/hook",
        "https://shop.example:443/hook",
        "https://shop.example./hook",
        "https://shop.example/hook#f",
        "https://shop.example?a=b",
    ],
)
@pytest.mark.parametrize(
    "route", ["https://shop.example", "https://SHOP.example:443/#top"]
)
def test_an_address_is_led_by_its_place_however_it_is_spelt(route, address):
    inside = RecordingSender()
    routes = Routes(RecordingSender)
    routes.add(route, inside)

    assert routes.sender_for(address) is inside


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/hooks",
        "https://shop.example:8443/hooks",
        "https://shop.example.org/hooks",
        "https://www.shop.example/hooks",
        "https://shop.example/hooked",
        "https://shop.example/Hooks",
        "https://ann@shop.example/hooks",
        "https://shop.example@evil.example/hooks",
        "nonsense",
        "",
    ],
)
def test_what_leads_elsewhere_leads_out(address):
    outside = RecordingSender()
    routes = Routes(lambda: outside)
    routes.add("https://shop.example/hooks", RecordingSender())

    assert routes.sender_for(address) is outside


def test_the_longest_route_wins():
    shop, hooks = RecordingSender(), RecordingSender()
    routes = Routes(RecordingSender)
    routes.add("https://shop.example/hooks", hooks)
    routes.add("https://SHOP.example", shop)

    assert routes.sender_for("https://Shop.example:443/hooks?a=b") is hooks
    assert routes.sender_for("https://shop.example/other") is shop


def test_the_same_place_has_one_route():
    second = RecordingSender()
    routes = Routes(RecordingSender)
    routes.add("https://shop.example", RecordingSender())
    routes.add("https://Shop.example:443/", second)

    assert routes.sender_for("https://shop.example/") is second
