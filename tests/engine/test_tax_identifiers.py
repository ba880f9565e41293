"""Tax numbers are taken, verified, given to customers, and used by checkouts."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, envelope

GERMAN = {"type": "de", "value": "DE811569869"}
TESTED = {"type": "de", "value": "DE123456789"}
BERLIN = {
    "line1": "Unter den Linden 1",
    "city": "Berlin",
    "postalCode": "10117",
    "country": "DE",
}


def number(shop, body=GERMAN):
    return shop.made(shop.post("/tax-identifiers", body))


def give(shop, customer, found):
    return shop.post(f"/customers/{customer['id']}/tax-identifiers/{found['id']}")


def business(shop, *numbers, **more):
    """Return what a checkout of a German business answers."""
    body = {
        "currency": "EUR",
        "customerType": "business",
        "shipFrom": {"address": {"country": "IE"}},
        "shipTo": {"name": "A", "address": BERLIN},
        "taxIdentifiers": [{"id": found["id"]} for found in numbers],
        **more,
    }
    return shop.post("/checkouts", shop.order_body(**body))


# -- made ------------------------------------------------------------------------------


def test_a_number_is_pending_in_the_reply_and_verified_right_after(shop):
    made = number(shop)
    assert made == {
        "id": made["id"],
        **GERMAN,
        "state": "pending",
        "stateTransitions": {"pending": "2026-05-01T12:00:00Z"},
        "applicability": [
            {
                "country": "DE",
                "entity": "DR_IRELAND-ENTITY",
                "customerType": "business",
            }
        ],
        "createdTime": "2026-05-01T12:00:00Z",
        "updatedTime": "2026-05-01T12:00:00Z",
        "liveMode": False,
    }
    again = shop.get(f"/tax-identifiers/{made['id']}").body
    assert again["state"] == "verified"
    assert set(again["stateTransitions"]) == {"pending", "verified"}
    assert (again["verifiedName"], again["verifiedAddress"]) == ("---", "---")
    assert shop.events() == ["tax_identifier.pending", "tax_identifier.verified"]


@pytest.mark.parametrize(
    "pair",
    [
        {"type": "be", "value": "BE0000000000"},
        {"type": "it_natural", "value": "IT12345678901"},
        TESTED,
    ],
)
def test_test_numbers_are_verified_at_once(shop, pair):
    made = number(shop, pair)
    assert made["state"] == "verified"
    assert list(made["stateTransitions"]) == ["verified"]
    assert shop.events() == ["tax_identifier.verified"]


def test_a_number_of_another_form_is_refused(shop):
    answer = shop.post("/tax-identifiers", {"type": "it", "value": "IT00121239990xxxx"})
    message = "Tax identifier 'IT00121239990xxxx' invalid."
    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "invalid_parameter", message, "value"
    )
    unknown = shop.post("/tax-identifiers", {"type": "xx", "value": "1"})
    assert (unknown.status, unknown.body) == envelope(
        400,
        "bad_request",
        "invalid_parameter",
        "'xx' is not a valid item type.",
        "type",
    )


def test_a_number_that_is_gone_is_not_found(shop):
    made = number(shop)
    assert shop.delete(f"/tax-identifiers/{made['id']}").status == 204
    gone = shop.get(f"/tax-identifiers/{made['id']}")
    message = f"Tax identifier '{made['id']}' not found."
    assert (gone.status, gone.body) == envelope(
        404, "not_found", "not_found", message, "id"
    )


# -- given -----------------------------------------------------------------------------


def test_a_customer_shows_its_numbers(shop):
    customer, made = shop.customer(type="business"), number(shop)
    answer = give(shop, customer, made)
    assert answer.status == 200
    assert answer["customerId"] == customer["id"]
    assert not {"applicability", "liveMode"} & set(answer.body)
    (shown,) = shop.read("customer", customer["id"])["taxIdentifiers"]
    assert shown["applicability"]
    assert shown["state"] == "verified"
    assert shop.events()[-1] == "customer.tax_identifier.created"
    told = shop.tenant.events()[-1]["data"]["object"]
    assert (told["id"], told["customerId"]) == (made["id"], customer["id"])


def test_giving_again_changes_nothing(shop):
    customer, made = shop.customer(), number(shop)
    give(shop, customer, made)
    before = shop.events()
    assert give(shop, customer, made).status == 200
    assert shop.events() == before


def test_nobody_else_can_have_it(shop):
    made = number(shop)
    give(shop, shop.customer(), made)
    answer = give(shop, shop.customer(), made)
    message = "You cannot replace a tax identifier's customer id."
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "customer_not_updateable", message, "customerId"
    )


def test_a_customer_has_one_number_of_a_type(shop):
    customer = shop.customer()
    give(shop, customer, number(shop))
    again = give(shop, customer, number(shop, TESTED))
    assert again.status == 409
    assert again.errors == [("invalid_parameter", "type")]
    italian = number(shop, {"type": "it", "value": "IT12345678901"})
    assert give(shop, customer, italian).status == 200


def test_both_must_be_there(shop):
    customer, made = shop.customer(), number(shop)
    assert give(shop, {"id": "none"}, made).errors == [("not_found", "id")]
    assert give(shop, customer, {"id": "none"}).errors == [("not_found", "id")]


def test_deleting_it_takes_it_off_its_customer(shop):
    customer, made = shop.customer(), number(shop)
    give(shop, customer, made)
    shop.delete(f"/tax-identifiers/{made['id']}")
    assert "taxIdentifiers" not in shop.read("customer", customer["id"])
    assert shop.events()[-1] == "tax_identifier.deleted"
    assert give(shop, customer, number(shop)).status == 200


# -- used ------------------------------------------------------------------------------


def test_a_business_abroad_pays_no_tax_with_its_number(shop):
    plain = business(shop).body
    assert plain["totalTax"] > 0
    answer = business(shop, number(shop))
    assert answer["totalTax"] == 0.0
    (shown,) = answer["taxIdentifiers"]
    assert not {"applicability", "liveMode"} & set(shown)
    without = shop.post(f"/checkouts/{answer['id']}", {"taxIdentifiers": []})
    assert without["totalTax"] == plain["totalTax"]
    assert "taxIdentifiers" not in without.body


def test_a_number_that_is_not_valid_spares_nothing(shop):
    made = number(shop)
    record = shop.tenant.peek("tax_identifier", made["id"])
    record.document["state"] = "not_valid"
    shop.tenant.store.put("tax_identifier", made["id"], record.encode())
    assert business(shop, made)["totalTax"] > 0


def test_the_order_has_the_numbers_of_its_checkout(shop):
    made = number(shop)
    checkout = business(shop, made).body
    shop.attach(checkout, shop.source(checkout))
    order = shop.made(shop.order(checkout))
    assert [shown["id"] for shown in order["taxIdentifiers"]] == [made["id"]]


def test_a_number_that_is_gone_is_a_conflict(shop):
    answer = business(shop, {"id": "gone"})
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "not_found", "Tax identifier 'gone' not found.", "id"
    )


def test_a_number_of_another_customer_is_in_use(shop):
    owner, made = shop.customer(), number(shop)
    give(shop, owner, made)
    message = f"Tax identifier '{made['id']}' is attached to a different customer."
    wrong = envelope(
        409, "conflict", "tax_identifier_in_use", message, "taxIdentifiers"
    )
    for who in ({}, {"customerId": shop.customer()["id"]}):
        answer = business(shop, made, **who)
        assert (answer.status, answer.body) == wrong
    assert business(shop, made, customerId=owner["id"]).status == 201


@pytest.mark.parametrize(
    "change",
    [
        {"customerType": "individual"},
        {"shipTo": {"name": "A", "address": {**BERLIN, "country": "AT"}}},
        {"shipTo": {"name": "A", "address": ADDRESS}},
    ],
)
def test_a_number_applies_in_its_own_country_to_businesses(shop, change):
    made = number(shop)
    answer = business(shop, made, **change)
    message = f"Tax identifier '{made['id']}' is not applicable."
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "invalid_parameter", message, "taxIdentifiers"
    )


def test_a_number_is_not_held_against_a_sale_whose_place_is_unknown(shop):
    made = number(shop)
    body = shop.digital(taxIdentifiers=[{"id": made["id"]}])
    assert [shown["id"] for shown in body["taxIdentifiers"]] == [made["id"]]


def test_a_number_that_applies_no_more_is_told_by_the_order(shop):
    checkout = business(shop, number(shop)).body
    shop.attach(checkout, shop.source(checkout))
    moved = {"shipTo": {"name": "A", "address": {**BERLIN, "country": "NL"}}}
    assert shop.post(f"/checkouts/{checkout['id']}", moved).status == 200
    answer = shop.order(checkout)
    message = "Tax identifiers of type 'de' are not applicable to this order."
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "invalid_parameter", message, "taxIdentifiers"
    )
    assert shop.session(checkout)["state"] == "failed"


BRAZIL = {"line1": "1", "city": "Rio", "postalCode": "20040", "country": "BR"}


@pytest.mark.parametrize(
    ("customer", "type", "value"),
    [
        ("individual", "br_natural", "123.456.789-09"),
        ("business", "br", "12.345.678/0001-95"),
    ],
)
def test_within_brazil_nobody_does_without(shop, customer, type, value):
    body = {
        "customerType": customer,
        "shipFrom": {"address": {"country": "BR"}},
        "shipTo": {"name": "A", "address": BRAZIL},
    }
    answer = shop.post("/checkouts", shop.order_body(**body))
    message = f"Tax identifiers of type '{type}' are required with this selling entity."
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "additional_information_required", message, "taxIdentifiers"
    )
    made = number(shop, {"type": type, "value": value})
    assert shop.checkout(**body, taxIdentifiers=[{"id": made["id"]}])


# -- certificates ----------------------------------------------------------------------

CERTIFICATE = {
    "companyName": "Acme Inc",
    "taxAuthority": "MN",
    "startDate": "2021-04-07T15:00:00Z",
    "endDate": "2027-04-07T15:00:00Z",
    "fileId": "9d149880-7306-49da-b37b-8440649ae9c2",
}


def test_certificates_are_kept_by_the_day(shop):
    customer = shop.customer(taxCertificate=CERTIFICATE)
    days = {
        "startDate": "2021-04-07T00:00:00Z",
        "endDate": "2027-04-07T00:00:00Z",
    }
    assert customer["taxCertificates"] == [{**CERTIFICATE, **days}]
    more = {"taxCertificate": {**CERTIFICATE, "taxAuthority": "NE"}}
    changed = shop.post(f"/customers/{customer['id']}", more)
    assert [c["taxAuthority"] for c in changed["taxCertificates"]] == ["MN", "NE"]


def test_a_certificate_spares_the_tax_in_its_state_alone(shop):
    customer = shop.customer(taxCertificate=CERTIFICATE)
    checkout = shop.checkout(customerId=customer["id"])
    assert (checkout["totalTax"], checkout["totalAmount"]) == (0.0, 25.0)
    nebraska = {**ADDRESS, "state": "NE", "postalCode": "68501"}
    moved = {"shipTo": {"name": "A", "address": nebraska}}
    assert shop.post(f"/checkouts/{checkout['id']}", moved)["totalTax"] > 0
    assert shop.checkout()["totalTax"] > 0


def test_a_certificate_ends(shop):
    past = {**CERTIFICATE, "endDate": "2026-04-30T00:00:00Z"}
    customer = shop.customer(taxCertificate=past)
    assert shop.checkout(customerId=customer["id"])["totalTax"] > 0
