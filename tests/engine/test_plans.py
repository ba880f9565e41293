"""Plans: how they begin, what they can become, and what is refused in which words."""

from __future__ import annotations

import pytest

from mockdr.domain import LIFECYCLES
from tests.engine.recurring import PLAN, plan
from tests.engine.shop import envelope

STATES = ("draft", "active", "discontinued", "deactivated")


def brought_to(shop, state):
    """Return a plan in *state*."""
    found = plan(shop, state="draft" if state == "draft" else "active")
    if state in ("discontinued", "deactivated"):
        found = shop.post(f"/plans/{found['id']}", {"state": state}).body
    assert found["state"] == state
    return found


def test_a_plan_looks_like_the_sample(shop):
    found = plan(shop)

    assert found["billingOptimization"] is True
    assert found["stateTransitions"] == {"activated": found["createdTime"]}
    assert found["createdTime"] == found["updatedTime"]
    assert found["liveMode"] is False
    assert shop.get(f"/plans/{found['id']}").body == found


def test_what_is_not_said_is_a_draft_that_binds_nobody(shop):
    found = plan(
        shop, state=None, contractBindingDays=None, name=None, reminderOffsetDays=None
    )

    assert (found["state"], found["contractBindingDays"]) == ("draft", 0)
    assert found["stateTransitions"] == {}
    assert not {"name", "reminderOffsetDays"} & found.keys()


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_plan_becomes_what_its_table_says_and_nothing_else(shop, before, after):
    found = brought_to(shop, before)
    answer = shop.post(f"/plans/{found['id']}", {"state": after})

    if LIFECYCLES["plan"].allows(before, "updatePlans", after):
        assert answer["state"] == after
    else:
        assert (answer.status, answer.body) == envelope(
            409,
            "conflict",
            "invalid_state",
            f"Plan {found['id']} is {before}, so it cannot become {after}.",
            "state",
        )
        assert shop.get(f"/plans/{found['id']}").body == found


def test_each_state_of_a_plan_has_its_moment(shop):
    found = brought_to(shop, "discontinued")
    after = shop.post(f"/plans/{found['id']}", {"state": "deactivated"}).body

    moments = {"activated", "discontinued", "deactivated"}
    assert set(after["stateTransitions"]) == moments


@pytest.mark.parametrize(
    ("fields", "message", "parameter"),
    [
        (
            {"billingOffsetDays": 11},
            "billingOffsetDays cannot be greater than collectionPeriodDays.",
            "collectionPeriodDays",
        ),
        (
            {"reminderOffsetDays": 366},
            "'366' is not a valid parameter.",
            "reminderOffsetDays",
        ),
    ],
)
def test_days_that_do_not_fit_are_refused_at_first_and_later(
    shop, fields, message, parameter
):
    refused = envelope(400, "bad_request", "invalid_parameter", message, parameter)
    first = shop.post("/plans", {**PLAN, **fields})
    later = shop.post(f"/plans/{plan(shop)['id']}", fields)

    assert (first.status, first.body) == refused
    assert (later.status, later.body) == refused


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({"intervalCount": 0}, "intervalCount"),
        ({"intervalCount": 1001}, "intervalCount"),
        ({"interval": "fortnight"}, "interval"),
        ({"id": "by the month"}, "id"),
        ({"collectionPeriodDays": -1}, "collectionPeriodDays"),
    ],
)
def test_what_no_plan_can_be_is_refused(shop, fields, parameter):
    answer = shop.post("/plans", {**PLAN, **fields})

    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", parameter)]


@pytest.mark.parametrize(
    "name", ["terms", "interval", "intervalCount", "billingOffsetDays"]
)
def test_what_a_plan_needs_is_missed(shop, name):
    answer = shop.post("/plans", {k: v for k, v in PLAN.items() if k != name})

    assert answer.errors == [("missing_parameter", name)]


def test_plans_are_listed_by_state_and_interval(shop):
    plan(shop, interval="week")
    yearly = plan(shop, interval="year", state="draft")

    found = shop.get("/plans", query={"interval": "year", "state": "draft"})
    assert [p["id"] for p in found["data"]] == [yearly["id"]]
    assert shop.get("/plans", query={"state": "deactivated"})["data"] == []


def test_a_plan_tells_of_its_changes(shop):
    found = plan(shop)
    shop.post(f"/plans/{found['id']}", {"name": "Gold"})
    shop.delete(f"/plans/{found['id']}")
    created, updated, deleted = shop.tenant.events()

    assert created["type"] == "plan.created"
    assert updated["data"]["previousAttributes"] == {"name": "By the month"}
    assert deleted["data"]["object"] == {}
    assert deleted["data"]["previousAttributes"]["name"] == "Gold"
