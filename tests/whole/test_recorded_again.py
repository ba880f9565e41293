"""What is recorded of a bundled story makes a story that goes the same way."""

from __future__ import annotations

from itertools import groupby

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.traces.authoring import author
from mockdr.engine.traces.exchange import Trace
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.traces.sifting import Sifted
from mockdr.engine.traces.sightings import signature
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import reads
from mockdr.scenario.library import story_from_text
from tests.scenarios.watch import STORIES

pytestmark = pytest.mark.whole

#: Stories whose every call is answered as it was, but in other states: what made the
#: difference cannot be seen in what is said.
STATES_APART = {
    "altered-answer": "the answer was bent, and no story bends what it does not know",
    "bank-details-asked-for-by-itself": "who asked, and who paid, is not shown",
    "bank-details-wanted": "the customer sent details, and the refund stayed pending",
    "invoice-given-up": "a decline leaves the invoice open, as it was",
    "made-before-the-checkout": "the test name is in the browser's request alone",
    "returned-in-two-parcels": "a part of a return leaves it as it was",
    "returned-while-the-rest-is-cancelled": "one cancel waits while a capture ends",
    "sepa-stays-pending": "the test name is in the browser's request alone",
}
#: Stories of which some calls cannot be told, for want of what nobody shows.
CALLS_APART = {
    "customer-disabled-and-back": "the source was chosen before the first call",
    "customer-fills-the-checkout": "the customer's own fields are given, not shown",
    "disputed-and-resolved": "a resolved dispute looks as one that never was",
    "draft-changed-and-deleted": "only metadata is changed, which is somebody's",
    "goods-come-back": "the warehouse ships before anybody looks",
    "invoice-declined-and-left": "a decline leaves the invoice open, as it was",
    "invoice-declined-then-another-card": "a decline leaves the invoice open",
    "invoice-refused": "the cards are given, and no reply shows them",
    "paid-out": "the provider pays out, and no call makes what is looked up",
    "renewal-declined-then-another-card": "the card is given, and no reply shows it",
    "renewal-declined-then-paid": "a retry is seen by nobody before it is needed",
    "renewal-given-away": "the reminder is seen by nobody before it is needed",
    "return-not-wanted": "the warehouse ships before anybody looks",
    "return-turned-away": "the warehouse ships before anybody looks",
    "shipping-quotes-for-items": "the request lacks what its version does not need",
    "sku-shipped-by-the-provider": "the provider makes the stock with the product",
}
#: The one of which nothing can be told that holds.
UNTOLD = "shipping-quotes-for-items"


def looked_once(calls):
    """Return what matters of *calls*; a shop that only looks again looks once."""
    for same, group in groupby(signature(call) for call in calls):
        yield from [same] if reads(same.operation) else group


def retold(story):
    """Return what is said in *story*, and in the story that is told of it."""
    heard = overhear(story).calls
    trace = Trace(name="told", file="told", exchanges=())
    [written] = author([Sifted(trace=trace, heard=heard)], "told").stories
    again = story_from_text(written.text, "told.yaml", vocabulary())
    return list(looked_once(heard)), list(looked_once(overhear(again).calls))


def answers(signatures):
    return [(one.operation, one.status, one.errors) for one in signatures]


#: Of the combinations of a matrix the last: they differ in words.
ALIKE = {story.name: title for title, story in STORIES.items()}.values()


@pytest.mark.parametrize(
    "title", [t for t in ALIKE if t not in {**STATES_APART, **CALLS_APART}]
)
def test_a_recorded_story_goes_as_it_did(title):
    heard, again = retold(STORIES[title])

    assert again == heard


@pytest.mark.parametrize("title", STATES_APART)
def test_some_are_answered_as_they_were_in_other_states(title):
    """Whoever mends one takes it off the list."""
    heard, again = retold(STORIES[title])

    assert answers(again) == answers(heard)
    assert again != heard


@pytest.mark.parametrize("title", sorted({*CALLS_APART} - {UNTOLD}))
def test_of_some_not_every_call_can_be_told(title):
    heard, again = retold(STORIES[title])

    assert answers(again) != answers(heard)


def test_a_story_that_does_not_hold_is_not_written():
    with pytest.raises(MockdrError, match="no story that holds can be told"):
        retold(STORIES[UNTOLD])


def test_the_lists_are_of_stories_that_there_are():
    assert {*STATES_APART, *CALLS_APART} <= set(STORIES)
    assert len(STATES_APART) + len(CALLS_APART) < 0.08 * len(STORIES)
