"""Faults: what the client sees, and what happened all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from tests.engine.shop import session_of


def struck(shop, fault, then=""):
    """Return the checkout, and the answer to an order that the fault strikes."""
    line = f"\n  then: {then}" if then else ""
    shop.play(
        "- merchant: createCheckouts\n"
        f"- merchant: createOrders\n  fault: {{{fault}}}{line}\n"
        "- merchant: createOrders\n  times: 0..1\n"
    )
    checkout, _ = shop.funded()
    return checkout, shop.order(checkout)


def test_a_status_is_answered_and_nothing_happened(shop):
    checkout, answer = struck(
        shop,
        "kind: status, status: 502, headers: {Retry-After: 7}, "
        "body: {message: down, id: <checkout.id>}",
    )
    assert answer.status == 502
    assert answer.body == {"message": "down", "id": checkout["id"]}
    assert answer.headers["Retry-After"] == "7"
    assert answer.reply.fault is None
    assert shop.get("/orders")["data"] == []
    assert shop.session(checkout)["state"] == "requires_confirmation"
    assert shop.order(checkout).status == 201
    assert shop.findings() == []


def test_a_status_may_come_though_the_work_was_done(shop):
    checkout, answer = struck(
        shop, "kind: status, status: 500, work: done", "{order: accepted}"
    )
    assert (answer.status, answer.raw) == (500, b"")
    assert len(shop.get("/orders")["data"]) == 1
    assert shop.order(checkout).status == 404
    assert shop.findings() == []


def test_a_status_may_have_text_as_its_body(shop):
    _, answer = struck(shop, "kind: status, status: 503, body: Bad weather")
    assert answer.raw == b"Bad weather"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_an_altered_answer_leaves_the_truth_in_the_store(shop):
    _, answer = struck(
        shop,
        "kind: alter, body: {state: teleported, fraudState: null, "
        "payment: {session: {state: lost}}}",
        "{order: accepted, reply: {state: accepted}}",
    )
    assert answer.status == 201
    assert answer["state"] == "teleported"
    assert "fraudState" not in answer.body
    assert session_of(answer.body)["state"] == "lost"
    read = shop.read("order", answer["id"])
    assert (read["state"], read["fraudState"]) == ("accepted", "passed")
    assert session_of(read)["state"] == "complete"
    assert shop.findings() == []


@pytest.mark.parametrize("kind", ["reset", "empty", "hang"])
@pytest.mark.parametrize("work", ["none", "done"])
def test_a_connection_may_be_lost_before_or_after_the_work(shop, kind, work):
    checkout, answer = struck(shop, f"kind: {kind}, work: {work}")
    assert answer.reply.fault.kind == kind
    made = len(shop.get("/orders")["data"])
    assert made == (1 if work == "done" else 0)
    assert shop.order(checkout).status == (404 if made else 201)
    assert shop.findings() == []


@pytest.mark.parametrize("kind", ["truncate", "garbage", "delay"])
def test_an_answer_may_be_spoilt_after_the_work(shop, kind):
    wait = ", for: 2s" if kind == "delay" else ""
    _, answer = struck(shop, f"kind: {kind}{wait}", "{order: accepted}")
    fault = answer.reply.fault
    assert fault.kind == kind
    assert fault.wait == (timedelta(seconds=2) if wait else None)
    assert answer["state"] == "accepted"
    if kind == "garbage":
        garbage = answer.reply.garbage
        assert len(garbage) >= 64
        with pytest.raises(orjson.JSONDecodeError):
            orjson.loads(garbage)
    assert shop.findings() == []


def test_a_fault_is_in_the_journal(shop):
    struck(shop, "kind: reset")
    entry = shop.tenant.journal.entries()[-1]
    assert (entry.fault, entry.verdict, entry.step) == ("reset", "played", 2)


def test_documented_headers_of_a_reply_are_sent(shop):
    shop.play(
        "- merchant: createOrders\n"
        "  then: {error: too_many_requests, headers: {Retry-After: 120}}\n"
    )
    checkout, _ = shop.funded()
    answer = shop.order(checkout)
    assert (answer.status, answer["type"]) == (429, "too_many_requests")
    assert answer.headers["Retry-After"] == "120"
    assert shop.session(checkout)["state"] == "requires_confirmation"
    assert shop.findings() == []


def test_a_header_comes_with_the_status_that_documents_it_and_no_other(shop):
    """Lint refuses the claim where it would be invented; nor would it be sent."""
    told = shop.story(
        "- merchant: createOrders\n"
        "  fault: {kind: status, status: 429, work: done}\n"
        "  then: {order: accepted, headers: {retry-after: 7}}\n"
    )
    struck = told.steps[0].fault
    answers = []
    for status in (429, 503):
        step = replace(told.steps[0], fault=replace(struck, status=status))
        shop.tenant.play(replace(told, name=f"story-{status}", steps=(step,)), runs=1)
        answers.append(shop.order(shop.funded()[0]))

    assert [a.status for a in answers] == [429, 503]
    assert [a.headers.get("Retry-After") for a in answers] == ["7", None]


def test_headers_of_a_fault_may_refer_to_things(shop):
    checkout, answer = struck(
        shop, "kind: status, status: 503, headers: {X-Cart: 'of <checkout.id>', X-A: a}"
    )

    assert answer.headers["X-Cart"] == f"of {checkout['id']}"
    assert answer.headers["X-A"] == "a"


def test_nothing_cannot_be_altered(shop):
    """An answer without content stays one: there is no body to merge into."""
    told = shop.story(
        "- merchant: deleteCheckouts\n"
        "  fault: {kind: alter, body: {message: gone}}\n"
        "  then: {error: {code: not_found, parameter: id}}\n"
    )
    shop.tenant.play(replace(told, steps=(replace(told.steps[0], then=None),)))
    answer = shop.delete(f"/checkouts/{shop.checkout()['id']}")

    assert (answer.status, answer.raw) == (204, b"")


def test_a_fault_may_strike_what_is_refused(shop):
    shop.play(
        "- merchant: createOrders\n"
        "  fault: {kind: alter, body: {type: odd}}\n"
        "  then: {error: order_submit_failed}\n"
    )
    answer = shop.order(shop.checkout())
    assert (answer.status, answer["type"]) == (400, "odd")
    assert answer.errors == [("order_submit_failed", None)]
    assert shop.findings() == []
