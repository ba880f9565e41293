"""What nobody called shows in the states that changed."""

from __future__ import annotations

import pytest

from mockdr.domain import LIFECYCLES
from mockdr.engine.traces.inferring import Change, acts_between, needed
from mockdr.engine.words import VERBS


def change(kind, before, after, *operations, fresh=False):
    return Change(
        kind=kind,
        id="1",
        before=before,
        after=after,
        fresh=fresh,
        operations=frozenset(operations),
    )


def told(*changes):
    return [(act.trigger, act.of) for act in acts_between(changes)]


@pytest.mark.parametrize(
    ("changes", "acts"),
    [
        (
            [change("source", "pending_funds", "consumed", "retrieveOrders")],
            [("customer.pays", "source")],
        ),
        (
            [
                change("order", "pending_payment", "accepted", "retrieveOrders"),
                change("session", "pending_funds", "complete", "retrieveOrders"),
            ],
            [("customer.pays", "")],
        ),
        (
            [change("session", "requires_action", "complete", "createOrders")],
            [("customer.authenticates", "session")],
        ),
        (
            [change("session", "pending_redirect", "complete", "refreshOrders")],
            [("customer.approves", "")],
        ),
        (
            [change("order", "in_review", "blocked", "retrieveOrders")],
            [("fraud.blocks", "order")],
        ),
        (
            [change("capture", "pending", "failed", "retrieveOrders", fresh=True)],
            [("provider.fails", "capture")],
        ),
        (
            [change("refund", "pending", "succeeded", "retrieveRefunds")],
            [("provider.completes", "refund")],
        ),
        (
            [change("invoice", "open", "uncollectible", "retrieveInvoices")],
            [("provider.expires", "invoice")],
        ),
    ],
)
def test_an_act_is_inferred(changes, acts):
    assert told(*changes) == acts


@pytest.mark.parametrize(
    "quiet",
    [
        change("order", "accepted", "fulfilled", "createFulfillments"),
        change("session", "requires_confirmation", "complete", "createOrders"),
        change("capture", "pending", "complete", "retrieveOrders", fresh=True),
        change("order", "accepted", "complete", "createFulfillments", "retrieveOrders"),
        change("charge", "capturable", "complete", "createFulfillments"),
        change("order", "accepted", "accepted", "retrieveOrders"),
        change("order", "complete", "in_review", "retrieveOrders"),
    ],
)
def test_what_the_merchant_did_or_came_by_itself_needs_no_act(quiet):
    """What no table explains is left alone as well."""
    assert told(quiet) == []


def test_what_was_seen_to_wait_did_not_come_by_itself():
    assert told(change("capture", "pending", "complete", "retrieveOrders")) == [
        ("provider.completes", "capture")
    ]


def test_an_act_says_what_it_moved():
    [act] = acts_between(
        [
            change("order", "pending_payment", "accepted", "retrieveOrders"),
            change("source", "pending_funds", "consumed", "retrieveOrders"),
        ]
    )

    assert {(c.kind, c.after) for c in act.moved} == {
        ("order", "accepted"),
        ("source", "consumed"),
    }


def test_a_call_that_was_let_happen_tells_what_came_before_it():
    assert needed("order", "pending_payment", "createFulfillments") == "accepted"
    assert needed("order", "accepted", "createFulfillments") == ""
    assert needed("order", "blocked", "createFulfillments") == ""
    assert needed("customer", "enabled", "retrieveCustomers") == ""


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_move_of_an_actor_alone_is_told_by_acts_that_there_are(kind):
    """Whatever the tables let somebody do, is something that a story can say."""
    for move in LIFECYCLES[kind].moves:
        if "." not in move.trigger or move.before in (None, move.after):
            continue
        for act in acts_between([change(kind, move.before, move.after)]):
            actor, _, verb = act.trigger.partition(".")
            kinds = VERBS[actor, verb]
            assert act.of in ("", *kinds)
            if verb in ("completes", "fails", "expires"):
                assert act.of
