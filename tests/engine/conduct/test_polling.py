"""Asking again and again."""

from __future__ import annotations

import pytest


@pytest.fixture
def path(shop):
    return f"/orders/{shop.ordered()['id']}"


def test_a_storm_of_reads_is_found(shop, path):
    for _ in range(25):
        assert shop.get(path).status == 200

    assert shop.conduct == [("polling", [5, 29])]
    [finding] = shop.remarks
    assert finding.message == (
        f"retrieveOrders asked {path} 25 times within a second, #5 to #29, and the "
        "answer was always the same; wait between reads (a test that replaces sleep "
        "has to advance mockdr's clock), or let a webhook tell it"
    )
    assert finding.severity == "warn"


def test_a_long_storm_is_found_once(shop, path):
    for _ in range(100):
        shop.get(path)

    assert [rule for rule, _ in shop.conduct] == ["polling"]


def test_a_few_reads_are_none(shop, path):
    for _ in range(24):
        shop.get(path)

    assert shop.conduct == []


@pytest.mark.parametrize("wait", ["waits", "advances"])
def test_reads_with_time_between_them_are_none(shop, path, wait):
    for _ in range(100):
        shop.get(path)
        getattr(shop, wait)(1 / 20)

    assert shop.conduct == []


def test_reads_of_different_things_are_none(shop):
    for number in range(100):
        shop.get("/orders", query={"limit": number + 1})

    assert shop.conduct == []


def test_reads_with_writes_between_them_are_none(shop, path):
    for _ in range(10):
        for _ in range(10):
            shop.get(path)
        shop.checkout()

    assert shop.conduct == []


def test_reads_that_were_refused_are_none(shop):
    for _ in range(30):
        assert shop.get("/orders/1").status == 404

    assert shop.conduct == []


def test_reads_whose_answers_change_are_none(shop):
    checkout = shop.checkout_for("konbini")
    shop.attach(checkout, shop.source(checkout, "konbini", konbini={"storeId": "030"}))
    order = shop.made(shop.order(checkout))
    states = []
    for turn in range(2):
        states += [shop.get(f"/orders/{order['id']}")["state"] for _ in range(20)]
        if not turn:
            shop.tenant.happen("customer", "pays")

    assert states == ["pending_payment"] * 20 + ["accepted"] * 20
    assert shop.conduct == []
