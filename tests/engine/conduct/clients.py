"""A shop whose conduct is watched, on a real clock that the test moves by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop


class Watched(Shop):
    """
    A shop, and what is said of its conduct.

    Args:
        settings: Of its tenant.
    """

    def __init__(self, **settings):
        self.real = 100.0
        super().__init__(
            world=World(
                defaults=replace(Settings(now=NOON), **settings),
                library=Library((), vocabulary()),
                monotonic=lambda: self.real,
            )
        )

    def waits(self, seconds):
        """Let real time pass."""
        self.real += seconds

    def advances(self, seconds):
        """Let the tenant's time pass."""
        self.tenant.clock.advance(timedelta(seconds=seconds))

    @property
    def conduct(self):
        """Return the rule and the calls of every finding about conduct."""
        return [
            (finding.details["rule"], finding.details["calls"])
            for finding in self.remarks
        ]

    @property
    def remarks(self):
        findings = self.tenant.journal.findings()
        return [finding for finding in findings if finding.kind == "conduct"]

    def ships(self, order, quantity=1, **more):
        """Say that units of the order's first line were sent."""
        item = {"itemId": order["items"][0]["id"], "quantity": quantity}
        return self.post(
            "/fulfillments", {"orderId": order["id"], "items": [item], **more}
        )

    def refunds(self, order, amount):
        body = {"orderId": order["id"], "currency": "USD", "amount": amount}
        return self.post("/refunds", body)
