"""Shops that speak an older API version."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.shop import OWNER, Shop, card


@dataclass
class OldShop(Shop):
    """A shop whose every request asks for one API version; None for the newest."""

    version: str | None = None

    def send(self, method, path, body=None, *, headers=None, **more):
        said = {"digitalriver-version": self.version} if self.version else {}
        return super().send(
            method, path, body, headers={**said, **(headers or {})}, **more
        )

    def card_for(self, checkout, **fields):
        """Return a card that the browser made for a flat checkout."""
        body = {
            "type": "creditCard",
            "sessionId": checkout["paymentSessionId"],
            "owner": OWNER,
            "creditCard": card(),
            **fields,
        }
        return self.made(self.post("/payments/sources", body, key="public"))

    def update(self, checkout, **fields):
        return self.post(f"/checkouts/{checkout['id']}", fields)

    def in_version(self, version):
        """Return the same shop, speaking *version*."""
        return OldShop(world=self.world, name=self.name, version=version)


@pytest.fixture
def speaking():
    """Return what makes a shop that speaks a version."""
    return lambda version: OldShop(version=version)
