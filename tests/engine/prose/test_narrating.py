"""Prose: a story is told as people read it, with nothing left out and nothing raw."""

from __future__ import annotations

import pytest

from mockdr.engine.prose import as_markdown, as_text, narrate
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import stories_from_text


def told(text: str, which: int = 0):
    stories = stories_from_text(text, "told.yaml", vocabulary())
    return narrate(tell(stories[which]), variants=stories)


def steps(text: str) -> list[str]:
    return [step.text for step in told(text).steps]


HEAD = "scenario: told\nsummary: It is told.\nsteps:\n"


def test_who_does_what_and_how_it_turns_out():
    assert steps(
        HEAD
        + """\
  - merchant: createCheckouts
  - customer: chooses
    source: {type: konbini}
  - merchant: attachSourceToCheckout
    then: {session: requires_confirmation}
  - merchant: createOrders
    then: {order: pending_payment, next_action: show_payment_instructions}
  - customer: pays
    after: 48h
    then:
      order: accepted
      events: [source.chargeable, order.charge.capturable, order.accepted]
"""
    ) == [
        (
            "The shop creates a checkout (createCheckouts). The payment session wants "
            "a source."
        ),
        "The shopper chooses to pay by Konbini.",
        (
            "The shop attaches a source to the checkout (attachSourceToCheckout). The "
            "payment session is ready for the order."
        ),
        (
            "The shop creates an order (createOrders). The order waits for its "
            "payment. The shopper is to be shown how to pay."
        ),
        (
            "Two days later, the shopper pays. The order is accepted. Webhooks tell "
            "source.chargeable, order.charge.capturable and order.accepted."
        ),
    ]


def test_a_refusal_is_told_with_its_number_and_its_words():
    assert (
        "It is refused: 409 failed-request, “Failed to charge source”."
        in (
            steps(
                HEAD + "  - merchant: createOrders\n    then: {error: failed-request}\n"
            )[0]
        )
    )


@pytest.mark.parametrize(
    "story",
    [
        """\
  - merchant: createOrders
    then: {error: failed-request, reason: do_not_honor}
""",
        """\
  - any_order:
      - merchant: createOrders
        then: {error: failed-request, reason: do_not_honor}
      - merchant: listSkus
""",
    ],
)
def test_a_refusal_for_a_reason_is_told_as_the_shop_sees_it(story):
    narrated = told(HEAD + story)
    words = " ".join([narrated.steps[0].text, *narrated.steps[0].inner])

    assert "It is refused: 409 do_not_honor, “Failed to charge source”." in words
    assert "The reason is do_not_honor; the answer tells it in place of" in words


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("2", ", twice."),
        ("0..1", ", at most once."),
        ("1..", ", once or more often."),
        ("0..", ", or not, as it likes."),
        ("2..4", ", twice to four times."),
    ],
)
def test_how_often_a_call_is_made(times, said):
    found = steps(
        HEAD + "  - merchant: createOrders\n"
        f"  - merchant: retrieveOrders\n    times: {times}\n"
    )

    assert f"(retrieveOrders){said}" in found[1]


def test_a_name_that_the_story_gives_is_quoted():
    found = steps(
        HEAD
        + """\
  - merchant: createCheckouts
    as: second-try
  - merchant: deleteCheckouts
    of: second-try
"""
    )

    assert "the story calls it “second-try”" in found[0]
    assert "for “second-try”" in found[1]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("{kind: reset}", "The connection is reset. The provider has done nothing."),
        (
            "{kind: hang, work: done, for: 3s}",
            (
                "No answer ever comes, for three seconds. The provider has done the "
                "work all the same."
            ),
        ),
        ("{kind: delay, for: 500ms}", "The true answer comes late, after 500 millis"),
        (
            "{kind: status, status: 502}",
            "The answer is 502, which no contract promises.",
        ),
    ],
)
def test_a_fault_says_what_the_shop_sees_and_what_was_done(fault, said):
    found = steps(HEAD + f"  - merchant: createOrders\n    fault: {fault}\n")

    assert said in found[0]


def test_what_strikes_at_any_time_and_what_goes_astray_comes_last():
    prose = told(
        """\
scenario: told
summary: It is told.
steps:
  - merchant: createOrders
rules:
  - merchant: createOrders
    first: 1
    then: {error: too_many_requests}
delivery:
  - event: order.accepted
    kind: late
    by: 2h
"""
    )

    assert prose.closing[0].startswith(
        "At any time: The first call of createOrders is struck: the answer is 429 "
        "too_many_requests"
    )
    assert prose.closing[1] == (
        "On their way: Every webhook order.accepted comes two hours late."
    )
    assert prose.closing[2].startswith("In the end, the payment session is complete")


def test_what_is_in_any_order_is_a_list_of_its_own():
    prose = told(
        HEAD
        + """\
  - any_order:
      - merchant: createCheckouts
      - merchant: createCustomers
"""
    )

    assert prose.steps[0].text == "In any order:"
    assert len(prose.steps[0].inner) == 2
    assert "     - The shop creates a customer (createCustomers)." in as_text(prose)


def test_a_matrix_is_told_for_one_combination_and_names_all():
    prose = told(
        """\
scenario: told
summary: It is told.
matrix: {method: [konbini, wireTransfer]}
given:
  source: {type: <method>}
steps:
  - merchant: createOrders
""",
        which=1,
    )

    assert prose.title == "told[method=wireTransfer]"
    assert prose.opening[0] == (
        "This story is played 2 times, with method konbini and wireTransfer. It is "
        "told here with method wireTransfer."
    )


def test_what_does_not_hold_is_said_in_place_of_an_end():
    prose = told(
        HEAD + "  - merchant: createOrders\n    then: {order: in_review}\n"
        "  - merchant: deleteCheckouts\n    then: {checkout: deleted}\n"
    )

    assert prose.closing[-1].startswith("The story does not hold: ")


def test_markdown_is_a_section_with_a_numbered_list():
    lines = as_markdown(told(HEAD + "  - merchant: createCheckouts\n")).splitlines()

    assert lines[:3] == ["## told", "", "It is told."]
    assert lines[4].startswith("1. The shop creates a checkout")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("first: 1", "The first call of createOrders is struck:"),
        ("first: 2", "Each of the first two calls of createOrders is struck:"),
        ("every: 5", "Every fifth call of createOrders is struck:"),
        ("every: 1", "Every call of createOrders is struck:"),
        (
            "probability: 0.25",
            "Every call of createOrders, with a chance of 25%, is struck:",
        ),
        (
            "match: {body: {currency: null, metadata: {a: b}}}\n    first: 1",
            (
                "The first call of createOrders, with currency left out and metadata "
                "as the story says, is struck:"
            ),
        ),
    ],
)
def test_whom_a_rule_strikes(when, said):
    prose = told(
        HEAD
        + f"""\
  - merchant: createOrders
rules:
  - merchant: createOrders
    {when}
    fault: {{kind: reset}}
"""
    )

    assert prose.closing[0].startswith(f"At any time: {said} The connection is reset.")


def test_what_a_request_says_is_told_with_its_references():
    found = steps(
        """\
scenario: told
summary: It is told.
given:
  customers: {ann: {email: ann@example.com}}
steps:
  - merchant: createCheckouts
    match:
      body: {customerId: <ann.id>, items: [{skuId: book}]}
      headers: {digitalriver-version: 2021-03-23}
  - merchant: listOrders
    match: {query: {limit: 5}}
"""
    )

    assert (
        "with customerId the id of “ann”, items as the story says and the" in found[0]
    )
    assert "with limit 5 in its query." in found[1]


def test_given_customers_are_told_with_the_sources_that_they_have_saved():
    text = """\
scenario: told
summary: It is told.
given:
  customers:
    ann:
      email: ann@example.com
      sources:
        anns-card: {type: creditCard}
    bob: {email: bob@example.com}
steps:
  - merchant: retrieveCustomers
    of: ann
  - merchant: retrieveCustomers
    of: bob
"""
    assert "“ann” (who has saved “anns-card”) and “bob”." in as_text(told(text))
