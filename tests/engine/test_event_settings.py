"""What an event tells of itself beside its object, where samples disagree."""

from __future__ import annotations

import orjson
import pytest

from mockdr.engine.things import Record
from mockdr.engine.turn import Turn
from tests.whole.postbox import office

FIRST, SECOND = "https://a.example/hook", "https://b.example/hook"


def told(shop, type="customer.created"):
    """Return an event as webhooks get it, having seen that REST tells the same."""
    shop.tell(type)
    shop.mail.flush()
    [listed] = shop.get("/events", query={"type": type})["data"]
    for sent in shop.postbox.sent:
        assert sent.event == listed
    return listed


def test_an_event_tells_its_version_once_and_no_webhooks():
    shop = office()
    shop.hook(FIRST)
    assert list(told(shop)) == [
        "id",
        "type",
        "data",
        "liveMode",
        "createdTime",
        "digitalriverVersion",
    ]


def test_a_setting_tells_the_version_in_both_spellings():
    shop = office(version_field="both")
    event = told(shop)
    assert list(event)[-2:] == ["digitalriverVersion", "digitalRiverVersion"]
    assert event["digitalriverVersion"] == event["digitalRiverVersion"] == "2021-12-13"


@pytest.mark.parametrize("both", ["one", "both"])
def test_each_webhook_reads_its_own_version(both):
    shop = office(version_field=both)
    shop.hook(FIRST, apiVersion="2021-03-23")
    shop.hook(SECOND, apiVersion="latest")
    shop.tell()
    shop.mail.flush()
    versions = [sent.event["digitalriverVersion"] for sent in shop.postbox.sent]
    assert versions == ["2021-03-23", "2021-12-13"]
    if both == "both":
        assert shop.postbox.sent[0].event["digitalRiverVersion"] == "2021-03-23"


def test_a_setting_tells_the_webhooks_that_were_matched():
    shop = office(webhook_ids="include")
    first, second = shop.hook(FIRST), shop.hook(SECOND)
    shop.hook(FIRST, "order.accepted")
    shop.hook(SECOND, enabled=False)
    event = told(shop)

    assert event["webhookIds"] == [first["id"], second["id"]]
    assert list(event).index("webhookIds") == list(event).index("createdTime") + 1


def test_webhooks_that_came_later_were_not_matched():
    shop = office(webhook_ids="include")
    shop.tell()
    shop.hook(FIRST)
    [event] = shop.get("/events", query={"type": "customer.created"})["data"]
    assert event["webhookIds"] == []


@pytest.mark.parametrize(
    ("version", "told"), [("2021-02-23", True), ("2020-12-17", False)]
)
def test_a_webhook_is_not_told_of_what_its_version_does_not_have(version, told):
    shop = office()
    shop.hook(FIRST, "tax_identifier.verified", apiVersion=version)
    shop.hook(SECOND, "tax_identifier.verified")
    shop.tell("tax_identifier.verified")
    shop.mail.flush()
    addresses = [sent.url for sent in shop.postbox.sent]
    assert addresses == ([FIRST, SECOND] if told else [SECOND])


def test_what_becomes_of_a_webhook_does_not_change_what_was_told():
    shop = office(webhook_ids="include", says={FIRST: ["broken"]})
    hook = shop.hook(FIRST)
    shop.tell()
    shop.mail.flush()
    shop.send("PATCH", f"/webhooks/{hook['id']}", {"types": ["order.accepted"]})
    shop.tenant.clock.run_until_idle()

    [one, again] = [sent.parcel.body for sent in shop.postbox.sent]
    assert one == again
    assert orjson.loads(one)["webhookIds"] == [hook["id"]]


def test_what_tells_no_version_tells_no_webhooks_either():
    shop = office(webhook_ids="include", version_field="both")
    shop.hook(FIRST, "order.invoice.created")
    turn = Turn(shop.tenant, trigger="test")
    paper = Record("order_document", "1", {"id": "1", "orderId": "2"})
    turn.tell_of("order.invoice.created", paper)
    turn.commit()
    shop.mail.flush()

    [sent] = shop.postbox.sent
    assert list(sent.event)[-2:] == ["createdTime", "versionIds"]
