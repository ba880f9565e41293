"""The pictures of payment methods, which come from mockdr itself."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from mockdr.contract import payment_methods
from tests.server.private_calls import Page


@pytest.fixture(scope="module")
def page():
    return Page()


def get(page, name, method="GET"):
    return page.send(method, f"/v1/images/payment-methods/{name}", key=None)


@pytest.mark.parametrize("type", sorted(payment_methods()))
def test_each_method_has_a_picture_with_its_name(page, type):
    answer = get(page, f"{type}.svg")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    tile = ET.fromstring(answer.raw)  # noqa: S314  (our own bytes)
    assert tile.get("aria-label") == payment_methods()[type].title
    assert b"href" not in answer.raw


@pytest.mark.parametrize("name", ["nothing.svg", "creditCard", "creditCard.png", ""])
def test_what_is_no_method_has_no_picture(page, name):
    assert get(page, name).status == 404


def test_the_list_leads_to_the_pictures(page):
    reply = page.send("GET", "/payments/payment-methods")
    for entry in reply["paymentMethods"]:
        url = entry["images"].get("iconImage", "")
        if url:
            path = url.removeprefix("http://127.0.0.1:8400")
            assert page.send("GET", path, key=None).status == 200
