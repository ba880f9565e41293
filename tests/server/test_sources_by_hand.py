"""What a customer chooses by hand is spelled as the contract spells it, or refused."""

from __future__ import annotations

import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import payment_methods
from mockdr.server.sources import check_source

VERSION = "2021-12-13"


@pytest.mark.parametrize(
    ("source", "message", "help"),
    [
        (
            {"type": "konbini", "konbini": {"storeid": "030"}},
            "a source has no field 'konbini.storeid'",
            "did you mean 'storeId'?",
        ),
        (
            {"type": "creditCard", "owner": {"adress": {}}},
            "a source has no field 'owner.adress'",
            "did you mean 'address'?",
        ),
        (
            {"type": "creditCard", "creditcard": {}},
            "a source has no field 'creditcard'",
            "did you mean 'creditCard'?",
        ),
        (
            {"type": "creditcard"},
            "there is no source of type 'creditcard'",
            "did you mean 'creditCard'?",
        ),
    ],
)
def test_a_misspelt_field_is_refused_with_what_was_meant(source, message, help):
    """It would be passed over, and the test would be about something else."""
    with pytest.raises(MockdrError) as refused:
        check_source(source, VERSION)

    assert (refused.value.message, refused.value.help) == (message, help)


def test_fields_that_are_near_nothing_are_answered_with_those_of_the_type():
    """The objects of other methods help nobody."""
    with pytest.raises(MockdrError) as refused:
        check_source({"type": "konbini", "nonsense": 3}, VERSION)

    assert "konbini" in refused.value.help
    assert "creditCard" not in refused.value.help


@pytest.mark.parametrize("type", payment_methods())
@pytest.mark.parametrize("version", [VERSION, "2020-12-17"])
def test_what_the_contract_knows_is_taken(type, version):
    """Metadata and objects without named fields hold what they like."""
    source = {"type": type, "metadata": {"own": {"deep": 1}}, "amount": 5}
    source["owner"] = {"lastName": "Lovelace", "address": {"country": "DE"}}

    check_source(source, version)
    check_source({"googlePay": {"token": "t"}}, version)


def test_nothing_happens_where_a_field_is_refused(mockdr):
    """Choosing and submitting look alike."""
    cart = {"currency": "EUR", "items": [{"skuId": "tea", "price": 9.9}]}
    session = mockdr.client().post("/checkouts", json=cart).json()

    with pytest.raises(MockdrError, match="storeId"):
        mockdr.customer.chooses("konbini", session, konbini={"storeid": "030"})
    with pytest.raises(MockdrError, match="creditCard"):
        mockdr.customer.submits(session, "creditcard")

    assert not [e for e in mockdr.events if e["type"].startswith("source")]
