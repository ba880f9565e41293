"""Receivers that believe what nobody should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mockdr.engine.probing import probe
from mockdr.engine.settings import CHOICES
from mockdr.engine.webhook_secrets import rotate
from tests.whole.postbox import office

URL = "https://a.example/hook"


def received(shop):
    """Return what is said of the receiver, as (rule, what it believed)."""
    shop.mail.flush()
    return [
        (finding.details["rule"], finding.details["forgery"])
        for finding in shop.tenant.journal.findings()
        if finding.kind == "conduct"
    ]


def hooked(says="fine", **settings):
    shop = office(says={URL: says}, **settings)
    shop.document = shop.hook(URL)
    return shop


def test_a_tampered_event_that_is_accepted_is_found():
    shop = hooked()
    shop.tenant.bend("customer.created", "tampered")
    event = shop.tell()

    assert received(shop) == [("forged_event_accepted", "tampered")]
    [finding] = shop.tenant.journal.findings()
    assert finding.message == (
        f"{URL} accepted customer.created whose body was changed after it was signed "
        f"(event {event}): it answered 202; verify the signature over the raw bytes, "
        "before they are parsed, and answer 400"
    )
    assert (finding.severity, finding.seq) == ("warn", None)
    assert finding.details["event"] == event


@pytest.mark.parametrize("says", ["broken", "moved", "slow", "gone", "forbidden"])
def test_a_receiver_that_turns_it_away_is_right(says):
    shop = hooked([says, "fine"])
    shop.tenant.bend("any", "tampered")
    shop.tell()

    assert received(shop) == []


def test_what_is_sent_again_is_true_and_may_be_accepted():
    shop = hooked(["broken", "fine"])
    shop.tenant.bend("any", "tampered")
    shop.tell()
    assert received(shop) == []

    shop.tenant.clock.run_until_idle()
    assert received(shop) == []
    assert [delivery.state for delivery in shop.mail.deliveries] == ["delivered"]


@pytest.mark.parametrize("form", CHOICES["signature_time"])
@pytest.mark.parametrize(
    ("by", "found"),
    [("1s", False), ("299s", False), ("5m", False), ("301s", True), ("2d", True)],
)
def test_a_timestamp_may_be_five_minutes_old_and_not_more(form, by, found):
    shop = hooked(signature_time=form)
    shop.tenant.bend("any", "stale", by=by)
    shop.tell()

    assert received(shop) == [("forged_event_accepted", "stale")] * found


@pytest.mark.parametrize(("by", "found"), [("1m", False), ("1h", True)])
@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=3)])
def test_what_the_real_clock_signs_is_as_old_as_the_real_clock_says(by, found, ahead):
    """Whatever the time of the tenant is."""
    shop = hooked(signature_clock="real")
    shop.tenant.clock.advance(ahead)
    shop.tenant.bend("any", "stale", by=by)
    shop.tell()

    assert received(shop) == [("forged_event_accepted", "stale")] * found


def test_a_secret_that_never_was_the_webhooks_signs_for_nobody():
    shop = hooked()
    shop.tenant.bend("any", "old_secret")
    shop.tell()

    assert received(shop) == [("forged_event_accepted", "foreign")]


def test_an_old_secret_counts_as_long_as_it_is_active():
    shop = hooked()
    rotate(shop.tenant, shop.document["id"], timedelta(hours=1))
    shop.tenant.bend("any", "old_secret")
    shop.tell("customer.created", "1")
    assert received(shop) == []

    shop.tenant.clock.advance(timedelta(hours=1))
    shop.tell("customer.created", "2")
    assert received(shop) == [("forged_event_accepted", "foreign")]


@pytest.mark.parametrize(
    "kind", ["duplicate", "late", "swap", "drop", "unknown_type", "down"]
)
def test_what_is_true_may_be_accepted_however_it_comes(kind):
    shop = hooked()
    shop.tenant.bend("any", kind, **({"by": "1h"} if kind == "late" else {}))
    shop.tell()
    shop.tenant.clock.run_until_idle()

    assert received(shop) == []


def test_each_way_to_be_fooled_is_told_once():
    shop = hooked()
    shop.tenant.bend("any", "tampered")
    for id in "123":
        shop.tell("customer.created", id)

    assert received(shop) == [("forged_event_accepted", "tampered")]


@pytest.mark.parametrize(("weight", "found"), [("fail", ["fail"]), ("off", [])])
def test_it_weighs_as_the_setting_says(weight, found):
    shop = hooked(conduct=weight)
    shop.tenant.bend("any", "tampered")
    shop.tell()
    received(shop)

    assert [f.severity for f in shop.tenant.journal.findings()] == found


def test_the_calls_that_were_made_for_it_are_named():
    shop = office(meanwhile=lambda _: shop.checkout())
    shop.hook(URL)
    shop.tenant.bend("any", "tampered")
    shop.tell()
    received(shop)

    [finding] = shop.tenant.journal.findings()
    assert (finding.details["calls"], finding.seq) == ([2], 2)


def test_settings_bend_what_the_receiver_is_judged_by():
    shop = hooked()
    tenant = shop.tenant
    tenant.bend("any", "stale", by="1d")
    tenant.settings = replace(tenant.settings, conduct="fail")
    shop.tell()
    received(shop)

    assert [finding.kind for finding in tenant.check()] == ["conduct"]


# -- what is sent on purpose -----------------------------------------------------------


def test_a_probe_that_is_believed_is_found_for_each_forgery():
    shop = hooked()
    probe(shop.tenant)

    assert [what for _, what in received(shop)] == [
        "unsigned",
        "foreign",
        "tampered",
        "stale",
    ]
    message = shop.tenant.journal.findings()[0].message
    assert message.startswith(f"{URL} accepted customer.created without a signature")
    assert message.endswith(
        "take a signature that is missing for one that is wrong, and answer 400"
    )


def test_a_probe_that_is_turned_away_is_not_found():
    shop = hooked(["broken"] * 4)
    probe(shop.tenant)

    assert received(shop) == []
