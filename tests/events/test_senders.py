"""Which sender a callable gets, and the one that keeps everything."""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys

import httpx
import pytest

from mockdr.base.errors import MockdrError
from mockdr.events.delivery import Answer
from mockdr.events.senders import AsgiSender, RecordingSender, WsgiSender, sender_of
from tests.events.receivers import parcel


def wsgi(environ, start_response):
    start_response("200 OK", [])
    return []


async def asgi(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body"})


class WsgiObject:
    def __call__(self, environ, start_response):
        return wsgi(environ, start_response)

    def method(self, environ, start_response):
        return wsgi(environ, start_response)


class WsgiClass:
    """As PEP 3333 allows it: the call makes what is iterated."""

    def __init__(self, environ, start_response):
        self.environ = environ
        start_response("200 OK", [])

    def __iter__(self):
        return iter([b""])


class AsgiObject:
    async def __call__(self, scope, receive, send):
        await asgi(scope, receive, send)

    async def method(self, scope, receive, send):
        await asgi(scope, receive, send)


class AsgiWrapper:
    """As a middleware that hands on what it wraps."""

    def __call__(self, scope, receive, send):
        return asgi(scope, receive, send)


class Anything:
    def __call__(self, *args):
        return wsgi(*args)


@functools.wraps(asgi)
def wrapped(*args):
    return asgi(*args)


WSGI = [
    wsgi,
    WsgiObject(),
    WsgiObject().method,
    WsgiClass,
    Anything(),
    functools.partial(lambda _kept, environ, start: wsgi(environ, start), "kept"),
    lambda environ, start, _extra=None: wsgi(environ, start),
]
ASGI = [
    asgi,
    AsgiObject(),
    AsgiObject().method,
    AsgiWrapper(),
    wrapped,
    functools.partial(asgi),
    lambda scope, receive, send: asgi(scope, receive, send),  # noqa: PLW0108
]


@pytest.mark.parametrize(
    ("app", "kind"),
    [*((a, WsgiSender) for a in WSGI), *((a, AsgiSender) for a in ASGI)],
)
def test_a_callable_is_known_by_how_it_is_called(app, kind):
    sender = sender_of(app)

    assert type(sender) is kind
    assert sender.send(parcel("http://shop/")).reason == ""
    assert sender.send(parcel("http://shop/")).status == 200


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", None, 7, [], lambda: None, lambda _one: None]
)
def test_what_is_no_application_is_told_so(target):
    with pytest.raises(MockdrError, match="neither a WSGI nor an ASGI application"):
        sender_of(target)


def test_a_sender_is_its_own():
    sender = RecordingSender()

    assert sender_of(sender) is sender


def test_a_client_of_an_application_is_not_the_application():
    """It has a `send` as well, and is easily taken for what it tests."""
    with (
        httpx.Client() as client,
        pytest.raises(MockdrError, match="neither a WSGI nor an ASGI"),
    ):
        sender_of(client)


def test_a_recording_sender_answers_in_order_and_keeps_everything():
    gone = Answer(outcome="timeout", reason="it did not answer")
    sender = RecordingSender(503, gone, lambda one: len(one.body), then=204)
    sent = [parcel("http://shop/", body=b"x" * n) for n in (1, 2, 300, 4, 5)]
    answers = [sender.send(one) for one in sent[:4]]
    answers.append(asyncio.run(sender.send_async(sent[4])))

    assert [answer.status for answer in answers] == [503, None, 300, 204, 204]
    assert [answer.ok for answer in answers] == [False, False, False, True, True]
    assert answers[1] is gone
    assert sender.parcels == sent


def test_whoever_sends_nothing_loads_no_socket():
    senders = "any(name.startswith('mockdr.events.senders.http') for name in modules)"
    code = f"from sys import modules; import mockdr.server.serve; print({senders})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert done.stdout.split() == [b"False"]


def test_what_is_no_sender_is_told_as_any_module_tells_it():
    with pytest.raises(ImportError, match="cannot import name 'PigeonSender'"):
        from mockdr.events.senders import PigeonSender  # noqa: F401
