"""Whatever is bent, the rest is straight, and what is late or doubled still comes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.engine.adversity import read_delivery
from tests.engine.shop import NOON
from tests.whole.postbox import office

A, B = "https://a.example/hook", "https://b.example/hook"
TYPES = ("customer.created", "sku.created", "plan.created")
#: What each kind takes besides.
MORE = {
    "duplicate": {"copies": st.integers(2, 4)},
    "late": {"by": st.sampled_from(["1s", "10m", "3h", "2d"])},
    "stale": {"by": st.sampled_from(["1s", "1d"])},
    "down": {"attempts": st.integers(1, 3)},
    **{k: {} for k in ("swap", "drop", "tampered", "old_secret", "unknown_type")},
}
WHEN = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"first": st.integers(1, 3)}),
    st.fixed_dictionaries({"every": st.integers(1, 3)}),
    st.fixed_dictionaries({"probability": st.sampled_from([0.25, 0.5, 1.0])}),
)


@st.composite
def bends(draw):
    kind = draw(st.sampled_from(sorted(MORE)))
    more = draw(st.fixed_dictionaries(MORE[kind]))
    event = draw(st.sampled_from(["any", *TYPES]))
    return {"event": event, "kind": kind, **more, **draw(WHEN)}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.sampled_from(TYPES)),
        st.tuples(st.just("wait"), st.sampled_from([0, 30, 400, 90_000])),
    ),
    max_size=25,
)


def lived(said, steps):
    """Return an office where all that has happened, and everything has come."""
    shop = office(delivery=read_delivery(said))
    shop.hook(A, *TYPES)
    shop.hook(B, TYPES[0])
    for what, how in steps:
        if what == "tell":
            shop.tell(how)
        else:
            shop.tenant.clock.advance(timedelta(seconds=how))
    shop.tenant.clock.run_until_idle()
    return shop


def arrivals(shop):
    return [
        (sent.at, sent.url, sent.event["id"], sent.parcel.body)
        for sent in shop.postbox.sent
    ]


@settings(max_examples=80)
@given(st.lists(bends(), min_size=1, max_size=4), STEPS)
def test_what_is_not_bent_is_straight_and_what_is_comes_as_often_as_it_should(
    said, steps
):
    shop = lived(said, steps)
    came = Counter((sent.url, sent.event["id"]) for sent in shop.postbox.sent)
    due = Counter()
    for delivery in shop.mail.deliveries:
        dropped = delivery.state == "dropped"
        assert delivery.state == ("dropped" if dropped else "delivered")
        assert dropped == (delivery.bends == ("drop",))
        due[delivery.address, delivery.event.id] += not dropped
        assert [a.answer.outcome for a in delivery.attempts] == (
            []
            if dropped
            else ["unreachable"] * (len(delivery.attempts) - 1) + ["answered"]
        )
        if not delivery.bends:
            assert [a.at for a in delivery.attempts] == [delivery.event.at]
    assert came == +due

    straight = [d for d in shop.mail.deliveries if not d.bends]
    order = {(d.address, d.event.id): d.number for d in straight}
    for url in (A, B):
        numbers = [order.get((url, sent.event["id"])) for sent in shop.postbox.sent]
        here = [number for number in numbers if number is not None]
        assert here == sorted(here)


@settings(max_examples=30)
@given(st.lists(bends(), max_size=4), STEPS)
def test_the_same_seed_bends_the_same_events_in_the_same_way(said, steps):
    one, other = lived(said, steps), lived(said, steps)

    assert arrivals(one) == arrivals(other)
    assert [s.signature for s in one.postbox.sent] == [
        s.signature for s in other.postbox.sent
    ]
    assert [event.id for event in one.tenant.event_log] == [
        event.id for event in other.tenant.event_log
    ]


@settings(max_examples=30)
@given(st.lists(bends(), max_size=4), STEPS)
def test_bends_change_no_event_and_no_id(said, steps):
    """But for the events of unknown types, which come besides."""
    bent, straight = lived(said, steps), lived([], steps)
    told = [e for e in bent.tenant.event_log if e.type in TYPES]

    assert [(e.id, e.type, e.at) for e in told] == [
        (e.id, e.type, e.at) for e in straight.tenant.event_log
    ]
    assert bent.customer()["id"] == straight.customer()["id"]


def test_chaos_loses_nothing():
    steps = [("tell", TYPES[n % 3]) for n in range(120)]
    shop = lived("chaos", steps)

    came = {sent.event["id"] for sent in shop.postbox.sent if sent.url == A}
    assert came == {event.id for event in shop.tenant.event_log}
    assert {kind for d in shop.mail.deliveries for kind in d.bends} == {
        *("duplicate", "swap", "late", "down", "stale", "tampered"),
        *("old_secret", "unknown_type"),
    }
    assert shop.tenant.clock.now < NOON + timedelta(hours=3)


@pytest.mark.parametrize("answer", ["fine", "broken"])
def test_what_waits_for_another_comes_once_though_its_minute_is_over(answer):
    """On a clock that runs, the courier may not have come by then."""
    swap = [{"event": "customer.created", "kind": "swap"}]
    shop = office(delivery=read_delivery(swap), clock="runs", says={A: [answer]})
    shop.hook(A, *TYPES)
    shop.tell("customer.created")
    shop.tell("sku.created")
    shop.real += 61
    shop.tenant.clock.wake()
    shop.mail.flush_urls()

    types = [sent.event["type"] for sent in shop.postbox.sent]
    assert types == ["sku.created", "customer.created"]
