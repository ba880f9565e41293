"""The proxy passes on what it gets, both ways, and writes down what it saw."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mockdr.base.errors import ConfigurationError, MockdrError
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.traces.overhearing import overhear
from mockdr.engine.traces.sightings import signature
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import story_from_text
from mockdr.server.listener import Listener
from mockdr.server.proxy import Proxy, read_upstream
from mockdr.server.recorder import Recorder
from tests.engine.traces.recordings import entry, heard
from tests.events.receivers import tls_server, trusting


class Upstream:
    """A provider that says what it is told to say, and remembers what it got."""

    def __init__(self, tls=None):
        self.got = []
        self.status, self.headers, self.body = 200, {}, b"{}"
        self.silent = threading.Event()
        self.slow = False
        self.ended = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                outer.got.append((self.command, self.path, self.headers, body))
                if outer.slow:
                    outer.ended.wait(30)
                if outer.silent.is_set() or outer.slow:
                    self.close_connection = True
                    return
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                if outer.status != 204:
                    self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                if self.command != "HEAD" and outer.status != 204:
                    self.wfile.write(outer.body)

            def log_message(self, *args):
                pass

        for verb in ("GET", "POST", "PUT", "DELETE", "HEAD"):
            setattr(Handler, f"do_{verb}", Handler.do)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        if tls is not None:
            self.url = f"https://localhost:{self.server.server_port}"
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(
            target=self.server.serve_forever, args=(0.01,), daemon=True
        ).start()

    def close(self):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def upstream():
    found = Upstream()
    yield found
    found.close()


@pytest.fixture
def recording(tmp_path):
    """Put a recorder and its proxy before an upstream; returns both, and its URL."""
    running = []

    def start(url, *, timeout=5.0, name="told", verify=True):
        lines, stories = [], []

        def save(told):
            stories.extend(told.stories)
            return [tmp_path / f"{story.name}.yaml" for story in told.stories]

        recorder = Recorder(name, save=save, say=lines.append)
        proxy = Proxy(
            url,
            timeout=timeout,
            heard=recorder.hear,
            control=recorder.control,
            verify=verify,
        )
        listener = Listener(proxy, "127.0.0.1", 0, body_limit=proxy.body_limit)
        listener.start()
        running.append((listener, proxy))
        recorder.lines, recorder.stories, recorder.url = lines, stories, listener.url
        return recorder

    yield start
    for listener, proxy in running:
        listener.stop()
        proxy.close()


def test_a_request_and_its_reply_pass_as_they_are(upstream, recording, web):
    upstream.status, upstream.body = 201, b'{"id": "1"}'
    upstream.headers = {"Content-Type": "application/json", "X-Dr-Requestid": "7"}
    told = recording(upstream.url)
    reply = web.post(
        f"{told.url}/check%2Fouts?a=1&a=%20",
        data=b'{"x": 1}',
        headers={"Authorization": "Bearer sk_test_a", "X-A": "b"},
    )

    [(method, path, headers, body)] = upstream.got
    assert (method, path, body) == ("POST", "/check%2Fouts?a=1&a=%20", b'{"x": 1}')
    assert (headers["Authorization"], headers["X-A"]) == ("Bearer sk_test_a", "b")
    assert headers["Host"] == upstream.url.removeprefix("http://")
    assert (reply.status_code, reply.content) == (201, b'{"id": "1"}')
    assert reply.headers["x-dr-requestid"] == "7"


def test_what_is_said_to_the_proxy_goes_no_further(upstream, recording, web):
    upstream.headers = {"Keep-Alive": "timeout=9", "Connection": "X-Own", "X-Own": "1"}
    told = recording(upstream.url)
    reply = web.get(
        told.url,
        headers={"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers"},
    )

    [(_, _, headers, _)] = upstream.got
    assert [n for n in ("X-Mine", "TE") if n in headers] == []
    assert [n for n in ("Keep-Alive", "X-Own") if n in reply.headers] == []


def test_a_packed_reply_is_unpacked_for_both(upstream, recording, web):
    upstream.body = gzip.compress(b'{"data": []}')
    upstream.headers = {"Content-Encoding": "gzip"}
    told = recording(upstream.url)
    reply = web.get(f"{told.url}/orders")

    assert reply.json() == {"data": []}
    assert "content-encoding" not in reply.headers
    assert told.found == []


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("DELETE", 204)])
def test_a_reply_without_a_body_stays_one(upstream, recording, web, method, status):
    upstream.status = status
    told = recording(upstream.url)
    reply = web.request(method, f"{told.url}/skus/1")

    assert (reply.status_code, reply.content) == (status, b"")


def test_a_redirect_is_passed_on_and_not_followed(upstream, recording, web):
    upstream.status, upstream.headers = 302, {"Location": "/elsewhere"}
    told = recording(upstream.url)
    reply = web.get(f"{told.url}/orders", allow_redirects=False)

    assert (reply.status_code, reply.headers["Location"]) == (302, "/elsewhere")
    assert len(upstream.got) == 1


def test_a_provider_that_hangs_up_is_a_bad_gateway(upstream, recording, web):
    upstream.silent.set()
    told = recording(upstream.url)
    reply = web.get(f"{told.url}/orders")

    assert reply.status_code == 502
    assert "mockdr got no reply from http://127.0.0.1" in reply.text
    assert "no reply: " in told.lines[0]


def test_a_provider_that_takes_too_long_is_a_timeout(upstream, recording, web):
    upstream.slow = True
    told = recording(upstream.url, timeout=0.05)
    reply = web.get(f"{told.url}/orders")

    assert reply.status_code == 504
    assert "no reply: timed out" in told.lines[0]


def test_a_provider_behind_tls_is_reached_if_its_certificate_is_right(recording, web):
    upstream = Upstream(tls_server())
    upstream.body = b'{"data": []}'
    try:
        right = recording(upstream.url, verify=trusting())
        wrong = recording(upstream.url)

        assert web.get(f"{right.url}/orders").json() == {"data": []}
        assert web.get(f"{wrong.url}/orders").status_code == 502
        assert "certificate" in wrong.lines[0].lower()
    finally:
        upstream.close()


def test_a_provider_that_is_not_there_is_a_bad_gateway(recording, web):
    told = recording("http://127.0.0.1:1")

    assert web.get(f"{told.url}/orders").status_code == 502


def test_a_body_that_is_too_large_is_not_passed_on(upstream, recording, web):
    told = recording(upstream.url)
    reply = web.post(f"{told.url}/orders", data=b" " * (10 * 1024 * 1024 + 1))

    assert reply.status_code == 413
    assert upstream.got == []


def test_what_leaves_the_contract_is_told_once(upstream, recording, web):
    upstream.body = b'{"data": []}'
    told = recording(upstream.url)
    web.get(f"{told.url}/v1/DigitalRiver.js")
    for _ in range(2):
        web.get(f"{told.url}/orders?limt=2")

    assert "a page or a script" in told.lines[0]
    assert not [line for line in told.lines if "MDR601" in line]
    [line] = [line for line in told.lines if "MDR606" in line]
    assert line == (
        "  MDR606 error: listOrders has no query parameter 'limt' (call 2); "
        "did you mean 'limit'?"
    )
    assert told.weighty


def test_nothing_secret_is_told(upstream, recording, web):
    told = recording(upstream.url)
    web.get(
        f"{told.url}/orders/4444222233331111",
        headers={"Authorization": "Bearer sk_live_abc1"},
    )

    assert "4444222233331111" not in " ".join(told.lines)
    assert "abc1" not in " ".join(told.lines)


def test_what_nobody_writes_down_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr("mockdr.server.recorder._MOST", 2)
    lines = []
    recorder = Recorder("told", save=lambda _: [], say=lines.append)
    for call in heard(*[entry(reply={"data": []})] * 4):
        recorder.hear(call)

    assert len(recorder._calls) == 2
    assert [line for line in lines if "not kept" in line] == [
        "  more than 2 calls are not kept: POST /_mockdr/write"
    ]
    recorder.write()
    assert recorder._calls == []


SHOP = "sk_test_shop"


@pytest.fixture
def klarna(real_app, real_world, web, basket):
    """A shop's client: it pays with Klarna, at whatever address it is given."""
    listener = Listener(real_app, "127.0.0.1", 0, body_limit=real_app.body_limit)
    listener.start()

    def sell(url):
        def said(method, path, body=None):
            bearer = {"Authorization": f"Bearer {SHOP}"}
            reply = web.request(method, f"{url}{path}", json=body, headers=bearer)
            assert reply.status_code in (200, 201), reply.text
            return reply.json()

        tenant = real_world.tenant("shop")
        checkout = said("POST", "/checkouts", basket)
        [source] = tenant.happen("customer", "chooses", source={"type": "klarnaCredit"})
        said("POST", f"/checkouts/{checkout['id']}/sources/{source.id}")
        order = said("POST", "/orders", {"checkoutId": checkout["id"]})
        said("GET", f"/orders/{order['id']}")
        said("GET", f"/orders/{order['id']}")
        tenant.happen("customer", "approves")
        return said("POST", f"/orders/{order['id']}/refresh")["state"]

    sell.url = listener.url
    yield sell
    listener.stop()


def test_what_a_second_mockdr_answers_becomes_a_story_that_goes_the_same_way(
    klarna, recording
):
    told = recording(klarna.url)
    assert klarna(told.url) == "accepted"
    told.write()

    [story] = told.stories
    assert told.found == []
    assert story.remarks == ()
    assert "customer: approves" in story.text
    assert "ann@example.com" not in story.text
    again = story_from_text(story.text, "told.yaml", vocabulary())
    assert rehearse(again) == ()
    assert [signature(call).status for call in overhear(again).calls] == [
        201,
        200,
        201,
        200,
        200,
    ]


def test_the_written_story_holds_for_the_client_that_was_recorded(
    klarna, recording, real_world
):
    """Played to the same shop, in strict mode: no call is off the script."""
    told = recording(klarna.url)
    klarna(told.url)
    told.write()
    real_world.reset("shop")
    tenant = real_world.tenant("shop")
    tenant.play(story_from_text(told.stories[0].text, "told.yaml", vocabulary()))

    assert klarna(klarna.url) == "accepted"
    assert [run.ended for run in tenant.theatre.runs()] == [True]
    assert tenant.check() == []


def test_one_can_write_in_between_and_begin_anew(klarna, recording, web):
    told = recording(klarna.url)
    klarna(told.url)
    first = web.post(f"{told.url}/_mockdr/write")
    nothing = web.post(f"{told.url}/_mockdr/write")
    klarna(told.url)
    second = web.post(f"{told.url}/_mockdr/write")

    assert first.json()["written"][0].endswith("told.yaml")
    assert nothing.status_code == 409
    assert nothing.json()["error"]["code"] == "nothing_written"
    assert second.json()["written"][0].endswith("told-2.yaml")


def test_only_this_machine_may_let_it_write(upstream, recording, web):
    told = recording(upstream.url)
    for odd in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert web.post(f"{told.url}/_mockdr/write", headers=odd).status_code == 403
    assert web.get(f"{told.url}/_mockdr/write").status_code == 404
    assert upstream.got == []


def test_what_cannot_be_written_is_not_lost(klarna, recording):
    told = recording(klarna.url)
    klarna(told.url)
    save, told._save = told._save, _refuse
    with pytest.raises(MockdrError, match="no room"):
        told.write()
    told._save = save

    told.write()
    assert [story.calls for story in told.stories] == [6]


def _refuse(_):
    raise MockdrError("no room")


@pytest.mark.parametrize(
    "text", ["", "api.example.com", "ftp://a", "https://", "https://a?b", "http://[a"]
)
def test_an_upstream_is_a_base_url(text):
    with pytest.raises(ConfigurationError, match="is no base URL"):
        read_upstream(text)


def test_a_base_url_has_no_slash_at_its_end():
    assert (
        read_upstream("https://api.example.com/pay/") == "https://api.example.com/pay"
    )
    assert json.dumps(read_upstream("http://[::1]:8400")) == '"http://[::1]:8400"'
