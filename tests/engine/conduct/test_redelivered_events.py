"""Receivers that are told of one event twice."""

from __future__ import annotations

import pytest

from mockdr.engine.conduct import handled, second_time
from mockdr.engine.settings import Settings
from tests.engine.shop import NOON
from tests.whole.postbox import Office, Postbox

URL = "https://a.example/hook"


class Merchant(Office):
    """
    A shop that ships whatever it is told to be accepted.

    Args:
        act: What it does for an event, with the order of it.
        says: What its receiver answers.
        knows: Whether it remembers the events that it has handled.
        inside: Whether its receiver is an application of this process.
    """

    def __init__(self, act, *, says="fine", knows=False, inside=True, **settings):
        self.act, self.knows, self.handled = act, knows, set()
        super().__init__(
            settings=Settings(now=NOON, **settings),
            postbox=Postbox(says={URL: says}, meanwhile=self.handle),
        )
        self.hook(URL, "order.accepted")
        if inside:
            self.mail.route(URL, self.postbox)

    def handle(self, sent):
        if self.knows and sent.event["id"] in self.handled:
            return
        self.handled.add(sent.event["id"])
        self.act(self, sent.event["data"]["object"])

    @property
    def found(self):
        """Return the rule, the severity and the calls of each finding."""
        self.mail.flush()
        return [
            (found.details["rule"], found.severity, found.details["calls"])
            for found in self.tenant.journal.findings()
            if found.kind == "conduct"
        ]


def ships(shop, order):
    """Say that one of two units was sent."""
    item = {"itemId": order["items"][0]["id"], "quantity": 1}
    shop.post("/fulfillments", {"orderId": order["id"], "items": [item]})


def begins_a_checkout(shop, order):
    shop.checkout(upstreamId=order["id"])


def twice(merchant):
    merchant.tenant.bend("order.accepted", "duplicate")
    return merchant


@pytest.mark.parametrize("act", [ships, begins_a_checkout])
def test_doing_the_same_for_one_event_twice_fails_and_names_the_event(act):
    shop = twice(Merchant(act))
    order = shop.ordered()

    assert shop.found == [("not_idempotent", "fail", [6, 7])]
    [finding] = shop.tenant.check()
    event = shop.postbox.sent[0].event["id"]
    operation = "createFulfillments" if act is ships else "createCheckouts"
    assert finding.message == (
        f"{URL} handled the same order.accepted twice (event {event} of order "
        f"{order['id']}): {operation} in #6, and once more in #7; keep the ids of "
        "handled events, and do nothing for one that comes again"
    )
    assert finding.details["event"] == event
    assert finding.details["deliveries"] == [1, 2]
    assert finding.seq == 7


@pytest.mark.parametrize("act", [ships, begins_a_checkout])
def test_remembering_the_event_is_enough(act):
    shop = twice(Merchant(act, knows=True))
    shop.ordered()

    assert shop.found == []
    assert len(shop.postbox.sent) == 2


@pytest.mark.parametrize("answer", ["broken", "slow"])
def test_an_event_that_is_sent_again_is_the_same_event(answer):
    """Who writes and then fails is told again, and writes again."""
    shop = Merchant(ships, says=[answer, "fine"])
    shop.ordered()
    assert shop.found == []
    shop.tenant.clock.run_until_idle()

    assert shop.found == [("not_idempotent", "fail", [6, 7])]
    details = shop.tenant.check()[0].details
    assert (details["deliveries"], details["attempts"]) == ([1, 1], [1, 2])


def test_a_delivery_that_is_sent_again_by_hand_is_the_same_event():
    shop = Merchant(ships)
    shop.ordered()
    assert shop.found == []
    shop.mail.resend(shop.mail.deliveries[0])

    assert [rule for rule, *_ in shop.found] == ["not_idempotent"]


def test_two_events_of_one_type_are_two():
    shop = Merchant(begins_a_checkout)
    shop.ordered()
    shop.ordered()

    assert shop.found == []


def test_two_webhooks_are_two_receivers():
    shop = Merchant(ships)
    shop.hook("https://b.example/hook", "order.accepted")
    shop.ordered()

    assert shop.found == []
    assert len(shop.postbox.sent) == 2


def test_an_update_that_says_the_same_twice_changes_nothing():
    def notes(shop, order):
        shop.post(f"/orders/{order['id']}", {"metadata": {"told": True}})

    shop = twice(Merchant(notes))
    shop.ordered()

    assert shop.found == []


def test_reading_twice_is_fine():
    shop = twice(Merchant(lambda shop, order: shop.get(f"/orders/{order['id']}")))
    shop.ordered()

    assert shop.found == []


def test_a_second_time_that_is_refused_made_nothing():
    """Some take the refusal for the answer that they need."""

    def ships_all(shop, order):
        item = {"itemId": order["items"][0]["id"], "quantity": 2}
        shop.post("/fulfillments", {"orderId": order["id"], "items": [item]})

    shop = twice(Merchant(ships_all))
    shop.ordered()

    assert shop.found == []
    assert [entry.status for entry in shop.tenant.journal][-2:] == [201, 409]


def test_a_third_time_is_told_with_the_first_two():
    shop = Merchant(begins_a_checkout)
    shop.tenant.bend("order.accepted", "duplicate", copies=3)
    shop.ordered()

    assert shop.found == [("not_idempotent", "fail", [6, 7, 8])]


def test_a_forgery_that_is_acted_upon_is_another_matter():
    shop = Merchant(ships, says=["broken", "fine"])
    shop.tenant.bend("order.accepted", "tampered")
    shop.ordered()
    shop.tenant.clock.run_until_idle()

    assert shop.found == []


@pytest.mark.parametrize(("conduct", "severity"), [("warn", "warn"), ("fail", "fail")])
def test_what_is_done_while_a_receiver_elsewhere_works_may_be_anybodys(
    conduct, severity
):
    shop = twice(Merchant(ships, inside=False, conduct=conduct))
    shop.ordered()

    assert shop.found == [("not_idempotent", severity, [6, 7])]
    [finding] = shop.tenant.journal.findings()
    assert "): while it worked, createFulfillments in #6, and once" in finding.message
    assert len(shop.tenant.check()) == (conduct == "fail")


@pytest.mark.parametrize("inside", [True, False])
def test_who_tells_it_once_more_is_told_whatever_was_found_before(inside):
    shop = twice(Merchant(begins_a_checkout, inside=inside))
    shop.ordered()
    assert len(shop.found) == 1
    [delivery] = handled(shop.tenant, None)
    with second_time(shop.tenant, delivery, None) as faults:
        shop.mail.flush()

    [fault] = faults
    assert "handled the same order.accepted twice" in fault


def test_it_fails_the_test_unless_conduct_is_off():
    shop = twice(Merchant(ships, conduct="off"))
    shop.ordered()

    assert shop.found == []
    assert shop.tenant.check() == []
