"""`mockdr trigger`: an event by hand, out of a server that runs."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner

import mockdr
from mockdr.cli import house
from mockdr.events.delivery import Answer
from mockdr.events.senders.recording import RecordingSender


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def provider():
    with mockdr.start(now="2024-05-01T12:00:00Z") as running:
        yield running


@pytest.fixture
def somebody():
    """Where somebody answers 200 to everything, in HTML."""

    class Anything(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Anything) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def run(*words: str):
    return CliRunner().invoke(house, ["trigger", *words])


def test_the_event_is_printed_as_it_is_told_and_its_thing_can_be_retrieved(provider):
    told = run("order.accepted", "--url", provider.url, "--tenant", provider.name)

    assert told.exit_code == 0
    event = json.loads(told.stdout)
    assert event["type"] == "order.accepted"
    assert event["createdTime"] == "2024-05-01T12:00:00Z"
    order = event["data"]["object"]
    shop = provider.client()
    assert shop.get(f"/orders/{order['id']}").json() == order
    assert shop.get(f"/events/{event['id']}").json() == event
    no, todo = told.stderr.splitlines()
    assert no == f"no webhook of the tenant {provider.name!r} takes order.accepted"
    for word in ("POST /webhooks", "serve --forward-to", "--tenant", "--live"):
        assert word in todo


def test_it_is_about_the_thing_that_is_named(provider):
    first, _ = (provider.client().post("/customers", json={}).json() for _ in range(2))

    told = run(
        "customer.created",
        *("--of", first["id"]),
        *("--url", f"{provider.url}/", "--tenant", provider.name),
    )

    assert json.loads(told.stdout)["data"]["object"]["id"] == first["id"]


def test_who_has_subscribed_is_told(provider, somebody):
    shop = provider.client()
    shop.post("/webhooks", json={"types": ["sku.created"], "address": somebody})

    told = run("sku.created", "--url", provider.url, "--tenant", provider.name)

    assert told.exit_code == 0
    assert told.stderr == f"{somebody}: answered 200\n"


def test_a_receiver_that_does_not_answer_is_a_finding(tmp_path):
    with mockdr.start(now="2024-05-01T12:00:00Z", unfinished="allow") as provider:
        address = "http://127.0.0.1:9/hooks"
        body = {"types": ["sku.created"], "address": address}
        provider.client().post("/webhooks", json=body)

        told = run("sku.created", "--url", provider.url, "--tenant", provider.name)

    assert told.exit_code == 1
    assert told.stderr == (
        f"{address}: nobody listens at 127.0.0.1:9; "
        "next attempt at 2024-05-01T12:05:00.000Z\n"
    )


def test_a_refusal_is_told_with_what_it_says_and_what_may_be_wrong():
    with mockdr.start(now="2024-05-01T12:00:00Z", unfinished="allow") as provider:
        sender = RecordingSender(
            Answer(outcome="answered", status=401, body=b"\nno such signature\nat all")
        )
        receiver = provider.webhooks.deliver_to(sender, types=["sku.created"])

        told = run("sku.created", "--url", provider.url, "--tenant", provider.name)

    assert told.exit_code == 1
    said, todo = told.stderr.splitlines()
    assert said.startswith(f"{receiver.address}: answered 401: no such signature; next")
    assert "signature_clock='real'" in todo


def test_the_world_of_live_keys_is_meant_where_that_is_said():
    keys = {"eve": {"secret": "sk_live_eve", "public": "pk_live_eve"}}
    with mockdr.start(now="2024-05-01T12:00:00Z", keys=keys) as provider:
        where = ("--url", provider.url, "--tenant", "eve")
        live, test = run("sku.created", "--live", *where), run("sku.created", *where)

    assert json.loads(live.stdout)["liveMode"] is True
    assert json.loads(test.stdout)["liveMode"] is False
    assert "no webhook of the tenant 'eve' (live) takes" in live.stderr


def test_what_is_held_back_on_purpose_is_no_finding():
    with mockdr.start(now="2024-05-01T12:00:00Z") as provider:
        body = {"types": ["sku.created"], "address": "http://127.0.0.1:9/hooks"}
        provider.client().post("/webhooks", json=body)
        provider.webhooks.bend("sku.created", "drop")

        told = run("sku.created", "--url", provider.url, "--tenant", provider.name)

    assert told.exit_code == 0
    assert told.stderr == "http://127.0.0.1:9/hooks: dropped\n"


def test_an_unknown_type_is_a_mistake_of_the_command_line_and_asks_nobody():
    told = run("order.acepted", "--url", "http://127.0.0.1:1")

    assert told.exit_code == 2
    assert "did you mean 'order.accepted'?" in told.output


def test_what_the_server_refuses_is_a_finding(provider):
    told = run(
        "order.accepted",
        *("--of", "nobody", "--url", provider.url, "--tenant", provider.name),
    )

    assert told.exit_code == 1
    assert "there is no 'nobody' that order.accepted could be about" in told.stderr


def test_where_nobody_answers_it_says_how_to_start_a_server():
    told = run("order.accepted", "--url", "http://127.0.0.1:1")

    assert told.exit_code == 2
    assert "nobody answers at http://127.0.0.1:1" in told.stderr
    assert "mockdr serve" in told.stderr


def test_the_configured_host_and_port_are_asked_when_no_url_is_said(provider, tmp_path):
    host, port = provider.url.removeprefix("http://").split(":")
    (tmp_path / "mockdr.toml").write_text(f'host = "{host}"\nport = {port}\n', "utf-8")

    assert run("plan.created", "--tenant", provider.name).exit_code == 0


def test_what_is_no_mockdr_is_told_apart(somebody):
    told = run("order.accepted", "--url", somebody)

    assert told.exit_code == 2
    assert "is no mockdr" in told.stderr
