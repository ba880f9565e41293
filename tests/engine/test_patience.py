"""Webhooks that keep failing: when they are disabled, and what becomes of mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.whole.postbox import office

ADDRESS = "https://a.example/hook"


def enabled(shop, hook):
    return shop.get(f"/webhooks/{hook['id']}")["enabled"]


def states(shop):
    return [delivery.state for delivery in shop.mail.deliveries]


def tell(shop, times=1):
    for _ in range(times):
        shop.tell()
        shop.mail.flush()


@pytest.mark.parametrize("live", [False, True])
def test_unless_it_is_set_no_webhook_is_disabled(live):
    shop = office(live=live, says={ADDRESS: ["gone"] * 1000})
    hook = shop.hook(ADDRESS)
    for _ in range(12):
        tell(shop)
        shop.tenant.clock.run_until_idle()

    assert states(shop) == ["failed"] * 12
    assert enabled(shop, hook)


def test_in_test_mode_ten_events_given_up_in_a_row_disable_it():
    shop = office(auto_disable="on", retries="none", says={ADDRESS: ["broken"] * 99})
    hook = shop.hook(ADDRESS)
    tell(shop, 9)
    assert enabled(shop, hook)
    tell(shop)
    assert not enabled(shop, hook)
    tell(shop)

    assert states(shop) == ["failed"] * 10
    assert len(shop.get("/events", query={"type": "customer.created"})["data"]) == 10
    assert len(list(shop.tenant.event_log)) == 11


def test_one_success_and_ten_more_are_needed():
    says = [*["broken"] * 9, "fine", *["slow"] * 9, "fine"]
    shop = office(auto_disable="on", retries="none", says={ADDRESS: says})
    hook = shop.hook(ADDRESS)
    tell(shop, 20)
    assert enabled(shop, hook)


def test_what_another_webhook_gets_through_does_not_count():
    other = "https://b.example/hook"
    shop = office(auto_disable="on", retries="none", says={ADDRESS: ["broken"] * 10})
    hook, fine = shop.hook(ADDRESS), shop.hook(other)
    tell(shop, 10)
    assert (enabled(shop, hook), enabled(shop, fine)) == (False, True)


def test_what_was_never_let_out_is_not_the_receivers_fault():
    shop = office(auto_disable="on", says={ADDRESS: ["forbidden"] * 20})
    hook = shop.hook(ADDRESS)
    tell(shop, 20)
    assert enabled(shop, hook)


def test_in_live_mode_72_hours_of_failing_disable_it_to_the_second():
    shop = office(live=True, auto_disable="on", says={ADDRESS: ["gone"] * 1000})
    hook = shop.hook(ADDRESS)
    shop.tenant.clock.advance(timedelta(hours=1))
    start = shop.tenant.moment
    tell(shop)
    shop.tenant.clock.advance(timedelta(hours=72) - timedelta(seconds=1))
    assert enabled(shop, hook)
    tell(shop)
    assert states(shop) == ["failed", "pending"]
    shop.tenant.clock.advance(timedelta(seconds=1))

    assert not enabled(shop, hook)
    assert states(shop) == ["failed", "cancelled"]
    told = shop.get(f"/webhooks/{hook['id']}")["updatedTime"]
    assert told == (start + timedelta(hours=72)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    sent = len(shop.postbox.sent)
    shop.tenant.clock.run_until_idle()
    assert len(shop.postbox.sent) == sent


def test_in_live_mode_one_success_begins_the_72_hours_anew():
    says = [*["gone"] * 5, "fine", *["gone"] * 99]
    shop = office(live=True, auto_disable="on", says={ADDRESS: says})
    hook = shop.hook(ADDRESS)
    tell(shop)
    shop.tenant.clock.advance(timedelta(hours=71))
    assert states(shop) == ["delivered"]
    tell(shop)
    shop.tenant.clock.advance(timedelta(hours=71))
    assert enabled(shop, hook)
    shop.tenant.clock.advance(timedelta(hours=1))
    assert not enabled(shop, hook)


def change(shop, hook, **fields):
    assert shop.send("PATCH", f"/webhooks/{hook['id']}", fields).status == 200


def test_what_was_to_come_is_not_sent_when_a_webhook_is_enabled_again():
    shop = office(says={ADDRESS: ["broken"]})
    hook = shop.hook(ADDRESS)
    tell(shop)
    assert states(shop) == ["pending"]
    change(shop, hook, enabled=False)
    shop.tell()
    change(shop, hook, enabled=True)
    shop.tenant.clock.run_until_idle()

    assert states(shop) == ["cancelled"]
    assert len(shop.postbox.sent) == 1
    tell(shop)
    assert states(shop) == ["cancelled", "delivered"]


def test_what_is_ready_is_not_sent_to_a_webhook_that_was_disabled_meanwhile():
    shop = office()
    hook = shop.hook(ADDRESS)
    shop.tell()
    change(shop, hook, enabled=False)
    change(shop, hook, enabled=True)
    shop.mail.flush()
    assert (states(shop), shop.postbox.sent) == (["cancelled"], [])


def test_a_webhook_that_is_deleted_gets_nothing_more():
    shop = office(says={ADDRESS: ["broken"]})
    hook = shop.hook(ADDRESS)
    tell(shop)
    assert shop.delete(f"/webhooks/{hook['id']}").status == 204
    assert shop.tenant.clock.due == []
    assert states(shop) == ["cancelled"]


def test_a_receiver_that_disables_its_own_webhook_is_not_tried_again():
    shop = office(says={ADDRESS: ["broken"]})
    hook = shop.hook(ADDRESS)
    shop.postbox.meanwhile = lambda _: change(shop, hook, enabled=False)
    tell(shop)
    assert states(shop) == ["cancelled"]
    assert shop.tenant.clock.due == []


def test_being_enabled_again_begins_the_count_anew():
    shop = office(auto_disable="on", retries="none", says={ADDRESS: ["broken"] * 99})
    hook = shop.hook(ADDRESS)
    tell(shop, 9)
    change(shop, hook, enabled=False)
    change(shop, hook, enabled=True)
    tell(shop, 9)
    assert enabled(shop, hook)
    tell(shop)
    assert not enabled(shop, hook)


def test_a_change_of_something_else_leaves_the_mail_as_it_is():
    shop = office(says={ADDRESS: ["broken"]})
    hook = shop.hook(ADDRESS)
    tell(shop)
    change(shop, hook, types=["order.accepted"])
    shop.tenant.clock.run_until_idle()
    assert states(shop) == ["delivered"]
