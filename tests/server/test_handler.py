"""One connection: what is read from it, what is kept open, what is refused."""

from __future__ import annotations

import http.client
import io
import json
import socket
import sys
import tracemalloc
from dataclasses import replace

import pytest
import requests

from mockdr.engine.settings import Settings
from mockdr.server.handler import BadRequest, read_chunked
from mockdr.server.listener import Listener

MIB = 1024 * 1024


def status(reply):
    return int(reply.split(b" ", 2)[1])


def body(reply):
    return reply.partition(b"\r\n\r\n")[2]


def test_a_client_that_keeps_its_connection_gets_several_replies_on_it(server, echo):
    client = http.client.HTTPConnection("127.0.0.1", server.port)
    for number in range(3):
        client.request("POST", "/orders", body=b'{"n": %d}' % number)
        reply = client.getresponse()
        assert reply.status == 201
        assert reply.read() == echo.reply.body
        assert reply.getheader("Connection") is None
    assert len(server.connections) == 1
    client.close()
    assert [c.body for c in echo.calls] == [b'{"n": 0}', b'{"n": 1}', b'{"n": 2}']


def test_requests_that_come_at_once_are_answered_in_order(talk, echo):
    one = b"GET /orders/%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
    replies = talk(one % 1 + one % 2)
    assert replies.count(b"HTTP/1.1 201") == 2
    assert [c.path for c in echo.calls] == ["/orders/1", "/orders/2"]


def test_a_client_that_asks_to_close_is_closed(talk):
    reply = talk(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", close=False
    )
    assert b"\r\nConnection: close\r\n" in reply


def test_an_old_client_gets_its_reply_and_the_end(talk, echo):
    reply = talk(b"GET /orders HTTP/1.0\r\n\r\n", close=False)
    assert body(reply) == echo.reply.body
    assert echo.call.base_url.startswith("http://127.0.0.1:")


def test_head_has_the_headers_of_get_and_no_body(talk, echo):
    reply = talk(b"HEAD /orders HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"Content-Length: %d\r\n" % len(echo.reply.body) in reply
    assert body(reply) == b""


@pytest.mark.parametrize("code", [204, 304])
def test_a_reply_that_has_no_body_sends_none(talk, echo, code):
    echo.reply = replace(echo.reply, status=code)
    one = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    replies = talk(one + one)
    assert replies.count(b"HTTP/1.1 %d" % code) == 2
    assert b"accepted" not in replies
    if code == 204:
        assert b"content-length" not in replies.lower()


def test_options_and_unheard_of_methods_reach_the_engine(talk, echo):
    talk(b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
    talk(b"BREW /coffee HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert [(c.method, c.path) for c in echo.calls] == [
        ("OPTIONS", "/*"),
        ("BREW", "/coffee"),
    ]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/%00", "/\x00"),
        (b"/orders/%E2%82%AC", "/orders/€"),
        (b"/orders/%ff%fe", "/orders/��"),
        (b"/orders/%", "/orders/%"),
        (b"/orders/%zz", "/orders/%zz"),
        (b"/orders/%2e%2e/%2e%2e/etc/passwd", "/orders/../../etc/passwd"),
        (b"/orders/../../etc/passwd", "/orders/../../etc/passwd"),
        (b"/orders%0d%0aX-Evil: 1", "/orders\r\nX-Evil: 1"),
        (b"/%0d%0a%0d%0a", "/\r\n\r\n"),
        (b"/\xff\xfe", "/ÿþ"),
        (b"http://elsewhere.example/orders", "/orders"),
        (b"/" + b"a" * 60_000, "/" + "a" * 60_000),
    ],
)
def test_hostile_paths_arrive_decoded_and_break_nothing(talk, echo, target, path):
    if b" " in target:
        target = target.replace(b" ", b"%20")
    reply = talk(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert status(reply) == 201
    assert echo.call.path == path


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (b"/" + b"a" * 70_000, 414),
        (b"//[", 201),
        (b"http://[/", 400),
        (b"/a b c", 400),
    ],
)
def test_targets_that_are_none_are_told_so(talk, target, code):
    reply = talk(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert status(reply) == code


def test_what_is_no_request_is_refused_in_the_shape_of_the_provider(talk, echo):
    reply = talk(b"\x16\x03\x01\x02\x00 what is this\r\n\r\n")
    assert status(reply) == 400
    assert set(json.loads(body(reply))) == {"type", "errors"}
    assert echo.calls == []


def test_too_many_headers_are_refused(talk):
    fields = b"".join(b"X-%d: 1\r\n" % n for n in range(200))
    reply = talk(b"GET / HTTP/1.1\r\n" + fields + b"\r\n")
    assert status(reply) == 431
    assert b"\r\nx-dr-requestid: " in reply


def test_a_version_that_nobody_speaks_is_the_fault_of_the_client(talk):
    reply = talk(b"GET / HTTP/3.0\r\n\r\n")
    assert status(reply) == 505
    shown = json.loads(body(reply))
    assert shown["type"] == "bad_request"
    assert shown["errors"][0]["code"] == "invalid_format"


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: ten\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n",
        b"Transfer-Encoding: gzip\r\n",
    ],
)
def test_a_body_whose_end_cannot_be_known_is_refused_and_closed(talk, echo, fields):
    reply = talk(
        b"POST / HTTP/1.1\r\n" + fields + b"\r\n{}GET / HTTP/1.1\r\n\r\n", close=False
    )
    assert reply.count(b"HTTP/1.1 400") == 1
    assert reply.count(b"HTTP/1.1 ") == 1
    assert echo.calls == []


def test_a_chunked_body_is_put_together(talk, echo):
    talk(
        b"POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2;note=ext\r\n{}\r\n003\r\n   \r\n0\r\nX-Trailer: 1\r\n\r\n"
        b"GET /next HTTP/1.1\r\n\r\n"
    )
    assert [(c.path, c.body) for c in echo.calls] == [
        ("/orders", b"{}   "),
        ("/next", b""),
    ]


def test_length_and_chunks_at_once_end_the_connection(talk, echo):
    reply = talk(
        b"POST /orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 100\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        close=False,
    )
    assert status(reply) == 201
    assert echo.call.body == b"{}"


@pytest.mark.parametrize(
    "chunks", [b"zz\r\n{}\r\n", b"-2\r\n{}\r\n", b"0x2\r\n{}\r\n", b"2\r\n{}}\r\n"]
)
def test_malformed_chunks_are_refused(talk, echo, chunks):
    reply = talk(
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, close=False
    )
    assert status(reply) == 400
    assert echo.calls == []


def test_a_client_that_leaves_in_the_middle_of_its_body_is_not_answered(talk, echo):
    assert talk(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n{") == b""
    assert talk(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{") == b""
    assert echo.calls == []


def test_a_client_that_waits_for_leave_gets_it_before_its_body(server, echo):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(
            b"POST /orders HTTP/1.1\r\nContent-Length: 2\r\n"
            b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"{}")
        assert status(sock.recv(1000)) == 201
    assert echo.call.body == b"{}"


def test_a_client_that_announces_too_much_is_told_before_it_sends_it(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
        sock.sendall(
            b"POST /orders HTTP/1.1\r\nContent-Length: 52428800\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert status(sock.recv(1000)) == 413


@pytest.fixture
def fifty():
    """Fifty megabytes, made while they are sent."""
    piece = b" " * MIB

    def pieces():
        for _ in range(50):
            yield piece

    return pieces


@pytest.mark.parametrize("announced", [True, False])
def test_fifty_megabytes_are_refused_and_never_held(server, echo, fifty, announced):
    echo.defaults = Settings(body_limit=2 * MIB)
    headers = {"Content-Length": str(50 * MIB)} if announced else {}
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    tracemalloc.start()
    try:
        client.request("POST", "/orders", body=fifty(), headers=headers)
        reply = client.getresponse()
        assert reply.status == 413
        assert json.loads(reply.read()) == {"type": "bad_request"}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        client.close()
    assert peak < 12 * MIB
    assert echo.call.problem == "too_large"
    assert echo.call.body == b""


def test_requests_sees_the_refusal_of_fifty_megabytes_too(server, fifty, web):
    assert web.post(f"{server.url}/orders", data=fifty()).status_code == 413
    whole = b" " * (50 * MIB)
    assert web.post(f"{server.url}/orders", data=whole).status_code == 413


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_that_just_fills_the_limit_is_taken(server, echo, chunked, web):
    echo.defaults = Settings(body_limit=100)
    whole = b"x" * 100
    data = iter([whole]) if chunked else whole
    assert web.post(server.url, data=data).status_code == 201
    data = iter([whole + b"x"]) if chunked else whole + b"x"
    assert web.post(server.url, data=data).status_code == 413


@pytest.mark.parametrize("size", [b"7fffffffffffffff", b"f" * 900])
def test_a_chunk_of_any_announced_size_is_only_compared(size):
    assert read_chunked(io.BytesIO(size + b"\r\n"), 10) is None


def test_a_length_line_without_end_is_refused():
    with pytest.raises(BadRequest, match="too long"):
        read_chunked(io.BytesIO(b"1" * 2000), 10)


def test_an_application_that_streams_is_passed_on_in_chunks(wsgi, web):
    def stream(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"one "
        yield b""
        yield b"two"

    reply = web.get(wsgi(stream).url)
    assert reply.headers["Transfer-Encoding"] == "chunked"
    assert reply.text == "one two"


def test_an_application_that_breaks_is_a_500_and_is_told(wsgi, web, caplog):
    def broken(environ, start_response):
        raise RuntimeError("oh no")

    reply = web.get(f"{wsgi(broken).url}/orders?apiKey=pk_test_shop")
    assert reply.status_code == 500
    assert reply.json()["type"] == "internal_server_error"
    assert "oh no" in caplog.text
    assert "pk_test_shop" not in caplog.text


@pytest.fixture
def wsgi():
    """Serve any WSGI application."""
    started = []

    def start(app):
        server = Listener(app, "127.0.0.1", 0, body_limit=lambda _: 10)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def test_an_application_decides_on_its_own_headers(wsgi, web):
    def app(environ, start_response):
        fields = {"Connection": "close", "Server": "mine", "Date": "never"}
        write = start_response("200 OK", [*fields.items(), ("Content-Length", "4")])
        write(b"on")
        return [b"ce"]

    server = wsgi(app)
    reply = web.get(server.url)
    assert reply.text == "once"
    assert reply.headers == {
        "Connection": "close",
        "Server": "mine",
        "Date": "never",
        "Content-Length": "4",
    }


def test_an_application_that_breaks_in_the_middle_ends_the_connection(wsgi, web):
    def app(environ, start_response):
        start_response("200 OK", [])
        yield b"so far"
        try:
            raise RuntimeError("and no further")
        except RuntimeError:
            start_response("500 Oh", [], sys.exc_info())

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        web.get(wsgi(app).url)


def test_an_application_may_think_again_before_it_begins(wsgi, web):
    def app(environ, start_response):
        start_response("200 OK", [])
        start_response("404 Gone", [], (ValueError, ValueError(), None))
        return []

    assert web.get(wsgi(app).url).status_code == 404


def test_an_application_that_sends_more_than_it_said_ends_the_connection(wsgi):
    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", "1")])
        return [b"two"]

    client = http.client.HTTPConnection("127.0.0.1", wsgi(app).port, timeout=10)
    client.request("GET", "/")
    assert client.getresponse().read() == b"t"
    client.close()


def test_stopping_hangs_up_on_clients_that_only_keep_their_connection(app):
    server = Listener(app, "127.0.0.1", 0, body_limit=app.body_limit)
    server.start()
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    client.request("GET", "/")
    client.getresponse().read()
    server.stop()
    assert client.sock.recv(1) == b""
    client.close()
