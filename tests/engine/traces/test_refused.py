"""Calls that were refused: what of them a story tells, and what it does not invent."""

from __future__ import annotations

import pytest

from mockdr.engine.traces.authoring import author
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.sifting import sift
from tests.engine.traces.recordings import entry, recording

ASKED = {"currency": "EUR", "items": [{"skuId": "sku-1", "quantity": 1}]}
CREDIT = {"type": "creditCard"}
SESSION = {"id": "s1", "state": "requires_source"}
BEGUN = entry(
    "POST",
    "/checkouts",
    ASKED,
    201,
    {"id": "c1", "payment": {"session": SESSION}},
)


def told(*entries):
    [story] = author([sift(read_har(recording(*entries), "shop.har"))], "shop").stories
    return story


def refused(method, path, status, code, parameter=None, **more):
    error = {"code": code, "message": "no", "parameter": parameter}
    reply = {"type": "bad_request" if status == 400 else code, "errors": [error]}
    return entry(method, path, more.get("body"), status, reply)


@pytest.mark.parametrize("before", [(), (BEGUN,)], ids=["first", "later"])
@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/orders/made-up", "retrieveOrders"),
        ("GET", "/customers/made-up", "retrieveCustomers"),
        ("DELETE", "/customers/made-up", "deleteCustomers"),
        ("GET", "/sources/made-up", "retrieveSources"),
        ("DELETE", "/checkouts/made-up", "deleteCheckouts"),
        ("GET", "/refunds/made-up", "retrieveRefunds"),
    ],
)
def test_an_id_that_was_made_up_is_not_found(before, method, path, operation):
    story = told(*before, refused(method, path, 404, "not_found", "id"))

    assert story.remarks == ()
    assert (
        f"  - merchant: {operation}\n    then: {{error: {{code: not_found" in story.text
    )
    assert story.steps == len(before) + 1


def test_nobody_chooses_a_source_that_was_never_there():
    story = told(
        BEGUN,
        refused("POST", "/sources", 400, "invalid_parameter", "type", body=CREDIT),
        refused("POST", "/checkouts/c1/sources/made-up", 404, "not_found", "id"),
    )

    assert "customer: chooses" not in story.text
    assert "merchant: attachSourceToCheckout" in story.text
    [remark] = story.remarks
    assert remark == (
        "call 3 (attachSourceToCheckout) differs: parameter id was recorded, "
        "sourceId in the story"
    )


def test_an_error_that_no_page_tells_of_is_said_to_be_missing():
    odd = refused("POST", "/checkouts", 400, "order_submit_failed", body=ASKED)

    [remark] = told(BEGUN, odd).remarks
    assert remark == (
        "call 2 (createCheckouts) is left out: 400 order_submit_failed was recorded, "
        "here it is answered 201"
    )
    [remark] = told(odd).remarks
    assert remark == (
        "call 1 (createCheckouts) ends otherwise in the story: "
        "400 order_submit_failed was recorded, here it is answered 201"
    )


def test_what_is_said_twice_in_the_same_words_is_told_once():
    again = refused("POST", "/sources", 400, "invalid_parameter", "type", body=CREDIT)
    story = told(BEGUN, again, again, again)

    assert story.text.count("createSources") == 1
    assert "    times: 3\n" in story.text
    assert (story.steps, story.calls) == (2, 4)
