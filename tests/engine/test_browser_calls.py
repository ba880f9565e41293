"""The browser and a source that is there: changed, authenticated; and banks."""

from __future__ import annotations

import pytest

from tests.engine.shop import RETURN, Shop, card, envelope, named, session_of

CHALLENGED = "5454545454545454"


def update(shop, source, secret=None, **body):
    return shop.post(
        f"/payments/sources/{source['id']}",
        body,
        key="public",
        query={"secret": secret or source["clientSecret"]},
    )


def authenticate(shop, checkout, source, **fields):
    body = {
        "sessionId": session_of(checkout)["id"],
        "sourceId": source["id"],
        "sourceClientSecret": source["clientSecret"],
        "returnUrl": RETURN["returnUrl"],
        **fields,
    }
    return shop.post(
        f"/payments/sources/{source['id']}/authenticate",
        {name: value for name, value in body.items() if value is not None},
        key="public",
    )


# -- changed -------------------------------------------------------------------------


def test_a_card_gets_another_date_and_its_owner_another_address(shop):
    customer = shop.customer()
    source = shop.saved_card(customer)
    moved = {"line1": "1 New Street", "city": "Edina", "country": "US"}
    answer = update(
        shop,
        shop.get(f"/sources/{source['id']}").body,
        owner={"address": moved},
        creditCard={"expirationMonth": 12, "expirationYear": 2031},
    )

    assert answer.status == 200
    kept = shop.get(f"/customers/{customer['id']}")["sources"][0]
    for shown in (answer.body, kept):
        assert shown["owner"]["address"] == moved
        assert shown["owner"]["lastName"] == "Brown"
        assert shown["creditCard"]["expirationYear"] == 2031
        assert shown["creditCard"]["lastFourDigits"] == "1111"


def test_the_part_of_the_secret_after_the_line_opens_it_too(shop):
    source = shop.source(shop.checkout())
    part = source["clientSecret"].partition("_")[2]
    assert update(shop, source, part, owner={"email": "a@example.com"}).status == 200


@pytest.mark.parametrize("id", ["own", "unknown"])
def test_who_does_not_know_the_secret_learns_nothing(shop, id):
    source = shop.source(shop.checkout())
    asked = {**source, "id": source["id"] if id == "own" else "x"}
    answer = update(shop, asked, "wrong", owner={"email": "a@example.com"})

    assert (answer.status, answer.body) == envelope(
        404,
        "not_found",
        "source_not_found",
        "The source you have requested was not found.",
    )


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            {"creditCard": {"expirationMonth": 4, "expirationYear": 2026}},
            ("invalid_expiration_date", None),
        ),
        (
            {"creditCard": {"expirationMonth": 13, "expirationYear": 2030}},
            ("invalid_expiration_date", None),
        ),
        ({"owner": {"firstName": " "}}, ("invalid_parameter", "owner.firstName")),
        ({"type": "klarnaCredit"}, ("invalid_parameter", "type")),
        ({"id": "another"}, ("invalid_parameter", "id")),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(shop, body, error):
    source = shop.source(shop.checkout())
    before = shop.get(f"/sources/{source['id']}").body
    answer = update(shop, source, **body)

    assert (answer.status, answer.errors) == (400, [error])
    assert shop.get(f"/sources/{source['id']}").body == before


def test_only_cards_change(shop):
    source = shop.redirected(shop.checkout_for("klarnaCredit"))
    answer = update(shop, source, owner={"email": "a@example.com"})
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "type")])


# -- authenticated -------------------------------------------------------------------


def test_a_card_that_nobody_challenges_needs_no_authentication(shop):
    checkout = shop.checkout()
    answer = authenticate(shop, checkout, shop.source(checkout))
    assert (answer.status, answer.body) == (
        200,
        {"status": "authentication_not_required"},
    )


def test_a_challenged_card_is_chargeable_once_its_customer_has_passed(shop):
    checkout = shop.checkout()
    source = shop.source(checkout, creditCard=card(CHALLENGED))
    assert source["state"] == "requires_action"

    assert authenticate(shop, checkout, source)["status"] == "complete"
    assert shop.read("source", source["id"])["state"] == "chargeable"
    assert shop.events()[-1] == "source.chargeable"
    assert shop.findings() == []


def test_a_saved_card_is_challenged_with_each_order(shop):
    first = shop.checkout()
    source = shop.source(first, creditCard=card(CHALLENGED))
    authenticate(shop, first, source)
    second = shop.checkout()
    assert authenticate(shop, second, source)["status"] == "complete"


def test_nobody_is_asked_where_the_merchant_charges_alone(shop):
    first = shop.checkout()
    source = shop.source(first, creditCard=card(CHALLENGED))
    authenticate(shop, first, source)
    renewal = shop.checkout(chargeType="merchant_initiated")
    status = authenticate(shop, renewal, source)["status"]
    assert status == "authentication_not_required"


def test_a_challenge_that_fails_by_a_test_name_does_not_block_the_order(shop):
    checkout = shop.checkout()
    source = shop.source(checkout, "googlePay", owner=named("SCATestFail"))
    assert authenticate(shop, checkout, source)["status"] == "failed"
    assert shop.attach(checkout, source).status == 200
    assert shop.order(checkout).errors == [("failed-request", None)]


def test_what_the_session_owes_is_paid_off_too(shop):
    shop.play(
        "  - merchant: createOrders\n"
        "    then: {error: additional_payment_action_required}\n"
    )
    checkout, source = shop.funded()
    assert shop.order(checkout).status == 409
    assert shop.session(checkout)["state"] == "requires_action"

    assert authenticate(shop, checkout, source)["status"] == "complete"
    assert shop.session(checkout)["state"] == "requires_confirmation"
    assert shop.order(checkout).status == 201


@pytest.mark.parametrize(
    ("verb", "status", "state"),
    [
        ("authenticates", "complete", "chargeable"),
        ("fails_authentication", "failed", "failed"),
    ],
)
def test_a_story_that_waits_for_the_customer_goes_on(shop, verb, status, state):
    played = shop.play(
        "  - merchant: createPaymentSources\n"
        "    then: {source: requires_action}\n"
        f"  - customer: {verb}\n"
        f"    then: {{source: {state}}}\n"
    )
    checkout = shop.checkout()
    source = shop.source(checkout)

    assert authenticate(shop, checkout, source)["status"] == status
    assert shop.read("source", source["id"])["state"] == state
    assert played.runs[0].ended
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"sessionId": None, "sourceClientSecret": None},
            (
                400,
                [
                    ("missing_parameter", "sessionId"),
                    ("missing_parameter", "sourceClientSecret"),
                ],
            ),
        ),
        ({"sourceClientSecret": "x"}, (404, [("not_found", "id")])),
        ({"sessionId": "x"}, (404, [("not_found", "sessionId")])),
        ({"sourceId": "x"}, (400, [("invalid_parameter", "sourceId")])),
    ],
)
def test_who_names_the_wrong_things_authenticates_nothing(shop, fields, expected):
    checkout = shop.checkout()
    source = shop.source(checkout, creditCard=card(CHALLENGED))
    answer = authenticate(shop, checkout, source, **fields)

    assert (answer.status, answer.errors) == expected
    assert shop.read("source", source["id"])["state"] == "requires_action"


# -- banks ---------------------------------------------------------------------------


def banks(shop, **query):
    return shop.get("/payments/online-banking/banks", key="public", query=query)


def test_the_banks_of_a_market_are_listed():
    answer = banks(Shop(), country="DE", currency="EUR")
    assert (answer.status, answer.body) == (
        200,
        [
            {"bankCode": "86", "bankName": "Sofortüberweisung"},
            {"bankCode": "21", "bankName": "Giropay"},
        ],
    )


def test_a_market_without_banks_has_an_empty_list(shop):
    assert banks(shop, country="US", currency="USD").body == []


@pytest.mark.parametrize(
    ("market", "hints"),
    [
        ({"country": "DE", "currency": "EUR"}, []),
        (
            {"country": "de", "currency": "Eur"},
            [
                "country 'de' was read as DE: write it in capitals",
                "currency 'Eur' was read as EUR: write it in capitals",
            ],
        ),
        (
            {"country": "Germany", "currency": "XXX"},
            [
                "no country has the code 'Germany': write one such as DE",
                "no currency has the code 'XXX': write one such as EUR",
            ],
        ),
        (
            {"country": "DE", "currency": "\ufb00r"},
            ["no currency has the code '\ufb00r': write one such as EUR"],
        ),
    ],
)
def test_a_market_is_read_in_capitals_and_an_unknown_one_remarked(shop, market, hints):
    exact = {"country": "DE", "currency": "EUR"}
    known = not any(hint.startswith("no ") for hint in hints)
    for path in ("payment-methods", "online-banking/banks"):
        answers = [
            shop.get(f"/payments/{path}", key="public", query=query)
            for query in (market, exact)
        ]
        assert [answer.status for answer in answers] == [200, 200]
        assert (answers[0].body == answers[1].body) is known
        shown = [entry.hint for entry in shop.tenant.journal.entries()[-2:]]
        assert shown == ["; ".join(hints), ""]
    assert shop.findings() == []


def test_banks_are_of_a_country_and_a_currency(shop):
    assert banks(shop).errors == [
        ("missing_parameter", "country"),
        ("missing_parameter", "currency"),
    ]
