"""How findings about conduct weigh, and where they are told."""

from __future__ import annotations

import pytest

from tests.engine.conduct.clients import Watched


def repeats(shop):
    """Make one mistake: order twice."""
    checkout, _ = shop.funded()
    shop.order(checkout)
    return shop.order(checkout)


@pytest.mark.parametrize("weight", ["warn", "fail"])
def test_a_finding_weighs_as_the_setting_says(weight):
    shop = Watched(conduct=weight)
    repeats(shop)

    assert [finding.severity for finding in shop.remarks] == [weight]
    assert [finding.kind for finding in shop.tenant.check()] == (
        ["conduct"] if weight == "fail" else []
    )


def test_nothing_is_found_where_nobody_wants_it():
    shop = Watched(conduct="off")
    repeats(shop)

    assert shop.remarks == []


def test_a_story_may_set_how_it_weighs(shop):
    shop.play(
        "- merchant: createCheckouts\n", given="given: {settings: {conduct: off}}"
    )
    repeats(shop)

    assert shop.remarks == []


def test_the_reply_and_the_log_tell_it_too(shop):
    answer = repeats(shop)

    assert answer.reply.log["conduct"].startswith("createOrders was repeated after")
    assert answer.hint.startswith("createOrders was repeated after success")
    assert "X-Mockdr-Hint" not in shop.get("/orders").headers


def test_a_reset_forgets_what_was_done(shop):
    checkout, _ = shop.funded()
    shop.order(checkout)
    shop.world.reset(shop.name)
    shop.order(checkout)

    assert shop.conduct == []
