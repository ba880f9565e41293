"""An application sees the same, whether it is called here or served on a socket."""

from __future__ import annotations

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.events.senders import WsgiSender
from tests.events.receivers import Patient, parcel

#: What a server knows by itself, and no client tells it.
SAME = {
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH"),
    *("SCRIPT_NAME", "SERVER_PORT", "REMOTE_ADDR", "HTTP_HOST", "HTTP_X_ONE"),
    *("HTTP_AUTHORIZATION", "HTTP_DIGITALRIVER_SIGNATURE", "wsgi.url_scheme", "body"),
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked for is in the test."""


class Mirror:
    """An application that keeps what it saw, and answers as it is told."""

    def __init__(self) -> None:
        self.seen: list[dict] = []
        self.status = "202 Accepted"
        self.body = b""

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.seen.append(
            {k: v for k, v in {**environ, "body": body}.items() if k in SAME}
        )
        told = [("X-Told", "1"), ("Content-Length", str(len(self.body)))]
        start_response(self.status, told)
        return [self.body]


@pytest.fixture(scope="module")
def served():
    """Serve a mirror; yield it with its address."""
    mirror = Mirror()
    server = make_server("127.0.0.1", 0, mirror, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield mirror, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


bodies = st.binary(max_size=300)
words = st.text(max_size=8)


@given(
    where=st.tuples(words, words),
    sent=bodies,
    status=st.sampled_from(["200 OK", "202 Accepted", "307 There", "404 No", "503 Oh"]),
    answer=bodies,
)
def test_both_doors_show_and_bring_back_the_same(served, where, sent, status, answer):
    mirror, base = served
    mirror.status, mirror.body = status, answer
    mirror.seen.clear()
    one = parcel(
        # The server of the standard library takes many slashes in front for one.
        f"{base}/x{where[0]}?{where[1]}",
        sent,
        X_One="1",
        Authorization="Basic YTpi",
        DigitalRiver_Signature="1, x=",
    )
    outside, inside = Patient().send(one), WsgiSender(mirror).send(one)

    assert (outside.outcome, outside.status) == (inside.outcome, inside.status)
    assert outside.body == inside.body
    assert outside.reason == inside.reason
    for name in ("x-told", "content-length"):
        assert outside.headers.get(name) == inside.headers.get(name)
    assert len(mirror.seen) in (0, 2)
    assert mirror.seen[:1] == mirror.seen[1:]
