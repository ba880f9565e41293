"""Each fault as clients see it: by requests and httpx, over a socket and without."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import requests
from werkzeug.wrappers import Request

from mockdr.base.errors import MockdrError
from mockdr.base.source import Place
from mockdr.engine.call import Call
from mockdr.scenario.story import CallStep, Fault, Story
from mockdr.scenario.strikes import Strike
from mockdr.server.connections import Connection, Connections
from mockdr.server.faults import Cut, perform, refuse_without_sockets
from mockdr.server.transports import AsyncTransport, SyncTransport

BODY = b'{"id": "1", "state": "accepted"}'

#: Waits for an answer no longer than this, but for a connection as long as it takes.
IMPATIENT = httpx.Timeout(10, read=0.05)


@pytest.fixture
def waits(monkeypatch):
    """What connections were to wait; the time passes at once."""
    seen = deque()

    def wait(self, seconds):
        seen.append(seconds)
        return True

    monkeypatch.setattr(Connection, "wait", wait)
    return seen


@pytest.fixture(params=["socket", "inside", "inside, async"])
def by_httpx(request, server, app):
    """Post by httpx, over a socket or not; the timeout is that of reading."""

    def over_socket(timeout):
        with httpx.Client(timeout=timeout) as client:
            return client.post(f"{server.url}/orders", json={})

    def inside(timeout):
        with httpx.Client(transport=SyncTransport(app), timeout=timeout) as client:
            return client.post("http://mockdr/orders", json={})

    async def inside_async(timeout):
        transport = AsyncTransport(app)
        async with httpx.AsyncClient(transport=transport, timeout=timeout) as client:
            return await client.post("http://mockdr/orders", json={})

    return {
        "socket": over_socket,
        "inside": inside,
        "inside, async": lambda timeout: asyncio.run(inside_async(timeout)),
    }[request.param]


def test_a_reset_breaks_the_connection_for_httpx(echo, by_httpx):
    echo.suffers("reset")
    with pytest.raises(httpx.ReadError):
        by_httpx(10)


def test_an_empty_answer_is_a_protocol_error_for_httpx(echo, by_httpx):
    echo.suffers("empty")
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        by_httpx(10)


def test_a_truncated_answer_is_a_protocol_error_for_httpx(echo, by_httpx):
    echo.suffers("truncate")
    with pytest.raises(
        httpx.RemoteProtocolError,
        match=rf"received {len(BODY) // 2} bytes, expected {len(BODY)}",
    ):
        by_httpx(10)


def test_a_hanging_server_is_a_timeout_for_httpx(echo, by_httpx):
    echo.suffers("hang")
    with pytest.raises(httpx.ReadTimeout):
        by_httpx(IMPATIENT)


def test_a_delay_beyond_the_timeout_is_a_timeout_for_httpx(echo, by_httpx):
    echo.suffers("delay", wait=3600)
    with pytest.raises(httpx.ReadTimeout):
        by_httpx(IMPATIENT)


@pytest.mark.parametrize("kind", ["delay", "truncate", "garbage"])
def test_a_wait_comes_before_what_follows_it(echo, by_httpx, kind):
    echo.suffers(kind, wait=3600)
    with pytest.raises(httpx.ReadTimeout):
        by_httpx(IMPATIENT)


def test_a_delay_within_the_timeout_changes_nothing_else(echo, by_httpx, waits):
    echo.suffers("delay", wait=2.5)
    reply = by_httpx(10)
    assert (reply.status_code, reply.content) == (201, BODY)
    assert list(waits) in ([2.5], [])


def test_garbage_replaces_the_body_and_nothing_else(echo, by_httpx):
    echo.suffers("garbage")
    reply = by_httpx(10)
    assert (reply.status_code, reply.content) == (201, b"\x93\x00garbage")
    assert reply.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_a_hang_with_an_end_ends_without_a_byte(echo, by_httpx, waits):
    echo.suffers("hang", wait=2.5)
    with pytest.raises(httpx.RemoteProtocolError):
        by_httpx(10)
    assert list(waits) in ([2.5], [])


@pytest.mark.parametrize("kind", ["status", "alter"])
def test_what_the_engine_has_done_already_is_only_sent(echo, by_httpx, kind):
    echo.suffers(kind)
    assert by_httpx(10).content == BODY


@pytest.mark.parametrize(
    ("kind", "expected", "says"),
    [
        ("reset", requests.ConnectionError, "reset by peer"),
        ("empty", requests.ConnectionError, "without response"),
        ("hang", requests.ReadTimeout, "timed out"),
        ("truncate", requests.exceptions.ChunkedEncodingError, "more expected"),
    ],
)
def test_requests_sees_the_fault(echo, server, kind, expected, says):
    echo.suffers(kind)
    patience = 0.05 if kind == "hang" else 10
    with pytest.raises(expected, match=says):
        requests.post(f"{server.url}/orders", json={}, timeout=(10, patience))


def test_requests_sees_garbage_and_delays(echo, server, waits, web):
    echo.suffers("garbage")
    assert web.get(server.url).content == b"\x93\x00garbage"
    echo.suffers("delay", wait=1)
    assert web.get(server.url).json()["state"] == "accepted"
    assert list(waits) == [1]


def test_an_empty_answer_is_an_orderly_end_and_a_reset_is_not(echo, talk):
    echo.suffers("empty")
    assert talk(b"GET / HTTP/1.1\r\n\r\n", close=False) == b""
    echo.suffers("reset")
    with pytest.raises(ConnectionResetError):
        talk(b"GET / HTTP/1.1\r\n\r\n", close=False)


def test_a_truncated_answer_ends_the_connection_and_keeps_its_length(echo, talk):
    echo.suffers("truncate")
    reply = talk(b"GET / HTTP/1.1\r\n\r\n", close=False)
    head, _, rest = reply.partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % len(BODY) in head
    assert rest == BODY[: len(BODY) // 2]


def test_a_hanging_client_is_let_go_when_it_leaves(echo, server):
    echo.suffers("hang")
    with socket.create_connection(("127.0.0.1", server.port)) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
        until(lambda: len(server.connections) == 1)
    until(lambda: len(server.connections) == 0)


def test_others_are_answered_while_one_hangs(echo, server):
    echo.suffers("hang")
    with socket.create_connection(("127.0.0.1", server.port)) as hanging:
        hanging.sendall(b"GET / HTTP/1.1\r\n\r\n")
        until(lambda: echo.calls)
        echo.reply = replace(echo.reply, fault=None)
        assert requests.get(server.url, timeout=10).status_code == 201


@pytest.mark.parametrize("talks_on", [False, True])
def test_a_hanging_client_does_not_hold_up_the_end(echo, server, talks_on):
    echo.suffers("hang")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as hanging:
        hanging.sendall(b"GET / HTTP/1.1\r\n\r\n")
        until(lambda: echo.calls)
        if talks_on:
            hanging.sendall(b"are you there?")
        ending = threading.Thread(target=server.connections.close, args=(3600,))
        ending.start()
        ending.join(timeout=30)
        assert not ending.is_alive()
        with_end = hanging.recv(1) if not talks_on else b""
        assert with_end == b""


def test_a_wait_is_over_in_its_time():
    ours, theirs = socket.socketpair()
    connection = Connection(ours, Connections())
    with ours, theirs:
        assert connection.wait(0.001)
        theirs.sendall(b"x")
        assert connection.wait(0.001)
        theirs.close()


def test_a_wait_ends_when_the_client_leaves():
    ours, theirs = socket.socketpair()
    connection = Connection(ours, Connections())
    with ours:
        theirs.close()
        assert not connection.wait(None)


def test_without_the_connection_only_waiting_is_left(monkeypatch):
    waited = []
    monkeypatch.setattr("mockdr.server.faults.real_wait", waited.append)
    perform(Fault(kind="delay", work="done", wait=timedelta(seconds=2)), {})
    assert waited == [2.0]


class Link:
    def __init__(self, stays):
        self.stays = stays
        self.did = []

    def wait(self, seconds):
        self.did.append(seconds)
        return self.stays

    def reset(self):
        self.did.append("reset")


def test_nothing_is_sent_to_a_client_that_did_not_wait():
    link = Link(stays=False)
    fault = Fault(kind="reset", work="done", wait=timedelta(seconds=2))
    with pytest.raises(Cut):
        perform(fault, {"mockdr.link": link})
    assert link.did == [2.0]


@pytest.mark.parametrize("kind", ["reset", "empty", "hang", "truncate"])
def test_a_server_that_hides_its_connections_says_that_it_cannot(echo, app, kind):
    echo.suffers(kind)
    reply = app.respond(Request.from_values("/orders"))
    assert reply.status_code == 500
    assert repr(kind) in reply.headers["X-Mockdr-Hint"]
    assert isinstance(echo.errors[0], MockdrError)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("reset", True),
        ("empty", True),
        ("hang", True),
        ("truncate", True),
        ("delay", True),
        ("status", False),
        ("garbage", False),
        ("alter", False),
    ],
)
def test_what_needs_a_connection_is_refused_before_it_is_played(kind, refused):
    place = Place(file="a.yaml", line=3, column=5, end_line=3, end_column=9)
    step = CallStep(
        operation="createOrders", fault=Fault(kind=kind, work="none"), place=place
    )
    rule = Strike(operation=None, fault=step.fault, place=place)
    plain = replace(step, fault=None)
    for steps, rules in (((step,), ()), ((plain,), (rule,))):
        story = Story(name="a", summary="A", steps=steps, rules=rules, file="a.yaml")
        if refused:
            with pytest.raises(MockdrError, match=r"a.yaml:3:5.*--server werkzeug"):
                refuse_without_sockets(story)
        else:
            refuse_without_sockets(story)


def test_a_client_without_a_timeout_is_told_that_it_would_wait_for_ever(echo, app):
    echo.suffers("hang")
    forever = httpx.Timeout(None)
    with (
        httpx.Client(transport=SyncTransport(app), timeout=forever) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get("http://mockdr/")


def test_a_call_needs_no_headers_at_all(app, echo):
    assert app.answer(Call(method="GET", path="/")).status == 201


def until(condition):
    """Wait for another thread to come so far; fails by the suite's own timeout."""
    pause = threading.Event()
    for _ in range(10_000):
        if condition():
            return
        pause.wait(0.001)
    pytest.fail("it never came to that")
