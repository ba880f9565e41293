"""Self-play: mockdr as everybody, and what it tells of each step."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from mockdr.engine.rehearsal import rehearse
from mockdr.engine.selfplay import SelfPlay, in_process
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.parse import parse

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def told(steps: str, *, given: str = ""):
    """Return the story of *steps*, each line of which is YAML of a list."""
    story, findings = parse(
        f"scenario: tale\nsummary: One.\n{given}steps:\n{steps}\n",
        "tale.yaml",
        vocabulary(),
    )
    assert story is not None, findings
    return story


def play(story, **settings):
    world = World(
        defaults=Settings(now=NOON, seed="s", **settings),
        library=Library((), vocabulary()),
    )
    tenant = world.tenant("play")
    return tenant, list(SelfPlay(tenant, story, in_process(world)).play())


def lines(beats):
    """Return who did what and how it turned out, the prologue left out."""
    return [(b.number, b.what, b.outcome) for b in beats if not b.prologue]


def errors(steps: str, *, given: str = ""):
    return [
        (d.code, d.place.line, d.message) for d in rehearse(told(steps, given=given))
    ]


CARD = "given: {source: {type: creditCard}}\n"
KLARNA = "given: {source: {type: klarnaCredit}}\n"

SHOP = """\
  - merchant: createCheckouts
  - customer: chooses
    source: {type: konbini, konbini: {storeId: 030}}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
  - customer: pays
    after: 48h
    then: {order: accepted}
"""


# -- what is told ------------------------


def test_every_step_is_told_with_its_number_and_outcome():
    tenant, beats = play(told(SHOP))

    assert lines(beats) == [
        (1, "createCheckouts", "201"),
        (2, "chooses", "konbini"),
        (3, "attachSourceToCheckout", "200"),
        (4, "createOrders", "201"),
        (5, "pays", "after 2d"),
    ]
    assert tenant.check() == []
    assert tenant.clock.now.day == 3


def test_states_and_events_are_those_of_the_step_also_when_the_next_follows_at_once():
    _, beats = play(
        told(
            """\
  - merchant: createOrders
    then: {order: in_review}
  - fraud: passes
    then: {order: accepted}
"""
        )
    )
    order, passes = (b for b in beats if not b.prologue)

    assert "order in_review" in order.states
    assert order.events == (
        "order.created",
        "order.charge.capturable",
        "order.review_opened",
    )
    assert passes.states == ("order accepted",)
    assert passes.events == ("order.review_closed", "order.accepted")


def test_a_call_is_played_its_least_number_of_times_and_once_if_that_is_none():
    _, beats = play(
        told(
            """\
  - merchant: createOrders
  - merchant: retrieveOrders
    times: 2..
  - merchant: updateOrders
    times: 0..1
"""
        )
    )

    assert [what for _, what, _ in lines(beats)] == [
        "createOrders",
        "retrieveOrders",
        "retrieveOrders",
        "updateOrders",
    ]


def test_calls_in_any_order_are_played_in_the_order_of_the_file():
    _, beats = play(
        told(
            """\
  - any_order:
      - merchant: createCustomers
      - merchant: createCheckouts
"""
        )
    )

    assert lines(beats) == [
        (1, "createCustomers", "201"),
        (1, "createCheckouts", "201"),
    ]


@pytest.mark.parametrize(
    ("step", "before"),
    [
        ("createCheckouts", []),
        ("createCustomers", []),
        ("listOrders", []),
        ("updateCheckouts", ["createCheckouts"]),
        ("createSources", ["createCheckouts"]),
        ("listPaymentMethods", ["createCheckouts"]),
        ("attachSourceToCheckout", ["createCheckouts", "chooses"]),
        ("createOrders", ["createCheckouts", "chooses", "attachSourceToCheckout"]),
        (
            "refreshOrders",
            ["createCheckouts", "chooses", "attachSourceToCheckout", "createOrders"],
        ),
    ],
)
def test_what_must_come_before_the_first_call_comes_before_the_story(step, before):
    _, beats = play(told(f"  - merchant: {step}"))

    assert [b.what for b in beats if b.prologue] == before
    assert [b.what for b in beats if not b.prologue] == [step]
    assert not any(b.findings for b in beats)


def test_the_source_of_given_is_chosen_before_the_story():
    _, beats = play(
        told(
            """\
  - merchant: createOrders
    then: {session: pending_redirect}
""",
            given=KLARNA,
        )
    )

    assert [b.outcome for b in beats if b.what == "chooses"] == ["klarnaCredit"]
    assert not any(b.findings for b in beats)


def test_what_comes_before_a_strict_story_is_free_too():
    _, beats = play(
        told("  - merchant: createOrders", given="given: {settings: {mode: strict}}\n")
    )

    assert not any(b.findings for b in beats)
    assert lines(beats) == [(1, "createOrders", "201")]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("{kind: reset}", "answer lost: the connection was reset"),
        ("{kind: empty}", "answer lost: the connection was closed without a byte"),
        ("{kind: hang}", "answer lost: nothing came"),
        ("{kind: truncate}", "answer lost: it ended in the middle"),
        ("{kind: garbage}", "answer lost: it was no JSON"),
        ("{kind: delay, for: 1h}", "201 after 1h"),
        ("{kind: status, status: 502}", "502"),
        ("{kind: alter, body: {id: x}}", "201"),
    ],
)
def test_a_fault_is_survived_and_told_as_it_is_seen(fault, outcome):
    _, beats = play(
        told(
            f"""\
  - merchant: createCheckouts
    fault: {fault}
  - merchant: listCheckouts
"""
        )
    )

    assert lines(beats) == [
        (1, "createCheckouts", f"{outcome} (the scenario's fault)"),
        (2, "listCheckouts", "200"),
    ]
    assert not any(b.findings for b in beats)


def test_an_error_is_told_by_its_code():
    _, beats = play(
        told(
            """\
  - merchant: createCheckouts
  - merchant: createOrders
    then: {error: order_submit_failed}
"""
        )
    )

    assert lines(beats)[-1] == (2, "createOrders", "400 order_submit_failed")


def test_two_plays_of_one_seed_are_the_same():
    assert play(told(SHOP))[1] == play(told(SHOP))[1]


def test_the_clock_goes_to_the_date_on_which_the_contract_lets_a_source_expire():
    tenant, beats = play(
        told(
            """\
  - merchant: createOrders
    then: {order: pending_payment}
  - provider: expires
    of: source
    then: {order: cancelled}
""",
            given="given: {source: {type: wireTransfer}}\n",
        )
    )

    assert not any(b.findings for b in beats)
    assert tenant.clock.now > NOON
    assert tenant.check() == []


@pytest.mark.parametrize(
    ("after", "said"),
    [("90m", "90m"), ("120m", "2h"), ("1500ms", "1500ms"), ("1s", "1s")],
)
def test_durations_are_told_as_the_language_spells_them(after, said):
    _, beats = play(
        told(
            f"""\
  - merchant: createOrders
    then: {{order: in_review}}
  - fraud: passes
    after: {after}
"""
        )
    )

    assert lines(beats)[-1] == (2, "passes", f"after {said}")


# -- what does not hold ------------------------


def test_a_story_that_holds_has_no_findings():
    assert errors(SHOP) == []


def test_what_no_move_allows_is_refused_with_what_is_possible():
    [finding] = rehearse(
        told(
            """\
  - merchant: createOrders
    then: {session: pending_funds}
"""
        )
    )

    assert finding.code == "MDR201"
    assert finding.message.startswith(
        "createOrders cannot lead to session pending_funds"
    )
    assert "- session: complete\n" in finding.help
    assert (finding.place.line, finding.place.column) == (5, 21)


MESSAGE = "createCheckouts: events should be 'checkout.updated', is 'checkout.created'"


def test_a_claim_that_turns_out_otherwise_is_told_where_it_stands():
    assert errors(
        """\
  - merchant: createCheckouts
    then: {events: [checkout.updated]}
"""
    ) == [
        (
            "MDR211",
            5,
            MESSAGE,
        )
    ]


def test_it_ends_at_the_first_step_that_does_not_hold():
    _, beats = play(
        told(
            """\
  - merchant: createCheckouts
    then: {events: []}
  - merchant: listCheckouts
"""
        )
    )

    assert [what for _, what, _ in lines(beats)] == ["createCheckouts"]


def test_an_act_that_nothing_can_take_stops_the_story_there():
    [finding] = rehearse(told("  - merchant: createOrders\n  - customer: pays"))

    assert finding.code == "MDR210"
    assert finding.place.line == 5
    assert finding.message == "customer.pays: no source can take customer pays now"
    assert "is 'consumed'" in finding.help


def test_an_act_that_has_become_impossible_is_told_at_its_own_line():
    [finding] = rehearse(
        told(
            """\
  - merchant: createOrders
  - customer: pays
    after: 2h
"""
        )
    )

    assert (finding.code, finding.place.line) == ("MDR210", 5)
    assert finding.message.endswith("no source can take customer pays now")


def test_an_act_at_once_that_is_impossible_is_told_at_its_own_line():
    [finding] = rehearse(
        told("  - merchant: createOrders\n  - fraud: passes", given=CARD)
    )

    assert (finding.code, finding.place.line) == ("MDR210", 6)


def test_a_call_that_an_earlier_one_takes_is_told():
    [(code, line, message)] = errors(
        """\
  - merchant: createOrders
  - merchant: retrieveOrders
    times: 1..
  - merchant: retrieveOrders
"""
    )

    assert (code, line) == ("MDR210", 7)
    assert message.startswith("the request did not play retrieveOrders")


def test_a_call_that_names_what_no_step_has_shown_says_so():
    [(_, _, message)] = errors(
        "  - merchant: listPaymentMethods\n"
        "    match: {query: {currency: USD}}\n"
        "  - merchant: createPaymentSources"
    )

    assert message == (
        "the request did not play createPaymentSources: it names nothing that an "
        "earlier step has made or named"
    )


def test_a_request_that_cannot_be_made_is_told():
    [(code, line, message)] = errors(
        """\
  - merchant: createCheckouts
  - merchant: retrieveOrders
"""
    )

    assert (code, line) == ("MDR210", 5)
    assert "there is no order that retrieveOrders could name" in message


def test_a_match_that_self_play_cannot_meet_is_told_with_the_field():
    [(code, line, message)] = errors(
        """\
  - merchant: createCustomers
  - merchant: createCheckouts
    match:
      body_schema: {required: [upstreamId]}
"""
    )

    assert (code, line) == ("MDR210", 5)
    assert message.startswith("the request did not play createCheckouts: body")


def test_a_given_thing_that_the_contract_refuses_is_told():
    [(code, _, message)] = errors(
        "  - merchant: createCheckouts",
        given="given: {customers: {ann: {sources: {k: {type: konbini}}}}}\n",
    )

    assert code == "MDR210"
    assert "given 'ann' is refused" in message


def test_a_source_that_cannot_be_chosen_before_the_story_is_told():
    [(code, _, message)] = errors(
        "  - merchant: createOrders",
        given="given: {source: {type: creditCard, "
        "creditCard: {expirationYear: 1999, expirationMonth: 1}}}\n",
    )

    assert code == "MDR210"
    assert message.startswith("customer chooses before the story: ")


def test_an_answer_that_is_no_json_is_a_text():
    _, beats = play(
        told(
            """\
  - merchant: createCheckouts
    fault: {kind: status, status: 503, body: gone}
"""
        )
    )

    assert lines(beats) == [(1, "createCheckouts", "503 (the scenario's fault)")]


def test_a_refusal_before_the_story_is_told():
    [(code, _, message)] = errors(
        "  - merchant: createOrders",
        given="given: {source: {type: creditCard, "
        "creditCard: {number: 4000000000003295}}}\n",
    )

    assert code == "MDR210"
    assert message == (
        "attachSourceToCheckout before the story is refused: "
        "409 source_status_invalid_for_session"
    )


def test_of_two_open_checkouts_that_one_is_meant_which_the_step_names():
    """By itself, by its session, by a source that was chosen for it, or is on it."""
    steps = """\
  - {merchant: createCheckouts, as: one}
  - {merchant: createCheckouts, as: two}
  - {customer: chooses, of: one, source: {type: creditCard}, as: c1}
  - {merchant: attachSourceToCheckout, of: c1}
  - {merchant: detachSourceToCheckout, of: c1}
  - {merchant: createPaymentSources, of: session.1, as: c2}
  - {merchant: listPaymentMethods, of: session.1}
  - {merchant: attachSourceToCheckout, of: c2}
  - {merchant: createOrders, of: one, then: {order: accepted}}
  - {customer: chooses, of: two, source: {type: creditCard}, as: c3}
  - {merchant: attachSourceToCheckout, of: c3}
  - {merchant: createOrders, of: two, then: {order: accepted}}
"""

    tenant, _ = play(told(steps))

    assert errors(steps) == []
    asked = [e for e in tenant.journal.entries() if e.operation == "listPaymentMethods"]
    first = [*tenant.store.newest("session")][-1]
    assert [e.query for e in asked] == [(("sessionId", first),)]
