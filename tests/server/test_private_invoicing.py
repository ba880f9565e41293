"""An invoice that a person in Taiwan chose becomes an id for the checkout."""

from __future__ import annotations

import pytest

from tests.server.private_calls import Page

ATTRIBUTES = {
    "tw_individual_mobile_barcode": "MOBILE_BARCODE",
    "tw_individual_citizen_cert": "CITIZEN_DIGITAL_CERT",
    "tw_individual_member_carrier": "MEMBER_CARRIER",
    "tw_individual_donate": "CHARITY_NAME",
}
TAIWAN = {"country": "TW", "sellingEntity": "DR_TAIWAN-ENTITY"}


@pytest.fixture
def page():
    return Page()


def chosen(page, type, *attributes, **more):
    given = [{"attributeName": name, "attributeValue": v} for name, v in attributes]
    return page.post(
        "invoice-attributes", **{**TAIWAN, **more}, type=type, attributes=given
    )


@pytest.mark.parametrize("type", list(ATTRIBUTES))
def test_each_type_becomes_an_id_and_what_was_typed_is_forgotten(page, type):
    made = chosen(page, type, (ATTRIBUTES[type], "/UNMISTAKABLE"))
    assert made.status == 200, made.raw
    assert made.body == {
        "id": made["id"],
        "type": type,
        "createdTime": "2026-05-01T12:00:00Z",
        "liveMode": False,
    }
    assert chosen(page, type, (ATTRIBUTES[type], "/X"))["id"] != made["id"]
    tenant = page.shop.tenant
    tape = " ".join(str(act.said) for act in tenant.tape)
    assert "UNMISTAKABLE" not in tape + str(list(tenant.journal.entries()))


@pytest.mark.parametrize("type", list(ATTRIBUTES))
@pytest.mark.parametrize("value", ["", "  ", None])
def test_what_a_type_asks_for_is_wanted(page, type, value):
    answer = chosen(page, type, (ATTRIBUTES[type], value))
    expected = [("missing_parameter", ATTRIBUTES[type])]
    assert (answer.status, answer.errors) == (400, expected)


@pytest.mark.parametrize("attributes", [None, {}, "text", ["text"], [{}]])
def test_attributes_of_another_shape_are_none(page, attributes):
    answer = page.post(
        "invoice-attributes",
        **TAIWAN,
        type="tw_individual_donate",
        attributes=attributes,
    )
    assert answer.errors == [("missing_parameter", "CHARITY_NAME")]


@pytest.mark.parametrize(
    ("more", "type", "expected"),
    [
        ({}, "tw_nobody", ("invalid_parameter", "type")),
        ({}, "", ("missing_parameter", "type")),
        ({"country": ""}, "tw_individual_donate", ("missing_parameter", "country")),
        (
            {"country": "US", "sellingEntity": ""},
            "tw_individual_donate",
            ("invalid_parameter", "type"),
        ),
    ],
)
def test_only_what_the_sale_offers_can_be_chosen(page, more, type, expected):
    answer = chosen(page, type, ("CHARITY_NAME", "Red Cross"), **more)
    assert (answer.status, answer.errors) == (400, [expected])


def test_a_checkout_takes_the_id(page):
    made = chosen(page, "tw_individual_donate", ("CHARITY_NAME", "Red Cross"))
    checkout = page.shop.digital(invoiceAttributeId=made["id"])
    assert checkout["payment"]["session"]["state"] == "requires_source"
