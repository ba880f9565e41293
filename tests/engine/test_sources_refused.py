"""What is refused of a source, who may read it, and which methods there are."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, OWNER, Shop, card, session_of
from tests.engine.test_sources import TYPES, literal, makes

# -- what is refused ------------------------


@pytest.mark.parametrize("type", ["cash", "creditcard", ""])
def test_an_unknown_type_is_invalid(shop, type):
    form = {"type": type, "sessionId": session_of(shop.checkout())["id"]}
    answer = shop.post("/payments/sources", form, key="public")
    assert (answer.status, answer.body) == literal(
        400, "invalid_parameter", "type", f"'{type}' is not a valid item type."
    )


def test_an_owner_without_a_name_is_refused_in_the_documented_words(shop):
    owner = {**OWNER, "firstName": ""}
    answer = makes(shop, "creditCard", shop.checkout(), owner=owner)
    assert (answer.status, answer.body) == literal(
        400,
        "invalid_parameter",
        "owner.firstName",
        "'' is not a valid owner.firstname.",
    )


def test_a_currency_that_nobody_has_is_refused_in_the_documented_words(shop):
    answer = makes(shop, "wireTransfer", None, amount=1, currency="xyz")
    assert (answer.status, answer.body) == literal(
        400, "currency_unsupported", "currency", "currency 'xyz' is not supported."
    )


@pytest.mark.parametrize(
    ("year", "month"),
    [(2020, 1), (2026, 4), (2030, 0), (2030, 13), (2127, 1), (7193, 7)],
)
def test_a_card_that_ran_out_is_refused(shop, year, month):
    part = card(expirationYear=year, expirationMonth=month)
    answer = makes(shop, "creditCard", shop.checkout(), creditCard=part)
    assert answer.status == 400
    assert answer.errors[0][0] in ("invalid_expiration_date", "invalid_parameter")


def test_a_card_lives_to_the_end_of_its_month(shop):
    part = card(expirationYear=2026, expirationMonth=5)
    assert makes(shop, "creditCard", None, creditCard=part).status == 201


@pytest.mark.parametrize("number", ["4444222233331112", "1234", "card", ""])
def test_a_number_that_is_no_card_is_refused_without_being_repeated(shop, number):
    answer = makes(shop, "creditCard", None, creditCard=card(number))
    assert answer.status == 400
    assert ("invalid_parameter", "creditCard.number") in answer.errors
    assert not number or number not in answer.raw.decode()


def test_a_card_may_be_written_in_groups(shop):
    answer = makes(shop, "creditCard", None, creditCard=card("4444 2222 3333 1111"))
    assert answer["creditCard"]["lastFourDigits"] == "1111"


# -- reading ------------------------


@pytest.mark.parametrize("part", ["whole", "after"])
def test_a_source_is_read_with_its_secret_or_the_part_after_the_line(shop, part):
    source = shop.source(shop.checkout())
    secret = source["clientSecret"]
    if part == "after":
        secret = secret.partition("_")[2]
    path = f"/payments/sources/{source['id']}"
    answer = shop.get(path, key="public", query={"secret": secret})
    assert (answer.status, answer.body) == (200, source)


@pytest.mark.parametrize("secret", [None, "", "wrong", "é"])
def test_who_does_not_know_the_secret_learns_nothing(shop, secret):
    source = shop.source(shop.checkout())
    query = {} if secret is None else {"secret": secret}
    for id in (source["id"], "none"):
        answer = shop.get(f"/payments/sources/{id}", key="public", query=query)
        assert (answer.status, answer.body) == literal(
            404, "not_found", "id", f"Source '{id}' not found.", "not_found"
        )


def test_a_source_that_is_not_there_is_404(shop):
    answer = shop.get("/sources/none")
    assert (answer.status, answer.body) == literal(
        404, "not_found", "id", "Source 'none' not found.", "not_found"
    )


def test_attaching_a_source_that_is_not_there_is_404(shop):
    answer = shop.attach(shop.checkout(), {"id": "none"})
    assert (answer.status, answer.body) == literal(
        404, "not_found", "sourceId", "Source 'none' not found.", "not_found"
    )


@pytest.mark.parametrize(
    ("address", "parameter", "what"),
    [
        ({"postalCode": "ABC"}, "address.postalCode", "postal code"),
        ({"state": "XX"}, "address.state", "state/province"),
    ],
)
def test_an_owner_who_lives_nowhere_cannot_be_attached(shop, address, parameter, what):
    checkout = shop.checkout()
    source = shop.source(checkout, owner={**OWNER, "address": {**ADDRESS, **address}})
    answer = shop.attach(checkout, source)
    message = f"A required address parameter, {what}, is invalid."
    assert (answer.status, answer.body) == literal(
        400, "invalid_parameter", parameter, message
    )


@pytest.mark.parametrize("state", ["consumed", "cancelled", "failed"])
def test_a_source_that_is_spent_cannot_be_attached(shop, state):
    first, second = shop.checkout(), shop.checkout()
    source = shop.redirected(first)
    if state == "failed":
        shop.tenant.happen("provider", "fails", source["id"])
    else:
        shop.tenant.happen("customer", "approves", source["id"])
        shop.attach(first, source)
        if state == "consumed":
            shop.order(first)
        else:
            shop.detach(first, source)
    assert shop.get(f"/sources/{source['id']}")["state"] == state
    answer = shop.attach(second, source)
    assert (answer.status, answer.body) == literal(
        409,
        "source_status_invalid_for_session",
        None,
        "The source status is invalid for this session.",
        "conflict",
    )


def test_a_source_that_fails_leaves_its_checkout_without_funding(shop):
    checkout = shop.checkout()
    shop.attach(checkout, shop.credit(checkout, 5))
    source = shop.redirected(checkout)
    shop.attach(checkout, source)
    shop.tenant.happen("provider", "fails", source["id"])
    session = shop.session(checkout)
    assert session["state"] == "requires_source"
    assert session["amountContributed"] == 5.0
    assert session["amountRemainingToBeContributed"] == 21.89
    path = f"/checkouts/{checkout['id']}"
    answer = shop.post(path, {"metadata": {"a": 1}})
    assert session_of(answer.body)["state"] == "requires_source"
    assert makes(shop, "creditCard", checkout)["amount"] == "21.89"


# -- available methods ------------------------


def listed(shop, **query):
    answer = shop.get("/payments/payment-methods", key="public", query=query)
    assert answer.status == 200
    return answer.body


def types(body):
    return {method["type"] for method in body["paymentMethods"]}


def test_every_method_with_a_flow_is_available_without_filters(shop):
    body = listed(shop)
    assert types(body) == set(TYPES)
    assert "sessionInformation" not in body


def test_a_market_limits_the_methods(shop):
    assert "konbini" not in types(listed(shop, currency="USD", country="US"))
    assert "konbini" in types(listed(shop, currency="JPY", country="JP"))
    recurring = types(listed(shop, supportsRecurring="true", currency="USD"))
    assert "payPal" not in recurring
    assert "payPalBilling" in recurring


def test_a_session_tells_its_own_market(shop):
    checkout = shop.checkout(billTo={"name": "A", "address": ADDRESS})
    body = listed(shop, sessionId=session_of(checkout)["id"])
    assert body["sessionInformation"] == {
        "currency": "USD",
        "country": "US",
        "amount": "26.89",
    }
    assert "konbini" not in types(body)
    answer = shop.get(
        "/payments/payment-methods", key="public", query={"sessionId": "none"}
    )
    assert answer.errors == [("not_found", "sessionId")]


def test_a_source_of_another_session_may_be_attached():
    shop = Shop()
    one, two = shop.checkout(), shop.checkout()
    source = shop.source(one)
    assert shop.attach(two, source).status == 200
    assert shop.order(two).status == 201


@pytest.mark.parametrize("code", ["123456", "12", "", "12a", "١٢٣", 123, ["123"]])
def test_a_security_code_that_is_none_is_refused_without_being_repeated(shop, code):
    answer = makes(shop, "creditCard", None, creditCard=card(cvv=code))
    assert answer.status == 400
    assert answer.errors == [("invalid_parameter", "creditCard.cvv")]
    assert not code or str(code) not in answer.raw.decode()


@pytest.mark.parametrize("code", ["123", "1234", "012"])
def test_a_security_code_has_three_or_four_digits(shop, code):
    assert makes(shop, "creditCard", None, creditCard=card(cvv=code)).status == 201
