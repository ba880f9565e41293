"""`mockdr serve --forward-to`: every event of every tenant, signed, at one URL."""

from __future__ import annotations

import io
import json
import signal

import pytest

from mockdr import verify_signature
from mockdr.engine.enrolling import enroll
from mockdr.server import serve as serving
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from tests.server.receiver import receiving

SECRET = "whk_00000000-0000-4000-8000-000000000001"


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


@pytest.mark.parametrize("server", ["werkzeug", "granian"])
def test_what_happens_to_any_tenant_is_told_and_signed(serve, receiver, basket, server):
    if server == "granian":
        pytest.importorskip("granian", reason="`pip install 'mockdr[server]'`")
    options = ("--forward-to", receiver.url, "--print-secret", "--log", "json")
    served = serve("--server", server, *options)
    ready = json.loads(served.first)
    assert ready["forwarding_to"] == receiver.url
    for key in ("sk_test_ann", "sk_test_bob"):
        assert served.ask("POST", "/checkouts", basket, key=key)[0] == 201
        headers, body = receiver.next()
        event = json.loads(body)
        assert event["type"] == "checkout.created"
        verify_signature(
            body, headers["DigitalRiver-Signature"], ready["signing_secret"]
        )
        # Whoever asks waits for what is under way, and then its line is written.
        name = key.removeprefix("sk_test_")
        served.ask("GET", f"/_mockdr/webhooks/deliveries?tenant={name}")
    served.ask("POST", "/_mockdr/trigger?tenant=ann", {"type": "order.accepted"})
    assert receiver.next_type() == "order.accepted"
    code, out, err = served.end(signal.SIGTERM)
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    told = [line for line in lines if "event" in line]
    assert [(t["tenant"], t["event"], t["status"]) for t in told[:2]] == [
        ("ann", "checkout.created", 202),
        ("bob", "checkout.created", 202),
    ]


@pytest.mark.parametrize("asked", [False, True])
def test_it_is_said_where_to_and_the_secret_only_to_who_asks(tmp_path, asked):
    flags = {"forward_to": "localhost:9/hooks?token=abc", "signing_secret": SECRET}
    configuration = load(start=tmp_path, environ={}, flags=flags)
    plan = serving.Plan(configuration=configuration, print_secret=asked)
    out = io.StringIO()
    app = serving.assemble(plan, out)
    serving.announce(plan, app.world, "http://x", out)
    app.courier.close()
    lines = out.getvalue().splitlines()
    assert "  forwarding to: http://localhost:9/hooks?token=***" in lines
    assert (f"  signing secret: {SECRET}" in lines) == asked
    assert (SECRET in out.getvalue()) == asked


def test_a_webhook_may_lead_where_a_flag_says(serve):
    served = serve("--deliver-to", "a.invalid", "--deliver-to", "b.invalid:80")
    for host in ("a", "b", "c"):
        hook = {"address": f"http://{host}.invalid/", "types": ["order.accepted"]}
        assert served.ask("POST", "/webhooks", hook)[0] == 201
    served.ask("POST", "/_mockdr/trigger", {"type": "order.accepted"})
    _, told = served.ask("GET", "/_mockdr/webhooks/deliveries")
    ended = {d["address"]: d["attempts"][0]["outcome"] for d in told["deliveries"]}
    assert ended == {
        "http://a.invalid/": "unreachable",
        "http://b.invalid/": "unreachable",
        "http://c.invalid/": "blocked",
    }


@pytest.mark.parametrize("server", ["werkzeug", "granian"])
def test_a_receiver_may_call_while_somebody_waits_for_its_answer(
    serve, receiver, basket, server
):
    if server == "granian":
        pytest.importorskip("granian", reason="`pip install 'mockdr[server]'`")
    served = serve("--server", server, "--forward-to", receiver.url)
    seen = []

    def look(event):
        id = event["data"]["object"]["id"]
        seen.append(served.ask("GET", f"/checkouts/{id}")[0])

    receiver.meanwhile = look
    assert served.ask("POST", "/checkouts", basket)[0] == 201
    wanted = {"type": "checkout.created"}
    status, document = served.ask("POST", "/_mockdr/webhooks/expect", wanted)
    assert (status, seen) == (200, [200])
    assert document["deliveries"][0]["status"] == 202


@pytest.fixture
def forwarding(tmp_path):
    """A world whose tenants tell everything to a URL where nobody listens."""
    flags = {"forward_to": "http://127.0.0.1:9/hooks", "signing_secret": SECRET}
    return build_world(load(start=tmp_path, environ={}, flags=flags))


@pytest.mark.parametrize("live", [False, True])
def test_every_tenant_has_the_webhook_from_the_first_and_after_a_reset(
    forwarding, live
):
    def hooks():
        tenant = forwarding.tenant("ann", live=live)
        ids = list(tenant.store.newest("webhook"))
        return [tenant.peek("webhook", id) for id in ids]

    (before,) = hooks()
    assert before.document["address"] == "http://127.0.0.1:9/hooks"
    assert before.document["enabled"]
    assert len(before.document["types"]) == len(set(before.document["types"])) > 100
    assert [one["token"] for one in before.private["secrets"]] == [SECRET]
    forwarding.reset("ann")
    (after,) = hooks()
    assert after.document == before.document | {
        name: after.document[name] for name in ("createdTime", "updatedTime")
    }


def test_a_webhook_that_the_server_puts_up_shifts_no_id(forwarding, tmp_path):
    plain = build_world(load(start=tmp_path, environ={}))
    worlds = [forwarding.tenant("ann"), plain.tenant("ann")]
    assert worlds[0].ids.uuid() == worlds[1].ids.uuid()


def test_webhooks_that_are_put_up_have_ids_of_their_own(forwarding):
    tenant = forwarding.tenant("ann")
    ids = [enroll(tenant, f"http://127.0.0.1:9/{n}") for n in range(3)]
    assert len({*ids, *tenant.store.newest("webhook")}) == 4
