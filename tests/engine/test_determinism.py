"""The same seed and the same start make the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson

from mockdr.engine.settings import Settings
from tests.engine.shop import NOON, Shop, card

STORY = """
- merchant: createCheckouts
- customer: chooses
  source: {type: klarnaCredit}
- merchant: attachSourceToCheckout
- merchant: createOrders
  fault: {kind: garbage}
- customer: approves
  after: 1h
- merchant: refreshOrders
  then: {order: in_review}
- fraud: blocks
  after: 1d
"""


def lived(settings):
    """Live through a good deal; return every byte that anybody could see."""
    shop = Shop(settings=settings)
    shop.play(STORY)
    checkout = shop.checkout()
    [source] = shop.tenant.happen("customer", "chooses")
    shop.attach(checkout, {"id": source.id})
    answer = shop.order(checkout)
    garbage = answer.reply.garbage
    shop.tenant.clock.advance(timedelta(hours=1))
    shop.post(f"/orders/{answer['id']}/refresh")
    shop.tenant.clock.advance(timedelta(days=1))
    customer = shop.customer()
    shop.saved_card(customer)
    other = shop.checkout()
    shop.source(other, "konbini", konbini={"storeId": "030"})
    shop.attach(other, shop.wire(other))
    shop.order(other)
    shop.source(other, creditCard=card("5454545454545454"))
    shop.tenant.clock.run_until_idle()
    shop.get("/nowhere")
    tenant = shop.tenant
    return orjson.dumps(
        [
            [entry.to_json() for entry in tenant.journal.entries()],
            [finding.to_json() for finding in tenant.check()],
            tenant.events(),
            tenant.sessions(),
            garbage.hex(),
        ]
    )


def test_the_same_seed_and_start_make_the_same_bytes():
    settings = Settings(now=NOON)
    assert lived(settings) == lived(settings)


def test_another_seed_makes_others():
    settings = Settings(now=NOON)
    assert lived(settings) != lived(replace(settings, seed="another"))


def test_ids_do_not_depend_on_what_other_tenants_do():
    alone = Shop(name="one")
    expected = alone.checkout()
    busy = Shop(name="two")
    for _ in range(3):
        busy.checkout()
    assert Shop(name="one", world=busy.world).checkout() == expected


def test_reading_changes_nothing_that_is_made_later():
    one, two = Shop(), Shop()
    checkout = one.checkout()
    assert two.checkout() == checkout
    for _ in range(3):
        one.tenant.sessions()
        one.tenant.events()
        one.tenant.document("checkout", checkout["id"])
        one.tenant.check()
    assert one.checkout()["id"] == two.checkout()["id"]
