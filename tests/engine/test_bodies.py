"""Bodies: what cannot be read, what is wrong in them, and what nobody knows."""

from __future__ import annotations

import pytest

from mockdr.engine.settings import Settings
from tests.engine.shop import ADDRESS, NOON, Shop, envelope

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


# -- fields ------------------------


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
        assert len(shop.findings("violation")) == 1
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
