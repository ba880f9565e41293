"""The object that a shop's page talks to: its methods, and the words of its errors."""

from __future__ import annotations

import pytest

CARD = {
    "number": "4444222233331111",
    "expirationMonth": 12,
    "expirationYear": 2030,
    "cvv": "123",
}
OWNER = {
    "firstName": "Ann",
    "lastName": "Example",
    "email": "ann@example.com",
    "phoneNumber": "952-111-1111",
    "address": {"line1": "10380 Bren Road West", "city": "Minnetonka", "country": "US"},
}
#: Visa of the test environment that the bank always asks about.
ASKED = {**CARD, "number": "4917610000000000", "expirationMonth": 3, "cvv": "737"}


@pytest.fixture
def shop(page, site):
    """Open a page of the shop with `river`; returns what evaluates there."""
    made = '<script>river = new DigitalRiver("pk_test_shop")</script>'
    page.goto(site.page(f'<div id="here"></div>{made}'))

    def run(body, argument=None):
        return page.evaluate(f"async given => {{ {body} }}", argument)

    run.page = page
    return run


@pytest.fixture
def session(checkout):
    return checkout()["payment"]["session"]["id"]


def thrown(shop, body):
    return shop(
        f"try {{ {body} }} catch (error) {{ return error.message }} return 'nothing'"
    )


def test_the_script_gives_a_page_one_name_and_no_more(page, site):
    page.goto(
        site.page(
            head='<!doctype html><link rel="icon" href="data:,">'
            "<script>window.before = Object.keys(window)</script>"
            '<script src="{mockdr}/v1/DigitalRiver.js"></script>'
        )
    )
    added = page.evaluate(
        "Object.keys(window).filter(n => !window.before.includes(n) && n != 'before')"
    )
    assert added == ["DigitalRiver"]


def test_the_object_is_made_with_new_and_without_and_wants_a_key(shop):
    made = shop(
        """return [new DigitalRiver("pk_test_shop", {locale: "nl"}),
            DigitalRiver("pk_test_shop")].map(one =>
            [one instanceof DigitalRiver, one.key, one.locale, one.version,
             one.Compliance === DigitalRiver.Compliance])"""
    )
    assert made[0][:3] == [True, "pk_test_shop", "nl"]
    assert made[1][:3] == [True, "pk_test_shop", "en-US"]
    assert made[0][3] == made[1][3]
    assert made[0][4]
    assert "public key" in thrown(shop, "new DigitalRiver()")


def test_every_documented_method_is_there_in_each_spelling(shop):
    names = [
        "createSource",
        "createStoredPaymentSource",
        "createCreditCardSource",
        "retrieveSource",
        "updateSource",
        "authenticateSource",
        "handleNextAction",
        "retrieveAvailablePaymentMethods",
        "retrieveOnlineBankingBanks",
        "retrieveKonbiniStores",
        "createElement",
        "paymentRequest",
        "createDropin",
        "createDropIn",
    ]
    kinds = shop("return given.map(name => typeof river[name])", names)
    assert set(kinds) == {"function"}
    assert shop("return typeof river.Compliance.getDetails") == "function"


def test_a_source_is_made_of_plain_data_and_of_an_element(shop, session):
    made = shop(
        """const [plain, beside] = [given, {...given, creditCard: undefined}];
        const element = {contribution: async () =>
            ({type: "creditCard", values: given.creditCard})};
        return [await river.createSource(plain),
            await river.createSource(element, beside),
            await river.createSource(undefined, plain)]""",
        {
            "type": "creditCard",
            "sessionId": session,
            "owner": OWNER,
            "creditCard": CARD,
        },
    )
    for result in made:
        source = result["source"]
        assert result.get("error") is None
        assert source["state"] == "chargeable"
        assert source["sessionId"] == session
        assert source["amount"] == "26.34"
        assert source["creditCard"]["lastFourDigits"] == "1111"
        # Samples of the flows read the result itself.
        assert (result["id"], result["state"]) == (source["id"], source["state"])


def test_a_source_shows_the_browser_that_made_it(shop, session):
    source = shop(
        "return (await river.createSource(given)).source",
        {"type": "creditCard", "sessionId": session, "creditCard": CARD},
    )
    agent = shop("return navigator.userAgent")
    assert source["browserInfo"]["userAgent"] == agent
    assert source["browserInfo"]["javaEnabled"] is False


def test_a_refused_source_is_an_error_with_a_message_beside_the_list(shop):
    shop.page.refusals_expected()
    result = shop("return river.createSource({type: 'payPal', payPal: {}})")
    assert result.get("source") is None
    error = result["error"]
    assert error["type"] == "bad_request"
    assert {e["parameter"] for e in error["errors"]} >= {"payPal.returnUrl"}
    assert error["errors"][0]["code"] == "missing_parameter"
    assert (
        error["message"] == error["errors"][0]["message"] == "A parameter is missing."
    )
    result = shop("return river.createCreditCardSource()")
    assert result["error"]["errors"][0]["parameter"] == "sessionClientSecret"


def test_a_card_that_fails_at_once_makes_an_error(shop, session):
    shop.page.refusals_expected()
    result = shop(
        "return river.createSource(given)",
        {
            "type": "creditCard",
            "sessionId": session,
            "creditCard": {**CARD, "number": "4000000000003295"},
        },
    )
    assert result.get("source") is None
    assert result["error"]["type"] == "bad_request"
    assert result["error"]["errors"][0]["code"] == "unknown_error"


def test_what_an_element_lacks_is_told_and_nothing_is_sent(shop):
    result, calls = shop(
        """const error = {type: "validation_error", errors: [], message: "no"};
        const result = await river.createSource({contribution: async () => ({error})},
            {type: "creditCard"});
        const calls = performance.getEntriesByType("resource")
            .filter(entry => entry.initiatorType === "fetch").length;
        return [result, calls]"""
    )
    assert result["error"]["type"] == "validation_error"
    assert result.get("source") is None
    assert calls == 0


def test_the_first_of_two_arguments_is_an_element_and_nothing_else(shop):
    result = shop("return river.createSource({type: 'creditCard'}, {})")
    assert result["error"]["errors"][0]["code"] == "invalid_element_type"


def test_the_older_names_make_sources_to_keep_and_of_a_sessions_secret(
    shop, checkout, live
):
    session = checkout()["payment"]["session"]
    stored, card = shop(
        """const element = {contribution: async () =>
            ({type: "creditCard", values: given.card})};
        return [await river.createStoredPaymentSource(element,
                {type: "creditCard", mandate: {terms: "yes"}, owner: given.owner}),
            await river.createCreditCardSource(given.secret, element,
                {owner: given.owner})]""",
        {"card": CARD, "owner": OWNER, "secret": session["clientSecret"]},
    )
    assert stored["source"]["mandate"]["terms"] == "yes"
    assert card["source"]["sessionId"] == session["id"]


def test_a_source_is_retrieved_by_its_secret_whole_or_in_part(shop):
    shop.page.refusals_expected()
    found = shop(
        """const {source} = await river.createSource(given);
        const {id, clientSecret} = source;
        const wrong = await river.retrieveSource(id, "wrong");
        return {id, wrong,
            whole: await river.retrieveSource(id, clientSecret),
            part: await river.retrieveSource(id, clientSecret.split("_")[1])}""",
        {"type": "creditCard", "owner": OWNER, "creditCard": CARD},
    )
    assert found["whole"]["source"]["id"] == found["id"]
    assert found["part"]["source"] == found["whole"]["source"]
    assert found["wrong"]["error"]["type"] == "not_found"
    assert found["wrong"]["error"]["message"]


def test_retrieving_without_an_id_or_a_secret_throws(shop):
    assert thrown(shop, "river.retrieveSource('x')") == (
        "You must provide a sourceClientSecret"
    )
    assert thrown(shop, "river.retrieveSource(undefined, 'x')") == (
        "You must provide a sourceId"
    )


def test_a_card_gets_another_owner_and_another_date(shop):
    result = shop(
        """const {source} = await river.createSource(given.card);
        const {id, clientSecret} = source;
        const date = {type: "cardexpiration", contribution: async alone =>
            alone ? {values: {expirationMonth: 7, expirationYear: 2033}} : {error: 1}};
        return [await river.updateSource({...given.update, id, clientSecret}),
            await river.updateSource(date, {id, clientSecret})]""",
        {
            "card": {"type": "creditCard", "owner": OWNER, "creditCard": CARD},
            "update": {
                "owner": {
                    **OWNER,
                    "firstName": "Bea",
                    "address":
                    # A sample of the documentation writes a number.
                    {**OWNER["address"], "postalCode": 55410},
                }
            },
        },
    )
    owner, date = (one["source"] for one in result)
    assert owner["owner"]["firstName"] == "Bea"
    assert owner["owner"]["address"]["postalCode"] == "55410"
    assert owner["creditCard"]["expirationMonth"] == 12
    assert date["creditCard"]["expirationMonth"] == 7
    assert date["creditCard"]["expirationYear"] == 2033


def test_updating_a_source_wants_its_id_its_secret_and_the_right_element(shop):
    results = shop(
        """const wrong = {type: "cardnumber", contribution: async () => ({})};
        const whole = {id: "a", clientSecret: "a_b"};
        return [await river.updateSource({clientSecret: "a_b"}),
            await river.updateSource({id: "a"}),
            await river.updateSource(wrong, whole)]"""
    )
    told = [(r["error"]["type"], *r["error"]["errors"]) for r in results]
    missing = {"code": "missing_parameter", "message": "A parameter is missing."}
    message = "An element type of cardexpiration must be provided."
    assert told == [
        ("bad_request", {**missing, "parameter": "id"}),
        ("bad_request", {**missing, "parameter": "clientSecret"}),
        ("bad_request", {"code": "invalid_element_type", "message": message}),
    ]


def test_payment_methods_come_by_filters_and_by_session(shop, session, checkout):
    by_filters, by_session = shop(
        """return [await river.retrieveAvailablePaymentMethods(
                {country: "US", currency: "USD", supportsRecurring: true}),
            await river.retrieveAvailablePaymentMethods({sessionId: given})]""",
        session,
    )
    assert {m["type"] for m in by_filters["paymentMethods"]} == {
        "creditCard",
        "googlePay",
        "klarnaCreditRecurring",
        "payPalBilling",
    }
    assert by_session["sessionInformation"] == {
        "currency": "USD",
        "country": "US",
        "amount": "26.34",
    }
    assert len(shop("return river.retrieveAvailablePaymentMethods()")) == 1
    shop.page.refusals_expected()
    unknown = shop("return river.retrieveAvailablePaymentMethods({sessionId: 'no'})")
    assert unknown["error"]["message"]


def test_banks_and_stores_are_lists_as_documented(shop):
    assert shop("return river.retrieveOnlineBankingBanks('DE', 'EUR')") == [
        {"bankCode": "86", "bankName": "Sofortüberweisung"},
        {"bankCode": "21", "bankName": "Giropay"},
    ]
    assert shop("return river.retrieveOnlineBankingBanks('US', 'USD')") == []
    shop.page.refusals_expected()
    assert shop("return river.retrieveOnlineBankingBanks()") == []
    stores = shop("return river.retrieveKonbiniStores()")
    assert [store["storeId"] for store in stores] == ["010", "030", "060", "080"]
    assert stores[1]["localizedStoreName"] == "ファミリーマート"


def test_an_unknown_element_is_refused_at_once(shop):
    assert thrown(shop, "river.createElement('cheque')") == (
        "Invalid element type 'cheque'"
    )


def test_trouble_with_the_network_is_an_error_of_the_documented_kind(shop):
    shop.page.route("**/payments/**", lambda route: route.abort())
    error = shop("return (await river.createSource({type: 'wireTransfer'})).error")
    assert error["type"] == "no_network"
    assert error["message"] == "Please check your network connection."
    assert any("cannot reach" in text for text in shop.page.complaints)
    shop.page.complaints.clear()


@pytest.mark.parametrize(
    ("status", "body"), [(500, "<h1>Down</h1>"), (503, "{}"), (200, "no JSON")]
)
def test_what_is_no_error_of_the_provider_becomes_one(shop, status, body):
    shop.page.refusals_expected()
    shop.page.route(
        "**/payments/**",
        lambda route: route.fulfill(
            status=status, body=body, headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    result = shop("return river.createSource({type: 'wireTransfer'})")
    assert result.get("source") is None
    assert result["error"]["errors"][0]["code"] == "unknown_error"
    assert str(status) in result["error"]["message"]


@pytest.mark.parametrize(
    ("key", "sent"), [("pk_test_shop", "bearer pk_test_shop"), ("gc", "basic Z2M=")]
)
def test_a_key_is_sent_as_bearer_or_as_a_password(shop, key, sent):
    shop.page.refusals_expected()
    with shop.page.expect_request("**/payments/payment-methods**") as asked:
        shop("return new DigitalRiver(given).retrieveAvailablePaymentMethods()", key)
    assert asked.value.headers["authorization"] == sent
