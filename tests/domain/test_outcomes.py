"""The joint table keeps to every lifecycle, and choosing keeps to its order."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr import contract
from mockdr.domain import LIFECYCLES, OUTCOMES, PRECONDITIONS, choose, follows, possible
from mockdr.domain.lifecycle import Evidence
from mockdr.domain.order_checks import burns
from mockdr.domain.outcomes import TRIGGERS
from mockdr.domain.source import INITIAL, MAKERS

pytestmark = pytest.mark.whole

laws = settings(max_examples=100, deadline=None)

READY = {
    "checkout": "open",
    "session": "requires_confirmation",
    "source": "chargeable",
    "order": None,
    "charge": None,
    "fraud": None,
}
NEXT_ACTIONS = ("redirect", "show_payment_instructions", "sca_required", "none")
ids = [f"{o.trigger}: {o.name}" for o in OUTCOMES]


def all_results():
    """Every result that a test value can have."""
    cards = {card.result for card in contract.test_cards().values()}
    names = contract.test_last_names().values()
    return cards | {result for of in names for result in of.values()}


each = pytest.mark.parametrize("outcome", OUTCOMES, ids=ids)


def test_names_are_unique_within_a_trigger():
    assert len(set(ids)) == len(ids)


@each
def test_an_outcome_moves_things_as_their_lifecycles_allow(outcome):
    for kind, after in outcome.then.items():
        table = LIFECYCLES[kind]
        before = (
            [outcome.situation[kind]]
            if kind in outcome.situation
            else [None, *table.states]
        )
        assert any(table.allows(b, outcome.trigger, after) for b in before), kind


@each
def test_an_outcome_speaks_in_states_that_exist(outcome):
    for kind, state in outcome.situation.items():
        assert state is None or state in LIFECYCLES[kind].states
    assert outcome.next_action in (None, *NEXT_ACTIONS)
    assert outcome.flow in (None, *INITIAL)
    assert outcome.page.endswith(".md")


@each
def test_an_outcome_emits_events_that_exist(outcome):
    assert set(outcome.events) <= set(contract.event_types())


@each
def test_an_outcome_answers_with_an_error_that_its_operation_has(outcome):
    if outcome.error is None:
        assert not outcome.burns
        assert not outcome.fact
        return
    # Of all refusals, one alone is told to webhooks too.
    reauthorized = outcome.error == "payment_authorization_failed"
    told = ("order.charge.reauth.failed",) if reauthorized else ()
    assert outcome.events == told
    entry = contract.errors()[outcome.error]
    if outcome.trigger != "createSources":
        # The catalogue tells unknown_error of the public twin only.
        assert outcome.trigger in entry.operations
    if outcome.burns:
        assert entry.status == 409


@each
def test_a_trigger_is_an_operation_or_an_act(outcome):
    actor, dot, _ = outcome.trigger.partition(".")
    if dot:
        assert actor in {"customer", "provider", "fraud"}
    else:
        assert outcome.trigger in contract.operations()


@each
def test_what_burns_ends_the_session_and_the_checkout(outcome):
    dead = {"session": "failed", "checkout": "burnt"}
    if outcome.trigger == "createOrders":
        burnt = {k: outcome.then.get(k) for k in dead} == dead
        assert outcome.burns is burnt
        assert outcome.error is None or burns(outcome.error) is outcome.burns


@each
def test_test_results_are_those_of_the_test_values(outcome):
    known = {card.result for card in contract.test_cards().values()} | {
        result
        for names in contract.test_last_names().values()
        for result in names.values()
    }

    assert outcome.test_result <= known


def test_every_test_result_of_sources_and_charges_chooses_something():
    chosen = {result for o in OUTCOMES for result in o.test_result}
    mine = {r for r in all_results() if r.startswith(("source_", "charge_", "sca"))}

    assert mine <= chosen


def test_every_refusal_of_the_checks_is_an_outcome():
    refusals = {o.error for o in TRIGGERS["createOrders"] if o.error}

    assert refusals == {p.key for p in PRECONDITIONS}


def test_the_burnt_409s_are_all_but_two():
    spared = {
        p.key
        for p in PRECONDITIONS
        if contract.errors()[p.key].status == 409 and not p.burns
    }

    assert {contract.errors()[key].code for key in spared} == {
        "additional_payment_action_required",
        "additional_information_required",
    }


# --- what is possible -------------------------------------------------------------


def names(trigger, situation, **more):
    return [o.name for o in possible(trigger, situation, **more) if not o.fact]


def test_the_first_is_what_happens_when_nobody_says_otherwise():
    expected = {
        "chargeable": "accepted",
        "pending_redirect": "waits for a redirect",
        "pending_funds": "waits for funds",
        None: "accepted, nothing to pay",
    }
    for source, name in expected.items():
        assert names("createOrders", READY | {"source": source})[0] == name


def test_a_session_that_is_not_ready_makes_no_order():
    for state in LIFECYCLES["session"].states:
        if state != "requires_confirmation":
            found = possible("createOrders", READY | {"session": state})
            assert all(o.error is not None for o in found), state
            assert all(not o.then for o in found), state


def test_an_unknown_kind_excludes_nothing():
    assert set(possible("createOrders", {})) == set(TRIGGERS["createOrders"])


def test_an_unknown_trigger_can_do_nothing():
    assert possible("retrieveOrders", READY) == ()


@pytest.mark.parametrize("trigger", MAKERS)
@pytest.mark.parametrize(("flow", "state"), INITIAL.items())
def test_a_source_begins_as_its_flow_says(trigger, flow, state):
    first = possible(trigger, {"source": None}, flow=flow)[0]

    assert first.then == {"source": state}
    assert "source.created" in first.events


def test_approval_moves_the_source_alone_until_the_merchant_asks():
    waiting = {
        "source": "pending_redirect",
        "session": "pending_redirect",
        "order": "pending_payment",
        "fraud": None,
    }
    first = possible("customer.approves", waiting)[0]

    assert dict(first.then) == {"source": "chargeable"}
    assert first.events == ("source.chargeable",)


@pytest.mark.parametrize(
    "trigger", ["customer.pays", "provider.fails", "provider.expires"]
)
@pytest.mark.parametrize(
    "session",
    ["requires_source", "requires_confirmation", "failed", "cancelled", None],
)
def test_before_an_order_funds_and_failures_concern_the_source(trigger, session):
    situation = {"source": "pending_funds", "session": session, "order": None}
    found = [o for o in possible(trigger, situation) if "source" in o.situation]

    assert found
    for outcome in found:
        assert set(outcome.then) <= {"source", "session"}
        assert "order.cancelled" not in outcome.events


def test_the_review_of_a_free_order_has_no_charge_to_cancel():
    free = {"order": "in_review", "fraud": "review_opened", "charge": None}

    assert names("fraud.blocks", free) == ["blocked, nothing to give back"]


# --- whole flows ------------------------------------------------------------------


def walk(situation, *steps):
    """Walk by default or by claims; return the situation and the events."""
    events: list[str] = []
    for trigger, claims in steps:
        chosen = choose(possible(trigger, situation), claims=claims)
        assert chosen is not None, (trigger, situation)
        situation = {**situation, **chosen.then}
        events += chosen.events
    return situation, events


def test_standard():
    after, events = walk(READY, ("createOrders", {}))

    assert after["order"] == "accepted"
    assert after["session"] == "complete"
    assert after["source"] == "consumed"
    assert events == ["order.created", "order.charge.capturable", "order.accepted"]


def test_submit_then_redirect():
    after, events = walk(
        READY | {"source": "pending_redirect"},
        ("createOrders", {}),
        ("customer.cancels", {}),
        ("refreshOrders", {}),
        ("customer.approves", {}),
        ("refreshOrders", {}),
        ("refreshOrders", {}),
    )

    assert (after["order"], after["session"]) == ("accepted", "complete")
    assert (after["source"], after["charge"]) == ("consumed", "capturable")
    assert events == [
        "order.created",
        "order.pending_payment",
        "source.chargeable",
        "order.charge.capturable",
        "order.accepted",
    ]


def test_redirect_then_submit():
    after, events = walk(
        READY | {"source": "pending_redirect"},
        ("customer.approves", {}),
        ("createOrders", {}),
    )

    assert after["order"] == "accepted"
    assert events[0] == "source.chargeable"


def test_receiver():
    after, events = walk(
        READY | {"source": "pending_funds"}, ("createOrders", {}), ("customer.pays", {})
    )

    assert (after["order"], after["session"]) == ("accepted", "complete")
    assert events == [
        "order.created",
        "order.pending_payment",
        "source.chargeable",
        "order.charge.capturable",
        "order.accepted",
    ]


def test_receiver_that_nobody_pays():
    after, events = walk(
        READY | {"source": "pending_funds"},
        ("createOrders", {}),
        ("provider.expires", {}),
    )

    assert (after["order"], after["session"]) == ("cancelled", "failed")
    assert (after["source"], after["fraud"]) == ("failed", "passed")
    assert after["item"] == "cancelled"
    assert after["charge"] is None
    assert events == ["order.created", "order.pending_payment", "order.cancelled"]


def test_redirect_whose_funds_take_their_time():
    after, _ = walk(
        READY | {"source": "pending_redirect"},
        ("createOrders", {}),
        ("customer.approves", {"source": "pending_funds"}),
        ("refreshOrders", {"session": "pending_funds"}),
        ("customer.pays", {}),
    )

    assert (after["order"], after["session"]) == ("accepted", "complete")


@pytest.mark.parametrize(
    ("trigger", "order", "session", "last"),
    [
        ("provider.completes", "accepted", "complete", "order.accepted"),
        ("provider.fails", "cancelled", "failed", "order.cancelled"),
    ],
)
def test_a_charge_that_is_decided_later(trigger, order, session, last):
    after, events = walk(READY, ("createOrders", {"charge": "pending"}), (trigger, {}))

    assert (after["order"], after["session"]) == (order, session)
    assert events[:3] == [
        "order.created",
        "order.charge.pending",
        "order.pending_payment",
    ]
    assert events[-1] == last


@pytest.mark.parametrize(
    ("trigger", "order", "fraud"),
    [("fraud.passes", "accepted", "passed"), ("fraud.blocks", "blocked", "blocked")],
)
def test_a_review(trigger, order, fraud):
    after, _ = walk(READY, ("createOrders", {"order": "in_review"}), (trigger, {}))

    assert (after["order"], after["fraud"]) == (order, fraud)
    assert after["session"] == "complete"


@pytest.mark.parametrize(
    ("trigger", "session", "checkout"),
    [
        ("customer.authenticates", "requires_confirmation", "open"),
        ("customer.fails_authentication", "failed", "burnt"),
    ],
)
def test_authentication_at_the_order(trigger, session, checkout):
    after, _ = walk(
        READY, ("createOrders", {"next_action": "sca_required"}), (trigger, {})
    )

    assert (after["session"], after["checkout"]) == (session, checkout)
    if checkout == "open":
        assert walk(after, ("createOrders", {}))[0]["order"] == "accepted"


# --- choosing ---------------------------------------------------------------------


def test_a_named_error_decides():
    rows = possible("createOrders", READY)

    for key in ("failed-request", "source_in_use", "invalid_shipping_choice"):
        chosen = choose(rows, claims={}, error_key=key)
        assert chosen is not None
        assert chosen.error == key


def test_a_named_error_decides_against_its_claims_too():
    chosen = choose(
        possible("createOrders", READY),
        claims={"session": "complete"},
        error_key="failed-request",
    )

    assert chosen is not None
    assert chosen.then["session"] == "failed"


def test_an_error_without_a_row_moves_nothing():
    rows = possible("createOrders", READY)

    assert choose(rows, claims={}, error_key="too_many_requests") is None


def test_what_a_story_claims_beats_a_test_value():
    rows = possible("createOrders", READY)
    free = choose(rows, claims={}, test_result="charge_failed")
    claimed = choose(rows, claims={"order": "accepted"}, test_result="charge_failed")

    assert free is not None
    assert free.error == "failed-request"
    assert claimed is not None
    assert claimed.name == "accepted"


def test_a_failed_session_alone_means_a_decline():
    chosen = choose(possible("createOrders", READY), claims={"session": "failed"})

    assert chosen is not None
    assert chosen.error == "failed-request"


def test_a_refusal_by_facts_is_never_chosen_by_a_state():
    rows = possible("createOrders", READY)

    assert choose(rows, claims={"session": "requires_confirmation"}) is None


def test_a_reusable_source_may_stay_chargeable():
    rows = possible("createOrders", READY)
    chosen = choose(rows, claims={"source": "chargeable", "order": "accepted"})

    assert chosen is not None
    assert chosen.spends


states = st.dictionaries(
    st.sampled_from(["order", "session", "source", "charge", "fraud"]),
    st.sampled_from(
        sorted(
            {s for k in ("order", "session", "charge") for s in LIFECYCLES[k].states}
        )
    ),
    max_size=2,
)
results = st.none() | st.sampled_from(
    sorted({r for o in OUTCOMES for r in o.test_result})
)
situations = st.fixed_dictionaries(
    {},
    optional={
        kind: st.none() | st.sampled_from(LIFECYCLES[kind].states)
        for kind in ("order", "session", "source", "charge", "fraud")
    },
)


@laws
@given(st.sampled_from(sorted(TRIGGERS)), situations, states, results)
def test_what_is_chosen_was_possible_and_agrees(trigger, situation, claims, result):
    rows = possible(trigger, situation)
    chosen = choose(rows, claims=claims, test_result=result)
    agreeing = [o for o in rows if not o.fact and o.agrees(claims)]

    if chosen is None:
        assert not agreeing
    else:
        assert chosen in agreeing


@laws
@given(st.sampled_from(sorted(TRIGGERS)), situations, results)
def test_without_claims_an_error_comes_from_a_test_value_alone(
    trigger, situation, result
):
    rows = possible(trigger, situation)
    chosen = choose(rows, claims={}, test_result=result)

    if chosen is not None and chosen.error is not None:
        assert result in chosen.test_result or all(
            o.error is not None for o in rows if not o.fact
        )


@laws
@given(st.sampled_from(sorted(TRIGGERS)), situations)
def test_knowing_more_never_makes_more_possible(trigger, situation):
    known = possible(trigger, situation)
    for kind in situation:
        less = {k: v for k, v in situation.items() if k != kind}
        assert set(known) <= set(possible(trigger, less))


# --- what follows by itself -------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "result", "trigger"),
    [
        ("charge", "pending", None, "provider.completes"),
        ("charge", "pending", "success", "provider.completes"),
        ("charge", "pending", "charge_pending", None),
        ("charge", "pending", "charge_failed_after_pending", "provider.fails"),
        ("charge", "capturable", None, None),
        ("source", "pending_funds", None, None),
        ("source", "pending_funds", "source_failed_delayed", "provider.fails"),
        ("source", "pending_redirect", "source_failed_after_redirect", None),
        ("order", "in_review", None, None),
    ],
)
def test_what_follows_by_itself(kind, state, result, trigger):
    assert follows(kind, state, result) == trigger


def test_what_follows_is_always_possible():
    for kind, table in LIFECYCLES.items():
        for state, result in itertools.product(
            table.states, {None, *(r for o in OUTCOMES for r in o.test_result)}
        ):
            trigger = follows(kind, state, result)
            assert trigger is None or table.outcomes(state, trigger)


def test_nobody_documents_what_only_we_infer():
    """The moves that a sheet merely recommends are marked so."""
    inferred = {
        o.name for o in TRIGGERS["refreshOrders"] if o.evidence is Evidence.INFERRED
    }

    assert {"charge fails", "blocked"} <= inferred
