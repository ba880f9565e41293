"""The fixture's server: a test's own handlers first, mockdr behind them."""

from __future__ import annotations

import socket
import threading

import pytest
import requests

from mockdr.base.errors import ConfigurationError
from mockdr.engine.settings import Settings
from mockdr.server.live import LiveServer


@pytest.fixture
def live(app):
    with LiveServer(app) as server:
        yield server


def test_mockdr_answers_what_nobody_expects(live, echo, web):
    assert web.get(f"{live.url}/orders/1").json()["state"] == "accepted"
    assert echo.call.base_url == live.url
    live.check()


def test_what_a_test_expects_comes_first_and_only_until_it_is_cleared(live, web):
    live.expect_request("/orders/1").respond_with_json({"mine": True})
    assert web.get(f"{live.url}/orders/1").json() == {"mine": True}
    assert web.get(f"{live.url}/orders/2").json()["state"] == "accepted"
    live.clear()
    assert web.get(f"{live.url}/orders/1").json()["state"] == "accepted"


def test_an_ordered_expectation_waits_for_its_turn(live, web):
    live.expect_ordered_request("/first").respond_with_data("1")
    live.expect_ordered_request("/second").respond_with_data("2")
    assert web.get(f"{live.url}/orders").status_code == 201
    assert web.get(f"{live.url}/second").status_code == 201
    assert web.get(f"{live.url}/first").text == "1"
    assert web.get(f"{live.url}/orders").status_code == 201
    assert web.get(f"{live.url}/second").text == "2"


def test_a_test_can_wait_for_its_handlers_while_mockdr_answers(live, web):
    live.expect_oneshot_request("/hook").respond_with_data("ok")
    with live.wait(timeout=10) as waiting:
        assert web.get(f"{live.url}/orders").status_code == 201
        assert web.get(f"{live.url}/hook").text == "ok"
    assert waiting.result


def test_a_handler_that_breaks_reaches_the_test(live, caplog, web):
    def broken(request):
        raise ValueError("the test's own mistake")

    live.expect_request("/mine").respond_with_handler(broken)
    assert web.get(f"{live.url}/mine").status_code == 500
    with pytest.raises(ValueError, match="own mistake"):
        live.check()


def test_our_own_mistake_reaches_the_test_and_the_client(live, echo, caplog, web):
    echo.raises = RuntimeError("a € in the works\nand more")
    reply = web.get(f"{live.url}/orders")
    assert reply.status_code == 500
    assert set(reply.json()) == {"type", "errors"}
    assert reply.json()["type"] == "internal_server_error"
    assert "in the works" in reply.headers["X-Mockdr-Hint"]
    assert echo.errors == [echo.raises]
    assert "Traceback" in caplog.text
    with pytest.raises(RuntimeError, match="in the works"):
        live.check()


def test_the_log_holds_what_is_newest_and_can_be_cleared(live, monkeypatch, web):
    monkeypatch.setattr("mockdr.server.live._LOGGED", 3)
    for number in range(5):
        web.get(f"{live.url}/{number}")
    assert [request.path for request, _ in live.log] == ["/2", "/3", "/4"]
    assert live.log[0][1].get_json()["state"] == "accepted"
    live.clear()
    assert live.log == []
    web.get(f"{live.url}/5")
    assert len(live.log) == 1


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_over_the_limit_goes_past_a_tests_handlers(live, echo, chunked, web):
    echo.defaults = Settings(body_limit=10)
    live.expect_request("/orders").respond_with_data("never")
    data = iter([b"x" * 11]) if chunked else b"x" * 11
    assert web.post(f"{live.url}/orders", data=data).status_code == 413
    assert live.log[0][1].status_code == 413
    assert web.post(f"{live.url}/orders", data=b"x" * 10).text == "never"


def test_handlers_see_chunked_bodies_whole(live, web):
    live.expect_request("/mine", data=b"one two").respond_with_data("seen")
    assert web.post(f"{live.url}/mine", data=iter([b"one ", b"two"])).ok


def test_a_fault_comes_through(live, echo, web):
    echo.suffers("reset")
    with pytest.raises(requests.ConnectionError):
        web.get(live.url)


def test_it_stops_while_a_client_hangs_and_starts_again(app, echo, web):
    echo.suffers("hang")
    server = LiveServer(app)
    server.start()
    with socket.create_connection((server.host, server.port), timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        ending = threading.Thread(target=server.stop)
        ending.start()
        ending.join(timeout=30)
        assert not ending.is_alive()
        assert said_before_the_end(client) == b""
    server.start()
    echo.reply.fault = None
    assert web.get(server.url).status_code == 201
    server.stop()


def test_a_taken_port_is_a_clear_error(app, capfd):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = LiveServer(app, port=other.getsockname()[1])
        with pytest.raises(ConfigurationError, match="port 0"):
            server.start()
        assert not server.is_running()


def said_before_the_end(client):
    try:
        return client.recv(1000)
    except ConnectionError:
        return b""
