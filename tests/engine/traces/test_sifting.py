"""Of a recording only what was said to the provider counts."""

from __future__ import annotations

import base64

import pytest

from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.sifting import UNREADABLE, sift
from tests.engine.traces.recordings import entry, heard, recording

CDN = {"host": "cdn.example", "path": "/a.js", "key": ""}


def test_other_hosts_are_left_out():
    sifted = sift(read_har(recording(entry(), entry(**CDN)), "shop.har"))

    assert [call.what for call in sifted.heard] == ["listOrders"]
    assert (sifted.foreign, sifted.hosts) == (1, ("api.digitalriver.com",))


def test_a_host_that_is_shown_a_key_is_the_providers():
    calls = heard(entry(host="gateway.example:8443"), entry(**CDN))

    assert [call.exchange.host for call in calls] == ["gateway.example:8443"]


def test_a_host_without_keys_is_known_by_its_paths():
    calls = heard(
        entry(host="a.example", key=""),
        entry("POST", "/checkouts", {}, host="a.example", key=""),
        entry(**CDN),
    )

    assert [call.what for call in calls] == ["listOrders", "createCheckouts"]


def test_hosts_that_are_named_are_the_providers():
    calls = heard(entry(), entry(host="b.example", key=""), hosts=["B.example"])

    assert [call.exchange.host for call in calls] == ["b.example"]


@pytest.mark.parametrize("aside", [entry("OPTIONS"), entry("HEAD"), entry(status=304)])
def test_what_the_merchant_did_not_ask_is_left_out(aside):
    sifted = sift(read_har(recording(aside, entry()), "shop.har"))

    assert (len(sifted.heard), sifted.asides + sifted.preflights) == (1, 1)


@pytest.mark.parametrize("host", ["127.0.0.1:8400", "js.digitalriverws.com"])
def test_what_a_page_loads_is_no_call(host):
    """Chrome leaves out keys: the calls alone tell whose they are."""
    paths = (
        *("/v1/DigitalRiver.js", "/v1/css/DigitalRiver.css", "/v1/mockdr/session"),
        *("/v1/images/payment-methods/payPal.svg", "/_mockdr/demo/shop/begin"),
        *("/_mockdr/webhooks", "/payments/receivers/7?apiKey=pk", "/pay/7"),
    )
    loaded = [entry(path=path, key="", host=host) for path in paths]
    asked = [
        entry(path="/payments/payment-methods", key="", host=host),
        entry(path="/pay/orders", key="", host=host),
    ]
    sifted = sift(read_har(recording(*loaded, *asked), "shop.har"))

    assert sifted.pages == len(loaded)
    assert [call.what for call in sifted.heard] == ["listPaymentMethods", "listOrders"]


def test_what_a_gateway_puts_before_the_path_is_no_part_of_it():
    [call] = heard(entry(path="/pay/v1/orders/7", host="gateway.example"))

    assert (call.what, call.path, call.params) == (
        "retrieveOrders",
        "/orders/7",
        {"id": "7"},
    )


@pytest.mark.parametrize(
    ("key", "secret"),
    [("sk_test_a", True), ("pk_test_a", False), ("sk_***", True), ("other", None)],
)
def test_it_is_told_with_which_key_a_call_came(key, secret):
    [call] = heard(entry(key=key))

    assert call.secret is secret


def test_a_key_may_come_as_the_user_of_basic():
    basic = base64.b64encode(b"sk_test_a:").decode()
    [call] = heard(entry(key="", headers={"Authorization": f"Basic {basic}"}))

    assert call.secret is True


def test_a_body_that_is_no_json_is_told_from_none():
    [none, odd, lost] = heard(
        entry(reply=None),
        entry(reply="<html>"),
        entry(response={"content": {"size": 3}}),
    )

    assert none.reply is None
    assert odd.reply is UNREADABLE
    assert lost.reply is UNREADABLE
    assert not UNREADABLE


def test_a_path_that_is_nearly_right_has_a_neighbour():
    [call, method] = heard(entry(path="/orderz"), entry("PATCH", "/orders"))

    assert call.operation is None
    assert "GET /orders" in call.nearest
    assert method.nearest == "that path has GET, POST"
    assert method.what == "PATCH /orders"
