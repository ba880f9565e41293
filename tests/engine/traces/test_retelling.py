"""A recording becomes a story that lints, plays, and goes as it was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.traces.authoring import author
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.traces.sifting import sift
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library, story_from_text
from tests.engine.traces.hars.make import FOLDER, RECORDINGS, entry, make
from tests.engine.traces.recordings import entry as said
from tests.engine.traces.recordings import recording

KLARNA = """\
scenario: klarna
summary: A shopper chooses klarnaCredit; the order ends accepted.
tags: [recorded]
given: {checkout: {currency: USD, items: [{skuId: sku-1, price: 100, quantity: 2}]}}
steps:
  - merchant: createCheckouts
    then: {session: requires_source}
  - customer: chooses
    source: {type: klarnaCredit}
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: pending_payment, session: pending_redirect, next_action: redirect}
  - merchant: retrieveOrders
  - customer: approves
    then: {source: chargeable}
  - merchant: refreshOrders
    then: {order: accepted, session: complete}
"""


def told(data, name="told"):
    return author([sift(read_har(data, f"{name}.har"))], name).stories[0]


def recorded(text, *, edit=lambda entries: entries):
    """Return a HAR of what is said in a story."""
    story = story_from_text(text, "<text>", vocabulary())
    calls = overhear(story).calls
    return recording(*edit([entry(c.exchange, "api.digitalriver.com") for c in calls]))


def steps(text):
    return text.partition("steps:\n")[2]


def test_the_recordings_of_the_tests_are_what_mockdr_says_today():
    """If not: python -m tests.engine.traces.hars.make."""
    stored = {name: (FOLDER / f"{name}.har").read_text("utf-8") for name in RECORDINGS}

    assert stored == make()


def test_a_redirect_is_told_with_what_nobody_called():
    story = told((FOLDER / "klarna.har").read_bytes(), "klarna")

    assert story.text == KLARNA
    assert (story.steps, story.calls, story.remarks) == (7, 5, ())


@pytest.mark.parametrize("name", RECORDINGS)
def test_what_is_written_lints_without_a_finding(name):
    story = told((FOLDER / f"{name}.har").read_bytes(), name)

    assert rehearse(story_from_text(story.text, f"{name}.yaml", vocabulary())) == ()


def test_time_that_passed_is_told():
    def later(entries):
        *before, last = entries
        return [*before, {**last, "startedDateTime": "2024-05-03T12:00:00Z"}]

    story = told(
        recorded(
            """
- merchant: createCheckouts
- customer: chooses
  source: {type: konbini, konbini: {storeId: 030}}
- merchant: attachSourceToCheckout
- merchant: createOrders
- customer: pays
- merchant: retrieveOrders
""",
            edit=later,
        )
    )

    assert "  - customer: pays\n    after: 2d\n" in story.text
    assert "konbini: {storeId: 030}" in story.text


def test_a_shop_that_polls_is_told_once():
    story = told(
        recorded(
            """
- merchant: createOrders
- merchant: retrieveOrders
  times: 4
"""
        )
    )

    assert "  - merchant: retrieveOrders\n    times: 1..\n" in story.text
    assert story.calls == 7


def test_of_a_request_only_what_decides_is_asked_for():
    story = told(
        recorded(
            """
- merchant: createFulfillments
- merchant: createRefunds
  match: {body: {percent: 50}}
  times: 2
- merchant: createRefunds
  match: {body: {percent: 50}}
"""
        )
    )

    assert story.text.count("match:") == 1
    told_once = "createRefunds\n    match: {body: {percent: 50}}\n    times: 2\n"
    assert told_once in story.text
    assert "orderId" not in story.text


def test_things_have_names_where_there_are_several():
    story = told((FOLDER / "card-declined.har").read_bytes())

    assert [
        line.strip() for line in story.text.splitlines() if "checkout-" in line
    ] == [
        "as: checkout-1",
        "of: checkout-1",
        "as: checkout-2",
        "of: checkout-2",
    ]


def test_a_saved_card_is_given():
    story = told(
        recorded(
            """
given:
  customers:
    ann: {email: ann@example.com, sources: {anns-card: {type: creditCard}}}
steps:
  - merchant: createCheckouts
    match: {body: {customerId: <ann.id>}}
  - merchant: attachSourceToCheckout
    of: anns-card
  - merchant: createOrders
"""
        )
    )

    assert "sources: {anns-card: {type: creditCard}}" in story.text
    assert "customerId: <ann.id>" in story.text
    assert "    of: anns-card\n" in story.text


def test_a_connection_that_broke_is_a_fault():
    story = told(
        recorded(
            """
- merchant: createOrders
  fault: {kind: reset, work: done}
  then: {order: accepted}
- merchant: listOrders
"""
        )
    )

    assert "fault: {kind: reset, work: done}" in story.text


def test_an_error_that_no_page_tells_of_is_a_fault():
    def broken(entries):
        first, *rest = entries
        reply = {"status": 502, "content": {"text": "<html>"}, "headers": []}
        return [{**first, "response": reply}, first, *rest]

    story = told(recorded("- merchant: createCheckouts\n", edit=broken))

    assert "fault: {kind: status, status: 502}" in story.text


def test_an_older_version_is_told_also_where_the_browser_hid_the_key():
    def hidden(entries):
        for one in entries:
            one["request"]["headers"] = [
                header
                for header in one["request"]["headers"]
                if header["name"] != "Authorization"
            ]
        return entries

    text = "version: 2021-02-23\nsteps: [{merchant: createCheckouts}]\n"
    story = told(recorded(text, edit=hidden))

    assert "version: 2021-02-23\n" in story.text


def test_what_the_contract_does_not_have_is_left_out_and_said():
    data = (FOLDER / "card-accepted.har").read_bytes()
    entries = json.loads(data)["log"]["entries"]
    story = told(recording(said(path="/orderz/4444222233331111"), *entries))

    assert story.remarks == (
        "call 1 is left out: the contract has no GET /orderz/****1111",
    )
    assert story.steps == 4


def test_where_a_story_cannot_go_as_it_was_recorded_that_is_said():
    """An order cannot be complete before anything was sent."""

    def odd(entries):
        text = entries[-1]["response"]["content"]["text"]
        text = text.replace('"state":"accepted"', '"state":"returned"')
        entries[-1]["response"]["content"]["text"] = text
        return entries

    story = told(recorded("- merchant: createOrders\n", edit=odd))

    [remark] = story.remarks
    assert remark == (
        "call 3 (createOrders) differs: order returned was recorded, accepted in the "
        "story"
    )
    assert "returned" not in story.text


def test_a_recording_without_the_provider_is_no_story():
    with pytest.raises(MockdrError, match="holds no call to the provider"):
        told(recording(said(host="cdn.example", path="/a.js", key="")))


def test_nothing_of_anybody_is_written():
    """Whatever a shop sends: keys, cards, people, addresses."""
    private = {
        "sk_live_4f5e6d7c8b9a": "key",
        "jane.roe@corp.test": "email",
        "Jane Roe": "name",
        "Secret Street 7": "street",
        "4929000000006": "card",
        "+49 30 1234567": "phone",
    }
    text = recorded("- merchant: createOrders\n").decode()
    text = text.replace("sk_test_overheard", "sk_live_4f5e6d7c8b9a")
    text = text.replace("shopper@example.com", "jane.roe@corp.test")
    text = text.replace("William Brown", "Jane Roe")
    text = text.replace("10380 Bren Road West", "Secret Street 7")
    text = text.replace('\\"skuId\\":\\"sku-1\\"', '\\"skuId\\":\\"4929000000006\\"')
    text = text.replace("standard", "+49 30 1234567")
    story = told(text.encode())

    assert [what for secret, what in private.items() if secret not in text] == []
    assert [what for secret, what in private.items() if secret in story.text] == []
    assert "merchant: createOrders" in story.text


def test_the_bundled_stories_are_found_where_they_were():
    library = Library((data_folder("scenarios"),), vocabulary)

    assert set(RECORDINGS.values()) <= set(library.names())
    assert Path(FOLDER).is_dir()


@pytest.mark.parametrize(
    ("left", "given", "first"),
    [
        (2, "given: {source: {type: klarnaCredit}}\n", "createOrders"),
        (1, "given: {source: {type: klarnaCredit}}\n", "attachSourceToCheckout"),
    ],
)
def test_a_recording_may_begin_in_the_middle(left, given, first):
    def later(entries):
        return entries[left:]

    story = told(
        recorded(
            """
- merchant: createCheckouts
- customer: chooses
  source: {type: klarnaCredit}
- merchant: attachSourceToCheckout
- merchant: createOrders
""",
            edit=later,
        )
    )

    assert given in story.text
    assert steps(story.text).startswith(f"  - merchant: {first}\n")
    assert story.remarks == ()


def test_of_a_story_that_goes_nowhere_the_beginning_is_told():
    """What was answered later cannot be, whoever does what."""

    def odd(entries):
        last = json.loads(json.dumps(entries[-1]))
        last["request"]["url"] = "https://api.digitalriver.com/payouts/1"
        body = {"id": "1", "amount": 1.0, "currency": "EUR"}
        last["response"]["content"]["text"] = json.dumps(body)
        last["request"]["method"] = "GET"
        last["request"].pop("postData")
        last["response"]["status"] = 200
        return [*entries, last]

    story = told(recorded("- merchant: createOrders\n", edit=odd))

    assert "createOrders" in story.text
    assert "payouts" not in story.text.lower()
    [remark] = story.remarks
    assert remark.startswith("call 4 (retrievePayouts) is left out: ")


BROWSED = """
- merchant: createCheckouts
- merchant: listPaymentMethods
  match: {query: {sessionId: <session.id>}}
- merchant: createPaymentSources
"""
CHOSEN = """\
  - merchant: createPaymentSources
    then: {source: chargeable}
"""


ALONE = (
    "no call of the shop's server is in it, and no browser sees any: for checkouts and "
    "orders use `mockdr record`, or a proxy"
)


def in_browser(entries):
    """Return what a browser asks: its library, and what that calls."""
    script = said(path="/v1/DigitalRiver.js", key="", reply="()")
    seen = [each for each in entries if "/payments/" in each["request"]["url"]]
    return [script, *seen]


def test_of_what_a_browser_saw_the_payment_is_told():
    story = told(recorded(BROWSED, edit=in_browser))

    assert "\nsummary: A shopper chooses creditCard" in story.text
    assert steps(story.text) == f"  - merchant: listPaymentMethods\n{CHOSEN}"
    assert story.remarks == ("passed over: 1 request for pages and scripts", ALONE)


def test_what_was_looked_at_goes_before_what_was_done():
    def looked(entries):
        said_of = json.loads(entries[-1]["response"]["content"]["text"])
        path = f"/payments/sources/{said_of['id']}?secret={said_of['clientSecret']}"
        first = json.loads(json.dumps(entries[-1]))
        first["request"] |= {"method": "GET", "url": entries[-1]["request"]["url"]}
        first["request"]["url"] += path.removeprefix("/payments/sources")
        first["request"].pop("postData")
        first["response"]["status"] = 200
        return [first, *in_browser(entries)]

    story = told(recorded(BROWSED, edit=looked))

    assert steps(story.text).endswith(CHOSEN)
    *_, remark = story.remarks
    assert remark == (
        "call 1 (retrievePaymentSources) is left out: it names nothing that the story "
        "goes on with"
    )
