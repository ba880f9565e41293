"""`POST /orders` complains of one thing, and always of the first."""

import itertools
from dataclasses import replace

import pytest

from mockdr import contract
from mockdr.domain.order_checks import (
    PRECONDITIONS,
    OrderFacts,
    burns,
    email_is_fine,
    first_refusal,
)

FINE = OrderFacts(
    checkout_id="c1",
    consumed=False,
    email="jo@example.com",
    session_state="requires_confirmation",
    funded=True,
    bill_to={
        "name": "Jo Doe",
        "address": {
            "country": "US",
            "line1": "1 Way",
            "city": "Minnetonka",
            "postalCode": "55343",
        },
    },
    physical=True,
    ship_to_name="Jo Doe",
    sources=(("s1", None), ("s2", "ann")),
    customer_id="ann",
)

#: For each check, in order, facts that fail it alone.
FAILING = (
    (1, {"consumed": True}),
    (2, {"email": None}),
    (8, {"session_state": "requires_source"}),
    (3.1, {"bill_to": None}),
    (3.2, {"bill_to": {**FINE.bill_to, "name": ""}}),
    (4, {"ships_from": False}),
    (5, {"ship_to_name": None}),
    (6, {"shipping_choice": False}),
    (7.1, {"invoice_attribute_missing": True}),
    (7.2, {"tax_types_missing": ("tw",)}),
    (7.3, {"tax_types_inapplicable": ("uk",)}),
    (9, {"customer_id": "bob"}),
    (10, {"customer_enabled": False}),
)
NUMBERED = {p.number: p for p in PRECONDITIONS}


def test_a_checkout_with_everything_is_not_refused():
    assert first_refusal(FINE) is None


@pytest.mark.parametrize(("number", "wrong"), FAILING)
def test_each_check_refuses_by_itself(number, wrong):
    found = first_refusal(replace(FINE, **wrong))

    assert found is not None
    assert found.key == NUMBERED[number].key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair
        for pair in itertools.combinations(FAILING, 2)
        # A billTo is absent or incomplete, never both.
        if {pair[0][0], pair[1][0]} != {3.1, 3.2}
    ],
)
def test_of_two_complaints_the_earlier_is_made(first, second):
    found = first_refusal(replace(FINE, **second[1], **first[1]))

    assert found is not None
    assert found.key == NUMBERED[first[0]].key


def test_the_table_is_the_settled_order():
    order = [p.number for p in PRECONDITIONS]

    assert order == [1, 2, 8, 3.1, 3.2, 4, 5, 6, 7.1, 7.2, 7.3, 9, 10, 10.5, 11, 12]
    assert [n for n, _ in FAILING] == [p.number for p in PRECONDITIONS if p.judge]


@pytest.mark.parametrize("check", PRECONDITIONS, ids=lambda p: str(p.number))
def test_a_check_answers_with_an_error_of_the_operation(check):
    entry = contract.errors()[check.key]

    assert "createOrders" in entry.operations
    assert burns(check.key) is check.burns
    assert not check.burns or entry.status == 409


@pytest.mark.parametrize(("number", "wrong"), FAILING)
def test_a_complaint_fills_its_message(number, wrong):
    found = first_refusal(replace(FINE, **wrong))

    assert found is not None
    _, body = contract.error_body([found])
    assert "{" not in body["errors"][0]["message"]


def test_the_literals():
    def message(**wrong):
        found = first_refusal(replace(FINE, **wrong))
        assert found is not None
        status, body = contract.error_body([found])
        return status, body["errors"][0]

    assert message(consumed=True) == (
        404,
        {"code": "not_found", "parameter": "orderId", "message": "Order c1 not found"},
    )
    assert message(funded=False) == (
        400,
        {
            "code": "order_submit_failed",
            "message": "Payment session status is invalid.",
        },
    )
    assert message(customer_id=None)[1]["message"] == (
        "Source 's2' is attached to a different customer."
    )
    assert message(tax_types_missing=("tw",))[1]["message"] == (
        "Tax identifiers with types of 'tw' are required."
    )


@pytest.mark.parametrize("state", ["requires_source", "failed", "complete", "pending"])
def test_only_a_session_that_requires_confirmation_is_ordered(state):
    found = first_refusal(replace(FINE, session_state=state, bill_to=None))

    assert found is not None
    assert found.key == "order_submit_failed"


@pytest.mark.parametrize(
    ("lost", "parameter"),
    [
        ("country", "billTo.address.country"),
        ("line1", "billTo.address.line1"),
        ("city", "billTo.address.city"),
        ("postalCode", "billTo.address.postalCode"),
    ],
)
def test_a_field_that_lacks_in_bill_to_is_named(lost, parameter):
    address = {k: v for k, v in FINE.bill_to["address"].items() if k != lost}
    found = first_refusal(replace(FINE, bill_to={"name": "Jo", "address": address}))

    assert found is not None
    assert found.parameter == parameter


@pytest.mark.parametrize(
    "bill_to", [{"name": "Jo"}, {"name": "Jo", "address": None}, {"address": "here"}]
)
def test_a_bill_to_without_address_lacks_its_country(bill_to):
    found = first_refusal(replace(FINE, bill_to=bill_to))

    assert found is not None
    assert found.parameter == "billTo.address.country"


def test_digital_goods_ship_from_nowhere_to_nobody():
    digital = replace(
        FINE, physical=False, ships_from=False, ship_to_name=None, shipping_choice=False
    )

    assert first_refusal(digital) is None


@pytest.mark.parametrize("email", ["a@b.co", "jo.doe+x@mail.example.com"])
def test_an_email_is_fine(email):
    assert email_is_fine(email)


@pytest.mark.parametrize(
    "email",
    [None, "", "jo", "jo@", "@b.co", "a@b", "a@b.", "a@.co", "a@b@c.co", "a b@c.co"],
)
def test_an_email_is_malformed(email):
    assert not email_is_fine(email)
