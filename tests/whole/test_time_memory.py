"""What is told is forgotten: by a tenant that lives on, and with one that ends."""

from __future__ import annotations

import gc
import weakref
from collections import deque
from datetime import timedelta

import pytest

import mockdr as package
from mockdr.engine.adversity import read_delivery
from tests.server.receiver import receiving
from tests.whole.postbox import office

A = "https://a.example/hook"
LIMIT = 20


def sizes(thing):
    """Return how much is in each container of *thing*."""
    containers = (dict, list, set, deque)
    return {
        name: len(value)
        for name, value in vars(thing).items()
        if isinstance(value, containers)
    }


def much_is_told(shop, times):
    for n in range(times):
        shop.tell(id=str(n))
        shop.tenant.clock.advance(timedelta(minutes=n % 50))
    shop.tenant.clock.run_until_idle()


@pytest.mark.parametrize("delivery", ["none", "chaos"])
def test_a_tenant_remembers_so_many_deliveries_and_nothing_of_the_others(delivery):
    shop = office(
        journal_limit=LIMIT,
        delivery=read_delivery(delivery),
        says={A: ["broken", "fine", "slow", "fine", "fine"] * 500},
    )
    shop.hook(A)
    tenant = shop.tenant
    kept = (tenant.mail, tenant.bending, tenant.patience, tenant._ticker)
    much_is_told(shop, 100)
    before = [sizes(one) for one in kept]
    much_is_told(shop, 200)

    assert len(shop.mail.deliveries) == LIMIT
    assert [sizes(one) for one in kept] == before
    assert max(max(size.values()) for size in before) <= LIMIT
    assert tenant._ticker.due == ()


def test_what_is_old_is_still_delivered_when_it_is_remembered_no_more():
    shop = office(journal_limit=1, says={A: ["broken"] * 3})
    shop.hook(A)
    for n in range(3):
        shop.tell(id=str(n))
    shop.tenant.clock.run_until_idle()

    assert shop.postbox.times() == [0, 0, 0, 300, 300, 300]


def test_a_tenant_that_is_dropped_is_gone_with_its_mail():
    shop = office(says={A: ["broken"]})
    shop.hook(A)
    shop.postbox.meanwhile = lambda _: shop.get("/webhooks")
    shop.tell()
    shop.mail.flush()
    shop.tell()
    gone = weakref.ref(shop.tenant)
    shop.world.drop(shop.name)
    gc.collect()

    assert gone() is None


def test_a_tenant_that_the_courier_has_carried_for_is_gone_when_it_is_dropped():
    with package.start() as mockdr, receiving() as receiver:
        world = mockdr.world
        tenant = world.tenant("another")
        with mockdr.client(headers={"Authorization": "Bearer sk_test_another"}) as shop:
            hook = {"address": receiver.url, "types": ["customer.created"]}
            shop.post("/webhooks", json=hook)
            shop.post("/customers", json={"email": "ann@example.com"})
        receiver.next()
        tenant.mail.flush()
        gone = weakref.ref(tenant)
        del tenant
        world.drop("another")
        mockdr.server.app.courier.close()
        gc.collect()

        assert gone() is None
