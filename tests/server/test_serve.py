"""`mockdr serve` as a process: what it prints, what it returns, how it ends."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockdr.base.errors import ConfigurationError
from mockdr.server.listener import bind, url_of


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)]
)
def test_it_says_where_it_is_and_ends_when_it_is_told(serve, number, code):
    served = serve()
    assert served.ask("GET", "/_mockdr/health") == (200, {"status": "ok"})
    ended, out, err = served.end(number)
    assert ended == code
    assert out.splitlines()[:3] == [
        "  secret key:    sk_test_mockdr",
        "  public key:    pk_test_mockdr",
        f"  control:       http://127.0.0.1:{served.port}/_mockdr/",
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
    ready, request = (json.loads(line) for line in out.splitlines())
    assert ready["listening"] == f"http://127.0.0.1:{served.port}"
    assert ready["control"].endswith("/_mockdr/")
    assert (request["tenant"], request["path"]) == ("abc", "/checkouts")
    assert "sk_test_abc" not in out


def test_two_clients_that_submit_at_once_make_one_order(serve, basket):
    served = serve()
    card = {
        "type": "creditCard",
        "creditCard": {
            "number": "4111111111111111",
            "cvv": "123",
            "expirationMonth": 7,
            "expirationYear": 2099,
        },
        "owner": {
            "firstName": "Ann",
            "lastName": "Example",
            "email": "ann@example.com",
            "address": basket["shipTo"]["address"],
        },
    }
    _, checkout = served.ask("POST", "/checkouts", basket)
    status, source = served.ask("POST", "/sources", card)
    assert status == 201, source
    path = f"/checkouts/{checkout['id']}/sources/{source['id']}"
    assert served.ask("POST", path)[0] == 200
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda _: served.ask("POST", "/orders", {"checkoutId": checkout["id"]}),
                range(8),
            )
        )
    assert sorted(status for status, _ in answers).count(201) == 1
    assert len(served.ask("GET", "/orders")[1]["data"]) == 1


def test_tenants_do_not_see_each_other(serve, basket):
    served = serve()
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda n: served.ask("POST", "/checkouts", basket, f"sk_test_t{n}"),
                range(4),
            )
        )
    for number in range(4):
        _, document = served.ask("GET", f"/_mockdr/sessions?tenant=t{number}")
        assert len(document["sessions"]) == 1


def test_a_start_and_a_seed_make_everything_the_same(serve, basket):
    flags = ("--now", "2024-05-01T12:00:00Z", "--seed", "7")
    first, second = (serve(*flags).ask("POST", "/checkouts", basket) for _ in range(2))
    assert first[1]["id"] == second[1]["id"]


def run(*arguments, **environ):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MOCKDR_")}
    return subprocess.run(
        [sys.executable, "-m", "mockdr", "serve", *arguments],
        env={**clean, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_said_plainly():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run("--port", str(port))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert f"127.0.0.1:{port} is in use by another program" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


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
    ],
)
def test_what_cannot_be_served_is_said_plainly(arguments, environ, says):
    if "--port" not in arguments:
        arguments = (*arguments, "--port", "0")
    ended = run(*arguments, **environ)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_beyond_loopback_a_token_is_made_and_needed(serve):
    served = serve("--host", "0.0.0.0")  # noqa: S104  (that is what this is about)
    port = int(re.search(r":(\d+)\n", served.first)[1])
    served.port = port
    assert served.ask("GET", "/_mockdr/health")[0] == 401
    lines = [served.process.stdout.readline() for _ in range(4)]
    token = lines[3].removeprefix("  control token: ").strip()
    assert len(token) >= 20
    assert served.ask("GET", "/_mockdr/health", key=token)[0] == 200


def test_a_token_that_was_given_is_not_printed(serve):
    served = serve("--host", "0.0.0.0", MOCKDR_CONTROL_TOKEN="geheim")  # noqa: S104
    served.port = int(re.search(r":(\d+)\n", served.first)[1])
    assert served.ask("GET", "/_mockdr/health", key="geheim")[0] == 200
    _, out, err = served.end(signal.SIGTERM)
    assert "geheim" not in out + err


def test_declared_keys_are_not_printed(serve):
    pair = {"mockdr": {"secret": "sk_test_4f9a0c", "public": "pk_test_9a77aa"}}
    served = serve(MOCKDR_KEYS=json.dumps(pair))
    assert served.ask("GET", "/orders", key="sk_test_4f9a0c")[0] == 200
    _, out, err = served.end(signal.SIGTERM)
    assert "4f9a0c" not in out + err
    assert "as declared" in out


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


def test_a_port_that_none_may_take_is_said_plainly(monkeypatch):
    def refuse(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse, raising=False)
    with pytest.raises(ConfigurationError, match="above 1023"):
        bind("127.0.0.1", 80)
