"""What the server tells about a request, and what it never tells."""

from __future__ import annotations

import io
import json
import logging
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.clock import parse_instant
from mockdr.engine.call import Call, Reply
from mockdr.engine.enrolling import enroll
from mockdr.events.delivery import Answer
from mockdr.events.senders.recording import RecordingSender
from mockdr.scenario.story import Fault
from mockdr.server.app import App
from mockdr.server.logs import MaskingFormatter, RequestLog, safe, speak

CARD = "4111111111111111"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/orders/1", "/orders/1"),
        ("sk_test_shop and PK_live_4f-x", "sk_test_*** and PK_live_***"),
        ("Authorization: Bearer abc", "Authorization: Bearer ***"),
        ("Basic c2s6", "Basic ***"),
        ("?apiKey=x&secret=y z", "?apiKey=***&secret=*** z"),
        (f"/orders/{CARD}", "/orders/****1111"),
        ("a\nb\x1b[31m", "a\\u000ab\\u001b[31m"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_a_text_is_shown_on_one_line_without_secrets(text, shown):
    assert safe(text) == shown


@given(st.text())
def test_whatever_comes_stays_on_its_line(text):
    assert safe(text).isprintable()


@pytest.fixture
def told(real_world, monkeypatch):
    """Let a call be answered, return what is told of it."""
    noon = parse_instant("2024-05-01T12:00:00Z")
    monkeypatch.setattr("mockdr.server.logs.real_now", lambda: noon)

    def tell(call, reply=None, style="text"):
        stream = io.StringIO()
        log = RequestLog(real_world, stream, style)
        app = App(real_world, watch=log.write)
        if reply is None:
            app.answer(call)
        else:
            log.write(call, reply, 1.25)
        return stream.getvalue()

    return tell


def order(key="sk_test_shop", path="/orders"):
    return Call(method="POST", path=path, headers={"authorization": f"Bearer {key}"})


PLAYED = Reply(
    status=201,
    headers={
        "X-Mockdr-Scenario": "paid-late",
        "X-Mockdr-Step": "3",
        "X-Mockdr-State": "pending_funds",
    },
    fault=Fault(kind="delay", work="done"),
    log={
        "operation": "createOrders",
        "before": "requires_confirmation",
        "state": "pending_funds",
        "violations": 2,
        "hint": "",
    },
)


def test_a_line_tells_who_what_and_what_became_of_it(told):
    assert told(order(), PLAYED) == (
        "12:00:00 shop POST /orders 201 createOrders "
        "session requires_confirmation -> pending_funds [paid-late step 3] "
        "fault delay violations 2 1.2 ms\n"
    )


def test_the_same_as_json(told):
    line = told(order(), PLAYED, "json")
    assert line.endswith("\n")
    facts = json.loads(line)
    assert datetime.fromisoformat(facts.pop("time")) == datetime(
        2024, 5, 1, 12, tzinfo=timezone.utc
    )
    assert facts == {
        "tenant": "shop",
        "method": "POST",
        "path": "/orders",
        "status": 201,
        "operation": "createOrders",
        "before": "requires_confirmation",
        "state": "pending_funds",
        "scenario": "paid-late",
        "step": 3,
        "fault": "delay",
        "violations": 2,
        "ms": 1.2,
    }


def test_a_line_tells_which_rule_struck(told):
    reply = Reply(status=429, headers={}, log={"rule": "bad-day.yaml:17"})

    assert "429 by the rule at bad-day.yaml:17" in told(order(), reply)
    assert json.loads(told(order(), reply, "json"))["rule"] == "bad-day.yaml:17"


@pytest.mark.parametrize(
    ("body", "text", "facts"),
    [
        (
            {"currency": 5, "items": "none"},
            "violations 2 (/currency should be string)",
            {"violations": 2, "violation": "/currency should be string"},
        ),
        (
            {"currency": "ABC", "items": [{"skuId": "a", "price": 1}]},
            "refused for invalid_parameter currency",
            {"errors": ["invalid_parameter currency"]},
        ),
    ],
)
def test_a_line_tells_what_was_wrong(told, body, text, facts):
    call = Call(
        method="POST",
        path="/checkouts",
        headers={
            "authorization": "Bearer sk_test_shop",
            "content-type": "application/json",
        },
        body=json.dumps(body).encode(),
    )
    assert text in told(call)
    line = json.loads(told(call, style="json"))
    assert {name: line[name] for name in facts} == facts


def _delivered(world, answer, style):
    """Return what is told of a delivery to which *answer* came."""
    stream = io.StringIO()
    tenant = world.tenant("shop")
    RequestLog(world, stream, style).follow(tenant)
    enroll(tenant, "http://127.0.0.1:9/hooks?token=abc")
    tenant.mail.route("http://127.0.0.1:9", RecordingSender(answer))
    event = tenant.trigger("account.update.success")
    tenant.mail.flush()
    return event, stream.getvalue()


def test_a_line_tells_what_went_out_and_what_came_back(told, real_world):
    del told
    fine = Answer(outcome="answered", status=202)
    _, line = _delivered(real_world, fine, "text")
    assert line == (
        "12:00:00 shop account.update.success -> http://127.0.0.1:9/hooks?token=*** "
        "202 attempt 1 delivered\n"
    )


def test_a_line_tells_what_a_receiver_believed(told, real_world):
    del told
    real_world.tenant("shop").bend("any", "tampered")
    _, line = _delivered(real_world, Answer(outcome="answered", status=202), "text")
    assert " 202 attempt 1 conduct: http://127.0.0.1:9/hooks?token=*** accepted" in line


def test_a_line_tells_what_did_not_arrive_and_when_it_is_tried_again(told, real_world):
    del told
    slow = Answer(outcome="timeout", reason="no answer in 3 seconds")
    _, line = _delivered(real_world, slow, "text")
    assert line.endswith(
        "timeout attempt 1 (no answer in 3 seconds) pending "
        "until 2024-05-01T12:05:00Z\n"
    )


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_line_tells_what_a_refusal_says_and_what_may_be_wrong(
    told, real_world, style
):
    del told
    no = Answer(outcome="answered", status=401, body=b"no such signature\nat all")
    _, line = _delivered(real_world, no, style)
    assert "at all" not in line
    if style == "text":
        assert " 401 attempt 1 (no such signature) pending until " in line
        assert line.endswith("signature_clock='real' signs by the real one)\n")
    else:
        facts = json.loads(line)
        assert facts["reason"] == "no such signature"
        assert "signature_clock='real'" in facts["hint"]


def test_a_delivery_as_json(told, real_world):
    del told
    broken = Answer(outcome="answered", status=500)
    event, line = _delivered(real_world, broken, "json")
    assert json.loads(line) == {
        "time": "2024-05-01T12:00:00+00:00",
        "tenant": "shop",
        "event": "account.update.success",
        "id": event.id,
        "address": "http://127.0.0.1:9/hooks?token=***",
        "attempt": 1,
        "status": 500,
        "outcome": "answered",
        "delivery": "pending",
        "next": "2024-05-01T12:05:00Z",
    }


def test_the_place_of_a_key_is_no_key(told):
    call = Call(method="GET", path="/orders")
    assert "Authorization: Bearer sk_test_<name>" in told(call)
    assert "sk_test_<shop" not in told(order("sk_test_<shop>"))


def test_a_state_that_stayed_is_told_once(told):
    reply = Reply(status=200, log={"before": "complete", "state": "complete"})
    assert "session complete 1.2 ms" in told(order(), reply)


def test_the_conduct_of_a_client_is_told(told):
    reply = Reply(status=404, log={"conduct": "createOrders was repeated", "hint": ""})
    assert told(order(), reply) == (
        "12:00:00 shop POST /orders 404 conduct: createOrders was repeated 1.2 ms\n"
    )


def test_a_stranger_is_told_as_one_and_why(told):
    line = told(Call(method="GET", path="/nowhere"))
    assert line.startswith("12:00:00 - GET /nowhere 404 (")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_real_key_is_not_told_even_as_the_name_of_its_tenant(told, style):
    key = "4f9a0c77aa3d4a5e9d2b1c0f8e7d6c5b"
    line = told(order(f"sk_test_{key}"), style=style)
    assert key not in line
    assert "4f9a0c…" in line


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_request_tells_its_keys_or_cards(told, style):
    card = json.dumps({"type": "creditCard", "creditCard": {"number": CARD}})
    for call in (
        Call(
            method="POST",
            path="/sources",
            headers={
                "authorization": "Bearer sk_test_shop",
                "content-type": "application/json",
            },
            body=card.encode(),
        ),
        Call(method="GET", path=f"/orders/{CARD}", query=(("apiKey", "pk_test_shop"),)),
        Call(method="GET", path="/sk_test_shop\r\nforged 200"),
        order(path="/payments/sources/1"),
    ):
        line = told(call, style=style)
        assert "sk_test_shop" not in line
        assert "pk_test_shop" not in line
        assert CARD not in line
        assert line.count("\n") == 1


def test_the_window_looks_on_without_a_line_but_acts_and_is_refused_with_one(told):
    window = {"x-mockdr-window": "1", "host": "localhost"}

    def lines(method, path, headers=window):
        return told(Call(method=method, path=path, headers=headers))

    assert lines("GET", "/_mockdr/pulse") == ""
    assert lines("GET", "/_mockdr/ui/window.js") == ""
    assert "405" in lines("GET", "/_mockdr/happen")
    assert "/_mockdr/reset 204" in lines("POST", "/_mockdr/reset")
    assert "/_mockdr/pulse 200" in lines("GET", "/_mockdr/pulse", {"host": "localhost"})


def test_a_reader_that_went_away_fails_no_request(real_world):
    stream = io.StringIO()
    stream.close()
    app = App(real_world, watch=RequestLog(real_world, stream).write)
    assert app.answer(order()).status in (400, 401)


def test_a_failure_is_told_with_its_traceback_but_without_secrets():
    stream = io.StringIO()
    handler = speak(stream)
    try:
        raise RuntimeError(f"card {CARD} of sk_test_shop\nand more")
    except RuntimeError:
        logging.getLogger("mockdr.server").exception("it broke")
    finally:
        logging.getLogger("mockdr").removeHandler(handler)
    shown = stream.getvalue()
    assert shown.startswith("mockdr: it broke\nTraceback")
    assert "card ****1111 of sk_test_***" in shown
    assert CARD not in shown


def test_the_formatter_leaves_other_text_alone():
    record = logging.makeLogRecord({"msg": "one\ntwo %s", "args": ("x",)})
    assert MaskingFormatter("%(message)s").format(record) == "one\ntwo x"
