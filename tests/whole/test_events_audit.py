"""Every event of every bundled story, and of every type, held to the contract."""

from __future__ import annotations

import re

import pytest

from mockdr.base.clock import parse_instant
from mockdr.contract import check_model, event_types, has_event, versions
from mockdr.engine.older import model_of
from mockdr.engine.triggering import kind_of
from tests.engine.shop import Shop
from tests.scenarios.watch import everything

#: Types that show `previousAttributes: {}`, as the samples of the warehouse do.
EMPTY = ("fulfillment_order.", "fulfillment_cancellation.", "fulfillment_return.")
#: Models of the parts of what events about a renewal show.
PARTS = {"subscription": "Subscription", "invoice": "Invoice"}
#: Moments of a subscription inside such an event, which no model of replies has.
OFFSET = re.compile(r"\.000\+0000$")
#: Events that show their thing when the next one has happened to it already: the
#: request that brought about both shows it so too.
#:
#: What is captured at once, or has nothing to capture, is complete when it is told
#: to be fulfilled; a return is told when the order has taken its units back.
FURTHER = {
    "order.fulfilled": {"complete"},
    "fulfillment_order.cancelled": {"pending"},
    "order.refunded": {"fulfilled"},
    "refund.pending": {"succeeded"},
    "subscription.source_invalid": {"activeFree"},
    "source.created": {"requires_action"},
}


def told():
    """Yield every event of every bundled story, with its type, if that is one."""
    for story in everything():
        for event in story.events:
            type = event_types().get(event["type"])
            if type is not None:
                yield event, type
            else:
                assert "mockdr" in event["type"], "an event that bends a story"


def objects(event, type):
    """Yield what an event shows of things, each with its model and a name for it."""
    data = event["data"]
    shown = data["previousAttributes"] if type.shape == "deleted" else data["object"]
    if type.shape == "composite":
        for name in shown:
            model = PARTS[name]
            part = {
                key: OFFSET.sub("Z", value) if isinstance(value, str) else value
                for key, value in shown[name].items()
            }
            yield model, part
    elif (model := model_of(_kind(type, shown))) is not None:
        yield model, shown


def _kind(type, shown):
    order = "order" if "orderId" not in shown and "captured" not in shown else ""
    return order if kind_of(type) == "charge" and order else kind_of(type)


def test_every_object_is_one_that_its_model_accepts():
    broken = {
        (event["type"], problem.pointer)
        for event, type in told()
        for model, shown in objects(event, type)
        for problem in check_model(model, shown)
    }

    assert broken == set()


def test_every_object_is_in_the_state_that_its_event_tells_of():
    astray = {}
    for event, type in told():
        state = event["data"]["object"].get("state")
        states = {*type.states} - {"unchanged", "prior state"}
        if states == {*type.states} and states and state and state not in states:
            astray.setdefault(event["type"], set()).add(state)

    assert astray == FURTHER


def test_what_was_before_is_told_of_changes_and_deletions_alone():
    for event, type in told():
        before = event["data"].get("previousAttributes")
        if type.type.startswith(EMPTY):
            assert before in (None, {})
        else:
            assert (before is not None) == type.previous_attributes, type.type


def differs(old, new):
    """Tell whether *old* names, at every depth, only what *new* has otherwise."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(differs(value, new.get(name)) for name, value in old.items())
    return old != new


def test_a_change_tells_old_values_of_what_changed_and_of_nothing_else():
    changes = [
        (event["type"], event["data"])
        for event, type in told()
        if type.previous_attributes and type.shape != "deleted"
    ]

    assert len(changes) > 100
    for name, data in changes:
        before = data["previousAttributes"]
        assert before == {} or differs(before, data["object"]), name
        assert "updatedTime" not in before


def test_what_is_deleted_is_empty_and_its_former_self_stands_beside_it():
    gone = [event for event, type in told() if type.shape == "deleted"]

    assert {event["type"] for event in gone} >= {
        "checkout.deleted",
        "customer.deleted",
        "subscription.deleted",
    }
    for event in gone:
        assert event["data"]["object"] == {}
        former = event["data"]["previousAttributes"]
        assert former["id"]
        assert list(former) == sorted(former)


def test_an_envelope_has_the_keys_of_the_samples_in_their_order():
    for event, type in told():
        version = {"digitalriverVersion"}
        if type.shape == "composite":
            version = set()
        elif type.shape == "document":
            version = {"versionIds"}
        assert list(event) == [
            *("id", "type", "data", "liveMode", "createdTime"),
            *version,
        ]
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z", event["createdTime"]
        )


def test_events_are_told_once_each_and_never_before_another():
    for story in everything():
        ids = [event["id"] for event in story.events]
        times = [parse_instant(event["createdTime"]) for event in story.events]
        assert len({*ids}) == len(ids)
        assert times == sorted(times)


@pytest.mark.parametrize("type", event_types())
def test_a_type_is_shown_in_every_version_that_has_it_as_that_version_has_it(type):
    tenant = Shop().tenant
    event = tenant.trigger(type)
    for version in versions():
        if not has_event(type, version):
            continue
        shown = tenant.told(event, version)
        if event_types()[type].shape == "composite":
            # Before there were invoices, a renewal is told by its subscription alone.
            parts = PARTS if version >= "2020-09-30" else ["subscription"]
            assert [*shown["data"]["object"]] == [*parts], version
        for model, document in objects(shown, event_types()[type]):
            assert check_model(model, document, version=version) == (), version
