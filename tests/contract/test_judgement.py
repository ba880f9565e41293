"""Requests and replies are judged closed, and every problem names its place."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import (
    check_model,
    check_reply,
    check_request,
    complaint_of,
    error_body,
    operations,
)
from mockdr.contract.problems import MOST, shown

LINE = {"skuId": "sku-1", "price": 10}
CHECKOUT = {"currency": "USD", "items": [LINE]}


def found(operation, body):
    return [(p.kind, p.parameter) for p in check_request(operation, body)]


def checkout(**more):
    return found("createCheckouts", {**CHECKOUT, **more})


def line(**item):
    return found("createCheckouts", {"currency": "USD", "items": [item]})


# -- the checkout --------------------------------------------------------------------


def test_currency_and_items_are_all_that_a_checkout_needs():
    assert checkout() == []
    assert found("createCheckouts", {}) == [
        ("missing", "currency"),
        ("missing", "items"),
    ]


def test_no_body_is_an_empty_one():
    assert found("createCheckouts", None) == found("createCheckouts", {})


def test_a_line_needs_a_price_and_a_product_each_in_one_of_two_forms():
    assert line(skuId="a", price=1) == []
    assert line(skuId="a", aggregatePrice=1) == []
    assert line(productDetails={}, price=1) == []
    assert line(skuId="a", price=1, aggregatePrice=1) == []
    assert line(skuId="a") == [("missing", "items[0].price")]
    assert line(price=1) == [("missing", "items[0].skuId")]
    assert line() == [("missing", "items[0].price"), ("missing", "items[0].skuId")]


@pytest.mark.parametrize(
    "more",
    [
        {"email": "nobody at all"},
        {"email": ""},
        {"sourceId": ""},
        {"customerId": 529861350336},
        {"customerId": "529861350336"},
        {"language": "en"},
        {"metadata": {"text": "a", "count": 3, "flag": True, "rate": 0.5}},
        {"taxIdentifiers": []},
        {"items": []},
        {"billTo": {"address": {}}},
        {"billTo": {"name": "Jo"}},
        {"shipTo": {"name": "Jo"}},
        {"shippingChoice": {"description": "by air"}},
        {"discount": {"percentOff": 0}},
        {"discount": {"percentOff": 140}},
        {"discount": {"amountOff": -1}},
        {"currency": "yem"},
        {"taxInclusive": True},
        {"browserIp": "no address"},
        {"items": [{**LINE, "discount": {"percentOff": 0, "quantity": 1}}]},
        {"items": [{"productDetails": {"id": "x"}, "price": 0}]},
    ],
    ids=str,
)
def test_what_the_schema_lets_pass_since_the_provider_judges_it_later(more):
    """Each has an error of its own further on, or none at all."""
    assert checkout(**more) == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"currency": 3}, ("invalid", "currency")),
        ({"currency": None}, ("invalid", "currency")),
        ({"items": {}}, ("invalid", "items")),
        ({"email": 3}, ("invalid", "email")),
        ({"customerId": 1.5}, ("invalid", "customerId")),
        ({"customerId": True}, ("invalid", "customerId")),
        ({"chargeType": "mail"}, ("invalid", "chargeType")),
        ({"customerType": "Business"}, ("invalid", "customerType")),
        ({"metadata": {"a": {"b": 1}}}, ("invalid", "metadata.a")),
        ({"metadata": {"a": None}}, ("invalid", "metadata.a")),
        ({"metadata": ["a"]}, ("invalid", "metadata")),
        ({"taxInclusive": "true"}, ("invalid", "taxInclusive")),
        ({"shipTo": {"address": {}}}, ("missing", "shipTo.address.country")),
        ({"purchaseLocation": {}}, ("missing", "purchaseLocation.country")),
        ({"creditAmount": 3}, ("unknown", "creditAmount")),
        ({"Currency": "USD"}, ("unknown", "Currency")),
        ({"shipTo": {"adress": {}}}, ("unknown", "shipTo.adress")),
        ({"items": [{**LINE, "quantity": "2"}]}, ("invalid", "items[0].quantity")),
        ({"items": [{**LINE, "quantity": 0}]}, ("invalid", "items[0].quantity")),
        ({"items": [{**LINE, "quantity": 1.5}]}, ("invalid", "items[0].quantity")),
        ({"items": [{**LINE, "price": -1}]}, ("invalid", "items[0].price")),
        ({"items": [{**LINE, "price": "10"}]}, ("invalid", "items[0].price")),
        ({"items": [LINE, {**LINE, "sku": 1}]}, ("unknown", "items[1].sku")),
        ({"items": [3]}, ("invalid", "items[0]")),
        (
            {"items": [{**LINE, "subscriptionInfo": {"endTime": "soon"}}]},
            ("invalid", "items[0].subscriptionInfo.endTime"),
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_found_where_it_stands(more, problem):
    assert checkout(**more) == [problem]


def test_all_is_found_at_once_in_the_order_of_the_body():
    body = {
        "metadata": {"a": None},
        "items": [{"quantity": "2", "foo": 1}, LINE],
        "shipTo": {"address": {"country": 3}},
        "nonsense": True,
    }

    assert found("createCheckouts", body) == [
        ("invalid", "metadata.a"),
        ("invalid", "items[0].quantity"),
        ("unknown", "items[0].foo"),
        ("missing", "items[0].price"),
        ("missing", "items[0].skuId"),
        ("invalid", "shipTo.address.country"),
        ("unknown", "nonsense"),
        ("missing", "currency"),
    ]


@pytest.mark.parametrize("body", [3, "text", [], True, [CHECKOUT]], ids=str)
def test_a_body_that_is_no_object_is_one_problem(body):
    (problem,) = check_request("createCheckouts", body)

    assert (problem.kind, problem.pointer, problem.parameter) == ("invalid", "", "")
    assert problem.expected == "object"


# -- its update ------------------------------------------------------------------------


def test_an_update_takes_a_list_of_lines_with_their_ids():
    lines = [{"id": "a", "metadata": {"x": 1}}, {"id": "b"}]

    assert found("updateCheckouts", {"items": lines}) == []
    assert found("updateCheckouts", {"items": lines[0]}) == [("invalid", "items")]
    assert found("updateCheckouts", {"items": [{}]}) == [("missing", "items[0].id")]


@pytest.mark.parametrize("name", ["price", "quantity", "skuId", "discount"])
def test_what_an_update_may_not_change_is_unknown(name):
    body = {"items": [{"id": "a", name: 1}]}

    assert found("updateCheckouts", body) == [("unknown", f"items[0].{name}")]


def test_an_update_may_be_empty():
    assert found("updateCheckouts", {}) == []
    assert found("updateCheckouts", {"sourceId": "", "customerId": 3}) == []
    assert found("updateCheckouts", {"taxInclusive": True, "discount": {}}) == [
        ("unknown", "taxInclusive"),
        ("unknown", "discount"),
    ]


# -- the order -------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"items": 3}, {"email": None}, {"currency": 1}])
def test_beside_a_checkout_id_what_pages_know_is_ignored(more):
    assert found("createOrders", {"checkoutId": "c", **more}) == []


def test_beside_a_checkout_id_what_no_page_knows_is_a_mistake_all_the_same():
    said = {"checkoutId": "c", "email": 3, "checkoutid": "d"}

    assert found("createOrders", said) == [("unknown", "checkoutid")]


def test_a_checkout_id_is_text():
    assert found("createOrders", {"checkoutId": 3}) == [("invalid", "checkoutId")]
    assert found("createOrders", {"checkoutId": None}) == [("invalid", "checkoutId")]


def test_without_one_the_body_is_that_of_a_checkout():
    assert found("createOrders", CHECKOUT) == []
    assert found("createOrders", {"items": [LINE]}) == [("missing", "currency")]
    assert found("createOrders", {**CHECKOUT, "nope": 1}) == [("unknown", "nope")]


def test_with_neither_the_checkout_id_is_what_is_missing():
    assert found("createOrders", {}) == [("missing", "checkoutId")]
    assert found("createOrders", {"chekoutId": "c"}) == [
        ("unknown", "chekoutId"),
        ("missing", "checkoutId"),
    ]


def test_an_order_takes_three_changes():
    body = {"requestToBeForgotten": True, "upstreamId": "u", "metadata": {"a": 1}}

    assert found("updateOrders", body) == []
    assert found("updateOrders", {"email": "a@b.c"}) == [("unknown", "email")]


# -- sources ---------------------------------------------------------------------------


def test_the_secret_key_makes_credit_and_cards():
    credit = {"type": "customerCredit", "paymentSessionId": "s", "amount": 12.5}
    card = {"number": "4444222233331111", "expirationMonth": 7, "expirationYear": 2027}

    assert found("createSources", {**credit, "customerCredit": {}}) == []
    assert found("createSources", {"type": "creditCard", "creditCard": card}) == []
    assert found("createSources", {"type": "customerCredit"}) == [
        ("missing", "amount"),
        ("missing", "paymentSessionId"),
    ]
    assert found("createSources", {"type": "creditCard"}) == [("missing", "creditCard")]
    assert found("createSources", {"type": "konbini"}) == [("invalid", "type")]
    assert found("createSources", {}) == [("missing", "type")]
    assert found("createSources", {**credit, "amount": 0}) == [("invalid", "amount")]


def test_a_source_without_a_session_needs_amount_and_currency_unless_it_is_a_card():
    wire = {"type": "wireTransfer"}

    assert found("createPaymentSources", {**wire, "sessionId": "s"}) == []
    assert found("createPaymentSources", wire) == [
        ("missing", "amount"),
        ("missing", "currency"),
    ]
    assert found("createPaymentSources", {"type": "creditCard"}) == []
    # Kept for later, there is nothing to pay yet.
    saved = {
        "type": "directDebit",
        "futureUse": True,
        "directDebit": {"returnUrl": "a"},
    }
    assert found("createPaymentSources", saved) == []


def test_what_a_session_tells_has_no_place_beside_it_whatever_it_holds():
    urls = {"returnUrl": "a", "cancelUrl": "b"}
    body = {
        "type": "payPal",
        "sessionId": "s",
        "amount": "much",
        "payPal": {**urls, "items": 3, "shipping": {"address": {}}},
    }
    problems = check_request("createPaymentSources", body)

    assert [(p.kind, p.parameter) for p in problems] == [
        ("unknown", "amount"),
        ("unknown", "payPal.items"),
        ("unknown", "payPal.shipping"),
    ]
    keys = [complaint_of(problem).key for problem in problems]
    assert keys == ["invalid_parameter"] * 3


def test_a_type_that_does_not_exist_is_one_wrong_value():
    assert ("invalid", "type") in found("createPaymentSources", {"type": "cash"})
    assert found("createPaymentSources", {"type": 3, "sessionId": "s"}) == [
        ("invalid", "type")
    ]


# -- what is shown ---------------------------------------------------------------------


CARD = "4444222233331111"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 4444222233331111),
        ("number", ["4444222233331111"]),
        ("cvv", 737),
        ("expirationMonth", CARD),
        ("expirationYear", "4444 2222 3333 1111"),
        ("expirationYear", "4444-2222-3333-1111"),
    ],
)
def test_no_problem_shows_a_card(field, value):
    body = {"type": "creditCard", "sessionId": "s", "creditCard": {field: value}}
    (problem,) = check_request("createPaymentSources", body)

    assert problem.parameter == f"creditCard.{field}"
    for text in (problem.got, problem.value, problem.expected):
        assert "4444" not in text
        assert "737" not in text


@pytest.mark.parametrize("name", ["iban", "accountNumber", "IBAN", "cvv", "number"])
def test_names_of_secrets_are_enough_to_hide_what_they_hold(name):
    assert shown("DE02120300000000202051", ("x", name)) == "****"
    assert shown(123, (name, 0)) == "****"


def test_a_card_is_hidden_even_where_it_is_cut():
    assert "4444" not in shown("x" * 50 + CARD)
    assert shown("order 242764070336") == '"order 242764070336"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0.5, "0.5"),
        ("a", '"a"'),
        ({}, "an empty object"),
        ({"a": 1}, "an object of 1"),
        ([], "an empty array"),
        ([1, 2], "an array of 2"),
        ("x" * 100, '"' + "x" * 57 + '..."'),
    ],
)
def test_values_are_shown_short(value, text):
    assert shown(value) == text


def test_a_problem_says_what_would_be_right():
    body = {"currency": "USD", "item": [], "chargeType": "post", "metadata": 3}
    told = {p.parameter: p for p in check_request("createCheckouts", body)}

    assert told["item"].expected == "no such field; did you mean 'items'?"
    assert told["chargeType"].expected == (
        "one of customer_initiated, merchant_initiated, moto"
    )
    assert told["chargeType"].got == '"post"'
    assert told["metadata"].expected == "object"
    assert told["items"].got == "nothing"


def test_a_pointer_is_escaped_as_its_standard_says():
    (problem,) = check_request("createCheckouts", {**CHECKOUT, "a/b~c": 1})

    assert problem.pointer == "/a~1b~0c"


def test_a_field_that_is_named_like_an_index_is_still_a_field():
    (problem,) = check_request("createCheckouts", {**CHECKOUT, "metadata": {"0": None}})

    assert problem.parameter == "metadata.0"


def test_a_hostile_body_costs_little_and_tells_enough():
    body = {**CHECKOUT, **{f"x{n}": n for n in range(20_000)}}
    lines = [{"price": "much"} for _ in range(1_000)]

    assert len(check_request("createCheckouts", body)) == MOST
    problems = check_request("createCheckouts", {"currency": "USD", "items": lines})
    assert len(problems) == MOST
    assert problems[0].parameter == "items[0].price"


# -- the provider's words --------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "body", "code", "parameter", "message"),
    [
        (
            "createCheckouts",
            {"items": []},
            "missing_parameter",
            "currency",
            "A parameter is missing.",
        ),
        (
            "createCheckouts",
            {**CHECKOUT, "chargeType": "post"},
            "invalid_parameter",
            "chargeType",
            "'post' is not a valid item type.",
        ),
        (
            "createCheckouts",
            {**CHECKOUT, "email": 3},
            "invalid_parameter",
            "email",
            "'3' is not a valid parameter.",
        ),
        (
            "createCheckouts",
            {**CHECKOUT, "shipTo": {"adress": 1}},
            "unknown_parameter",
            "shipTo.adress",
            "'adress' is an unknown parameter.",
        ),
        (
            "createCheckouts",
            {**CHECKOUT, "items": [{**LINE, "subscriptionInfo": {"endTime": "x"}}]},
            "invalid_parameter",
            "endTime",
            "x is not a valid timestamp.",
        ),
    ],
)
def test_a_problem_becomes_an_entry_of_the_envelope(
    operation, body, code, parameter, message
):
    (problem,) = check_request(operation, body)
    status, told = error_body([complaint_of(problem)])

    assert status == 400
    assert told == {
        "type": "bad_request",
        "errors": [{"code": code, "parameter": parameter, "message": message}],
    }


# -- replies ---------------------------------------------------------------------------


def test_a_reply_is_judged_closed():
    assert check_reply("createCheckouts", 201, {"id": "c", "subtotal": 1.0}) == ()
    (problem,) = check_reply("createCheckouts", 201, {"id": "c", "state": "open"})
    assert (problem.kind, problem.pointer) == ("unknown", "/state")
    (problem,) = check_reply("retrieveOrders", 200, {"state": "lost"})
    assert (problem.kind, problem.pointer) == ("invalid", "/state")


def test_a_refusal_is_judged_as_an_envelope():
    body = {"type": "conflict", "errors": [{"code": "x", "message": "y"}]}

    assert check_reply("createOrders", 409, body) == ()
    assert check_reply("redirectPayments", 404, body) == ()
    assert check_reply("createOrders", 409, {"id": "o"}) != ()
    assert check_reply("createOrders", 409, None) != ()


def test_an_empty_reply_is_empty():
    assert check_reply("deleteCheckouts", 204, None) == ()
    (problem,) = check_reply("deleteCheckouts", 204, {})
    assert problem.expected == "no body"


def test_a_bare_list_is_judged_by_its_elements():
    bank = {"bankCode": "86", "bankName": "S"}

    assert check_reply("listOnlineBankingBanks", 200, [bank]) == ()
    (problem,) = check_reply("listOnlineBankingBanks", 200, [bank, {"bankCode": "1"}])
    assert (problem.kind, problem.parameter) == ("missing", "[1].bankName")


def test_the_two_dialects_of_a_source_are_kept_apart():
    common = {"id": "s", "type": "creditCard", "state": "chargeable"}
    common["clientSecret"] = "s_x"

    assert check_model("Source", {**common, "amount": 1.5}) == ()
    assert check_model("PaymentSource", {**common, "amount": "1.50"}) == ()
    assert check_model("Source", {**common, "sessionId": "x"}) != ()
    assert check_model("PaymentSource", {**common, "paymentSessionId": "x"}) != ()
    assert check_model("PaymentSource", {**common, "amount": 1.5}) != ()


@pytest.mark.parametrize(
    "data",
    [
        {"action": "redirect", "data": {"redirectUrl": "https://x"}},
        {
            "action": "show_payment_instructions",
            "data": {"sourceId": "a", "sourceClientSecret": "a_b"},
        },
        {"action": "sca_required", "data": {"sessionId": "s"}},
    ],
)
def test_a_session_tells_the_next_action(data):
    assert check_model("Session", {"id": "s", "nextAction": data}) == ()
    assert check_model("Session", {"nextAction": {"action": "none"}}) != ()


def test_what_is_open_forgives_the_unknown_and_nothing_else():
    body = {"id": 3, "new": True}

    assert [p.kind for p in check_model("Checkout", body)] == ["invalid", "unknown"]
    assert [p.kind for p in check_model("Checkout", body, closed=False)] == ["invalid"]


def test_operations_without_a_body_take_anything():
    assert check_request("refreshOrders", {"what": "ever"}) == ()
    assert check_request("attachSourceToCheckout", [1]) == ()


def test_what_the_contract_does_not_have_is_our_mistake():
    with pytest.raises(MockdrError, match="'makeCheckouts'"):
        check_request("makeCheckouts", {})
    with pytest.raises(MockdrError, match="'makeCheckouts'"):
        check_reply("makeCheckouts", 200, {})
    with pytest.raises(MockdrError, match=r"Nothing\.json"):
        check_model("Nothing", {})


@pytest.mark.parametrize("operation", operations().values(), ids=lambda o: o.id)
def test_every_operation_can_be_judged(operation):
    """Every schema compiles, whatever its operation, and finds what is in no model."""
    odd = {"a field of no model": 1}
    if operation.request_model is not None:
        assert any(p.kind == "unknown" for p in check_request(operation.id, odd))
    if operation.reply_model is not None:
        assert check_reply(operation.id, operation.success, odd)
    assert check_reply(operation.id, 400, odd)
