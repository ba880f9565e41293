"""Two worlds: one without payments, for what is only HTTP, and the real one."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import requests

from mockdr.engine.call import Call, Reply
from mockdr.engine.settings import Settings
from mockdr.scenario.story import Fault
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.control.description import description
from mockdr.server.listener import Listener
from tests.server.receiver import PATIENCE

ORDER = Reply(
    status=201,
    headers={"Content-Type": "application/json;charset=UTF-8"},
    body=b'{"id": "1", "state": "accepted"}',
)


@dataclass
class Echo:
    """Stands where the world stands: remembers calls, says what it is told to say."""

    defaults: Settings = field(default_factory=Settings)
    calls: list[Call] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    reply: Reply = field(default_factory=lambda: ORDER)
    raises: Exception | None = None

    def answer(self, call):
        self.calls.append(call)
        if self.raises is not None:
            raise self.raises
        if call.problem == "too_large":
            return replace(ORDER, status=413, body=b'{"type": "bad_request"}')
        return replace(self.reply, headers=dict(self.reply.headers))

    def by_key_of(self, _):
        return None

    def record_error(self, _, error):
        self.errors.append(error)

    @property
    def call(self):
        assert len(self.calls) == 1
        return self.calls[0]

    def suffers(self, kind, wait=None, **more):
        fault = Fault(
            kind=kind,
            work="done",
            wait=None if wait is None else timedelta(seconds=wait),
        )
        self.reply = replace(ORDER, fault=fault, garbage=b"\x93\x00garbage", **more)


@pytest.fixture(autouse=True)
def no_courier_outlives_its_test():
    """Whatever carries or wakes ends with who started it."""
    yield
    for thread in threading.enumerate():
        if "mockdr-courier" in thread.name:
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def echo():
    return Echo()


@pytest.fixture
def app(echo):
    return App(echo)


@pytest.fixture
def server(app):
    listener = Listener(app, "127.0.0.1", 0, body_limit=app.body_limit)
    listener.start()
    yield listener
    listener.stop()


class Web(requests.Session):
    def request(self, *args, timeout=30, **kwargs):
        return super().request(*args, timeout=timeout, **kwargs)


@pytest.fixture
def web():
    """Requests, which keeps its connections and does not wait for ever."""
    with Web() as session:
        yield session


@pytest.fixture
def talk(server):
    """Send bytes, return every byte that comes back until the server closes."""

    def send(*pieces, close=True):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as sock:
            for piece in pieces:
                sock.sendall(piece)
            if close:
                sock.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: sock.recv(65536), b""))

    return send


@pytest.fixture
def real_world():
    """A world with payments in it, and scenarios; its clocks stand."""
    return build_world(
        load(
            start=Path(__file__).parent,
            environ={},
            flags={"now": "2024-05-01T12:00:00Z"},
        )
    )


@pytest.fixture
def real_app(real_world):
    return App(real_world)


@pytest.fixture
def shop(real_app):
    """Call the provider with the secret key of the tenant `shop`."""

    def send(
        path, body=None, method="POST", expect=(200, 201), key="sk_test_shop", **headers
    ):
        call = Call(
            method=method,
            path=path,
            headers={
                "authorization": f"Bearer {key}",
                "content-type": "application/json",
                **headers,
            },
            body=b"" if body is None else json.dumps(body).encode(),
        )
        reply = real_app.answer(call)
        assert reply.status in expect, reply.body
        return json.loads(reply.body) if reply.body else None

    return send


@pytest.fixture
def basket():
    """What a checkout is made of; with an address, so that its total is final."""
    address = {
        "line1": "10380 Bren Road West",
        "city": "Minnetonka",
        "state": "MN",
        "postalCode": "55343",
        "country": "US",
    }
    return {
        "currency": "USD",
        "email": "ann@example.com",
        "shipTo": {"name": "Ann Example", "address": address},
        "items": [{"skuId": "book", "quantity": 1, "price": 1234.5}],
    }


@pytest.fixture
def redirected(shop, basket):
    """Choose a source that sends the customer away, as a web page does."""

    def choose(of="klarnaCredit", **urls):
        back = {
            "returnUrl": "https://shop.example/return",
            "cancelUrl": "https://shop.example/cancel",
        }
        session = shop("/checkouts", basket)["payment"]["session"]["id"]
        source = {
            "type": of,
            "sessionId": session,
            "owner": {
                "firstName": "Ann",
                "lastName": "Example",
                "email": "ann@example.com",
                "address": basket["shipTo"]["address"],
            },
            of: urls or back,
        }
        return shop("/payments/sources", source, key="pk_test_shop")

    return choose


@pytest.fixture
def ask(real_app):
    """Call the control API as a client on this machine does."""

    def send(method, path, body=None, **headers):
        path, _, query = path.partition("?")
        call = Call(
            method=method,
            path=f"/_mockdr/{path}",
            query=tuple(tuple(p.split("=", 1)) for p in query.split("&") if p),
            headers={"host": "127.0.0.1:8400", **headers},
            body=b"" if body is None else json.dumps(body).encode(),
        )
        reply = real_app.answer(call)
        document = json.loads(reply.body) if reply.body else None
        _hold_against_description(call, reply.status, document)
        return reply.status, document

    return send


def _hold_against_description(call, status, document):
    """Whatever is answered is what `control.json` says."""
    told = description()
    entry = told["paths"].get(call.path, {}).get(call.method.lower())
    if entry is None:
        assert status in (404, 405)
    if status >= 400:
        schema = {**told, **told["components"]["schemas"]["Error"]}
        jsonschema.validate(document, schema)
    elif document is not None:
        content = entry["responses"]["200"]["content"]["application/json"]
        jsonschema.validate(document, content["schema"])
    else:
        assert "204" in entry["responses"]


FIRST = re.compile(
    r'(?:mockdr listening on |\{"listening":")http://127\.0\.0\.1:(\d+)["\n].*',
    re.DOTALL,
)


class Served:
    """A server as a child process; ends with the test."""

    def __init__(self, folder, *arguments, **environ):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("MOCKDR_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockdr", "serve", "--port", "0", *arguments],
            cwd=folder,
            env={**clean, "PYTHONUNBUFFERED": "", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first = self.process.stdout.readline()
        found = FIRST.fullmatch(self.first)
        self.port = int(found[1]) if found else None

    def ask(self, method, path, body=None, key="sk_test_mockdr"):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
        }
        text = None if body is None else json.dumps(body)
        client.request(method, path, body=text, headers=headers)
        reply = client.getresponse()
        data = reply.read()
        client.close()
        return reply.status, json.loads(data) if data else None

    def end(self, number):
        self.process.send_signal(number)
        # Not `communicate`: it would miss what was read ahead with the first line.
        out, err = self.process.stdout.read(), self.process.stderr.read()
        return self.process.wait(timeout=30), out, err


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(*arguments, **environ):
        served = Served(tmp_path, *arguments, **environ)
        started.append(served.process)
        return served

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
