"""Callbacks into a WSGI application: what a server would give it, and take from it."""

from __future__ import annotations

import asyncio
import bdb
import sys
import threading
import wsgiref.validate
from urllib.parse import quote

import pytest

from mockdr.events.senders import WsgiSender
from tests.events.receivers import parcel

URL = "https://Shop.Test:8443/h%C3%B6oks/a%2Fb?x=1&y=%20"


def answering(*blocks: bytes, status: str = "200 OK", headers: list | None = None):
    def app(environ, start_response):
        start_response(status, [("X-A", "1")] if headers is None else headers)
        return list(blocks)

    return app


def send(app, url: str = URL, **headers: str):
    return WsgiSender(app).send(parcel(url, b'{"id":"e1"}', **headers))


# --- what it gets ---------------------------------------------------------------


def test_an_application_sees_a_request_as_its_server_would_show_it():
    seen = {}

    def app(environ, start_response):
        seen.update(environ, read=environ["wsgi.input"].read())
        start_response("202 Accepted", [])
        return []

    answer = send(app, DigitalRiver_Signature="1, x=", Authorization="Basic YTpi")
    stream = seen.pop("wsgi.input")

    assert answer.status == 202
    assert stream.read() == b""
    assert seen == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/h\xc3\xb6oks/a/b",
        "QUERY_STRING": "x=1&y=%20",
        "SERVER_NAME": "shop.test",
        "SERVER_PORT": "8443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "11",
        "HTTP_HOST": "shop.test:8443",
        "HTTP_DIGITALRIVER_SIGNATURE": "1, x=",
        "HTTP_AUTHORIZATION": "Basic YTpi",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "read": b'{"id":"e1"}',
    }


@pytest.mark.parametrize("url", [URL, "http://localhost", "http://[::1]:80/?"])
def test_the_validator_of_the_standard_library_has_no_objection(url):
    def app(environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"a")
        return [body]

    answer = send(wsgiref.validate.validator(app), url)

    assert (answer.status, answer.reason) == (200, "")
    assert answer.body == b'a{"id":"e1"}'


def test_it_works_in_the_callers_thread_where_its_connections_live():
    seen = []

    def app(environ, start_response):
        seen.append(threading.get_ident())
        return answering()(environ, start_response)

    send(app)
    asyncio.run(WsgiSender(app).send_async(parcel(URL)))

    assert seen == [threading.get_ident()] * 2


# --- what it answers ------------------------------------------------------------


def test_status_headers_and_body_come_back():
    told = [("Retry-After", "7"), ("X-B", "1"), ("x-b", "2")]
    answer = send(answering(b"a", b"", b"b", status="503 No", headers=told))

    assert (answer.outcome, answer.status, answer.ok) == ("answered", 503, False)
    assert answer.headers == {"retry-after": "7", "x-b": "1, 2"}
    assert (answer.body, answer.reason) == (b"ab", "")


def test_an_answer_may_come_piece_by_piece_and_begin_late():
    def app(environ, start_response):
        yield b""
        start_response("201 Made", [])
        yield b"a"
        yield b"b"

    answer = send(app)

    assert (answer.status, answer.body) == (201, b"ab")


def test_write_comes_before_what_is_returned():
    def app(environ, start_response):
        start_response("200 OK", [])(b"a")
        return [b"b"]

    assert send(app).body == b"ab"


def thinking_better(*sent: bytes):
    """Return an application that finds an error after it has begun to answer."""

    def app(environ, start_response):
        write = start_response("200 OK", [("X-A", "1")])
        for block in sent:
            write(block)
        try:
            raise KeyError("id")
        except KeyError:
            start_response("400 Bad", [], sys.exc_info())
        return [b"no"]

    return app


def test_an_error_takes_the_place_of_what_was_not_sent_yet():
    answer = send(thinking_better())

    assert (answer.status, answer.headers, answer.body) == (400, {}, b"no")


def test_an_error_after_the_first_byte_is_raised_again_and_makes_a_500():
    answer = send(thinking_better(b"a"))

    assert (answer.status, answer.body) == (500, b"")
    assert answer.reason.startswith("KeyError: 'id' (test_wsgi_sender.py:")


class _Closing:
    """A body that tells when it was closed."""

    def __init__(self, *blocks: object, close: Exception | None = None) -> None:
        self.blocks = iter(blocks)
        self.closed = 0
        self._problem = close

    def __iter__(self):
        return self

    def __next__(self):
        block = next(self.blocks)
        if isinstance(block, Exception):
            raise block
        return block

    def close(self):
        self.closed += 1
        if self._problem is not None:
            raise self._problem


@pytest.mark.parametrize(
    ("blocks", "status"),
    [((b"a",), 200), ((b"a", ValueError("no")), 500), (("a",), 500)],
)
def test_a_body_is_closed_once_whatever_happens(blocks, status):
    body = _Closing(*blocks)

    def app(environ, start_response):
        start_response("200 OK", [])
        return body

    assert send(app).status == status
    assert body.closed == 1


def test_what_fails_when_the_answer_is_out_is_told_and_changes_nothing():
    def app(environ, start_response):
        start_response("200 OK", [])
        return _Closing(b"a", close=OSError("the connection has gone"))

    answer = send(app)

    assert (answer.status, answer.ok, answer.body) == (200, True, b"a")
    assert answer.reason.startswith("OSError: the connection has gone (test_wsgi_")


def test_of_an_endless_body_the_beginning_is_kept():
    def forever():
        while True:
            yield b"x" * 10_000

    def app(environ, start_response):
        start_response("200 OK", [])
        return forever()

    answer = send(app)

    assert answer.body == b"x" * 65_536


# --- what it does wrong ---------------------------------------------------------


def test_what_it_raises_is_an_answer_of_500_that_names_the_line():
    def app(environ, start_response):
        return {}["nothing"]

    answer = send(app)
    line = app.__code__.co_firstlineno + 1

    assert (answer.outcome, answer.status, answer.ok) == ("answered", 500, False)
    assert answer.reason == f"KeyError: 'nothing' (test_wsgi_sender.py:{line})"


def test_the_line_is_the_receivers_own_and_not_the_librarys():
    def app(environ, start_response):
        return quote(7)

    line = app.__code__.co_firstlineno + 1

    assert send(app).reason.endswith(f"(test_wsgi_sender.py:{line})")


def test_the_whole_of_what_was_raised_is_in_the_log(caplog):
    def app(environ, start_response):
        raise ValueError("first\nsecond")

    answer = send(app)

    assert answer.reason.startswith("ValueError: first (")
    assert "ValueError: first\nsecond" in caplog.text


def test_an_exception_without_words_is_named():
    def app(environ, start_response):
        raise AssertionError

    assert send(app).reason.startswith("AssertionError (test_wsgi_sender.py:")


def twice(environ, start_response):
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def early(environ, start_response):
    yield b"a"
    start_response("200 OK", [])


def nothing(environ, start_response):
    return None


def one_argument(environ):
    return []


def none_called(environ, start_response):
    return [b""]


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (twice, "start_response was called twice"),
        (early, "the body came before start_response was called"),
        (none_called, "never called start_response"),
        (answering("text"), "a str that is no bytes"),
        (answering(None), "a NoneType that is no bytes"),
        (answering(status="OK"), "the status 'OK'"),
        (answering(status=200), "the status 200"),
        (answering(status=b"200 OK"), "the status b'200 OK'"),
        (answering(headers=[("X", 1)]), "the header 'X': 1"),
        (answering(headers=[("X", "a\r\nSet-Cookie: b")]), "'X' has a line break"),
        (answering(headers=[("X\n", "a")]), "has a line break"),
        (nothing, "'NoneType' object is not iterable"),
        (one_argument, "takes 1 positional argument"),
    ],
)
def test_what_a_server_would_not_take_is_an_answer_of_500(app, said):
    answer = send(app)

    assert answer.status == 500
    assert said in answer.reason


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit, bdb.BdbQuit])
def test_what_ends_the_test_ends_it(ends):
    def app(environ, start_response):
        raise ends

    with pytest.raises(ends):
        send(app)


def test_a_failure_that_the_receiver_means_for_the_test_reaches_it():
    def app(environ, start_response):
        pytest.fail("not this event")

    with pytest.raises(pytest.fail.Exception, match="not this event"):
        send(app)


def test_an_address_that_nobody_can_read_is_blocked():
    answer = send(answering(), "http://a b/")

    assert (answer.outcome, answer.status) == ("blocked", None)
