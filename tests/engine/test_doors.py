"""What a request must pass before anything looks at what it wants."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.engine.keys import DeclaredKey, key_of, parse_key, read_authorization
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop, basic, envelope

UNAUTHORIZED = (
    401,
    {
        "type": "unauthorized",
        "errors": [{"message": "An authorization error has occurred."}],
    },
)


def world(**more):
    return World(defaults=Settings(now=NOON), library=Library([], vocabulary()), **more)


# -- keys ------------------------


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


# -- paths and methods ------------------------


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


@pytest.mark.parametrize("path", ["/nowhere", "/checkouts/1/2/3", "/", ""])
def test_what_no_key_comes_with_is_answered_all_the_same(shop, path):
    assert shop.get(path, key="").status == 404
    assert shop.send("PATCH", "/orders", key="").status == 405
    assert [e.status for e in shop.world.strays.entries()] == [404, 405]


def test_a_door_that_was_closed_is_a_finding(shop):
    shop.get("/nowhere")
    shop.send("PATCH", "/orders")
    assert len(shop.findings("violation")) == 2


@pytest.mark.parametrize("name", ["", "two words", "x" * 65, "a/b"])
def test_a_name_that_no_key_can_carry_is_our_error(shop, name):
    with pytest.raises(MockdrError, match="cannot name a tenant"):
        shop.world.tenant(name)
    with pytest.raises(MockdrError, match="cannot name a tenant"):
        key_of(name, secret=True)


def test_a_stranger_can_name_the_reply_that_was_given(shop):
    first, second = (shop.get("/orders", key="Bearer nonsense") for _ in range(2))
    ids = {answer.headers["x-dr-requestid"] for answer in (first, second)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("method", "path", "forgotten"),
    [
        ("GET", "/fulfillment-orders", True),
        ("GET", "/shipments/1", True),
        ("POST", "/checkout/shipping-quotes", True),
        ("DELETE", "/invoices/1/sources/2", True),
        ("GET", "/fulfillments", False),
        ("GET", "/invoices/1", False),
    ],
)
def test_a_hint_tells_where_the_vendors_client_forgets_the_key(
    shop, method, path, forgotten
):
    answer = shop.send(method, path, key="")
    assert answer.status == 401
    assert ("PHP SDK" in answer.hint) == forgotten
