"""What a request must pass before anything looks at what it wants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockdr.engine.keys import DeclaredKey, key_of, parse_key, read_authorization
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import ADDRESS, NOON, Shop, basic, envelope

UNAUTHORIZED = (
    401,
    {
        "type": "unauthorized",
        "errors": [{"message": "An authorization error has occurred."}],
    },
)


def world(**more):
    return World(defaults=Settings(now=NOON), library=Library([], vocabulary()), **more)


# -- keys ----------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "Bearer sk_test_shop",
        "bearer sk_test_shop",
        "BEARER sk_test_shop",
        "Bearer   sk_test_shop ",
        basic("sk_test_shop"),
        basic("sk_test_shop").replace("Basic", "basic"),
        basic("sk_test_shop").replace("Basic", "BASIC"),
    ],
)
def test_a_key_is_read_in_every_case_and_in_both_schemes(shop, key):
    assert shop.get("/orders", key=key).status == 200


@pytest.mark.parametrize(
    "key",
    [
        "",
        "Bearer",
        "Bearer ",
        "sk_test_shop",
        "Token sk_test_shop",
        "Bearer nonsense",
        "Bearer sk_test_",
        "Bearer sk_prod_shop",
        "Bearer sk_test_with space",
        "Bearer sk_test_" + "x" * 65,
        "Basic not-base64!",
        "Basic /w==",
        basic(""),
        basic("nonsense"),
    ],
)
def test_a_missing_or_malformed_key_is_the_documented_401(shop, key):
    answer = shop.get("/orders", key=key, headers={} if key else {"authorization": ""})
    assert (answer.status, answer.body) == UNAUTHORIZED
    assert answer.hint
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_the_wrong_kind_of_key_is_the_same_401_and_a_finding(shop):
    for method, path, key in (
        ("GET", "/orders", "public"),
        ("POST", "/sources", "public"),
        ("POST", "/payments/sources", "secret"),
        ("GET", "/payments/sources/x", "secret"),
        ("GET", "/payments/payment-methods", "secret"),
    ):
        answer = shop.send(method, path, {}, key=key)
        assert (answer.status, answer.body) == UNAUTHORIZED
    assert len(shop.findings("violation")) == 5


def test_a_key_of_the_wrong_kind_touches_nothing(shop):
    shop.post("/payments/sources", {"type": "creditCard"}, key="secret")
    assert shop.events() == []


def test_live_and_test_keys_are_two_worlds(shop):
    live = {"key": "Bearer sk_live_shop"}
    checkout = shop.post("/checkouts", shop.order_body(), **live)
    assert checkout["liveMode"] is True
    assert shop.get(f"/checkouts/{checkout['id']}", **live).status == 200
    assert shop.get(f"/checkouts/{checkout['id']}").status == 404
    assert shop.checkout()["liveMode"] is False
    assert [t.live for t in shop.world.tenants()] == [True, False]


def test_tenants_do_not_see_each_other():
    one = Shop(name="one")
    two = Shop(name="two", world=one.world)
    checkout = one.checkout()
    assert two.get(f"/checkouts/{checkout['id']}").status == 404
    assert two.get("/checkouts")["data"] == []


def test_a_declared_pair_belongs_to_its_tenant_in_both_halves():
    pair = DeclaredKey(secret="sk_test_" + "0" * 32, public="pk_test_" + "1" * 32)
    shop = Shop(name="acme", world=world(keys={"acme": pair}))
    secret, public = f"Bearer {pair.secret}", f"Bearer {pair.public}"
    checkout = shop.post("/checkouts", shop.order_body(), key=secret)
    source = shop.post("/payments/sources", shop.form(checkout), key=public)
    assert source.status == 201
    assert [t.name for t in shop.world.tenants()] == ["acme"]
    assert shop.tenant.secret_key == pair.secret
    assert shop.tenant.public_key == pair.public


def test_a_declared_live_pair_is_live():
    pair = DeclaredKey(secret="sk_live_real", public="pk_live_real")
    shop = Shop(name="acme", world=world(keys={"acme": pair}))
    answer = shop.post("/checkouts", shop.order_body(), key="Bearer sk_live_real")
    assert answer["liveMode"] is True


def test_closed_keys_refuse_a_name_that_nobody_declared():
    pair = DeclaredKey(secret="sk_test_" + "0" * 32, public="pk_test_" + "1" * 32)
    shop = Shop(world=world(keys={"acme": pair}, keys_closed=True))
    answer = shop.get("/orders")
    assert (answer.status, answer.body) == UNAUTHORIZED
    assert shop.world.find("shop") is None
    assert shop.get("/orders", key=f"Bearer {pair.secret}").status == 200
    shop.world.tenant("shop")
    assert shop.get("/orders").status == 200


def test_a_key_can_be_written_and_read_again():
    for secret in (True, False):
        for live in (True, False):
            key = parse_key(key_of("some-Name_1", secret=secret, live=live))
            assert (key.tenant, key.secret, key.live) == ("some-Name_1", secret, live)


def test_no_authorization_header_is_no_key():
    assert read_authorization({}) is None


# -- versions ----------------------------------------


def test_the_newest_version_may_be_said_and_is_the_default(shop):
    said = {"digitalriver-version": "2021-12-13"}
    assert shop.get("/orders", headers=said).status == 200
    assert shop.get("/orders").status == 200


@pytest.mark.parametrize("version", ["2020-01-07", "2020-12-17", "2021-03-23"])
def test_an_older_version_is_not_built_yet(shop, version):
    answer = shop.get("/orders", headers={"digitalriver-version": version})
    assert answer.status == 501
    assert answer["type"] == "internal_server_error"
    assert version in answer.hint


@pytest.mark.parametrize("version", ["2021-12-14", "newest", "1.0"])
def test_an_unknown_version_is_an_invalid_parameter(shop, version):
    answer = shop.get("/orders", headers={"digitalriver-version": version})
    assert (answer.status, answer.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        f"'{version}' is not a valid parameter.",
        "digitalriver-version",
    )


def test_the_version_of_the_key_holds_unless_the_header_says_another():
    pair = DeclaredKey(secret="sk_test_old", public="pk_test_old", version="2021-03-23")
    shop = Shop(name="acme", world=world(keys={"acme": pair}))
    key = "Bearer sk_test_old"
    assert shop.get("/orders", key=key).status == 501
    newest = {"digitalriver-version": "2021-12-13"}
    assert shop.get("/orders", key=key, headers=newest).status == 200


def test_the_version_of_the_settings_holds():
    shop = Shop(settings=replace(Settings(now=NOON), version="2021-03-23"))
    assert shop.get("/orders").status == 501


# -- paths and methods ----------------------------------------


def test_an_unknown_path_is_404_and_names_the_nearest_operation_in_a_header(shop):
    answer = shop.get("/checkout")
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "There is nothing at this address."
    )
    assert "GET /checkouts (listCheckouts)" in answer.hint


def test_a_wrong_method_is_405_and_lists_the_others(shop):
    answer = shop.send("PUT", "/checkouts/1", {})
    assert (answer.status, answer.body) == envelope(
        405,
        "method_not_allowed",
        "method_not_allowed",
        "The method is not allowed. Provide a valid method value and try again.",
    )
    assert answer.headers["Allow"] == "DELETE, GET, POST"


def test_an_operation_that_is_not_built_yet_says_so(shop):
    answer = shop.post("/fulfillments", {})
    assert answer.status == 501
    assert answer.body == {
        "type": "internal_server_error",
        "errors": [{"message": "mockdr does not simulate this operation yet."}],
    }
    assert "createFulfillments" in answer.hint


@pytest.mark.parametrize("path", ["/nowhere", "/checkouts/1/2/3", "/", ""])
def test_what_no_key_comes_with_is_answered_all_the_same(shop, path):
    assert shop.get(path, key="").status == 404
    assert shop.send("PATCH", "/orders", key="").status == 405
    assert [e.status for e in shop.world.strays.entries()] == [404, 405]


def test_a_door_that_was_closed_is_a_finding(shop):
    shop.get("/nowhere")
    shop.send("PATCH", "/orders")
    shop.post("/fulfillments", {})
    assert len(shop.findings("violation")) == 3


# -- bodies ----------------------------------------

MALFORMED = envelope(
    400, "bad_request", "invalid_format", "The format of your request is invalid."
)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"currency": }',
        b'{"currency": NaN}',
        b'{"currency": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":' * 65 + b"1" + b"}" * 65,
        b"currency=USD&items=1",
    ],
)
def test_a_body_that_cannot_be_read_is_an_invalid_format(shop, body):
    answer = shop.post("/checkouts", body)
    assert (answer.status, answer.body) == MALFORMED
    assert answer.hint
    assert len(shop.findings("violation")) == 1
    assert shop.events() == []


@pytest.mark.parametrize(
    "type",
    ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"],
)
def test_another_content_type_is_an_invalid_format(shop, type):
    answer = shop.post("/checkouts", shop.order_body(), headers={"content-type": type})
    assert (answer.status, answer.body) == MALFORMED


@pytest.mark.parametrize(
    "type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "a/b+json",
    ],
)
def test_json_by_any_of_its_names_is_read(shop, type):
    answer = shop.post("/checkouts", shop.order_body(), headers={"content-type": type})
    assert answer.status == 201


def test_no_body_where_one_is_needed_is_all_that_it_lacks(shop):
    answer = shop.post("/checkouts", b"  ")
    assert answer.status == 400
    assert answer.errors == [
        ("missing_parameter", "currency"),
        ("missing_parameter", "items"),
    ]


def test_a_body_where_none_is_needed_is_ignored(shop):
    checkout = shop.checkout()
    source = shop.source(checkout)
    path = f"/checkouts/{checkout['id']}/sources/{source['id']}"
    assert shop.post(path, b"{broken").status == 200


def test_a_body_over_the_limit_is_413_without_being_read(shop):
    answer = shop.post("/checkouts", b"", problem="too_large")
    assert (answer.status, answer.body) == envelope(
        413, "bad_request", "invalid_request", "The body is too large."
    )
    assert shop.post("/checkouts", b"", problem="too_large", key="").status == 413


def test_every_reply_has_its_own_request_id(shop):
    ids = {shop.get("/orders").headers["x-dr-requestid"] for _ in range(5)}
    assert len(ids) == 5


# -- fields ----------------------------------------


def test_everything_that_is_wrong_comes_back_at_once_and_in_order(shop):
    answer = shop.post(
        "/checkouts",
        {
            "currency": 5,
            "email": True,
            "items": [
                {"skuId": "a", "price": "ten"},
                {"skuId": "b", "price": 1, "quantity": 1.5},
            ],
            "chargeType": "by_pigeon",
        },
    )
    assert answer.status == 400
    assert answer["type"] == "bad_request"
    assert [e["parameter"] for e in answer["errors"]] == [
        "currency",
        "email",
        "items[0].price",
        "items[1].quantity",
        "chargeType",
    ]
    assert answer["errors"][2] == {
        "code": "invalid_parameter",
        "parameter": "items[0].price",
        "message": "'ten' is not a valid parameter.",
    }
    assert answer["errors"][4]["message"] == "'by_pigeon' is not a valid item type."
    assert answer.headers["X-Mockdr-Violations"] == "5"


def test_an_unknown_field_is_accepted_and_always_a_finding(shop):
    ship_to = {"name": "William", "nickname": "Bill", "address": ADDRESS}
    body = shop.order_body(colour="red", shipTo=ship_to)
    assert shop.post("/checkouts", body).status == 201
    assert [f.details["pointer"] for f in shop.tenant.check()] == [
        "/shipTo/nickname",
        "/colour",
    ]


def test_an_unknown_field_is_refused_where_the_tenant_wants_that():
    shop = Shop(settings=Settings(now=NOON, unknown_fields="refuse"))
    body = shop.order_body(colour="red")
    body["items"][0]["size"] = 9
    answer = shop.post("/checkouts", body)
    assert answer.status == 400
    assert answer["errors"] == [
        {
            "code": "unknown_parameter",
            "parameter": "items[0].size",
            "message": "'size' is an unknown parameter.",
        },
        {
            "code": "unknown_parameter",
            "parameter": "colour",
            "message": "'colour' is an unknown parameter.",
        },
    ]


def test_what_a_session_makes_superfluous_is_treated_as_unknown():
    for refuse, status in (("accept", 201), ("refuse", 400)):
        shop = Shop(settings=Settings(now=NOON, unknown_fields=refuse))
        checkout = shop.digital()
        form = shop.form(checkout, "wireTransfer", amount=20, currency="USD")
        answer = shop.post("/payments/sources", form, key="public")
        assert answer.status == status
        assert len(shop.findings("violation")) == 2
        if status == 400:
            assert answer.errors == [
                ("invalid_parameter", "amount"),
                ("invalid_parameter", "currency"),
            ]


@pytest.mark.parametrize(
    ("weight", "count", "severity"),
    [("fail", 1, "fail"), ("warn", 0, "warn"), ("allow", 0, "allow")],
)
def test_violations_weigh_what_the_settings_say(weight, count, severity):
    shop = Shop(settings=Settings(now=NOON, violations=weight))
    shop.checkout(colour="red")
    assert len(shop.findings()) == count
    assert [f.severity for f in shop.tenant.journal.findings()] == [severity]
