"""The error catalogue is whole, its keys stay, and its bodies are the literal ones."""

from __future__ import annotations

import json
import re

import pytest

from mockdr.base.errors import Complaint, MockdrError
from mockdr.contract import (
    check_model,
    enum,
    error_body,
    errors,
    errors_of,
    operations,
)
from mockdr.contract.files import read_data
from tests.contract.sheets import EXAMPLES, needs_sheets, sheet

TYPES = set(enum("Errors", "type"))

#: What stands for any operation, made of what the sheet has for single ones.
GENERAL = {
    "missing_parameter": 400,
    "invalid_parameter": 400,
    "invalid_parameter:enum": 400,
    "unknown_parameter": 400,
    "invalid_format": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "not_found:path": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "request_timeout": 408,
    "conflict:duplicate_id": 409,
    "payload_too_large": 413,
    "too_many_requests": 429,
    "internal": 500,
    "bad_gateway": 502,
    "service_unavailable": 503,
    "gateway_timeout": 504,
}


def placeholders(template):
    return re.findall(r"\{(\w+)\}", template or "")


@needs_sheets
def test_every_row_of_the_sheet_has_an_entry():
    """A status that the sheet leaves open may be ours; all else is taken as it is."""
    browser = read_data("errors.json")["browser"]
    entries = {key: (e.code, e.message, e.template) for key, e in errors().items()}
    told = {(code, message) for code, message, _ in entries.values()}
    told |= {(entry["code"], entry["message"]) for entry in browser.values()}
    for row in sheet("errors.json"):
        if row["message"] is not None:
            assert (row["code"], row["message"]) in told, row
        else:
            assert row["code"] in {code for code, _ in told}, row
    assert len(entries) + len(browser) >= len(sheet("errors.json"))


@needs_sheets
def test_every_error_that_the_documentation_prints_comes_from_an_entry():
    """Type, code and parameter alike, and the sentence, whatever was filled in."""
    compared = 0
    for row in json.loads((EXAMPLES / "index.json").read_text("utf-8")):
        if row["kind"] != "error" or row["guessed_model"] != "Errors":
            continue
        body = json.loads((EXAMPLES / row["file"]).read_text("utf-8"))
        for told in body["errors"]:
            said = told.get("message") or told["description"]
            assert any(
                entry.type == body.get("type")
                and entry.code == told.get("code")
                and says(entry, said)
                for entry in errors().values()
            ), (row["file"], body.get("type"), told)
            compared += 1
    assert compared > 50


def says(entry, sentence):
    """Return whether *entry* can say *sentence*."""
    if entry.message == sentence:
        return True
    parts = re.split(r"\{\w+\}", entry.template or entry.message or "")
    return bool(re.fullmatch(".*".join(map(re.escape, parts)), sentence))


@pytest.mark.parametrize("entry", errors().values(), ids=lambda e: e.key)
def test_an_entry_makes_a_body_of_the_contract(entry):
    values = {name: f"<{name}>" for name in placeholders(entry.template)}
    status, body = error_body([Complaint(key=entry.key, values=values)])

    assert status == entry.status
    assert check_model("Errors", body) == ()
    (told,) = body["errors"]
    assert told.get("code") == entry.code
    assert told.get("parameter") == entry.parameter
    for value in values.values():
        assert value in told[entry.text]


@pytest.mark.parametrize("entry", errors().values(), ids=lambda e: e.key)
def test_an_entry_is_whole(entry):
    assert entry.key.partition(":")[0] in (entry.code, entry.key, "conflict")
    assert entry.type is None or entry.type in TYPES
    assert entry.type or entry.key == "payment_authorization_failed"
    assert entry.message
    assert entry.when
    assert entry.source
    assert entry.evidence in ("documented", "observed", "inferred")
    for name in entry.operations:
        assert name == "*" or name in operations()


def test_a_key_is_its_code_or_begins_with_it():
    for key, entry in errors().items():
        if ":" in key and key != "conflict:duplicate_id":
            assert key.partition(":")[0] == entry.code, key


def test_the_general_entries_are_there_for_every_operation():
    for key, status in GENERAL.items():
        assert errors()[key].status == status
        assert errors()[key].operations == ("*",)
    general = {key for key, e in errors().items() if "*" in e.operations}
    assert general == set(GENERAL)


def test_an_operation_knows_its_own_errors_before_the_general_ones():
    keys = [entry.key for entry in errors_of("createOrders")]
    own = keys[: keys.index("bad_gateway")]

    assert {"order_submit_failed", "failed-request", "source_in_use"} <= set(own)
    assert "plan_limit_reached" not in keys
    assert set(keys) >= set(GENERAL)
    assert len(keys) == len(set(keys))


def test_placeholders_are_filled():
    complaint = Complaint(key="source_in_use", values={"sourceId": "s-1"})

    assert error_body([complaint]) == (
        409,
        {
            "type": "conflict",
            "errors": [
                {
                    "code": "source_in_use",
                    "parameter": "sourceId",
                    "message": "Source 's-1' is attached to a different customer.",
                }
            ],
        },
    )


def test_what_fills_a_placeholder_may_look_like_one():
    values = {"resource": "{id}", "id": "{resource}"}
    _, body = error_body([Complaint(key="not_found", values=values)])

    assert body["errors"][0]["message"] == "{id} '{resource}' not found."


def test_an_unfilled_placeholder_leaves_the_words_of_the_sample():
    _, body = error_body([Complaint(key="currency_unactivated")])

    assert body["errors"][0]["message"] == "Currency 'PAB' is not activated."


def test_several_complaints_share_an_envelope_and_the_first_gives_its_status():
    status, body = error_body(
        [
            Complaint(key="missing_parameter", parameter="items"),
            Complaint(key="source_in_use", values={"sourceId": "s"}),
        ]
    )

    assert status == 400
    assert body["type"] == "bad_request"
    assert [e["parameter"] for e in body["errors"]] == ["items", "sourceId"]


def test_the_body_for_a_wrong_key_has_a_message_and_nothing_else():
    assert error_body([Complaint(key="unauthorized")]) == (
        401,
        {
            "type": "unauthorized",
            "errors": [{"message": "An authorization error has occurred."}],
        },
    )


def test_the_odd_body_has_no_type_and_a_description():
    status, body = error_body([Complaint(key="payment_authorization_failed")])

    assert status == 409
    assert "type" not in body
    assert "message" not in body["errors"][0]
    assert body["errors"][0]["description"].endswith("has expired")


def test_an_unknown_key_is_our_mistake_not_the_merchants():
    with pytest.raises(MockdrError, match="'source_in_uze'"):
        error_body([Complaint(key="source_in_uze")])


def test_no_complaint_makes_no_body():
    with pytest.raises(ValueError, match="needs a complaint"):
        error_body([])


def test_no_entry_has_a_text_of_ours_that_passes_for_the_providers():
    """Where no literal text is known, the data says that the text is inferred."""
    for key, entry in read_data("errors.json")["entries"].items():
        if entry["evidence"] != "inferred" and "messageEvidence" in entry:
            assert entry["messageEvidence"] == "inferred", key
