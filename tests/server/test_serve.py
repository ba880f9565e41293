"""`mockdr serve` as a process: what it prints, what it returns, how it ends."""

from __future__ import annotations

import gc
import http.client
import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import httpx
import pytest

from mockdr.base.errors import ConfigurationError, MockdrError
from mockdr.cli import house
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Library
from mockdr.server import serve as serving
from mockdr.server.configuration import load
from mockdr.server.listener import bind, url_of
from tests.whole.postbox import office

URL = "https://a.example/hook"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)]
)
def test_it_says_where_it_is_and_ends_when_it_is_told(serve, number, code):
    served = serve()
    assert served.ask("GET", "/_mockdr/health") == (200, {"status": "ok"})
    ended, out, err = served.end(number)
    assert ended == code
    assert out.splitlines()[:4] == [
        "  secret key:    sk_test_mockdr",
        "  public key:    pk_test_mockdr",
        f"  control:       http://127.0.0.1:{served.port}/_mockdr/",
        f"  demo shop:     http://127.0.0.1:{served.port}/_mockdr/demo/",
    ]
    assert err == ""


def test_clients_that_hang_or_keep_their_connection_do_not_hold_up_the_end(
    serve, tmp_path
):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "silence.yaml").write_text(
        "scenario: silence\nsummary: Nothing is ever said.\nsteps:\n"
        "  - merchant: createCheckouts\n    fault: {kind: hang}\n",
        "utf-8",
    )
    served = serve("--play", "silence")
    keeping = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    keeping.request("GET", "/_mockdr/health")
    keeping.getresponse().read()
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as hanging:
        hanging.sendall(
            b"POST /checkouts HTTP/1.1\r\nAuthorization: Bearer sk_test_mockdr\r\n"
            b"Content-Length: 0\r\n\r\n"
        )
        while not served.ask("GET", "/_mockdr/journal")[1]["calls"]:
            pass
        code, out, _ = served.end(signal.SIGTERM)
        assert code == 0
        assert hanging.recv(1) == b""
    keeping.close()
    assert "playing:       silence" in out
    assert "fault hang" in out


def test_json_lines_hold_every_request_and_no_secret(serve):
    served = serve("--log", "json")
    served.ask("POST", "/checkouts", {"currency": "EUR"}, key="sk_test_abc")
    _, out, _ = served.end(signal.SIGTERM)
    ready, request = map(json.loads, [served.first, *out.splitlines()])
    assert list(ready) == [
        "listening",
        "secret_key",
        "public_key",
        "control",
        "demo_shop",
    ]
    assert ready["listening"] == f"http://127.0.0.1:{served.port}"
    assert ready["control"].endswith("/_mockdr/")
    assert (request["tenant"], request["path"]) == ("abc", "/checkouts")
    assert "sk_test_abc" not in out


@pytest.fixture
def refused(monkeypatch, capsys, tmp_path):
    """Start what cannot be started, in this process; returns what it said."""

    def start(*arguments, **environ):
        monkeypatch.chdir(tmp_path)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            house.main(["serve", *arguments])
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        return err

    return start


def test_a_port_in_use_is_said_plainly(refused):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused("--port", str(port))
    assert f"127.0.0.1:{port} is in use by another program" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("arguments", "environ", "says"),
    [
        (("--play", "no-such-thing"), {}, "no-such-thing"),
        (("--port", "http"), {}, "port"),
        (("--port", "99999"), {}, "65535"),
        (("--host", "no.such.host.invalid"), {}, "no address to listen on"),
        (("--host", "203.0.113.7"), {}, "not an address of this machine"),
        (("--prot", "1"), {}, "--port"),
        (("--now", "yesterday"), {}, "moment"),
        (("--scenarios", "no-such-folder"), {}, "no-such-folder"),
        ((), {"MOCKDR_PROT": "1"}, "MOCKDR_PORT"),
        (("--print-secret",), {}, "--forward-to URL"),
        (("--forward-to", "mailto:ann"), {}, "a URL, like"),
    ],
)
def test_what_cannot_be_served_is_said_plainly(refused, arguments, environ, says):
    if "--port" not in arguments:
        arguments = (*arguments, "--port", "0")
    assert says in refused(*arguments, **environ)


def test_beyond_loopback_a_token_is_made_and_needed(serve):
    served = serve("--host", "0.0.0.0")  # noqa: S104  (that is what this is about)
    port = int(re.search(r":(\d+)\n", served.first)[1])
    served.port = port
    assert served.ask("GET", "/_mockdr/health")[0] == 401
    lines = [served.process.stdout.readline() for _ in range(5)]
    token = lines[4].removeprefix("  control token: ").strip()
    assert len(token) >= 20
    assert served.ask("GET", "/_mockdr/health", key=token)[0] == 200


def test_starting_needs_nothing_that_only_others_need(tmp_path):
    code = (
        "import sys, mockdr.cli.serve, mockdr.server.serve, "
        "mockdr.server.configuration\n"
        "heavy = {'rich', 'httpx', 'pytest_httpserver', 'pytest', 'granian', "
        "'jsonschema'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "[]\n"


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 8400, "http://127.0.0.1:8400"),
        ("::1", 80, "http://[::1]:80"),
        ("localhost", 1, "http://localhost:1"),
    ],
)
def test_where_it_is(host, port, url):
    assert url_of(host, port) == url


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied"), "above 1023"),
        (OSError(24, "Too many open files"), "cannot listen"),
        (OverflowError("port must be 0-65535"), "port must be"),
    ],
)
def test_whatever_is_wrong_with_an_address_is_said_plainly(monkeypatch, error, says):
    def refuse(self, address):
        raise error

    monkeypatch.setattr(socket.socket, "bind", refuse, raising=False)
    with pytest.raises(ConfigurationError, match=says):
        bind("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)]
)
@pytest.mark.parametrize("log", ["text", "json"])
def test_the_same_in_this_process(tmp_path, number, code, log):
    """
    As above; but a debugger, and a count of what was reached, see it.

    And what is played and has not ended is told at last.
    """
    handlers = signal.getsignal(number)
    configuration = load(
        start=tmp_path, environ={}, flags={"port": 0, "host": "localhost"}, served=True
    )
    reading, writing = os.pipe()
    out, err, seen = os.fdopen(writing, "w"), io.StringIO(), []

    def use():
        with os.fdopen(reading) as lines:
            first = lines.readline()
            url = json.loads(first)["listening"] if log == "json" else first.split()[-1]
            seen.append(httpx.get(f"{url}/_mockdr/ready").status_code)
            httpx.post(
                f"{url}/checkouts",
                headers={"Authorization": "Bearer sk_test_mockdr"},
                json={"currency": "EUR", "items": [{"skuId": "tea", "price": 9}]},
            )
            os.kill(os.getpid(), number)
            seen.extend(lines.read().splitlines())

    user = threading.Thread(target=use)
    user.start()
    with out:
        plays = ("declined-by-test-card",)
        ended = serving.serve(configuration, plays=plays, log=log, out=out, err=err)
        assert ended == code
    user.join()
    gc.unfreeze()
    assert seen[0] == 200
    last = json.loads(seen[-1])["unfinished"]["message"] if log == "json" else seen[-1]
    assert "customer chooses did not happen: it waits for a signal" in last
    assert "POST /_mockdr/happen" in last
    assert "declined-by-test-card" in seen[-1]
    assert signal.getsignal(number) is handlers
    assert logging.getLogger("mockdr").handlers == []
    assert err.getvalue() == ""


def test_at_the_end_each_run_is_told_and_no_delivery(tmp_path):
    configuration = load(start=tmp_path, environ={}, flags={})
    shop = office(says={URL: "broken"})
    shop.play("- merchant: createCheckouts\n- merchant: createOrders\n", name="two")
    for _ in range(2):
        shop.checkout()
    shop.hook(URL, "sku.created")
    shop.tell("sku.created", "tea")
    shop.mail.flush()
    world, out = SimpleNamespace(tenant=lambda _: shop.tenant), io.StringIO()
    assert [f.details.get("run", 0) for f in shop.tenant.check()] == [1, 2, 0]

    plan = serving.Plan(configuration=configuration, plays=("two",))
    serving._tell_unfinished(plan, world, out)
    told = [line.partition(": createOrders")[0] for line in out.getvalue().splitlines()]
    assert told == [f"not at its end: two, run {n}, line 6" for n in (1, 2)]


def test_scenarios_are_put_in_force_and_said(tmp_path):
    configuration = load(start=tmp_path, environ={}, served=True)
    names = Library(configuration.scenarios, vocabulary).names()[:2]
    plan = serving.Plan(configuration=configuration, plays=names)
    out = io.StringIO()
    app = serving.assemble(plan, out)
    serving.announce(plan, app.world, "http://x", out)
    assert f"playing:       {', '.join(names)}" in out.getvalue()
    waits = [f.details["scenario"] for f in app.world.tenant("mockdr").check()]
    assert waits == list(names)


def test_a_scenario_that_cannot_happen_is_not_served(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "early.yaml").write_text(
        "scenario: early\nsummary: One.\nsteps:\n"
        "  - merchant: createOrders\n    then: {session: pending_funds}\n",
        "utf-8",
    )
    configuration = load(start=tmp_path, environ={}, served=True)
    plan = serving.Plan(configuration=configuration, plays=["early"])
    with pytest.raises(MockdrError, match="cannot lead to session pending_funds"):
        serving.assemble(plan, io.StringIO())


def test_what_somebody_declared_is_not_printed(tmp_path):
    pair = {"secret": "sk_test_4f9a0c", "public": "pk_test_9a77aa"}
    configuration = load(
        start=tmp_path,
        environ={},
        flags={"keys": {"mockdr": pair}, "control_token": "geheim"},
        served=True,
    )
    for log in ("text", "json"):
        plan = serving.Plan(configuration=configuration, log=log, token="geheim")
        out = io.StringIO()
        world = serving.assemble(plan, out).world
        serving.announce(plan, world, "http://x", out)
        for secret in ("4f9a0c", "9a77aa", "geheim"):
            assert secret not in out.getvalue()
        assert "as declared" in out.getvalue()
        assert "as given" in out.getvalue()


def test_a_reader_that_went_away_does_not_stop_the_start(tmp_path):
    configuration = load(start=tmp_path, environ={}, served=True)
    plan = serving.Plan(configuration=configuration)
    out = io.StringIO()
    app = serving.assemble(plan, out)
    out.close()
    serving.announce(plan, app.world, "http://x", out)
