"""An account number is typed without spaces; iDEAL wants one from subscribers only."""

from __future__ import annotations

import pytest

from tests.browser.mounting import Elements
from tests.browser.seeing import narrow, picture
from tests.engine.recurring import PLAN

FIELD = "#it input:not([type=checkbox])"
BOX = "#it input[type=checkbox]"
DUTCH = "NL91ABNA0417164300"
#: Source: iban-element.md, ideal-element.md.
INCOMPLETE = {
    "type": "validation_error",
    "code": "incomplete_iban",
    "message": "Please enter the account number without spaces or dashes.",
}
NOTHING = {"complete": False, "empty": True, "error": None}
#: What is typed to whether it is an account number, once the customer left.
NUMBERS = {
    DUTCH: True,
    "DE89370400440532013000": True,
    DUTCH.lower(): True,
    "GB82WEST12345698765432": True,
    "MT84MALT011000012345MTLCAST001S": True,
    # Of a country that is not on our list.
    "SA0380000000608010167519": True,
    # A digit is wrong, or is missing, or there is one more.
    "NL92ABNA0417164300": False,
    "NL91ABNA041716430": False,
    "NL91ABNA04171643000": False,
    # As people write it, which is just what the message is about.
    "NL91 ABNA 0417 1643 00": False,
    "NL91-ABNA-0417-1643-00": False,
    "417164300": False,
    "NL": False,
}
OWNER = {
    "firstName": "Ann",
    "lastName": "Example",
    "email": "ann@example.com",
    "address": {"line1": "1 Way", "city": "Delft", "country": "NL"},
}
CREATE = "([type, data]) => river.createSource(elements[type], data)"


@pytest.fixture
def session(checkout):
    """Make a Dutch checkout, of a subscription or not, and return its session."""

    def make(**item):
        items = [{"skuId": "book", "quantity": 1, "price": 24.5, **item}]
        found = checkout(currency="EUR", items=items)
        return found["payment"]["session"]["id"]

    return make


@pytest.fixture
def subscription(session, secret):
    """Return the session of a subscription."""
    plan = secret("/plans", PLAN)
    info = {"planId": plan["id"], "terms": "Each month.", "autoRenewal": True}
    return session(subscriptionInfo=info)


def test_an_account_number_is_complete_when_it_could_be_one(page, site):
    shop = Elements(page, site)
    assert shop.put("iban") == {"elementType": "iban"}
    for text, complete in NUMBERS.items():
        state, seen = shop.leave(FIELD, text)
        expected = {"elementType": "iban", "complete": complete, "empty": False}
        if not complete:
            expected["error"] = INCOMPLETE
        assert state == expected, text
        assert seen == text.upper()
        wears = "DRElement--complete" if complete else "DRElement--invalid"
        assert wears in shop.classes("it")


def test_a_space_is_told_at_once_and_the_end_only_in_the_end(page, site):
    shop = Elements(page, site)
    shop.put("iban")
    page.focus(FIELD)
    page.keyboard.type("NL91")
    assert [event["error"] for event in shop.told("change")] == [None] * 4
    page.keyboard.type(" ")
    assert shop.state()["error"] == INCOMPLETE
    page.keyboard.press("Backspace")
    page.keyboard.type(DUTCH[4:])
    assert shop.state()["complete"] is True


def test_a_debit_takes_its_account_from_the_element(page, site):
    shop = Elements(page, site)
    shop.put("iban", {"mask": True, "placeholderText": "IBAN"})
    assert page.get_attribute(FIELD, "placeholder") == "IBAN"
    data = {
        "type": "directDebit",
        "owner": OWNER,
        "amount": 20,
        "currency": "EUR",
        "directDebit": {"returnUrl": f"{site.url}/return"},
    }
    result = shop.do(CREATE, ["iban", data])
    entry = {name: INCOMPLETE[name] for name in ("code", "message")}
    assert result["error"] == {
        "type": "validation_error",
        "errors": [entry],
        "message": INCOMPLETE["message"],
    }
    page.fill(FIELD, DUTCH)
    page.evaluate("document.activeElement.blur()")
    assert page.input_value(FIELD) == "•" * 14 + "4300"
    source = shop.do(CREATE, ["iban", data])["source"]
    assert (source["type"], source["state"]) == ("directDebit", "pending_redirect")
    assert DUTCH not in str(source)


def test_the_account_is_kept_by_nobody(page, site, tenant):
    shop = Elements(page, site)
    shop.put("iban")
    page.fill(FIELD, DUTCH)
    data = {
        "type": "directDebit",
        "owner": OWNER,
        "amount": 20,
        "currency": "EUR",
        "directDebit": {"returnUrl": f"{site.url}/return"},
    }
    shop.do(CREATE, ["iban", data])
    [call] = [entry for entry in tenant.journal if entry.method == "POST"]
    shown = str(call.to_json())
    assert "directDebit" in shown
    assert DUTCH[-6:] not in shown
    assert DUTCH[-6:] not in str(shop.told())


def test_who_pays_once_by_ideal_is_asked_for_nothing(page, site, session):
    shop = Elements(page, site)
    id = session()
    ready = shop.put("ideal", {"ideal": {"sessionId": id}})
    assert ready == {"elementType": "ideal"}
    assert page.locator("#it input").count() == 0
    assert "DRElement--complete" in shop.classes("it")
    data = {
        "type": "ideal",
        "sessionId": id,
        "owner": OWNER,
        "ideal": {"returnUrl": f"{site.url}/return"},
    }
    source = shop.do(CREATE, ["ideal", data])["source"]
    assert (source["type"], source["state"]) == ("ideal", "pending_redirect")
    picture(page, "ideal-once")


def test_who_subscribes_by_ideal_may_name_an_account(page, site, subscription):
    shop = Elements(page, site)
    ready = shop.put("ideal", {"ideal": {"sessionId": subscription}})
    assert ready == {"elementType": "ideal"}
    assert page.is_disabled(FIELD)
    page.get_by_label("may collect later payments from this account").check()
    assert shop.state() == {"elementType": "ideal", "iban": NOTHING}
    page.get_by_label("Account number (IBAN)").fill("NL91")
    page.keyboard.press("Tab")
    assert shop.state() == {
        "elementType": "ideal",
        "iban": {"complete": False, "empty": False, "error": INCOMPLETE},
    }
    assert "DRElement--invalid" in shop.classes("it")
    picture(page, "ideal-subscriber")
    data = {"sessionId": subscription, "owner": OWNER}
    data["ideal"] = {"returnUrl": f"{site.url}/return"}
    error = shop.do(CREATE, ["ideal", data])["error"]
    assert [e["code"] for e in error["errors"]] == ["incomplete_iban"]
    page.fill(FIELD, DUTCH)
    complete = {"complete": True, "empty": False, "error": None}
    assert shop.state() == {"elementType": "ideal", "iban": complete}
    source = shop.do(CREATE, ["ideal", data])["source"]
    assert (source["type"], source["state"]) == ("ideal", "pending_redirect")


def test_who_changes_their_mind_about_later_payments_names_no_account(
    page, site, subscription
):
    shop = Elements(page, site)
    shop.put("ideal", {"ideal": {"sessionId": subscription}})
    page.check(BOX)
    page.fill(FIELD, "NL")
    page.uncheck(BOX)
    assert shop.state()["iban"] == NOTHING
    data = {"sessionId": subscription, "owner": OWNER}
    data["ideal"] = {"returnUrl": f"{site.url}/return"}
    assert shop.do(CREATE, ["ideal", data])["error"] is None
    page.check(BOX)
    shop.do("elements.ideal.clear()")
    assert (page.is_checked(BOX), page.input_value(FIELD)) == (False, "")
    # Nor does who begins anew.
    page.check(BOX)
    shop.do("elements.ideal.mount('it')")
    assert shop.do(CREATE, ["ideal", data])["error"] is None


def test_ideal_follows_the_session_that_it_is_told(page, site, session, subscription):
    shop = Elements(page, site)
    ready = shop.put("ideal")
    assert ready["error"] == {
        "type": "bad_request",
        "errors": [
            {
                "code": "missing_parameter",
                "message": "A parameter is missing.",
                "parameter": "ideal.sessionId",
            }
        ],
        "message": "A parameter is missing.",
    }
    follow = "id => elements.ideal.update({ ideal: { sessionId: id } })"
    for id, asked in ((subscription, 2), (session(), 0), (subscription, 2)):
        shop.do(follow, id)
        assert shop.next("ready", "ideal") == {"elementType": "ideal"}
        assert page.locator("#it input").count() == asked
    page.refusals_expected()
    shop.do(follow, "nobody's")
    error = shop.next("ready", "ideal")["error"]
    assert error["message"] == error["errors"][0]["message"]
    assert page.locator("#it input").count() == 0


@narrow
def test_the_account_of_a_subscriber_fits_a_telephone(page, site, subscription):
    shop = Elements(page, site, locale="de")
    shop.put("ideal", {"ideal": {"sessionId": subscription}})
    page.check(BOX)
    page.fill(FIELD, DUTCH)
    picture(page, "ideal-narrow")
    assert shop.do("document.documentElement.scrollWidth") <= 390
