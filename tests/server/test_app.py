"""The application: where calls go, and what happens when we ourselves fail."""

from __future__ import annotations

import httpx
import orjson
import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request

from mockdr.base.errors import MockdrError
from mockdr.engine.call import Call
from mockdr.engine.settings import Settings
from mockdr.server.app import App
from mockdr.server.faults import Cut
from mockdr.server.transports import SyncTransport


def test_it_is_a_wsgi_application_of_any_server(app, echo):
    reply = Client(app).post("/orders?a=1", json={"x": 1})
    assert (reply.status, reply.json) == ("201 Created", orjson.loads(echo.reply.body))
    assert echo.call.body == b'{"x": 1}'


def test_a_client_that_leaves_early_is_nobodys_mistake(app, echo):
    request = Request.from_values("/", method="POST", data=b"{}")
    request.environ["CONTENT_LENGTH"] = "9"
    with pytest.raises(Cut):
        app.respond(request)
    assert echo.calls == echo.errors == []


def test_our_own_mistakes_are_told_in_their_own_words(app, echo):
    echo.raises = MockdrError("the store is gone", help="start again")
    reply = app.answer(Call(method="GET", path="/"))
    assert reply.status == 500
    hint = "mockdr itself failed: the store is gone; start again"
    assert reply.headers["X-Mockdr-Hint"] == hint


def test_a_broken_contract_still_leaves_an_answer(app, echo, monkeypatch):
    def broken(complaints):
        raise MockdrError("no schemas")

    monkeypatch.setattr("mockdr.contract.error_body", broken)
    echo.raises = RuntimeError("anything")
    reply = app.answer(Call(method="GET", path="/"))
    assert orjson.loads(reply.body)["type"] == "internal_server_error"


def test_a_log_that_breaks_fails_no_request(echo, caplog):
    def watch(call, reply, milliseconds):
        raise ValueError("the disk is full")

    app = App(echo, watch=watch)
    assert app.answer(Call(method="GET", path="/")).status == 201
    assert "the disk is full" in caplog.text


def test_the_limit_of_bodies_is_the_tenants_own(real_world, real_app):
    real_world.tenant("small", Settings(body_limit=5))
    assert real_app.body_limit("Bearer sk_test_small") == 5
    assert real_app.body_limit("Bearer sk_test_other") == 16 * 1024 * 1024
    assert real_app.body_limit("") == 16 * 1024 * 1024


def test_the_limit_holds_without_a_socket_too(real_world, real_app):
    real_world.tenant("small", Settings(body_limit=5))
    headers = {"Authorization": "Bearer sk_test_small"}
    transport = SyncTransport(real_app)
    with httpx.Client(transport=transport, headers=headers) as client:
        reply = client.post("http://mockdr/checkouts", json={"currency": "EUR"})
        assert reply.status_code == 413
        assert "5 bytes; the setting body_limit" in reply.headers["X-Mockdr-Hint"]
        head = client.head("http://mockdr/_mockdr/health")
        assert (head.status_code, head.content) == (200, b"")


def test_headers_that_come_twice_are_one_without_a_socket(app, echo):
    fields = [("X-Two", "1"), ("x-two", "2")]
    with httpx.Client(transport=SyncTransport(app)) as client:
        client.get("http://mockdr/a%20b?c=%20&c=", headers=fields)
    assert echo.call.headers["x-two"] == "1,2"
    assert echo.call.path == "/a b"
    assert echo.call.query == (("c", " "), ("c", ""))
    assert echo.call.base_url == "http://mockdr"


def test_a_browser_at_the_root_is_led_to_the_window(app, echo):
    reply = app.answer(
        Call(method="GET", path="/", headers={"accept": "text/html,*/*"})
    )
    assert (reply.status, reply.headers["Location"]) == (302, "/_mockdr/")
    assert echo.calls == []


def test_a_program_at_the_root_is_answered_by_the_provider(app, echo):
    app.answer(Call(method="GET", path="/", headers={"accept": "*/*"}))
    assert echo.call.path == "/"
