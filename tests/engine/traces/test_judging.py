"""Where a recorded call leaves the contract is told by pointer, and once."""

from __future__ import annotations

import pytest

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Severity
from mockdr.engine.traces.departures import group
from mockdr.engine.traces.judging import judge
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library
from tests.engine.traces.recordings import entry, heard

ERRORS = {"type": "not_found", "errors": [{"code": "not_found", "parameter": "id"}]}


def found(*entries, version=None):
    calls = heard(*entries, hosts=["api.digitalriver.com"])
    return [d for call in calls for d in judge(call, version=version)]


@pytest.mark.parametrize(
    ("call", "code", "pointer", "says"),
    [
        (entry(path="/orderz"), "MDR601", "", "no GET /orderz"),
        (
            entry("POST", "/orders", {"checkoutId": 7}, 409, ERRORS),
            "MDR602",
            "request/checkoutId",
            "should be string",
        ),
        (
            entry("POST", "/refunds", {"orderId": "1"}, 400, ERRORS),
            "MDR602",
            "request/currency",
            "is missing",
        ),
        (
            entry("POST", "/orders", {"chekoutId": "7"}, 409, ERRORS),
            "MDR602",
            "request/chekoutId",
            "unknown",
        ),
        (
            entry(path="/orders/1", reply={"id": "1", "state": "payed"}),
            "MDR603",
            "reply/state",
            "should be one of",
        ),
        (
            entry("POST", "/orders", {"checkoutId": "7"}, 200, {"id": "1"}),
            "MDR604",
            "",
            "answers 201, not 200",
        ),
        (
            entry(
                path="/orders/1",
                status=404,
                reply={"type": "not_found", "errors": [{"code": "gone_fishing"}]},
            ),
            "MDR605",
            "",
            "no page tells of 404 gone_fishing",
        ),
        (entry(path="/orders?limt=2"), "MDR606", "limt", "no query parameter 'limt'"),
        (entry(path="/orders?limit=two"), "MDR606", "limit", "a whole number"),
        (entry(path="/orders?limit=0"), "MDR606", "limit", "at least 1"),
        (entry(path="/orders?limit=101"), "MDR606", "limit", "at most 100"),
        (
            entry(path="/orders?createdTime[gte]=noon", reply={"data": []}),
            "MDR606",
            "createdTime[gte]",
            "a moment",
        ),
        (
            entry("POST", "/orders", {"checkoutId": "7"}, 201, key="pk_test_a"),
            "MDR607",
            "authorization",
            "takes the secret key",
        ),
        (
            entry(headers={"digitalriver-version": "2019-01-01"}),
            "MDR607",
            "digitalriver-version",
            "no API version '2019-01-01'",
        ),
        (
            entry("POST", "/orders", "{", 400, ERRORS),
            "MDR608",
            "",
            "request is no JSON",
        ),
        (entry(path="/orders/1", reply="<html>"), "MDR608", "", "reply is no JSON"),
        (
            entry(path="/orders/1", status=404, reply="<html>"),
            "MDR608",
            "",
            "404 is no JSON",
        ),
        (
            entry(response={"status": 0, "_error": "reset"}),
            "MDR609",
            "reply",
            "got no reply: reset",
        ),
        (
            entry(path="/orders/1", response={"content": {"size": 3}}),
            "MDR609",
            "reply",
            "no body of the reply",
        ),
        (
            entry(path="/orders/1", reply={"id": "1", "mood": "good"}),
            "MDR610",
            "reply/mood",
            "unknown to the contract",
        ),
    ],
)
def test_a_departure_is_told_where_it_is(call, code, pointer, says):
    told = [d for d in found(call) if (d.code, d.pointer) == (code, pointer)]

    assert [says in d.message for d in told] == [True], found(call)


def test_an_unknown_word_comes_with_what_was_meant():
    [query] = found(entry(path="/orders?limt=2", reply={"data": []}))
    body = found(entry("POST", "/orders", {"chekoutId": "7"}, 409, ERRORS))

    assert query.help == "did you mean 'limit'?"
    assert "did you mean 'checkoutId'?" in {d.help for d in body}


def test_a_call_is_judged_by_the_version_that_it_speaks():
    older = {"digitalriver-version": "2020-12-17"}
    body = {"currency": "EUR", "items": []}
    reply = {"id": "1", "paymentSessionId": "2"}
    said = entry("POST", "/checkouts", body, 201, reply, headers=older)
    newest = entry("POST", "/checkouts", body, 201, reply)

    assert [d.pointer for d in found(said) if "reply" in d.pointer] == []
    assert "reply/paymentSessionId" in {d.pointer for d in found(newest)}
    assert found(newest, version="2020-12-17") == found(newest, version="2020-12-17")
    assert [
        d.pointer for d in found(newest, version="2020-12-17") if "reply" in d.pointer
    ] == []


def test_ids_and_moments_are_judged_by_what_they_are():
    one = {"id": "1", "createdTime": "2024-05-01T12:00:00Z"}
    other = {"id": "zzz", "createdTime": "2031-01-01T00:00:00.123Z"}
    odd = {"id": 7, "createdTime": "yesterday"}

    assert found(entry(path="/orders/1", reply=one)) == []
    assert found(entry(path="/orders/1", reply=other)) == []
    assert {d.pointer for d in found(entry(path="/orders/1", reply=odd))} == {
        "reply/id",
        "reply/createdTime",
    }


def test_the_same_is_told_once_whatever_was_there():
    items = [{"skuId": "a", "price": "x"}, {"skuId": "b", "price": "y"}]
    body = {"currency": "EUR", "items": items}
    twice = entry("POST", "/checkouts", body, 400, ERRORS)
    told = group(found(twice, twice))

    [one] = [d for d in told if "price" in d.message]
    assert one.message.endswith("(4 times, calls 1, 2)")
    assert one.place.line == 1


def test_of_many_calls_only_some_are_named():
    told = group(found(*[entry(path="/orders?limt=2", reply={"data": []})] * 9))

    assert told[0].message.endswith("(9 times, calls 1, 2, 3, 4, 5 and 4 more)")


def test_findings_come_by_operation_the_worst_first():
    told = group(
        found(
            entry(path="/orders/1", reply={"id": "1", "mood": "good", "state": 1}),
            entry(path="/orderz"),
            entry(path="/orders/1?x=1", reply={"id": "1"}),
        )
    )

    assert [d.code for d in told] == ["MDR603", "MDR606", "MDR610", "MDR601"]
    assert [d.severity for d in told][2] is Severity.WARNING


def test_nothing_secret_is_told():
    card = "4444222233331111"
    told = found(
        entry(path=f"/orders/1?card={card}&{card}=1"),
        entry(path=f"/{card}/sk_live_secret"),
        entry(
            "POST",
            "/orders",
            {card: 1, "currency": card, "note": "sk_live_verysecret"},
            409,
            {"type": "conflict", "errors": [{"code": card}]},
        ),
    )

    texts = " ".join(d.message + d.help for d in told)
    assert card not in texts
    assert "secret" not in texts.replace("secret key", "")


@pytest.mark.parametrize(
    "name",
    ["card-accepted", "klarna-approved", "refunded-in-full", "made-in-the-browser"],
)
def test_what_mockdr_says_itself_is_within_the_contract(name):
    story = Library((data_folder("scenarios"),), vocabulary).story(name)

    assert [d for call in overhear(story).calls for d in judge(call)] == []
