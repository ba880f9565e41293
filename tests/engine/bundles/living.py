"""A shop in which everything has happened that can reach a tenant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.enrolling import enroll
from mockdr.engine.probing import probe
from mockdr.engine.proving import keep_proof
from mockdr.engine.settings import Settings
from mockdr.engine.stopping import stop
from mockdr.engine.webhook_secrets import rotate
from mockdr.events.delivery import Answer
from tests.engine.shop import NOON, Shop, card, session_of

__all__ = ["Moody", "lived"]

FORM = "application/x-www-form-urlencoded"


class Moody:
    """A receiver that answers as it has been told, then always 200."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)

    def send(self, parcel):
        del parcel
        status = self.statuses.pop(0) if self.statuses else 200
        if status is None:
            return Answer(outcome="timeout", reason="too slow")
        return Answer(outcome="answered", status=status)


def lived():
    """A shop in which everything has happened that can reach a tenant."""
    shop = Shop(settings=Settings(now=NOON, finance="always", retries=(timedelta(1),)))
    tenant = shop.tenant
    shop.play("  - merchant: createCheckouts\n    match: {body: {email: a@b.co}}")
    webhook = enroll(tenant, "https://hooks.invalid/x", secret="whk_very-secret-1")
    tenant.mail.route("https://hooks.invalid", Moody(500, None))
    tenant.bend("order.accepted", "duplicate", copies=2)
    shop.post("/checkouts", shop.order_body(email="a@b.co"))
    checkout, _ = shop.funded()
    order = shop.made(shop.order(checkout))
    tenant.mail.flush()
    tenant.clock.advance(timedelta(days=2))
    tenant.mail.resend(tenant.mail.deliveries[0])
    tenant.mail.flush()
    rotate(tenant, webhook, timedelta(hours=1))
    tenant.trigger("order.dispute")
    probe(tenant, only=("unsigned",))
    tenant.happen("provider", "disputes", order["id"])
    with pytest.raises(MockdrError):
        tenant.happen("fraud", "passes", order["id"])
    shop.post("/customers", b"email=c%40d.co", headers={"content-type": FORM})
    shop.post("/checkouts", b"{broken")
    shop.get("/orders", query={"limit": "1"})
    shop.get("/nowhere")
    shop.get("/orders", headers={"digitalriver-version": "2020-12-17"})
    shop.source(checkout, creditCard=card("4929123456789015"))
    challenged(shop)
    stop(tenant, "story")
    return shop


def challenged(shop):
    """Let a customer fail at the bank's question, and ask what came of it."""
    checkout = shop.checkout()
    source = shop.source(checkout, creditCard=card("5454545454545454"))
    shop.tenant.happen("customer", "authenticates", source["id"])
    keep_proof(shop.tenant, source["id"], passed=False)
    answer = shop.post(
        f"/payments/sources/{source['id']}/authenticate",
        {
            "sessionId": session_of(checkout)["id"],
            "sourceId": source["id"],
            "sourceClientSecret": source["clientSecret"],
            "returnUrl": "https://shop.example/",
        },
        key="public",
    )
    assert answer["status"] == "failed"
