"""What lets somebody in is in nothing that people look at."""

from __future__ import annotations

import json
import shlex

import pytest

from mockdr.engine.call import Call
from mockdr.engine.masking import mask_text, mask_user
from mockdr.server.app import App

USER, TOKEN = "hunter2", "t0ps3cret"
ADDRESS = f"https://ann:{USER}@shop.example/in?token={TOKEN}&order=7"
CARD = "4000056655665556"
STORY = f"""
scenario: told
summary: Somebody pays with {CARD}.
steps:
  - merchant: createCheckouts
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ann:p@ss@shop.example/in", "https://****@shop.example/in"),
        ("to https://ann@shop.example", "to https://****@shop.example"),
        ("http://a/?x=1&token=abc&y=2#z", "http://a/?x=1&token=****&y=2#z"),
        ("http://a/?api_key=abc", "http://a/?api_key=****"),
        ("http://a/?key=abc", "http://a/?key=****"),
        ("http://a/?apiKey=pk_test_shop", "http://a/?apiKey=pk_test_****"),
        ("http://a/?monkey=abc&order=7", "http://a/?monkey=abc&order=7"),
        ("http://a/?token=***", "http://a/?token=***"),
        ("http://a/@ann?to=ann@shop", "http://a/@ann?to=ann@shop"),
        ("ann@shop.example?token=1", "ann@shop.example?token=1"),
    ],
)
def test_an_address_is_shown_without_who_is_let_in(text, shown):
    assert mask_text(text) == mask_text(shown) == shown


def test_a_program_may_compare_addresses_and_sees_no_password():
    assert mask_user(ADDRESS) == f"https://****@shop.example/in?token={TOKEN}&order=7"


def send(world, method, path, body):
    call = Call(
        method=method,
        path=path,
        headers={
            "authorization": "Bearer sk_test_shop",
            "content-type": "application/json",
        },
        body=json.dumps(body).encode(),
    )
    return json.loads(App(world).answer(call).body)


def test_nothing_shows_what_stands_in_the_address_of_a_webhook(ask, real_world):
    hook = send(
        real_world, "POST", "/webhooks", {"types": ["plan.created"], "address": ADDRESS}
    )
    assert hook["address"] == ADDRESS
    made = send(real_world, "POST", "/checkouts", {})
    assert "errors" in made
    ask("POST", "trigger?tenant=shop", {"type": "plan.created"})
    looks = {
        look: ask("GET", f"{look}{'&' if '?' in look else '?'}tenant=shop")
        for look in (
            *("journal", "call?seq=1", "export", "findings", "clock", "deliveries"),
            *("delivery?number=1", "things?kind=webhook", "webhooks"),
            *(f"thing?kind=webhook&id={hook['id']}", "webhooks/deliveries"),
        )
    }
    for look, (status, document) in looks.items():
        assert status == 200, look
        assert USER not in json.dumps(document), look
        if not look.startswith("webhooks"):
            assert TOKEN not in json.dumps(document), look
    assert TOKEN in json.dumps(looks["webhooks"])


def test_what_the_customer_alone_knows_is_in_no_look_of_the_window(ask, real_world):
    ask("POST", "trigger?tenant=shop", {"type": "order.accepted"})
    tenant = real_world.find("shop")
    event = tenant.events()[-1]
    session = event["data"]["object"]["payment"]["session"]
    order = event["data"]["object"]["id"]
    got = send(real_world, "GET", f"/orders/{order}", None)
    assert got["payment"]["session"]["clientSecret"] == session["clientSecret"]
    for look in (
        f"thing?tenant=shop&kind=order&id={order}",
        f"thing?tenant=shop&kind=session&id={session['id']}",
        f"event?tenant=shop&id={event['id']}",
        "call?tenant=shop&seq=1",
    ):
        status, document = ask("GET", look)
        assert status == 200, look
        assert session["clientSecret"] not in json.dumps(document), look
        assert order in json.dumps(document) or session["id"] in json.dumps(document)


def test_the_line_for_a_shell_asks_for_the_key(ask, real_world):
    send(real_world, "POST", "/checkouts", {"clientSecret": "of somebody"})
    line = ask("GET", "call?tenant=shop&seq=1")[1]["curl"]
    assert "sk_test" not in line
    assert "of somebody" not in line
    assert "${MOCKDR_KEY:?the secret key of this tenant}" in line
    assert len(shlex.split(line)) == 10


def test_the_summary_of_a_scenario_shows_no_card(ask, real_world):
    ask("POST", "play?tenant=shop", {"yaml": STORY})
    runs = ask("GET", "runs?tenant=shop")[1]
    assert runs["scenarios"][0]["summary"] == "Somebody pays with ****5556."
    assert CARD not in json.dumps(ask("GET", "export?tenant=shop"))
