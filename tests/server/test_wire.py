"""Requests become calls, replies become responses, and nothing gets through between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Request

from mockdr.engine.call import Reply
from mockdr.scenario.story import Fault
from mockdr.server.wire import Skin, header_fields, read_call


def read(path="/orders", limit=100, **more):
    return read_call(Request.from_values(path, **more), lambda _: limit)


def read_from(stream, limit=100, **environ):
    request = Request.from_values("/", method="POST")
    request.environ.update(environ)
    request.environ["wsgi.input"] = stream
    return read_call(Request(request.environ), lambda _: limit)


def test_a_request_becomes_a_call():
    call = read(
        "/orders/caf%C3%A9?limit=10&ids=1&ids=2&empty=&x=%E2%82%AC",
        method="POST",
        data=b'{"a": 1}',
        content_type="application/json",
        headers={"Authorization": "Bearer sk_test_shop", "X-Two": "1"},
        base_url="http://shop.test:8400",
    )
    assert call.method == "POST"
    assert call.path == "/orders/café"
    assert call.query == (
        ("limit", "10"),
        ("ids", "1"),
        ("ids", "2"),
        ("empty", ""),
        ("x", "€"),
    )
    assert call.headers["authorization"] == "Bearer sk_test_shop"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["x-two"] == "1"
    assert call.body == b'{"a": 1}'
    assert call.base_url == "http://shop.test:8400"
    assert call.problem is None


def test_the_limit_is_asked_for_by_the_key_that_the_request_carries():
    asked = []

    def limit(authorization):
        asked.append(authorization)
        return 10

    read_call(Request.from_values("/", headers={"Authorization": "Bearer x"}), limit)
    assert asked == ["Bearer x"]


def test_a_body_over_the_limit_is_thrown_away_in_pieces():
    stream = Endless()
    call = read_from(stream, CONTENT_LENGTH="50000000")
    assert (call.problem, call.body) == ("too_large", b"")
    assert stream.taken == 50_000_000
    assert stream.largest <= 65_536


class Unreadable:
    def read(self, _=-1):
        raise AssertionError("nobody should read this")

    readline = readinto = read


class Endless:
    """A body without an end, or with one; counts what is taken of it."""

    taken = largest = 0

    def __init__(self, length=1_000_000_000):
        self.length = length

    def read(self, size=-1):
        size = min(size, self.length - self.taken)
        assert size >= 0
        self.taken += size
        self.largest = max(self.largest, size)
        return b"x" * size

    readline = read

    def readable(self):
        return True


def test_a_body_without_a_length_is_held_to_the_limit_and_thrown_away_beyond():
    stream = Endless(20_000_000)
    terminated = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    call = read_from(stream, **terminated)
    assert call.problem == "too_large"
    assert stream.taken == 20_000_000
    assert stream.largest <= 65_536


def test_a_request_without_a_body_has_none():
    assert read_from(Unreadable()).body == b""


@pytest.mark.parametrize(
    "host",
    ['evil"><script>', "a b", "a/b", "a\r\nX: 1", "", "[::1", "user@host"],
)
def test_a_host_that_is_none_is_not_repeated(host):
    request = Request.from_values("/", base_url="http://real.test:8400")
    request.environ["HTTP_HOST"] = host
    call = read_call(request, lambda _: 1)
    assert call.base_url == "http://real.test:8400"


@pytest.mark.parametrize("host", ["[::1]:8400", "localhost", "10.0.0.1:80", "a_b.test"])
def test_the_base_url_is_how_the_client_reached_us(host):
    request = Request.from_values("/")
    request.environ["HTTP_HOST"] = host
    assert read_call(request, lambda _: 1).base_url == f"http://{host}"


@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_whatever_a_header_is_to_say_it_stays_one_header(headers):
    fields = header_fields(Reply(status=200, headers=headers, body=b"x"))
    for name, value in fields:
        assert name
        assert name.isascii()
        assert not set(name) & set("\r\n: ")
        assert value.isascii()
        assert value.isprintable()


def test_a_reply_becomes_a_response_with_nothing_added():
    reply = Reply(status=201, headers={"X-A": "1"}, body=b"{}")
    response = Skin(reply)
    assert response.status_code == 201
    assert response.data == b"{}"
    assert dict(response.headers) == {"X-A": "1", "Content-Length": "2"}
    assert sent(response) == (
        "201 Created",
        {"X-A": "1", "Content-Length": "2"},
        b"{}",
    )


def test_a_status_that_nobody_knows_is_sent_all_the_same():
    assert sent(Skin(Reply(status=299)))[0] == "299 Unknown"


def test_a_location_is_sent_as_it_is():
    location = "https://shop.test/back?a=%7e&b=[1]&c='"
    _, headers, _ = sent(Skin(Reply(status=303, headers={"Location": location})))
    assert headers["Location"] == location


def test_no_content_has_no_length():
    assert sent(Skin(Reply(status=204))) == ("204 No Content", {}, b"")


def test_a_scenarios_own_length_is_left_alone():
    reply = Reply(status=200, headers={"content-length": "7"}, body=b"{}")
    assert header_fields(reply) == [("content-length", "7")]


@pytest.mark.parametrize(
    ("kind", "body", "length"),
    [("truncate", b"0123", 8), ("garbage", b"\x00\xff", 2), ("alter", b"01234567", 8)],
)
def test_a_spoilt_body(kind, body, length):
    reply = Reply(status=200, body=b"01234567", garbage=b"\x00\xff")
    reply = replace(reply, fault=Fault(kind=kind, work="done"))
    _, headers, shown = sent(Skin(reply), {"mockdr.link": None})
    assert (headers["Content-Length"], shown) == (str(length), body)


def sent(response, environ=None):
    started = []

    def start_response(status, headers):
        started.append((status, dict(headers)))

    body = b"".join(response(environ or {}, start_response))
    return (*started[0], body)
