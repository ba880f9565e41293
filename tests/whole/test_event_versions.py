"""One event for webhooks of every API version: each reads its own shape of it."""

from __future__ import annotations

import pytest

from mockdr.contract import check_model, event_types, has_event, versions
from mockdr.engine.older import model_of
from tests.whole.postbox import office

#: Versions before orders and checkouts had their `payment`.
FLAT = [version for version in versions() if version < "2021-03-23"]
TYPES = (
    "checkout.created",
    "checkout.updated",
    "checkout.deleted",
    "order.accepted",
    "order.refunded",
    "order.charge.capture.complete",
    "fulfillment.created",
    "invoice.paid",
    "customer.updated",
    "sku.updated",
)


def address(version):
    return f"https://shop.example/{version}"


def delivered(type):
    """Return the version of each webhook, and the event that it got."""
    shop = office()
    for version in versions():
        shop.hook(address(version), type, apiVersion=version)
    event = shop.tenant.trigger(type)
    shop.mail.flush()
    got = {sent.url.rpartition("/")[2]: sent.event for sent in shop.postbox.sent}
    return event, got


@pytest.mark.parametrize("type", TYPES)
def test_every_webhook_is_told_in_its_own_version(type):
    event, got = delivered(type)

    assert [*got] == [v for v in versions() if has_event(type, v)]
    assert {body["id"] for body in got.values()} == {event.id}
    for version, body in got.items():
        data = body["data"]
        gone = event_types()[type].shape == "deleted"
        shown = data["previousAttributes"] if gone else data["object"]
        assert body["digitalriverVersion"] == version
        assert check_model(model_of(event.kind), shown, version=version) == ()


@pytest.mark.parametrize("type", ["order.accepted", "order.refunded"])
def test_an_order_was_flat_before_it_had_a_payment(type):
    _, got = delivered(type)

    for version, body in got.items():
        order = body["data"]["object"]
        charges = order["charges"] if version in FLAT else order["payment"]["charges"]
        assert charges[0]["id"]
        assert ("payment" in order) == (version not in FLAT)
        assert ("paymentSessionId" in order) == (version in FLAT)


def test_what_was_before_is_told_in_the_version_of_the_webhook_too():
    _, got = delivered("checkout.updated")

    for version, body in got.items():
        assert ("payment" in body["data"]["previousAttributes"]) == (
            version not in FLAT
        )
