"""Scenarios can ask what fields a body has, and of what type each is."""

from __future__ import annotations

import pytest

from mockdr.contract import choices_of, fields_of, json_type, operations

TYPES = {"string", "number", "integer", "boolean", "object", "array", "any", "null"}


@pytest.mark.parametrize(
    ("where", "path", "type_"),
    [
        ("source", "", "object"),
        ("source", "type", "string"),
        ("source", "konbini", "object"),
        ("source", "konbini.storeId", "string"),
        ("source", "creditCard.expirationMonth", "integer"),
        ("source", "creditCard.number", "string"),
        ("source", "owner.address.postalCode", "string"),
        ("source", "amount", "number"),
        ("source", "upstreamId", "string"),
        ("source", "futureUse", "boolean"),
        ("source", "payPal.items.*.unitAmount", "number"),
        ("source", "metadata.x", "any"),
        ("source", "nothing", None),
        ("checkout", "items", "array"),
        ("checkout", "items.*", "object"),
        ("checkout", "items.*.price", "number"),
        ("checkout", "items.*.quantity", "integer"),
        ("checkout", "items.price", None),
        ("checkout", "customerId", "string"),
        ("checkout", "email", "string"),
        ("checkout", "metadata.anything", "any"),
        ("checkout", "metadata.anything.below", None),
        ("request:createOrders", "checkoutId", "string"),
        ("request:createOrders", "items.*.price", "number"),
        ("request:createOrders", "shipTo.address.country", "string"),
        ("request:updateCheckouts", "items.*.id", "string"),
        ("request:createSources", "creditCard.cvv", "string"),
        ("request:createPaymentSources", "sessionId", "string"),
        ("request:attachSourceToCheckout", "", None),
        ("request:createRefunds", "amount", "number"),
        ("reply:createOrders", "payment.session.state", "string"),
        ("reply:createOrders", "payment.session.nextAction.data.redirectUrl", "string"),
        ("reply:createOrders", "items.*.tax.rate", "number"),
        ("reply:createOrders", "nothing", None),
        ("reply:listCheckouts", "data.*.id", "string"),
        ("reply:listOnlineBankingBanks", "*.bankCode", "string"),
        ("reply:deleteCheckouts", "", None),
        ("query:listOrders", "limit", "integer"),
        ("query:listOrders", "ids", "array"),
        ("query:listOrders", "createdTime.gte", "string"),
        ("query:listOrders", "nothing", None),
        ("query:retrievePaymentSources", "secret", "string"),
        ("query:redirectPayments", "apiKey", "string"),
        ("customers", "email", "string"),
        ("customers", "id", "string"),
        ("customers", "sources", "object"),
        ("customers", "sources.ann", "object"),
        ("customers", "sources.ann.type", "string"),
        ("customers", "sources.ann.creditCard.number", "string"),
        ("customers", "sources.ann.nothing", None),
        ("skus", "id", "string"),
        ("skus", "name", "string"),
        ("plans", "id", "string"),
        ("plans", "intervalCount", "integer"),
        ("webhooks", "id", "string"),
        ("webhooks", "types.*", "string"),
        ("nowhere", "x", None),
        ("request:nowhere", "x", None),
        ("reply:nowhere", "", None),
    ],
)
def test_a_field_has_the_type_that_the_contract_gives_it(where, path, type_):
    steps = tuple(path.split(".")) if path else ()

    assert json_type(where, steps) == type_


def test_names_come_in_the_order_of_the_contract():
    names = fields_of("request:createCheckouts", ())

    assert names.index("currency") < names.index("items")
    assert len(names) == len(set(names))
    assert set(fields_of("checkout", ())) == set(names)


def test_where_things_have_names_the_fields_are_told():
    assert {"line1", "country"} <= set(fields_of("checkout", ("shipTo", "address")))
    assert set(fields_of("customers", ())) >= {"id", "email", "sources"}
    assert fields_of("customers", ("sources",)) == ()
    assert "creditCard" in fields_of("customers", ("sources", "ann"))
    assert fields_of("checkout", ("currency",)) == ()
    assert fields_of("checkout", ("nothing",)) == ()
    assert "checkoutId" in fields_of("request:createOrders", ())


def walk(where, path=(), depth=0):
    for name in fields_of(where, path):
        inner = (*path, name)
        type_ = json_type(where, inner)
        yield inner, type_
        if depth < 2 and type_ in ("object", "array"):
            step = (*inner, "*") if type_ == "array" else inner
            yield from walk(where, step, depth + 1)


@pytest.mark.parametrize("operation", operations().values(), ids=lambda o: o.id)
def test_every_field_that_is_told_has_a_type(operation):
    for kind in ("request", "reply", "query"):
        for path, type_ in walk(f"{kind}:{operation.id}"):
            assert type_ in TYPES, (kind, path)


@pytest.mark.parametrize(
    ("where", "path", "word"),
    [
        ("request:createCheckouts", ("chargeType",), "moto"),
        ("request:createCheckouts", ("customerType",), "business"),
        ("reply:createOrders", ("state",), "pending_payment"),
        ("reply:createOrders", ("payment", "session", "state"), "requires_source"),
        ("reply:createOrders", ("payment", "charges", "*", "state"), "capturable"),
        ("source", ("type",), "konbini"),
        ("plans", ("interval",), "month"),
    ],
)
def test_a_field_with_a_list_of_words_says_them(where, path, word):
    assert word in choices_of(where, path)


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("request:createCheckouts", ("currency",)),
        ("request:createCheckouts", ("metadata", "anything")),
        ("request:createCheckouts", ("items", "*", "quantity")),
        ("request:createCheckouts", ("nothing",)),
        ("reply:createOrders", ()),
        ("nowhere", ("state",)),
    ],
)
def test_a_field_that_can_have_any_word_lists_none(where, path):
    assert choices_of(where, path) == ()
