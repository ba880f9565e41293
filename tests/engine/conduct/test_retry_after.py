"""Waiting as long as one is told to."""

from __future__ import annotations

import pytest

from mockdr.engine.selfplay import SelfPlay
from mockdr.engine.sending import in_process
from tests.engine.conduct.clients import Watched
from tests.engine.shop import NOON

TOLD = """\
- merchant: createOrders
  then: {error: too_many_requests, headers: {Retry-After: 30}}
- merchant: createOrders
  then: {order: accepted}
"""


@pytest.fixture
def refused(shop):
    """Return a checkout whose order has just been turned away for 30 seconds."""
    checkout, _ = shop.funded()
    shop.play(TOLD)
    answer = shop.order(checkout)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    return checkout


def test_coming_back_at_once_is_found_with_both_calls(shop, refused):
    assert shop.order(refused).status == 201

    assert shop.conduct == [("retry_after", [4, 5])]
    [finding] = shop.remarks
    assert finding.message == (
        "createOrders was sent again too early: #4 had answered 429 with "
        "Retry-After: 30; wait 30s first (a test that replaces sleep has to advance "
        "mockdr's clock by as much)"
    )
    assert (finding.severity, finding.seq) == ("warn", 5)
    assert finding.details["retry_after"] == 30


@pytest.mark.parametrize("seconds", [1, 29, 29.9])
def test_coming_back_a_little_late_is_too_early_still(shop, refused, seconds):
    shop.waits(seconds)
    shop.order(refused)

    assert shop.conduct == [("retry_after", [4, 5])]


@pytest.mark.parametrize("seconds", [29.96, 30, 31, 3600])
def test_real_time_that_passed_is_a_wait(shop, refused, seconds):
    """A timer goes off some milliseconds early, and nobody is to blame for it."""
    shop.waits(seconds)
    shop.order(refused)

    assert shop.conduct == []


def test_the_tenants_time_that_passed_is_a_wait(shop, refused):
    shop.advances(30)
    shop.order(refused)

    assert shop.conduct == []


def test_another_request_meanwhile_is_no_return(shop, refused):
    shop.get(f"/checkouts/{refused['id']}")
    shop.checkout()

    assert shop.conduct == []


def test_who_never_comes_back_has_done_nothing(shop, refused):
    assert shop.conduct == []


def test_who_came_back_too_early_twice_is_found_once(shop):
    checkout, _ = shop.funded()
    step = TOLD.partition("- merchant: createOrders\n  then: {order")[0]
    shop.play(step.replace("  then", "  times: 3\n  then"))
    for _ in range(3):
        shop.order(checkout)

    assert shop.conduct == [("retry_after", [4, 5, 6])]


def test_a_request_that_was_under_way_already_knew_of_no_wait(shop, refused):
    """The first to arrive was answered after the second was sent."""
    shop.tenant.conduct.closed -= 1
    shop.order(refused)

    assert shop.conduct == []


def test_an_answer_that_was_lost_told_of_no_wait(shop):
    checkout, _ = shop.funded()
    shop.play(
        "- merchant: createOrders\n"
        "  fault: {kind: hang}\n"
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
    )
    shop.order(checkout)
    shop.order(checkout)

    assert shop.conduct == []


def test_a_fault_may_ask_for_a_wait_too(shop):
    checkout, _ = shop.funded()
    shop.play(
        "- merchant: createOrders\n"
        "  fault: {kind: status, status: 503, headers: {retry-after: 5}}\n"
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
    )
    shop.order(checkout)
    shop.order(checkout)

    assert shop.conduct == [("retry_after", [4, 5])]


@pytest.mark.parametrize("said", ["soon", "-3", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_what_is_no_number_of_seconds_asks_for_nothing(shop, said):
    checkout, _ = shop.funded()
    shop.play(
        "- merchant: createOrders\n"
        f"  fault: {{kind: status, status: 503, headers: {{Retry-After: '{said}'}}}}\n"
        "- merchant: createOrders\n"
        "  then: {order: accepted}\n"
    )
    shop.order(checkout)
    shop.order(checkout)

    assert shop.conduct == []


def test_the_limit_of_a_key_is_kept_by_waiting():
    shop = Watched(rate_limit=1)
    shop.get("/orders")
    refused = shop.get("/orders")
    shop.advances(int(refused.headers["Retry-After"]))
    kept = shop.get("/orders")
    assert (refused.status, kept.status, shop.conduct) == (429, 200, [])

    assert [shop.get("/orders").status for _ in range(2)] == [429, 429]
    assert shop.conduct == [("retry_after", [4, 5])]


# -- who plays the client itself -------------------------------------------------------


def test_how_long_is_left_to_wait_is_known(shop, refused):
    left = []
    for wait in (shop.waits, shop.advances, shop.waits):
        left.append(shop.tenant.conduct.patience.total_seconds())
        wait(10)

    assert left == [30, 20, 20]
    shop.advances(20)
    assert shop.tenant.conduct.patience.total_seconds() == 0


def test_a_story_that_mockdr_plays_waits_on_the_clock(shop):
    card = "given: {source: {type: creditCard}}"
    story = shop.story(TOLD, given=card)
    send = in_process(shop.world)
    beats = list(SelfPlay(shop.tenant, story, send).play())

    assert [beat.outcome for beat in beats][-2:] == ["429 too_many_requests", "201"]
    assert shop.conduct == []
    assert (shop.tenant.moment - NOON).total_seconds() == 30
