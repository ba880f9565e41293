"""No finding, hint or entry shows a card or a key, however oddly it was sent."""

from __future__ import annotations

import orjson
import pytest

from mockdr.engine.journal import Finding
from tests.engine.shop import Shop
from tests.engine.test_journal import PAN, everything

KEY = "sk_test_leakleak"
LONG = "x" * 9_000


@pytest.fixture
def shop():
    return Shop()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/nothing/{PAN}", None),
        ("PUT", f"/{PAN}", {}),
        ("PUT", f"/checkouts/{PAN}", {}),
        ("POST", f"/checkouts/{PAN}x", {"zz": PAN}),
        ("POST", "/checkouts", {PAN: 1}),
        ("POST", "/checkouts", {"metadata": {PAN: 1, KEY: 2}}),
        ("POST", "/checkouts", {"items": [{f"a{PAN}": 1}]}),
        ("GET", f"/{KEY}/x", None),
        ("GET", f"/checkouts/x{KEY}", None),
        ("PUT", f"/checkouts/x{KEY}x{LONG}", {}),
        ("GET", f"/file-links/{PAN}", None),
    ],
)
def test_what_was_sent_is_nowhere_in_clear(shop, method, path, body):
    reply = shop.send(method, path, body)
    text = (
        everything(shop) + str(reply.reply.log) + reply.headers.get("X-Mockdr-Hint", "")
    )
    assert PAN not in text
    assert "leakleak" not in text


def test_a_content_type_is_no_place_for_a_card_either(shop):
    reply = shop.send("POST", "/checkouts", {}, headers={"content-type": PAN})
    assert PAN not in everything(shop) + reply.headers["X-Mockdr-Hint"]


def test_a_finding_is_safe_whoever_makes_it():
    finding = Finding(
        kind="mismatch",
        severity="fail",
        message=f"{PAN} and x{KEY}",
        details={"got": [{PAN: PAN}], KEY: ({"n": int(PAN)},)},
    )
    assert finding.message == "****1111 and xsk_test_****"
    assert finding.details == {
        "got": [{"****1111": "****1111"}],
        "sk_test_****": [{"n": "****1111"}],
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", f"/checkouts/{LONG}"), ("GET", f"/{LONG}"), ("GET", f"/orders/{LONG}/x")],
)
def test_a_hint_is_short_wherever_it_is_told(shop, method, path):
    reply = shop.send(method, path, {})
    [entry] = shop.tenant.journal.entries()
    [finding] = shop.tenant.journal.findings()
    for text in (reply.headers["X-Mockdr-Hint"], reply.reply.log["hint"], entry.hint):
        assert 0 < len(text) <= 500
    assert len(finding.message) <= 700
    assert len(finding.details["hint"]) <= 500


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_webhook_proves_itself_with_is_not_shown(shop, whole):
    address = "https://shop.example/hook"
    for block in (
        {"authentication": {"username": "ann", "password": "leakleak"}},
        {
            "transportType": "OAUTH",
            "oauth": {
                "tokenEndPoint": address,
                "clientID": "client",
                "clientSecret": "leakleak",
                "password": "leakleak",
            },
        },
    ):
        body = orjson.dumps({"address": address, "types": [], **block})
        reply = shop.send("POST", "/webhooks", body if whole else body[:-2])
        assert reply.status == (201 if whole else 400)
    if whole:
        assert shop.get("/webhooks").body[0]["oauth"]["clientSecret"] == "leakleak"
    assert "leakleak" not in everything(shop)


def test_a_client_secret_of_the_browser_is_shown(shop):
    checkout = shop.checkout()
    source = shop.source(checkout)
    assert source["clientSecret"] in everything(shop)
