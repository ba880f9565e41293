"""What the bundled stories leave out of the tables: nothing, or for a reason."""

from __future__ import annotations

from collections import Counter
from typing import get_args, get_type_hints

import pytest

from mockdr.contract import (
    errors,
    errors_of,
    payment_methods,
    test_cards,
    test_last_names,
)
from mockdr.domain import LIFECYCLES
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.words import VERBS
from mockdr.scenario.bends import ANY
from mockdr.scenario.deliveries import KINDS
from mockdr.scenario.story import NONE, ActStep, AnyOrder, CallStep, Fault
from tests.scenarios.watch import Refused, Step, everything, played

SECRET = "the secret key makes store credits and cards, which wait for neither"
NULL = "a null in `match` says that a field is not there: no step can send one"

#: Moves that no story makes, and why.
UNTOLD_MOVES = {
    Step("source", None, "createSources", "pending_redirect"): SECRET,
    Step("source", None, "createSources", "pending_funds"): SECRET,
    Step("inventory_item", "kept", "updateSkus", "deleted"): NULL,
    Step("inventory_item", "kept", "upsertSkus", "deleted"): NULL,
}

#: Errors that no story is answered with, and why.
UNTOLD_ERRORS = {
    "method_not_allowed": "no step can name a request that is no operation",
    "payload_too_large": "refused at the door, before any story sees the request",
}

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


def missing(wanted, there, argued):
    """Return what nothing covers and nobody argued, and arguments out of date."""
    return sorted(
        [
            *(str(x) for x in wanted if x not in there and x not in argued),
            *(f"argued, but covered: {x}" for x in argued if x in there),
            *(f"argued, but unknown: {x}" for x in argued if x not in wanted),
        ]
    )


# -- moves -----------------------------------------------------------------------------


def rows(kind):
    """Return the moves of a table that requests and acts make."""
    return {
        Step(kind, move.before, move.trigger, move.after)
        for move in LIFECYCLES[kind].moves
        if kind != "webhook_delivery" and not move.trigger.startswith("receiver.")
    }


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_move_of_every_table_is_made_by_a_story(kind):
    made = {move for found in everything() for move in found.moves}
    argued = {move for move in UNTOLD_MOVES if move.kind == kind}

    assert missing(rows(kind), made, argued) == []


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


# -- payment methods and test values ---------------------------------------------------


def test_every_payment_method_whose_flow_is_known_pays_an_order():
    known = {type for type, method in payment_methods().items() if method.flow}
    paid = {type for found in everything() for type in found.paid_with}

    assert missing(known, paid, {}) == []


def test_every_result_of_a_test_value_is_told():
    results = {card.result for card in test_cards().values()} | {
        result for names in test_last_names().values() for result in names.values()
    }
    told = {result for found in everything() for result in found.results}

    assert missing(results - {"success"}, told, {}) == []


# -- errors ----------------------------------------------------------------------------


def test_every_error_of_a_simulated_operation_is_answered_in_a_story():
    """Entries that differ in nothing but their words are one answer."""
    answers = [refused for found in everything() for refused in found.refused]
    wanted = {
        key: entry
        for key, entry in errors().items()
        if "*" in entry.operations or set(entry.operations) & set(OPERATIONS)
    }
    answered = {
        key
        for key, entry in wanted.items()
        for refused in answers
        if "*" in entry.operations or refused.operation in entry.operations
        if key == refused.key
        or (entry.status, entry.type, entry.code, entry.parameter) == refused.facts
    }

    assert missing(wanted, answered, UNTOLD_ERRORS) == []


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


def test_every_simulated_operation_is_called():
    assert missing(OPERATIONS, {call.operation for call in calls()}, {}) == []


def test_every_simulated_verb_is_done():
    assert missing(VERBS, {(act.actor, act.verb) for act in acts()}, {}) == []


def test_every_fault_is_shown_with_work_done_or_not():
    kinds = get_args(get_type_hints(Fault)["kind"])
    shown = [call.fault for call in calls() if call.fault is not None]

    assert len(kinds) == 8
    assert missing(kinds, {fault.kind for fault in shown}, {}) == []
    for kind in ("reset", "hang", "status"):
        works = {fault.work for fault in shown if fault.kind == kind}
        assert works == {"done", "none"}, kind


def test_every_way_to_bend_a_delivery_is_shown():
    bends = [bend for found in everything() for bend in found.story.delivery]
    counts = {
        key for bend in bends for key in COUNTED if getattr(bend.when, key) is not None
    }

    assert missing(KINDS, {bend.kind for bend in bends}, {}) == []
    assert counts == set(COUNTED)
    assert any(bend.event == ANY for bend in bends)


def test_what_is_bent_arrives_in_the_end_unless_it_is_dropped():
    bent = [found for found in everything() if found.story.delivery]

    for found in bent:
        dropped = any(bend.kind == "drop" for bend in found.story.delivery)
        assert found.deliveries <= {"delivered", *(["dropped"] if dropped else ())}
        assert "delivered" in found.deliveries


COUNTED = ("first", "every", "probability")
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
