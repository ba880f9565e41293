"""Banks and stores are chosen from what the market offers."""

from __future__ import annotations

import pytest

from mockdr.contract import konbini_stores, online_banks
from tests.browser.mounting import Elements
from tests.browser.seeing import narrow, picture

SELECT = "#it select"
GERMANY = {"onlineBanking": {"country": "DE", "currency": "EUR"}}
OWNER = {
    "firstName": "Ann",
    "lastName": "Example",
    "email": "ann@example.com",
    "phoneNumber": "5551234",
    "address": {"line1": "1 Way", "city": "Ely", "country": "JP", "state": "MN"},
}
CREATE = "([type, data]) => river.createSource(elements[type], data)"


def options(page):
    """Return (value, text) of every line to choose."""
    return page.eval_on_selector_all(
        f"{SELECT} option", "all => all.map(o => [o.value, o.textContent])"
    )


def test_banks_are_those_of_the_market(page, site):
    shop = Elements(page, site)
    ready = shop.put("onlineBanking", GERMANY)
    assert ready == {"elementType": "onlinebanking", "hasAvailableBanks": True}
    banks = [[b["bankCode"], b["bankName"]] for b in online_banks("DE", "EUR")]
    assert options(page) == [["", "Choose your bank"], *banks]
    assert ["86", "Sofortüberweisung"] in banks
    shop.do("elements.onlinebanking.update({ onlineBanking: { country: 'FR' } })")
    ready = shop.next("ready", "onlinebanking")
    assert ready == {"elementType": "onlinebanking", "hasAvailableBanks": False}
    assert options(page) == [["", "No bank takes part here"]]
    assert page.is_disabled(SELECT)


def test_a_market_that_is_not_named_has_no_banks_and_says_what_lacks(page, site):
    shop = Elements(page, site)
    for given, lacking in (
        ({}, "onlineBanking.country"),
        ({"onlineBanking": {"country": "DE"}}, "onlineBanking.currency"),
    ):
        ready = shop.put("onlinebanking", given)
        [error] = ready["error"]["errors"]
        assert error == {
            "code": "missing_parameter",
            "message": "A parameter is missing.",
            "parameter": lacking,
        }
        assert ready["error"]["type"] == "bad_request"
        assert ready["hasAvailableBanks"] is False


def test_a_choice_is_told_worn_and_taken_back(page, site):
    shop = Elements(page, site)
    shop.put("onlinebanking", GERMANY)
    page.focus(SELECT)
    page.select_option(SELECT, "21")
    assert shop.state() == {
        "elementType": "onlinebanking",
        "complete": True,
        "empty": False,
        "value": "21",
    }
    assert {"DRElement--complete", "DRElement--focus"} <= shop.classes("it")
    # What is still offered stays chosen, in words that the shop may change.
    shop.do("elements.onlinebanking.update({ placeholderText: 'Which bank?' })")
    assert options(page)[0] == ["", "Which bank?"]
    assert page.input_value(SELECT) == "21"
    assert shop.told("change") == []
    shop.do("elements.onlinebanking.clear()")
    assert shop.state() == {
        "elementType": "onlinebanking",
        "complete": False,
        "empty": True,
        "value": "",
    }
    assert "DRElement--empty" in shop.classes("it")


def test_a_bank_that_is_offered_no_more_is_chosen_no_more(page, site):
    shop = Elements(page, site)
    shop.put("onlinebanking", GERMANY)
    page.select_option(SELECT, "86")
    shop.told()
    shop.do("elements.onlinebanking.update({ onlineBanking: { currency: 'PLN' } })")
    shop.next("change", "onlinebanking")
    assert "DRElement--empty" in shop.classes("it")


def test_a_bank_makes_a_source_that_sends_the_customer_there(page, site):
    shop = Elements(page, site)
    shop.put("onlinebanking", GERMANY)
    page.select_option(SELECT, "86")
    data = {
        "type": "onlineBanking",
        "owner": OWNER,
        "amount": 20,
        "currency": "EUR",
        "onlineBanking": {
            "returnUrl": f"{site.url}/return",
            "cancelUrl": f"{site.url}/cancel",
        },
    }
    source = shop.do(CREATE, ["onlinebanking", data])["source"]
    assert source["onlineBanking"]["bankCode"] == "86"
    assert source["state"] == "pending_redirect"
    assert source["redirect"]["returnUrl"] == f"{site.url}/return"


@pytest.mark.parametrize(
    ("locale", "names"), [("en-US", "storeName"), ("ja", "localizedStoreName")]
)
def test_stores_are_offered_in_the_customer_s_language(page, site, locale, names):
    shop = Elements(page, site, locale=locale)
    ready = shop.put("konbini")
    assert ready == {"elementType": "konbini", "hasAvailableStores": True}
    stores = [[id, store[names]] for id, store in konbini_stores().items()]
    assert options(page)[1:] == stores
    picture(page, f"konbini-{locale}")


def test_a_store_makes_a_source_that_waits_for_the_money(page, site):
    shop = Elements(page, site)
    shop.put("konbini")
    page.focus(SELECT)
    page.keyboard.type("Fam")
    page.keyboard.press("Tab")
    assert shop.state()["value"] == "030"
    data = {"type": "konbini", "owner": OWNER, "amount": 900, "currency": "JPY"}
    source = shop.do(CREATE, ["konbini", data])["source"]
    assert source["konbini"]["storeName"] == "Family Mart"
    assert source["state"] == "pending_funds"
    # The type may be left to the element.
    del data["type"]
    assert shop.do(CREATE, ["konbini", data])["source"]["type"] == "konbini"


@pytest.mark.parametrize("type", ["onlineBanking", "konbini"])
def test_who_chose_nothing_pays_nothing(page, site, tenant, type):
    shop = Elements(page, site)
    shop.put(type, GERMANY)
    parameter = {"konbini": "konbini.storeId"}.get(type, "onlineBanking.bankCode")
    type = type.lower()
    before = tenant.journal.seq
    shop.told()
    result = shop.do(CREATE, [type, {}])
    asked = page.get_attribute(SELECT, "aria-label")
    wrong = {"code": "missing_parameter", "message": asked}
    assert result["error"] == {
        "type": "validation_error",
        "errors": [{**wrong, "parameter": parameter}],
        "message": asked,
    }
    assert shop.state() == {
        "elementType": type,
        "complete": False,
        "empty": True,
        "error": {"type": "validation_error", **wrong},
        "value": "",
    }
    assert "DRElement--invalid" in shop.classes("it")
    assert page.get_attribute(SELECT, "aria-invalid") == "true"
    page.select_option(SELECT, index=1)
    assert "DRElement--invalid" not in shop.classes("it")
    shop.do("type => elements[type].clear()", type)
    assert result["source"] is None
    shop.do("type => elements[type].unmount()", type)
    assert shop.do(CREATE, [type, {}])["error"]["type"] == "validation_error"
    assert tenant.journal.seq == before


@narrow
def test_a_long_name_fits_a_telephone(page, site):
    shop = Elements(page, site, locale="ja")
    shop.put("konbini")
    page.select_option(SELECT, "080")
    picture(page, "konbini-narrow")
    assert shop.do("document.documentElement.scrollWidth") <= 390
