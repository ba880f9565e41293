"""A story that bends deliveries, played from both sides, and what lint finds by it."""

from __future__ import annotations

import pytest

from mockdr.base.diagnostics import Severity
from mockdr.engine.rehearsal import playable, rehearse
from tests.engine.test_selfplay import play, told

ORDER = "  - merchant: createOrders\n    then: {order: accepted}"
SENT = "  - merchant: createFulfillments\n  - merchant: retrieveOrders"


def bent(*lines, steps=ORDER, given=""):
    """Return a story with these deliveries."""
    listed = "".join(f"  - {{{line}}}\n" for line in lines)
    return told(steps, given=f"{given}delivery:\n{listed}")


def arrivals(story, **settings):
    """Return what its receiver was brought, and what it said; no prologue."""
    _, beats = play(story, **settings)
    assert [b.findings for b in beats if b.findings] == []
    return [(b.what, b.outcome) for b in beats if b.who == "webhook" and not b.prologue]


def found(story):
    """Return what rehearsal says, and where."""
    return [
        (d.code, d.place.line, d.message, d.help, d.severity) for d in rehearse(story)
    ]


# -- what is told ----------------------------------------------------------------------


def test_a_story_that_bends_nothing_has_no_receiver():
    """The webhooks of a merchant are the merchant's business."""
    tenant, beats = play(told(ORDER))

    assert {b.who for b in beats} == {"merchant", "customer"}
    assert list(tenant.store.newest("webhook")) == []


def test_a_story_whose_settings_bend_has_a_receiver_too():
    """Said in either place, it is told."""
    listed = '[{"event": "order.accepted", "kind": "duplicate"}]'
    given = f"given: {{settings: {{delivery: '{listed}'}}}}\n"

    assert arrivals(told(ORDER, given=given))[-2:] == [
        ("order.accepted", "200"),
        ("order.accepted", "200, copy 2"),
    ]


@pytest.mark.parametrize(
    ("line", "arrived"),
    [
        ("kind: duplicate", ["200", "200, copy 2"]),
        ("kind: late, by: 90m", ["200, late, after 90m"]),
        ("kind: drop", ["dropped"]),
        (
            "kind: stale, by: 1h",
            ["400: turned away, stale", "200, attempt 2, after 5m"],
        ),
        ("kind: tampered", ["400: turned away, tampered", "200, attempt 2, after 5m"]),
        ("kind: old_secret", ["400: turned away, foreign", "200, attempt 2, after 5m"]),
        (
            "kind: down",
            [
                "connection refused: the receiver is down on purpose",
                "200, attempt 2, after 5m",
            ],
        ),
    ],
)
def test_each_delivery_is_told_with_what_was_done_to_it(line, arrived):
    """The receiver of a rehearsal believes nothing that is not signed as it should."""
    story = bent(f"event: order.accepted, {line}")

    said = [outcome for what, outcome in arrivals(story) if what == "order.accepted"]
    assert said == arrived


def test_an_extra_event_is_told_where_it_comes():
    """Under its name, which no contract has."""
    story = bent("event: order.accepted, kind: unknown_type")

    assert arrivals(story)[-2:] == [
        ("order.accepted", "200"),
        ("order.mockdr_unheard_of", "200, unknown_type"),
    ]


def test_two_that_are_swapped_are_told_in_the_order_of_their_arrival():
    """The one that came too late says why."""
    story = bent("event: order.charge.capturable, kind: swap")

    assert arrivals(story)[-2:] == [
        ("order.accepted", "200"),
        ("order.charge.capturable", "200, swap"),
    ]


def test_the_deliveries_of_a_step_are_told_after_it():
    """What comes later stands at the end, when the story waits for it."""
    story = bent(
        "event: order.fulfilled, kind: late, by: 1h",
        steps="  - merchant: createFulfillments\n  - merchant: retrieveOrders",
    )
    _, beats = play(story)

    said = [b.what for b in beats if not b.prologue]
    assert said.index("fulfillment.created") < said.index("retrieveOrders")
    assert said[-1] == "order.fulfilled"


def test_a_receiver_by_the_real_clock_believes_what_is_signed_by_it():
    """The tenant's clock stands years away from it."""
    story = bent(
        "event: order.accepted, kind: duplicate",
        given="given: {settings: {signature_clock: real}}\n",
    )

    assert {outcome for _, outcome in arrivals(story)} == {"200", "200, copy 2"}


def test_a_receiver_shifts_no_id():
    """A story's things are the same, bent or not."""
    straight, _ = play(told(ORDER))
    bowed, _ = play(bent("event: order.accepted, kind: duplicate"))

    kinds = ("order", "checkout", "source", "charge")
    for kind in kinds:
        assert [*straight.store.newest(kind)] == [*bowed.store.newest(kind)]


# -- what lint finds -------------------------------------------------------------------


def test_bends_that_strike_are_no_matter_for_lint():
    """By type, by count, by chance."""
    assert found(bent("event: order.accepted, kind: swap", steps=SENT)) == []
    assert found(bent("event: any, kind: drop, every: 2")) == []
    assert found(bent("event: any, kind: drop, probability: 0.001")) == []


def test_an_event_that_the_story_never_emits_is_found():
    """At the word, with those that it does emit."""
    [(code, line, message, help, severity)] = found(
        bent("event: order.accepted, kind: drop", "event: order.blocked, kind: drop")
    )

    assert (code, line, severity) == ("MDR405", 5, Severity.WARNING)
    assert message == "the story emits no order.blocked"
    assert help.startswith("it emits ")
    assert help.endswith("order.accepted")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "event: order.accepted, kind: drop, every: 2",
            "the story emits order.accepted once: number 2 never comes",
        ),
        (
            "event: order.charge.capturable, kind: drop, every: 3",
            "the story emits order.charge.capturable 2 times: number 3 never comes",
        ),
    ],
)
def test_a_count_that_is_never_reached_is_found(line, message):
    """Two sources make two charges; no order is accepted twice."""
    steps = "  - merchant: createOrders" if "accepted" in line else TWO_CHARGES
    [finding] = found(bent(line, steps=steps))

    assert (finding[0], finding[2]) == ("MDR405", message)


TWO_CHARGES = """\
  - merchant: createCheckouts
  - merchant: createSources
    match: {body: {type: customerCredit, amount: 1}}
    as: credit
  - merchant: attachSourceToCheckout
    of: credit
  - customer: chooses
    source: {type: creditCard}
    as: card
  - merchant: attachSourceToCheckout
    of: card
  - merchant: createOrders
"""


HOOK = """\
given:
  webhooks:
    mine:
      address: https://shop.example/hooks
      types: [order.accepted, order.charge.capturable]
"""


def test_webhooks_of_the_story_make_no_more_of_its_events():
    """An event that two are told of happened once."""
    [finding] = found(bent("event: order.accepted, kind: drop, every: 2", given=HOOK))

    assert finding[2].startswith("the story emits order.accepted once")


def test_what_happened_before_the_story_is_none_of_its_events():
    """Given customers are made before anything is bent."""
    [finding] = found(
        bent(
            "event: customer.created, kind: drop",
            given="given: {customers: {ann: {email: ann@example.com}}}\n",
        )
    )

    assert finding[2] == "the story emits no customer.created"


def test_an_event_that_nothing_follows_cannot_be_swapped():
    """It would come alone, a minute late."""
    [finding] = found(bent("event: order.accepted, kind: swap"))

    assert (finding[0], finding[4]) == ("MDR406", Severity.WARNING)
    assert finding[2] == (
        "no event of the story follows order.accepted, so it is swapped with none"
    )


@pytest.mark.parametrize(
    ("line", "given", "code", "message"),
    [
        (
            "event: order.accepted, kind: duplicate, first: 99",
            "",
            "MDR405",
            "the story emits order.accepted once: there are no first 99",
        ),
        (
            "event: order.accepted, kind: down, attempts: 4",
            "",
            "MDR408",
            (
                "the plan of test mode ends after attempt 4, and the receiver is down "
                "up to attempt 4: the event is lost for good"
            ),
        ),
        (
            "event: order.accepted, kind: down",
            "given: {settings: {retries: none}}\n",
            "MDR408",
            (
                "the plan of test mode ends after attempt 1, and the receiver is down "
                "up to attempt 1: the event is lost for good"
            ),
        ),
        (
            "event: order.accepted, kind: stale, by: 5m",
            "",
            "MDR409",
            "it looks 5m old, and receivers commonly take what is up to 5m old",
        ),
    ],
)
def test_an_amount_that_does_not_do_what_it_seems_to_is_found(
    line, given, code, message
):
    """Of counts, attempts and ages."""
    [finding] = found(bent(line, given=given))

    assert (finding[0], finding[2], finding[4]) == (code, message, Severity.WARNING)


@pytest.mark.parametrize(
    "line",
    [
        "event: order.accepted, kind: duplicate, first: 1",
        "event: order.accepted, kind: down, attempts: 3",
        "event: order.accepted, kind: stale, by: 301s",
    ],
)
def test_an_amount_within_reach_is_fine(line):
    """The neighbours of what is found."""
    assert found(bent(line)) == []


def test_a_count_is_free_where_the_story_leaves_open_how_often_it_is_called():
    """A shop may order more often than a rehearsal does."""
    steps = f"{SENT}\n    times: 0..2"
    steps = f"  - merchant: createOrders\n{steps}"

    assert found(bent("event: order.accepted, kind: drop, first: 2", steps=steps)) == []


def test_a_story_with_warnings_can_be_played():
    """In a test the shop may do more than the story tells."""
    story = bent("event: order.blocked, kind: drop")

    assert playable(story) is story
