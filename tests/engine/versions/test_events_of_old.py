"""Events as webhooks of older versions are told them: each object in that shape."""

from __future__ import annotations

import pytest

from mockdr.contract import check_model, event_types, versions
from tests.engine.shop import Shop

FIRST = "2020-01-07"
RENEWALS = [t.type for t in event_types().values() if t.shape == "composite"]


def shown(type, version):
    """Trigger an event in a new world; return its object as *version* shows it."""
    tenant = Shop().tenant
    return tenant.told(tenant.trigger(type), version)["data"]["object"]


@pytest.mark.parametrize("version", versions())
def test_the_order_of_a_low_code_checkout_is_told_as_any_other_order(version):
    low_code = shown("checkout_session.order.created", version)
    plain = shown("order.accepted", version)

    assert check_model("CheckoutSessionOrder", low_code, version=version) == ()
    flat = {"paymentSessionId", "sourceId", "sources", "charges"}
    for order in (low_code, plain):
        assert ("payment" in order) == (version >= "2021-03-23")
        assert flat & set(order) == (set() if "payment" in order else flat)
        assert ("totalImporterTax" in order) == (version >= "2020-12-17")
        assert ("importerTax" in order["items"][0]) == (version >= "2020-12-17")
    assert low_code["checkoutSessionId"]


@pytest.mark.parametrize("version", versions())
def test_a_flat_order_tells_what_kind_of_charge_it_has(shop, version):
    order = shop.ordered()
    event = shop.tenant.trigger("order.accepted", order["id"])

    told = shop.tenant.told(event, version)["data"]["object"]
    flat = version < "2021-03-23"
    assert told.get("chargeType") == ("customer_initiated" if flat else None)
    headers = {"digitalriver-version": version}
    assert shop.get(f"/orders/{order['id']}", headers=headers).body == told


def test_what_an_order_was_before_tells_of_no_kind_of_charge(shop):
    order = shop.ordered()
    shop.post(f"/orders/{order['id']}", {"upstreamId": "4711"})
    told = shop.tenant.told(shop.tenant.trigger("order.updated"), FIRST)

    assert told["data"]["object"]["chargeType"] == "customer_initiated"
    assert "chargeType" not in told["data"]["previousAttributes"]


@pytest.mark.parametrize("type", RENEWALS)
@pytest.mark.parametrize("version", versions())
def test_a_renewal_is_told_without_its_invoice_before_there_were_any(type, version):
    told = shown(type, version)

    there = {"subscription"} if version == FIRST else {"subscription", "invoice"}
    assert set(told) == there
    assert told["subscription"]["planId"]
