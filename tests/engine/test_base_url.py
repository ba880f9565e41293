"""Where mockdr is reached is all that two runs of one seed tell differently."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from tests.engine.refunding import refund
from tests.engine.sending_goods import all_sent
from tests.engine.shop import Shop

ONE, OTHER = "http://127.0.0.1:8400", "http://127.0.0.1:54321"


@dataclass
class Reached(Shop):
    """A shop that reaches mockdr by an address of its own."""

    base_url: str = ONE

    def send(self, method, path, body=None, **more):
        return super().send(method, path, body, base_url=self.base_url, **more)


def lived(base_url):
    """Sell, refund, and trigger; return every event as it is told."""
    shop = Reached(base_url=base_url)
    order = shop.ordered()
    all_sent(shop, order)
    shop.tenant.clock.run_until_idle()
    shop.made(refund(shop, order, amount=1.0))
    shop.tenant.clock.run_until_idle()
    shop.tenant.trigger("source.created")
    shop.tenant.trigger("fileLink.created")
    shop.tenant.trigger("order.invoice.created")
    return [(event["type"], orjson.dumps(event)) for event in shop.tenant.events()]


def test_one_base_url_makes_the_same_bytes():
    assert lived(OTHER) == lived(OTHER)


def test_the_base_url_is_the_only_difference_between_two_ports():
    here, there = lived(ONE), lived(OTHER)

    assert here != there
    moved = [(type, body.replace(OTHER.encode(), ONE.encode())) for type, body in there]
    assert moved == here


def test_papers_lead_to_where_mockdr_was_reached():
    told = {type: orjson.loads(body)["data"]["object"] for type, body in lived(OTHER)}

    for type in ("order.invoice.created", "order.credit_memo.created"):
        assert told[type]["invoiceURL"].startswith(f"{OTHER}/files/")
