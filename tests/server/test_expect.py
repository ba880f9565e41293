"""`expect`: what it returns, what it waits for, and what it says if it never comes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mockdr.base.errors import MockdrError
from mockdr.events.senders import RecordingSender

NOW = "2024-05-01T12:00:00Z"
TEA = {"skuId": "tea", "price": 900}
TYPES = ["order.pending_payment", "order.accepted", "order.charge.capturable"]

pytestmark = pytest.mark.mockdr(now=NOW)


class Shop:
    """A merchant whose webhook is a list of parcels."""

    def __init__(self, mockdr):
        self.mockdr = mockdr

    def listen(self, *replies, types=TYPES, **more):
        self.sender = RecordingSender(*replies)
        hooks = self.mockdr.webhooks
        return hooks.deliver_to(self.sender, "/hooks", types=types, **more)

    def buy(self, kind="creditCard", **fields):
        api = self.mockdr.client()
        cart = {"currency": "JPY", "email": "ada@example.com", "items": [TEA]}
        checkout = api.post("/checkouts", json=cart).json()
        session = checkout["payment"]["session"]["id"]
        source = self.mockdr.customer.chooses(kind, session, **fields)
        api.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
        return api.post("/orders", json={"checkoutId": checkout["id"]}).json()

    def buy_at_the_konbini(self):
        return self.buy("konbini", konbini={"storeId": "030"})

    def expect(self, *args, **more):
        return self.mockdr.webhooks.expect(*args, **more)

    def refused(self, *args, **more):
        """Return what a failing expectation says, line by line."""
        with pytest.raises(AssertionError) as raised:
            self.expect(*args, **more)
        return str(raised.value).splitlines()

    @property
    def waited(self):
        """How far the clock has gone."""
        return self.mockdr.clock.now.strftime("%d %H:%M:%S")


@pytest.fixture
def shop(mockdr):
    return Shop(mockdr)


# -- what it returns -------------------------------------------------------------


def test_it_returns_the_delivery_with_event_and_attempts(shop):
    receiver = shop.listen(202, types=["order.accepted"])
    order = shop.buy()

    delivery = shop.expect("order.accepted")

    assert delivery.event["data"]["object"]["id"] == order["id"]
    assert delivery.of == order["id"]
    assert (delivery.webhook, delivery.address) == (receiver.id, receiver.address)
    assert (delivery.state, delivery.status) == ("delivered", 202)
    [attempt] = delivery.attempts
    assert attempt["at"] == "2024-05-01T12:00:00.000Z"
    assert attempt["signature"].startswith("1714564800, ")


def test_what_was_returned_is_not_returned_again(shop):
    shop.listen()
    first, second = shop.buy(), shop.buy()

    assert shop.expect("order.accepted").of == first["id"]
    assert shop.expect("order.accepted").of == second["id"]
    assert shop.refused("order.accepted") == [
        "order.accepted was to be delivered; whatever came has been returned already",
        "  returned by an earlier expect:",
        *(
            f"    order.accepted of order {order['id']} "
            "to http://testserver/hooks: delivered"
            for order in (first, second)
        ),
    ]


def test_a_number_of_times_is_exact_and_returns_a_list(shop):
    shop.listen()
    orders = [shop.buy(), shop.buy()]

    for times, got in ((1, "once"), (3, "3 times")):
        head, *_ = shop.refused("order.accepted", times=times)
        assert head == (f"order.accepted was to be delivered {got}; it was twice")
    found = shop.expect("order.accepted", times=2)

    assert [delivery.of for delivery in found] == [order["id"] for order in orders]
    assert shop.expect("order.accepted", times=0) == []


@pytest.mark.parametrize("how", ["document", "id", "mapping", "charge"])
def test_it_may_be_of_a_thing_or_of_what_the_thing_belongs_to(shop, how):
    shop.listen()
    shop.buy()
    order = shop.buy()
    shop.buy()
    document = shop.mockdr.order(order)
    charge = document.payment["charges"][0]["id"]
    of = {"document": document, "id": order["id"], "mapping": order, "charge": charge}

    delivery = shop.expect("order.charge.capturable", of=of[how])

    assert delivery.of == charge
    assert shop.expect("order.accepted", of=order["checkoutId"]).of == order["id"]


def test_it_may_be_of_what_a_story_calls_by_a_name(shop):
    shop.mockdr.play("konbini-paid-late")
    shop.listen()
    order = shop.buy_at_the_konbini()

    assert shop.expect("order.accepted", of="order.1", within="48h").of == order["id"]


def test_a_receiver_expects_what_it_was_told_itself(shop):
    one, other = shop.listen(), shop.listen(types=["order.accepted"])
    shop.buy()

    assert one.expect("order.charge.capturable").webhook == one.id
    assert other.expect("order.accepted").webhook == other.id
    assert one.expect("order.accepted").webhook == one.id
    with pytest.raises(AssertionError, match=f"to be delivered to {other.address}; "):
        other.expect("order.charge.capturable")
    assert {told.address for told in other.received} == {other.address}
    assert len(one.deliveries) == 2


# -- what it waits for -----------------------------------------------------------


def test_without_anything_under_way_the_clock_stays(shop):
    shop.listen()
    shop.buy_at_the_konbini()

    shop.refused("order.accepted")

    assert shop.waited == "01 12:00:00"


def test_it_follows_what_is_tried_again(shop):
    shop.listen(500, 500, types=["order.accepted"])
    shop.buy()

    delivery = shop.expect("order.accepted")

    assert [a["status"] for a in delivery.attempts] == [500, 500, 200]
    assert shop.waited == "01 12:30:00"


def test_it_follows_what_is_late(shop):
    shop.listen(types=["order.accepted"])
    shop.mockdr.webhooks.bend("order.accepted", "late", by="90m")
    shop.buy()

    assert shop.expect("order.accepted", times=0) == []
    assert shop.expect("order.accepted").bends == ["late"]
    assert shop.waited == "01 13:30:00"


def test_a_number_of_times_waits_for_every_copy(shop):
    shop.listen(200, 500, types=["order.accepted"])
    shop.mockdr.webhooks.bend("order.accepted", "duplicate", copies=3)
    shop.buy()

    copies = shop.expect("order.accepted", times=3)

    assert [len(copy.attempts) for copy in copies] == [1, 2, 1]
    assert len({copy.event["id"] for copy in copies}) == 1
    assert shop.waited == "01 12:05:00"


def test_within_a_duration_the_clock_goes_to_whatever_is_due(shop):
    """And no further than to the moment at which the event is there."""
    shop.mockdr.play("konbini-paid-late")
    shop.listen(types=["order.accepted"])
    shop.buy_at_the_konbini()

    shop.expect("order.accepted", within=timedelta(days=20))

    assert shop.waited == "03 12:00:00"


def test_what_comes_a_second_too_late_does_not_come(shop):
    shop.mockdr.play("konbini-paid-late")
    shop.listen(types=["order.accepted"])
    shop.buy_at_the_konbini()

    head, *_ = shop.refused("order.accepted", within="172799s")

    assert head == (
        "order.accepted was to be delivered by 2024-05-03T11:59:59Z; it never happened"
    )
    shop.expect("order.accepted", within="1s")


def test_within_no_time_only_what_is_ready_comes(shop):
    shop.listen(500, types=["order.accepted"])
    shop.buy()

    shop.refused("order.accepted", within="0s")

    assert shop.waited == "01 12:00:00"
    shop.expect("order.accepted", within="0s", status=500)


def test_a_retry_after_the_duration_is_not_followed(shop):
    shop.listen(500, types=["order.accepted"])
    shop.buy()

    lines = shop.refused("order.accepted", within="4m")

    assert lines[0] == (
        "order.accepted was to be delivered by 2024-05-01T12:04:00Z; it was not"
    )
    assert lines[1].endswith("to be tried again at 2024-05-01T12:05:00Z")
    shop.expect("order.accepted", within="1m")


def test_never_within_a_duration_waits_for_all_of_it(shop):
    shop.mockdr.play("konbini-paid-late")
    shop.listen(types=["order.accepted"])
    order = shop.buy_at_the_konbini()

    shop.expect("order.accepted", times=0, within="47h")

    assert shop.waited == "03 11:00:00"
    assert shop.refused("order.accepted", times=0, within="2h") == [
        "order.accepted was not to be delivered by 2024-05-03T12:00:00Z; it was, once",
        (
            f"  order.accepted of order {order['id']} to http://testserver/hooks: "
            "delivered"
        ),
        "     1  2024-05-03T12:00:00Z  200",
    ]


def test_what_is_due_at_this_very_moment_happens_first(shop):
    """An act of the provider without a delay is due when the reply is out."""
    shop.mockdr.play(
        "steps:\n"
        "  - merchant: createOrders\n"
        "    then: {order: in_review}\n"
        "  - fraud: passes\n"
        "scenario: reviewed\n"
        "summary: A review that takes no time.\n"
    )
    shop.listen(types=["order.accepted"])
    shop.buy()

    shop.expect("order.accepted")

    assert shop.waited == "01 12:00:00"


# -- answers ---------------------------------------------------------------------


def test_a_status_is_met_by_one_attempt_and_the_next_is_new(shop):
    shop.listen(500, types=["order.accepted"])
    shop.buy()

    refused = shop.expect("order.accepted", status=500)
    accepted = shop.expect("order.accepted")

    assert (refused.state, accepted.state) == ("pending", "delivered")
    assert refused.number == accepted.number


def test_a_status_that_comes_later_is_waited_for(shop):
    shop.listen(500, 503, types=["order.accepted"])
    shop.buy()

    assert len(shop.expect("order.accepted", status=503).attempts) == 2


def test_a_status_that_never_comes_tells_every_answer(shop):
    order_told = []

    def answer(parcel):
        order_told.append(parcel)
        return 400

    shop.listen(answer, 500, 200, types=["order.accepted"])
    order = shop.buy()

    assert shop.refused("order.accepted", status=503) == [
        "order.accepted was to be delivered and answered 503; it was not",
        (
            f"  order.accepted of order {order['id']} to http://testserver/hooks: "
            "delivered at attempt 3"
        ),
        "     1  2024-05-01T12:00:00Z  400",
        "     2  2024-05-01T12:05:00Z  500",
        "     3  2024-05-01T12:30:00Z  200",
        *lines_about_the_clock(shop),
    ]


def lines_about_the_clock(shop):
    """A pinned clock is behind; who says 400 may go by another."""
    from mockdr.engine.deliveries import suspicion

    tenant = shop.mockdr._tenant
    lines = suspicion(tenant, tenant.mail.deliveries)
    assert "behind the real one" in lines[0]
    return lines


def test_nobody_there_and_not_allowed_are_outcomes_too(shop):
    types = ["order.accepted"]
    shop.mockdr.webhooks.deliver_to("http://127.0.0.1:9/hooks", types=types)
    shop.mockdr.webhooks.deliver_to("https://shop.example/hooks", types=types)
    shop.buy()

    shop.expect("order.accepted", status="unreachable")
    blocked = shop.expect("order.accepted", status="blocked")

    assert "deliver_to = " in blocked.attempts[0]["reason"]


def test_what_failed_for_good_tells_each_attempt(shop):
    shop.listen(*[500] * 4, types=["order.accepted"])
    order = shop.buy()

    assert shop.refused("order.accepted") == [
        "order.accepted was to be delivered; it was not",
        (
            f"  order.accepted of order {order['id']} to http://testserver/hooks: "
            "failed after 4 attempts"
        ),
        "     1  2024-05-01T12:00:00Z  500",
        "     2  2024-05-01T12:05:00Z  500",
        "     3  2024-05-01T12:30:00Z  500",
        "     4  2024-05-01T14:00:00Z  500",
    ]
    shop.expect("order.accepted", status=500)


# -- what it says when nothing came ----------------------------------------------


@pytest.mark.mockdr(unfinished="allow")
def test_an_event_that_never_happened(shop):
    shop.mockdr.play("konbini-paid-late")
    shop.listen()
    shop.buy_at_the_konbini()

    lines = shop.refused("order.accepted")

    assert lines[:4] == [
        "order.accepted was to be delivered; it never happened",
        (
            "  so far: checkout.created, source.created, checkout.updated, "
            "order.created, order.pending_payment"
        ),
        "  due on the clock, which is at 2024-05-01T12:00:00Z:",
        "     2024-05-03T12:00:00Z  customer pays (konbini-paid-late, line 17)",
    ]
    assert lines[-1] == ("  if it comes of that, let the clock go there: within='2d'")


def test_nothing_at_all_happened(shop):
    assert shop.refused("order.accepted") == [
        "order.accepted was to be delivered; it never happened",
        "  no event happened",
        "  there is no webhook: deliver_to(app) makes one, as does POST /webhooks",
    ]


def test_an_event_that_no_webhook_takes(shop):
    shop.listen(types=["order.blocked", "order.complete"])
    order = shop.buy()

    assert shop.refused("order.accepted") == [
        "order.accepted was to be delivered; it happened once, and nobody was told",
        f"  it happened to order {order['id']} at 2024-05-01T12:00:00Z",
        "  http://testserver/hooks takes order.blocked, order.complete",
        "  let one take order.accepted: add it to the webhook's types",
    ]


def test_a_webhook_that_is_disabled(shop):
    receiver = shop.listen()
    shop.mockdr.client().patch(f"/webhooks/{receiver.id}", json={"enabled": False})
    shop.buy()

    assert "  http://testserver/hooks is disabled" in shop.refused("order.accepted")


def test_a_webhook_that_was_made_too_late(shop):
    shop.buy()
    shop.listen()

    assert shop.refused("order.accepted")[2:] == [
        (
            "  http://testserver/hooks takes it, and did not when it happened: "
            "made at 2024-05-01T12:00:00.000Z"
        ),
    ]


def test_an_event_of_something_else(shop):
    shop.listen()
    order = shop.buy()

    assert shop.refused("order.accepted", of="204440790336") == [
        (
            "order.accepted of 204440790336 was to be delivered; "
            "it happened to others only"
        ),
        f"  it happened to order {order['id']} at 2024-05-01T12:00:00Z",
        "  nothing has the id or the name '204440790336'",
    ]
    other = shop.buy_at_the_konbini()
    told = shop.refused("order.accepted", of=other)
    assert not any("nothing has the id" in line for line in told)
    shop.expect("order.accepted")


def test_an_event_that_was_dropped(shop):
    shop.listen(types=["order.accepted"])
    shop.mockdr.webhooks.bend("order.accepted", "drop")
    order = shop.buy()

    assert shop.refused("order.accepted") == [
        "order.accepted was to be delivered; it was not",
        (
            f"  order.accepted of order {order['id']} to http://testserver/hooks: "
            "dropped on purpose (bent: drop)"
        ),
    ]


def test_of_many_things_a_few_are_shown(shop):
    types = ["order.blocked", "order.fulfilled", *TYPES[:1], "refund.pending"]
    for _ in range(7):
        shop.listen(types=[*types, "refund.failed", "refund.complete"])
        shop.buy()

    lines = shop.refused("order.accepted")

    assert lines[0].endswith("; it happened 7 times, and nobody was told")
    assert lines[1].count("order ") == 5
    assert lines[2] == "  and 2 more"
    assert lines[3] == (
        "  http://testserver/hooks takes order.blocked, order.fulfilled, "
        "order.pending_payment, refund.pending, refund.failed and 1 more"
    )
    assert lines[8:] == [
        "  and 2 more",
        "  let one take order.accepted: add it to the webhook's types",
    ]


def test_of_many_events_the_last_are_shown(shop):
    shop.listen()
    for _ in range(5):
        shop.buy_at_the_konbini()

    so_far = shop.refused("order.accepted")[1]

    assert so_far.startswith("  so far: ..., ")
    assert so_far.count(", ") == 12


# -- what cannot be asked --------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"type": "order.acepted"},
            "there is no event 'order.acepted'; did you mean 'order.accepted'?",
        ),
        (
            {"type": "order.accepted", "times": -1},
            "nothing is delivered -1 times; give a whole number, 0 or more, or none",
        ),
        (
            {"type": "order.accepted", "within": "two days"},
            (
                "'two days' is not a duration; "
                "write digits and one of ms, s, m, h, d, for example 48h"
            ),
        ),
        (
            {"type": "order.accepted", "within": timedelta(days=-1)},
            "the clock cannot go back; give a positive duration",
        ),
        (
            {"type": "order.accepted", "status": "timed out"},
            "no delivery ends with 'timed out'; did you mean 'timeout'?",
        ),
    ],
)
def test_what_cannot_be_expected_is_said(mockdr, asked, told):
    with pytest.raises(MockdrError) as raised:
        mockdr.webhooks.expect(**asked)

    assert str(raised.value) == told


def test_a_receiver_at_work_can_expect_nothing(shop):
    said = []

    def answer(_):
        try:
            shop.expect("order.accepted")
        except MockdrError as problem:
            said.append(str(problem))
        return 200

    shop.listen(answer, types=["order.accepted"])
    shop.buy()
    shop.expect("order.accepted")

    assert len(said) == 1
    assert "it is at work on one itself" in said[0]


# -- in an event loop ------------------------------------------------------------


@pytest.mark.asyncio
async def test_in_a_loop_it_waits_on_the_clock_as_well(shop):
    shop.mockdr.play("konbini-paid-late")
    shop.listen(500, types=["order.accepted"])
    order = shop.buy_at_the_konbini()

    expected = shop.mockdr.webhooks.expect_async
    delivery = await expected("order.accepted", of=order, within="3d")

    assert shop.waited == "03 12:05:00"
    assert len(delivery.attempts) == 2
    with pytest.raises(AssertionError, match="returned already"):
        await expected("order.accepted")
    with pytest.raises(MockdrError, match="did you mean"):
        await expected("order.acepted")


@pytest.mark.asyncio
async def test_in_a_loop_only_who_awaits_delivers(shop):
    """The receiver may live in this loop, which an actor would hold up."""
    shop.listen(types=["order.accepted"])
    shop.buy()
    assert shop.mockdr.webhooks.received == []

    [told] = await shop.mockdr.webhooks.deliver_async()

    assert told.type == "order.accepted"
    assert await shop.mockdr.webhooks.deliver_async() == []


@pytest.mark.asyncio
async def test_in_a_loop_the_clock_delivers_on_its_way(shop):
    """Each at its moment, in the loop of the test."""
    here, told = asyncio.get_running_loop(), []

    async def app(scope, receive, send):
        told.append((asyncio.get_running_loop(), shop.waited))
        status = 500 if len(told) == 1 else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    shop.mockdr.webhooks.deliver_to(app, types=["order.accepted"])
    shop.buy()

    now = await shop.mockdr.clock.advance_async(hours=1)

    assert told == [(here, "01 12:00:00"), (here, "01 12:05:00")]
    assert now == shop.mockdr.clock.now
    with pytest.raises(MockdrError, match="advance takes one duration"):
        await shop.mockdr.clock.advance_async()


@pytest.mark.asyncio
async def test_a_receiver_of_this_loop_that_runs_in_another_is_told_apart(shop):
    """Whoever forgets to await gets asyncio's complaint, and what to do about it."""
    here = asyncio.get_running_loop().create_future()

    async def app(scope, receive, send):
        await here

    shop.mockdr.webhooks.deliver_to(app, types=["order.accepted"])
    shop.buy()

    *_, last = shop.refused("order.accepted", within="1s")

    assert last == (
        "  the receiver belongs to another loop: where one runs, await expect_async"
    )
    shop.expect("order.accepted", status=500)
