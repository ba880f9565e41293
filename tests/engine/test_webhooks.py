"""Webhooks: what the merchant says comes back, and what cannot be is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr import contract
from mockdr.base.errors import MockdrError
from tests.engine.shop import envelope

ADDRESS = "https://shop.example/hooks"
TOKEN = {
    "tokenEndPoint": "https://shop.example/token",
    "clientID": "client",
    "clientSecret": "hidden",
    "userName": "ann",
    "password": "pass",
}


def webhook(shop, **fields):
    body = {"address": ADDRESS, "types": ["order.accepted"], **fields}
    return shop.post("/webhooks", {n: v for n, v in body.items() if v is not None})


def patch(shop, made, **fields):
    return shop.send("PATCH", f"/webhooks/{made['id']}", fields)


def test_a_webhook_has_what_was_left_out_by_default(shop):
    answer = webhook(shop)
    made = answer.body

    assert answer.status == 201
    assert made == {
        "id": made["id"],
        "createdTime": "2026-05-01T12:00:00.000Z",
        "updatedTime": "2026-05-01T12:00:00.000Z",
        "types": ["order.accepted"],
        "address": ADDRESS,
        "apiVersion": "default",
        "enabled": True,
        "transportType": "HTTP",
        "liveMode": False,
    }
    assert shop.get(f"/webhooks/{made['id']}").body == made
    assert shop.events() == []


def test_the_list_is_a_bare_array_newest_first(shop):
    assert shop.get("/webhooks").body == []
    first, second = (webhook(shop).body for _ in range(2))
    assert shop.get("/webhooks").body == [second, first]


def test_an_address_can_have_two_webhooks(shop):
    first, second = webhook(shop), webhook(shop)
    assert first.status == second.status == 201
    assert first["id"] != second["id"]


def test_a_patch_changes_what_it_says_and_nothing_else(shop):
    made = webhook(shop, apiVersion="2021-03-23").body
    shop.tenant.clock.advance(timedelta(seconds=1))
    answer = patch(shop, made, enabled=False)

    assert answer.status == 200
    assert answer.body == {
        **made,
        "enabled": False,
        "updatedTime": "2026-05-01T12:00:01.000Z",
    }


@pytest.mark.parametrize("name", ["userName", "username"])
def test_credentials_come_back_as_they_were_spelled(shop, name):
    said = {name: "ann", "password": "pass"}
    assert webhook(shop, authentication=said)["authentication"] == said


def test_a_token_is_fetched_by_password_unless_told_otherwise(shop):
    made = webhook(shop, transportType="OAUTH", oauth=TOKEN)
    assert made["oauth"] == {"grantType": "password", **TOKEN}


def test_a_change_of_transport_takes_the_credentials_of_the_other_away(shop):
    said = {"username": "ann", "password": "pass"}
    made = webhook(shop, authentication=said).body
    changed = patch(shop, made, transportType="OAUTH", oauth=TOKEN)

    assert changed.status == 200
    assert "authentication" not in changed.body


@pytest.mark.parametrize("type", sorted(contract.event_types()))
def test_every_type_of_event_can_be_subscribed(shop, type):
    assert webhook(shop, types=[type])["types"] == [type]


@pytest.mark.parametrize("version", ["default", "latest", *contract.versions()])
def test_every_version_can_be_asked_for(shop, version):
    assert webhook(shop, apiVersion=version)["apiVersion"] == version


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x", "https://girrafe", "http://shop.example"]
)
def test_an_address_on_the_web_is_one(shop, address):
    assert webhook(shop, address=address).status == 201


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"address": None}, [("missing_parameter", "address")]),
        ({"address": ""}, [("invalid_parameter", "address")]),
        ({"address": "shop.example/hooks"}, [("invalid_parameter", "address")]),
        ({"address": "ftp://shop.example"}, [("invalid_parameter", "address")]),
        ({"address": "https://[broken"}, [("invalid_parameter", "address")]),
        ({"types": ["order.eaten"]}, [("invalid_parameter", "types")]),
        ({"types": ["order.*"]}, [("invalid_parameter", "types")]),
        ({"types": "order.accepted"}, [("invalid_parameter", "types")]),
        ({"apiVersion": "2021-12-14"}, [("invalid_parameter", "apiVersion")]),
        ({"apiVersion": "newest"}, [("invalid_parameter", "apiVersion")]),
        ({"transportType": "PIGEON"}, [("invalid_parameter", "transportType")]),
        ({"enabled": "yes"}, [("invalid_parameter", "enabled")]),
        ({"oauth": TOKEN}, [("invalid_parameter", "oauth")]),
        (
            {"transportType": "OAUTH"},
            [
                ("missing_parameter", "oauth.tokenEndPoint"),
                ("missing_parameter", "oauth.clientID"),
                ("missing_parameter", "oauth.clientSecret"),
            ],
        ),
        (
            {"transportType": "OAUTH", "oauth": {**TOKEN, "clientID": ""}},
            [("missing_parameter", "oauth.clientID")],
        ),
        (
            {
                "transportType": "OAUTH",
                "oauth": TOKEN,
                "address": "http://shop.example",
            },
            [("invalid_parameter", "address")],
        ),
        (
            {"transportType": "OAUTH", "oauth": TOKEN, "authentication": {}},
            [("invalid_parameter", "authentication")],
        ),
    ],
)
def test_what_cannot_be_is_refused_when_made_and_when_changed(shop, fields, errors):
    answer = webhook(shop, **fields)
    assert (answer.status, answer.errors) == (400, errors)
    if None in fields.values():
        return
    made = webhook(shop).body
    changed = patch(shop, made, **fields)
    assert (changed.status, changed.errors) == (400, errors)
    assert shop.get(f"/webhooks/{made['id']}").body == made


def test_a_token_may_travel_in_clear_within_this_machine(shop):
    made = webhook(
        shop, transportType="OAUTH", oauth=TOKEN, address="http://localhost:8000/hook"
    )
    assert made.status == 201


def test_a_webhook_that_was_deleted_is_gone(shop):
    made = webhook(shop).body
    answer = shop.delete(f"/webhooks/{made['id']}")

    assert (answer.status, answer.raw) == (204, b"")
    for again in (
        shop.get(f"/webhooks/{made['id']}"),
        patch(shop, made, enabled=True),
        shop.delete(f"/webhooks/{made['id']}"),
    ):
        assert (again.status, again.body) == envelope(
            404, "not_found", "not_found", f"Webhook '{made['id']}' not found.", "id"
        )
    assert shop.get("/webhooks").body == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ((), "cba"),
        ([("type", "order.accepted")], "ba"),
        ([("type", "order.charge.*")], "b"),
        ([("type", "order.*")], "ba"),
        ([("type", "*")], "cba"),
        ([("type", "order.charge")], ""),
        ([("types", "sku.created,order.charge.capturable")], "cb"),
        ([("types", "sku.created"), ("types", "order.accepted")], "cba"),
        ([("types[]", "sku.created")], "c"),
        ([("types[0]", "sku.updated"), ("types[1]", "sku.created")], "c"),
    ],
)
def test_webhooks_are_found_by_what_they_are_told_of(shop, query, found):
    told = {
        "a": ["order.accepted"],
        "b": ["order.accepted", "order.charge.capturable"],
        "c": ["sku.created"],
    }
    for name, types in told.items():
        webhook(shop, types=types, address=f"https://{name}.example")

    hosts = [one["address"][8] for one in shop.get("/webhooks", query=query).body]
    assert "".join(hosts) == found


@pytest.mark.parametrize(
    "query",
    [
        [("type", "order.accepted"), ("types", "sku.created")],
        [("types", ",".join(f"type.{number}" for number in range(21)))],
        [("types", f"type.{number}") for number in range(21)],
    ],
)
def test_a_filter_that_asks_too_much_is_refused(shop, query):
    answer = shop.get("/webhooks", query=query)
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "types")])


@pytest.mark.parametrize("path", ["/webhooks", "/events"])
def test_a_filter_that_is_refused_is_told_with_its_own_value(shop, path):
    query = [("type", "order.accepted"), ("types", "sku.created")]
    [error] = shop.get(path, query=query).body["errors"]
    assert "sku.created" in error["message"]
    assert "order.accepted" not in error["message"]


def test_twenty_types_are_not_too_many(shop):
    many = ",".join(f"type.{number}" for number in range(20))
    assert shop.get("/webhooks", query={"types": many}).body == []


def test_a_story_begins_with_the_webhooks_that_it_is_given(shop):
    played = shop.play(
        "  - merchant: updateWebhooks\n    of: hook\n    then: {hook: disabled}\n",
        given="given:\n  webhooks:\n"
        f"    hook: {{address: {ADDRESS}, types: [order.accepted]}}\n",
    )
    (made,) = shop.get("/webhooks").body
    assert made["address"] == ADDRESS
    assert patch(shop, made, enabled=False).status == 200
    assert played.runs[0].ended
    assert shop.findings() == []


def test_a_given_webhook_that_the_contract_refuses_is_told(shop):
    given = "given:\n  webhooks:\n    hook: {address: nowhere}\n"
    with pytest.raises(MockdrError, match=r"given 'hook' is refused: .* address"):
        shop.play("  - merchant: listWebhooks\n", given=given)
    lacking = "given:\n  webhooks:\n    hook: {types: [order.accepted]}\n"
    with pytest.raises(MockdrError, match="missing: address"):
        shop.play("  - merchant: listWebhooks\n", given=lacking)


def test_a_type_that_is_told_twice_is_kept_once(shop):
    twice = ["order.created", "order.accepted", "order.created"]
    body = {"types": twice, "address": "https://shop.example/hooks", "enabled": True}
    made = shop.made(shop.post("/webhooks", body))
    assert made["types"] == ["order.created", "order.accepted"]
    changed = shop.send("PATCH", f"/webhooks/{made['id']}", {"types": twice[::2]})
    assert changed["types"] == ["order.created"]
