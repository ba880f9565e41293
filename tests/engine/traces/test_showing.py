"""What was on the wire, as people may see it."""

from __future__ import annotations

import pytest

from mockdr import contract
from mockdr.engine.traces.authoring import author
from mockdr.engine.traces.departures import group
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.judging import judge
from mockdr.engine.traces.showing import known_parameter, shown_path, shown_text
from mockdr.engine.traces.sifting import sift
from tests.engine.traces.recordings import entry, heard, recording


def authored(*entries):
    return author([sift(read_har(recording(*entries), "shop.har"))], "shop")


def refusal(code, parameter):
    error = {"code": code, "message": "no", "parameter": parameter}
    return {"type": "bad_request", "errors": [error]}


@pytest.mark.parametrize(
    ("parameter", "known"),
    [
        ("metadata.max.mustermann@realmail.de", "metadata"),
        ("items[0].metadata.Mustermann", "items[0].metadata"),
        ("items[].skuId", "items[].skuId"),
        ("items[0].price", "items[0].price"),
        ("billTo.address.country", "billTo.address.country"),
        ("shipTo.Mustermann", "shipTo"),
        ("Mustermann", ""),
        ("id", "id"),
    ],
)
def test_a_parameter_is_told_as_far_as_the_contract_knows_it(parameter, known):
    operation = contract.operations()["createCheckouts"]

    assert known_parameter(operation, parameter) == known


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ("metadata.max.mustermann@realmail.de", "parameter: metadata}"),
        ("Mustermann", "parameter: null}"),
    ],
)
def test_a_key_of_somebodys_reaches_no_story(parameter, told):
    asked = {"currency": "EUR", "items": [], "metadata": {parameter: "1"}}
    reply = refusal("invalid_parameter", parameter)
    [story] = authored(entry("POST", "/checkouts", asked, 400, reply)).stories

    assert "ustermann" not in story.text
    assert told in story.text
    assert story.remarks == ()


def test_a_query_that_the_contract_does_not_know_reaches_no_story():
    [story] = authored(
        entry(
            path="/checkouts?max.mustermann@realmail.de=Mustermann", reply={"data": []}
        ),
        entry(path="/checkouts?customerId=Mustermann&limit=5", reply={"data": []}),
    ).stories

    assert "ustermann" not in story.text


def test_no_path_through_metadata_is_named():
    """An order may hold an id under a name of the merchant's choice."""
    held = {"id": "o1", "state": "accepted", "metadata": {"Mustermann": {"id": "x1"}}}
    [story] = authored(
        entry("POST", "/orders", {"checkoutId": "c1"}, 201, held),
        entry(path="/orders?customerId=x1", reply={"data": []}),
    ).stories

    assert "ustermann" not in story.text


def test_a_finding_names_no_key_of_metadata():
    asked = {"currency": "EUR", "items": [], "metadata": {"Mustermann": {"a": []}}}
    [call] = heard(entry("POST", "/checkouts", asked, 201, {"id": "c1"}))

    told = " ".join(finding.message for finding in group(judge(call)))
    assert "request's /metadata" in told
    assert "ustermann" not in told


def test_a_path_is_shown_as_it_was_on_the_wire():
    assert shown_path("/orders/\x1b[2J\r\n é") == "/orders/%1B%5B2J%0D%0A%20%C3%A9"


def test_a_path_that_the_contract_does_not_have_is_told_percent_encoded():
    [call] = heard(entry(path="/orderz/%1b%5b2J"))

    [finding] = group(judge(call))
    assert finding.message == "the contract has no GET /orderz/%1B%5B2J (call 1)"


def test_a_text_of_the_wire_holds_no_controls_and_no_address():
    assert shown_text("\x1b[2J max.mustermann@realmail.de") == "\\u001b[2J ****"


def test_a_slash_at_the_end_is_another_path():
    """The provider's own routing: there is no `/orders/`."""
    call, _ = heard(
        entry("POST", "/orders/", {}, 404, {"type": "not_found", "errors": []}),
        entry(path="/orders"),
    )

    assert call.operation is None
    [finding] = group(judge(call))
    assert finding.code == "MDR601"
    assert finding.message == "the contract has no POST /orders/ (call 1)"
