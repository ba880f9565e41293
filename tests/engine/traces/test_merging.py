"""Several recordings of one flow: a matrix, or a story for each ending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockdr.engine.traces.authoring import author
from mockdr.engine.traces.draft import Draft, Step, write
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.merging import merge, slug
from mockdr.engine.traces.sifting import sift
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import stories_from_text
from mockdr.scenario.story import ActStep
from tests.engine.traces.hars.make import FOLDER


def authored(*names):
    return author(
        [sift(read_har((FOLDER / f"{n}.har").read_bytes(), f"{n}.har")) for n in names],
        "checkout",
    )


def draft(method="creditCard", order="accepted", **more):
    steps = (
        Step(who="merchant", what="createCheckouts"),
        Step(who="customer", what="chooses", source={"type": method}),
        Step(who="merchant", what="attachSourceToCheckout"),
        Step(who="merchant", what="createOrders", then={"order": order}),
    )
    return Draft(name="x", summary="It is said.", steps=steps, **more)


def test_endings_are_stories_of_their_own_and_it_is_said_where_they_part():
    told = authored("card-accepted", "card-declined")

    assert [story.name for story in told.stories] == [
        "checkout-accepted",
        "checkout-failed-request",
    ]
    first, second = (s.text.splitlines()[1] for s in told.stories)
    assert first == "summary: A shopper chooses creditCard; the order ends accepted."
    assert second == (
        "summary: A shopper chooses creditCard; the shop is refused with "
        "failed-request, then the order ends accepted."
    )
    [note] = told.notes
    assert note == (
        "card-accepted.har and card-declined.har part at step 4: "
        "card-accepted.har: createOrders (call 3): accepted | "
        "card-declined.har: createOrders (call 3): failed-request"
    )


def test_recordings_of_the_same_are_one_story():
    told = authored("card-accepted", "card-accepted")

    assert [story.name for story in told.stories] == ["checkout"]
    assert told.notes == (
        "card-accepted.har and card-accepted.har tell the same story",
    )


def test_what_differs_in_a_word_is_a_matrix():
    drafts = [("a.har", draft("creditCard")), ("b.har", draft("applePay"))]
    [merged], notes = merge(drafts, "wallets")

    text = write(merged.draft)
    assert "matrix: {method: [creditCard, applePay]}\n" in text
    assert "source: {type: <method>}" in text
    [note] = notes
    assert note == (
        "they differ in nothing but method: creditCard | applePay, "
        "so one matrix tells them"
    )
    assert merged.files == ("a.har", "b.har")
    stories = stories_from_text(text, "wallets.yaml", vocabulary())
    types = [
        step.source["type"]
        for story in stories
        for step in story.steps
        if isinstance(step, ActStep)
    ]
    assert types == ["creditCard", "applePay"]


def test_a_state_that_differs_is_the_ending():
    [merged], _ = merge(
        [("a", draft(order="accepted")), ("b", draft(order="in_review"))], "review"
    )

    assert "matrix: {ending: [accepted, in_review]}" in write(merged.draft)
    assert "then: {order: <ending>}" in write(merged.draft)


def test_every_combination_makes_a_matrix_of_two_names():
    told = [
        (f"{method}-{order}", draft(method, order))
        for method in ("creditCard", "applePay")
        for order in ("accepted", "in_review")
    ]
    [merged], _ = merge(told, "all")

    assert dict(merged.draft.matrix) == {
        "method": ("creditCard", "applePay"),
        "ending": ("accepted", "in_review"),
    }


def test_some_combinations_make_no_matrix():
    """A matrix would tell of two that nobody has seen."""
    told = [
        ("a", draft("creditCard", "accepted")),
        ("b", draft("applePay", "in_review")),
    ]
    merged, notes = merge(told, "some")

    assert [m.draft.name for m in merged] == ["some-creditcard", "some-applepay"]
    assert notes == (
        "a and b part at step 2: a: chooses: creditCard | b: chooses: applePay",
    )


def test_a_story_that_ends_sooner_says_so():
    long = draft()
    short = Draft(name="x", summary="It is said.", steps=long.steps[:3])
    merged, notes = merge([("a", long), ("b", short)], "some")

    assert [m.draft.name for m in merged] == ["some-accepted", "some-shorter"]
    assert notes == ("a and b part at step 4: a: createOrders: accepted | b: it ends",)


def test_two_endings_alike_have_a_number():
    steps = draft().steps
    other = Draft(
        name="x",
        summary="It is said.",
        steps=(*steps[:3], Step(who="merchant", what="retrieveCheckouts"), steps[3]),
    )
    merged, _ = merge([("a", draft()), ("b", other)], "some")

    assert [m.draft.name for m in merged] == ["some-accepted", "some-accepted-2"]


def refused():
    whole = draft()
    step = Step(
        who="merchant", what="createOrders", then={"error": "order_submit_failed"}
    )
    return replace(whole, steps=(*whole.steps[:3], step))


def test_those_that_merge_share_a_matrix_and_another_ending_has_its_own_file():
    told = [("a", draft("creditCard")), ("b", refused()), ("c", draft("applePay"))]
    merged, notes = merge(told, "some")

    assert [(m.draft.name, m.files) for m in merged] == [
        ("some-accepted", ("a", "c")),
        ("some-order-submit-failed", ("b",)),
    ]
    assert dict(merged[0].draft.matrix) == {"method": ("creditCard", "applePay")}
    assert " / ".join(notes) == (
        "a and c differ in nothing but method: creditCard | applePay, "
        "so one matrix tells them / "
        "a and b part at step 4: a: createOrders: accepted | "
        "b: createOrders: order_submit_failed"
    )


def test_who_looked_again_tells_the_same_story():
    look = Step(who="merchant", what="retrieveOrders")
    once = replace(draft(), steps=(*draft().steps, look))
    often = replace(draft(), steps=(*draft().steps, replace(look, times="1..")))
    for told in (("a", once), ("b", often)), (("b", often), ("a", once)):
        [merged], notes = merge(told, "some")

        assert merged.draft.steps[-1].times == "1.."
        assert notes == (f"{told[0][0]} and {told[1][0]} tell the same story",)


def test_what_differs_only_in_what_is_given_is_not_said_to_end():
    small = draft(given={"checkout": {"currency": "EUR", "items": [{}]}})
    large = draft(given={"checkout": {"currency": "EUR", "items": [{}, {}]}})
    merged, notes = merge([("a", small), ("b", large)], "some")

    assert [m.draft.name for m in merged] == ["some-alike", "some-alike-2"]
    assert notes == ("a and b tell the same steps, and differ in `given`",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My Shop (1)", "my-shop-1"),
        ("2024-05", "story-2024-05"),
        ("order", "order"),
        ("", "story"),
        ("ÄÖ", "story"),
    ],
)
def test_a_name_is_spelt_as_stories_are(text, name):
    assert slug(text) == name
