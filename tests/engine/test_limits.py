"""Too many requests within a second of the tenant's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.engine.limits import Requests, read_rate
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.parse import parse
from tests.engine.shop import NOON, Shop

SECOND = timedelta(seconds=1)


def limited(rate, **more):
    shop = Shop()
    return Shop(settings=replace(shop.settings, rate_limit=rate, **more))


def test_with_nothing_said_any_number_of_requests_is_answered(shop):
    assert {shop.get("/orders").status for _ in range(60)} == {200}


def test_one_request_too_many_is_told_when_to_come_again():
    shop = limited(2)
    answers = [shop.get("/orders") for _ in range(3)]

    assert [a.status for a in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "1"
    assert answers[2].body["type"] == "too_many_requests"
    assert "advance the tenant's clock by 1s" in answers[2].hint
    assert shop.findings() == []


def test_the_log_says_what_a_refusal_without_a_code_is_about():
    shop = limited(1)
    shop.get("/orders")
    (said,) = shop.get("/orders").reply.log["errors"]
    assert said.startswith("Too many requests.")


def test_after_the_time_told_the_next_is_answered():
    shop = limited(1)
    assert [shop.get("/orders").status for _ in range(2)] == [200, 429]

    shop.tenant.clock.advance(SECOND)

    assert [shop.get("/orders").status for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(("mode", "most"), [("test", 25), ("live", 250)])
def test_the_documented_numbers_are_those_of_each_mode(mode, most):
    shop = limited("documented")
    key = f"Bearer sk_{mode}_shop"
    answers = [shop.get("/orders", key=key).status for _ in range(most + 1)]

    assert answers == [200] * most + [429]


def test_each_key_has_its_own_count():
    shop = limited(1)
    assert shop.get("/orders").status == 200
    assert shop.get("/orders", key="Bearer sk_live_shop").status == 200
    assert shop.get("/orders", key="Bearer sk_test_neighbour").status == 200
    assert shop.get("/orders").status == 429


def test_what_the_browser_sends_does_not_count():
    shop = limited(1)
    checkout = shop.checkout()
    for _ in range(3):
        shop.source(checkout)
    assert shop.get("/orders").status == 429


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("PATCH", "/orders"), ("GET", "/orders")]
)
def test_every_request_with_the_key_counts_and_can_be_too_much(method, path):
    shop = limited(1)
    shop.send(method, path)
    assert shop.get("/orders").status == 429
    shop.tenant.clock.advance(SECOND)
    assert shop.get("/orders").status == 200
    assert shop.send(method, path).status == 429


def test_nothing_is_done_for_a_request_that_came_too_early():
    shop = limited(1)
    shop.get("/orders")
    assert shop.post("/checkouts", shop.order_body()).status == 429
    shop.tenant.clock.advance(SECOND)
    assert shop.get("/checkouts")["data"] == []


STORY = "- merchant: createCheckouts\n- merchant: createCheckouts\n"


def test_a_request_that_came_too_early_moves_no_run():
    shop = limited(1)
    shop.play(STORY)
    shop.checkout()
    answer = shop.post("/checkouts", shop.order_body())
    assert answer.status == 429
    assert "X-Mockdr-Step" not in answer.headers
    shop.tenant.clock.advance(SECOND)
    assert shop.post("/checkouts", shop.order_body()).headers["X-Mockdr-Step"] == "2"
    assert shop.findings() == []


def test_a_story_can_wait_for_the_limit():
    shop = limited("off")
    shop.play(
        "- merchant: createCheckouts\n"
        "- merchant: createCheckouts\n"
        "  then: {error: too_many_requests}\n",
        given="given: {settings: {rate_limit: 1}}",
    )
    shop.checkout()
    answer = shop.post("/checkouts", shop.order_body())
    assert (answer.status, answer.headers["X-Mockdr-Step"]) == (429, "2")
    assert shop.findings() == []


def test_a_limit_that_only_the_story_knows_says_when_to_come_again(shop):
    shop.play("- merchant: createCheckouts\n  then: {error: too_many_requests}\n")
    answer = shop.post("/checkouts", shop.order_body())
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


def test_a_clock_that_runs_lets_the_next_through_by_itself():
    time = [100.0]
    settings = replace(Shop().settings, rate_limit=2, clock="runs")
    world = World(
        defaults=settings,
        library=Library((), vocabulary()),
        monotonic=lambda: time[0],
    )
    shop = Shop(world=world)
    statuses = []
    for step in (0.0, 0.5, 0.4, 0.2, 0.2):
        time[0] += step
        statuses.append(shop.get("/orders").status)

    # At 0.0, 0.5, 0.9, 1.1 and 1.3 seconds.
    assert statuses == [200, 200, 429, 200, 429]


def test_the_hint_of_a_running_clock_says_to_wait():
    shop = limited(1, clock="runs")
    shop.get("/orders")
    answer = shop.get("/orders")
    assert answer.status == 429
    assert "wait for 1s" in answer.hint


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        ("off", "off"),
        (False, "off"),
        ("documented", "documented"),
        (7, 7),
        (" 7 ", 7),
    ],
)
def test_a_rate_is_a_word_or_a_number(value, rate):
    assert read_rate(value) == rate


@pytest.mark.parametrize("value", [True, 0, -1, "0", "fast", "", 1.5, None, "७"])
def test_nothing_else_is_a_rate(value):
    with pytest.raises(MockdrError, match="limits no rate"):
        read_rate(value)


def test_a_story_that_sets_no_rate_is_found_by_lint():
    text = (
        "scenario: story\nsummary: S.\ngiven: {settings: {rate_limit: fast}}\n"
        "steps:\n- merchant: createCheckouts\n"
    )
    _, findings = parse(text, "story.yaml", vocabulary())
    assert ["rate_limit" in str(f) for f in findings] == [True]


@settings(max_examples=40, deadline=None)
@given(
    most=st.integers(1, 4),
    gaps=st.lists(st.integers(0, 1500), min_size=1, max_size=25),
)
def test_no_second_holds_more_than_the_limit_and_waiting_helps(most, gaps):
    requests, now, passed = Requests(live=False), NOON, []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        wait = requests.wait(most, now)
        if wait:
            assert sum(p > now - SECOND for p in passed) == most
            now += timedelta(seconds=wait)
            assert requests.wait(most, now) == 0
        passed.append(now)
    for first in passed:
        assert sum(first <= p < first + SECOND for p in passed) <= most
