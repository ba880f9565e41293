"""Every table, whole: a pair moves, or it explains."""

import itertools

import pytest

from mockdr.domain import LIFECYCLES, OUTCOMES, ImpossibleMove
from mockdr.domain.payment_session import ENDED, OPEN, settled
from mockdr.domain.source import ATTACHABLE, after_charge, after_detach

KINDS = sorted(LIFECYCLES)
TRIGGERS = sorted({m.trigger for table in LIFECYCLES.values() for m in table.moves})


@pytest.mark.parametrize("kind", KINDS)
def test_every_pair_of_state_and_trigger_moves_or_explains(kind):
    table = LIFECYCLES[kind]
    for state, trigger in itertools.product((None, *table.states), TRIGGERS):
        expected = [m for m in table.at(state) if m.trigger == trigger]
        if expected:
            assert list(table.outcomes(state, trigger)) == expected
            assert all(table.allows(state, trigger, m.after) for m in expected)
            continue
        with pytest.raises(ImpossibleMove) as no:
            table.outcomes(state, trigger)
        assert f"a {kind} in {state!r} cannot take {trigger}" in str(no.value)
        assert all(m.trigger in str(no.value) for m in table.at(state))


@pytest.mark.parametrize("kind", KINDS)
def test_moves_stay_within_the_states_and_name_a_page(kind):
    table = LIFECYCLES[kind]
    for move in table.moves:
        assert move.before is None or move.before in table.states
        assert move.after in table.states
        assert move.page.endswith(".md")


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_stands_twice(kind):
    rows = [(m.before, m.trigger, m.after, m.guard) for m in LIFECYCLES[kind].moves]

    assert len(rows) == len(set(rows))


#: States that only another kind of thing, or nothing at all, leads to.
UNREACHED = {
    "session": {"confirmed", "chargeable", "processing"},
    "item": {"paid"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_reached_is_known(kind):
    table = LIFECYCLES[kind]
    reached: set[str | None] = {None}
    for _ in table.states:
        reached |= {m.after for m in table.moves if m.before in reached}

    assert set(table.states) - reached == UNREACHED.get(kind, set())


def test_the_ends_are_ends():
    ends = {
        kind: set(table.final()) - UNREACHED.get(kind, set())
        for kind, table in LIFECYCLES.items()
    }

    assert ends["session"] == set(ENDED)
    assert ends["source"] == {"consumed", "failed", "cancelled"}
    assert ends["order"] >= {"blocked", "cancelled"}
    assert ends["charge"] == {"complete", "cancelled", "failed"}
    assert ends["capture"] == {"complete"}
    assert ends["cancel"] == {"complete", "failed"}
    assert ends["fraud"] == set(), "a bank can dispute what the review passed"
    assert ends["refund"] == {"succeeded", "failed", "expired"}
    assert ends["return"] == {"accepted"}
    assert ends["checkout"] == {"consumed", "deleted"}
    assert ends["customer"] == {"deleted"}


#: Who moves webhooks and their deliveries, besides requests and acts.
ELSEWHERE = {"event", "receiver", "target", "webhook", "delivery"}


def used(kind, move):
    for outcome in OUTCOMES:
        if outcome.trigger != move.trigger:
            continue
        before = outcome.situation.get(kind, move.before)
        after = outcome.then.get(kind, before)
        charged = kind == "source" and outcome.spends and move.after == "chargeable"
        if before == move.before and (after == move.after or charged):
            return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_move_belongs_to_an_outcome(kind):
    """The source that another replaces is no part of what the new one does."""
    idle = [
        m
        for m in LIFECYCLES[kind].moves
        if not used(kind, m)
        and "replaces it" not in m.guard
        and m.trigger.partition(".")[0] not in ELSEWHERE
    ]

    assert idle == []


@pytest.mark.parametrize("state", LIFECYCLES["source"].states)
@pytest.mark.parametrize("reusable", [True, False])
def test_a_source_that_is_charged_or_let_go_moves_by_the_table(state, reusable):
    table = LIFECYCLES["source"]
    charged = after_charge(state, reusable=reusable)
    gone = after_detach(state, reusable=reusable)

    assert charged == state or table.allows(state, "createOrders", charged)
    assert gone == state or table.allows(state, "detachSourceToCheckout", gone)
    if state == "chargeable":
        assert (charged, gone) == (
            ("chargeable", "chargeable") if reusable else ("consumed", "cancelled")
        )
    if state not in ATTACHABLE:
        assert (charged, gone) == (state, state)


@pytest.mark.parametrize("state", LIFECYCLES["session"].states)
@pytest.mark.parametrize("funded", [True, False])
@pytest.mark.parametrize("trigger", ["attachSourceToCheckout", "updateCheckouts"])
def test_a_session_settles_by_the_table(state, funded, trigger):
    primary = trigger == "attachSourceToCheckout"
    after = settled(state, funded=funded, new_primary=primary)

    if state not in OPEN:
        assert after == state
    elif funded or not primary:
        assert LIFECYCLES["session"].allows(state, trigger, after)


def test_what_owes_authentication_owes_it_until_another_source_comes():
    assert settled("requires_action", funded=True) == "requires_action"
    assert settled("requires_action", funded=False) == "requires_source"
    assert (
        settled("requires_action", funded=True, new_primary=True)
        == "requires_confirmation"
    )
