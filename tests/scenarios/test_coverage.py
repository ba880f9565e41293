"""What the bundled stories leave out of the tables: nothing, or for a reason."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from mockdr.contract import (
    errors_of,
)
from mockdr.domain import LIFECYCLES
from mockdr.engine.coverage.reasons import ERRORS, event_reasons, move_reasons
from mockdr.engine.coverage.tables import percent, tables
from mockdr.engine.operations.table import OPERATIONS
from mockdr.scenario.bends import ANY
from mockdr.scenario.story import NONE, ActStep, AnyOrder, CallStep
from tests.scenarios.watch import Refused, Step, everything, played

pytestmark = pytest.mark.whole

#: Session moves that only their guards tell apart, and who tells which.
TOLD_BY = {
    (None, "createCheckouts", "requires_confirmation"): {
        "with a primary source": "card-with-the-checkout",
        "total 0": "nothing-to-pay",
    },
    ("requires_source", "attachSourceToCheckout", "requires_confirmation"): {
        "a primary source that is chargeable or pending": "card-accepted",
        "secondary sources reach the total": "store-credit-pays-all",
    },
    ("requires_source", "updateCheckouts", "requires_confirmation"): {
        "a primary source that is chargeable or pending": "source-by-update",
        "secondary sources reach the total": "store-credit-by-update",
    },
    ("requires_confirmation", "attachSourceToCheckout", "requires_confirmation"): {
        "another primary replaces the first": "another-card-instead",
        "a secondary beside a reusable primary": "store-credit-beside-a-saved-card",
    },
    ("requires_confirmation", "updateCheckouts", "requires_confirmation"): {
        "another primary replaces the first": "one-source-after-another-by-update",
        "the total changes and the primary follows it": "total-changes-card-follows",
    },
    ("requires_confirmation", "createOrders", "complete"): {
        "every source can be charged, and all are authorized": "card-accepted",
        "fraud review is opened": "in-review-passed",
    },
    ("requires_confirmation", "provider.renews", "cancelled"): {
        "the attempt is declined; the next one has a new session": "renewal-given-up",
        "its plan is over": "plan-deactivated",
    },
}


@cache
def covered():
    """Return what the bundled stories cover, by the name of the table."""
    told = tables([found.reached for found in everything()])
    return {table.name: table for table in told}


# -- the tables ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [table.name for table in tables([])])
def test_every_row_is_covered_by_a_story_or_left_out_for_a_reason(name):
    assert [row.row for row in covered()[name].missing if not row.reason] == []


def test_no_reason_is_out_of_date():
    """A row that a story covers needs none; a row that is gone has none."""
    argued = {
        (table.name, row.row)
        for table in tables([])
        for row in table.rows
        if row.reason
    }
    told = {
        (name, row.row)
        for name, table in covered().items()
        for row in table.rows
        if row.stories
    }

    assert argued & told == set()
    assert len(argued) == len(move_reasons()) + len(ERRORS) + len(event_reasons())


def test_what_is_covered_is_all_there_is():
    assert percent(covered().values()) == 100
    assert sum(table.total for table in covered().values()) > 970


# -- moves -----------------------------------------------------------------------------


def rows(kind):
    """Return the moves of a table that requests and acts make."""
    return {
        Step(kind, move.before, move.trigger, move.after)
        for move in LIFECYCLES[kind].moves
        if kind != "webhook_delivery" and not move.trigger.startswith("receiver.")
    }


def test_session_moves_that_differ_in_their_guard_have_each_their_story():
    """One story for each row of the table, not only for each pair of states."""
    table = LIFECYCLES["session"].moves
    same = Counter((m.before, m.trigger, m.after) for m in table)
    guarded = {
        (pair, move.guard)
        for move in table
        if same[pair := (move.before, move.trigger, move.after)] > 1
    }
    tellers = {(pair, guard) for pair, by in TOLD_BY.items() for guard in by}

    assert guarded == tellers
    for (before, trigger, after), by in TOLD_BY.items():
        step = Step("session", before, trigger, after)
        assert [name for name in by.values() if step not in played(name).moves] == []
        assert len(set(by.values())) == len(by)


def test_no_story_leaves_the_tables():
    """
    Every change of a state in every story is a row of its lifecycle.

    An order without a checkout makes one on its way: two rows in one call.
    """
    at_once = {
        Step(kind, None, "createOrders", second.after)
        for kind in ("checkout", "session")
        for first in rows(kind)
        for second in rows(kind)
        if first.before is None
        and second.before == first.after
        and second.trigger == "createOrders"
    }
    every = {row for kind in LIFECYCLES for row in rows(kind)} | at_once
    outside = {
        f"{found.story.name}: {move}"
        for found in everything()
        for move in found.changed
        if move not in every
    }

    assert outside == set()


# -- errors ----------------------------------------------------------------------------


def test_no_story_meets_an_error_that_its_operation_does_not_list():
    """What lint calls impossible must never come."""
    listed = {
        operation: {entry.key for entry in errors_of(operation)}
        for operation in OPERATIONS
    }
    unlisted = {
        f"{found.story.name}: {refused.operation} answers {refused.key}"
        for found in everything()
        for refused in found.refused
        if refused.key not in listed[refused.operation]
    }

    assert unlisted == set()


def test_the_parameter_of_an_answer_counts_not_that_of_its_entry():
    assert Refused("createCheckouts", "missing_parameter", "items").facts == (
        400,
        "bad_request",
        "missing_parameter",
        "items",
    )


# -- the language ----------------------------------------------------------------------


def calls():
    return [s for found in everything() for s in found.steps if isinstance(s, CallStep)]


def acts():
    return [s for found in everything() for s in found.steps if isinstance(s, ActStep)]


def test_any_event_is_bent_and_any_call_is_struck():
    stories = [found.story for found in everything()]

    assert any(bend.event == ANY for story in stories for bend in story.delivery)
    assert any(rule.operation is None for story in stories for rule in story.rules)


def test_what_is_bent_arrives_in_the_end_unless_it_is_dropped():
    bent = [found for found in everything() if found.story.delivery]

    for found in bent:
        dropped = any(bend.kind == "drop" for bend in found.story.delivery)
        assert found.deliveries <= {"delivered", *(["dropped"] if dropped else ())}
        assert "delivered" in found.deliveries


SHOWN = {
    "match.body": lambda step: step.match and step.match.body is not NONE,
    "match.body_schema": lambda step: step.match and step.match.body_schema is not NONE,
    "match.query": lambda step: step.match and step.match.query,
    "match.headers": lambda step: step.match and step.match.headers,
    "times: 0..1": lambda step: (step.times.least, step.times.most) == (0, 1),
    "times: 1..": lambda step: (step.times.least, step.times.most) == (1, None),
    "times: N..M": lambda step: step.times.least and step.times.most not in (None, 1),
    "then.error": lambda step: step.then and step.then.error,
    "then.reply": lambda step: step.then and step.then.reply is not NONE,
    "then.headers": lambda step: step.then and step.then.headers,
    "then.events": lambda step: step.then and step.then.events,
    "then.fraud": lambda step: step.then and step.then.fraud,
    "then.next_action": lambda step: step.then and step.then.next_action,
    "of": lambda step: step.of,
    "as": lambda step: step.name,
    "note": lambda step: step.note,
}


@pytest.mark.parametrize("part", SHOWN)
def test_every_part_of_a_call_is_shown_by_a_story(part):
    assert any(SHOWN[part](call) for call in calls())


def test_every_part_of_a_story_is_shown_by_a_story():
    stories = [found.story for found in everything()]
    given = [story.given for story in stories]

    assert any(g.customers for g in given)
    assert any(g.checkout is not NONE for g in given)
    assert any(g.source is not NONE for g in given)
    assert any(g.settings.get("mode") == "strict" for g in given)
    assert any(isinstance(step, AnyOrder) for s in stories for step in s.steps)
    assert any(act.then and act.then.reason for act in acts())
    assert any(act.after is not None for act in acts())
