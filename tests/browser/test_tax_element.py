"""Tax identifiers of businesses and people, as a customer types them in a page."""

from __future__ import annotations

import pytest

from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop

INVALID = {
    "type": "validation_error",
    "code": "invalid_tax_identifier",
    "message": "Your tax identifier is invalid.",
}


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def asked(**options):
    return {"taxIdentifier": options}


def test_italy_asks_people_and_businesses_for_numbers_of_their_own(shop):
    assert shop.start("taxIdentifier", asked(country="IT")) == {
        "elementType": "taxidentifier",
        "hasTaxIdentifier": True,
        "businessTaxIdentifierRequired": False,
        "individualTaxIdentifierRequired": False,
    }
    page = shop.page
    assert page.get_by_label("A person").is_checked()
    page.get_by_label("Kind of number").select_option("it_natural")
    line = page.locator("#here").get_by_role("textbox")
    line.fill("IT11223433445")
    complete = {
        "complete": True,
        "empty": False,
        "elementType": "taxidentifier",
        "error": None,
        "identifier": {
            "value": "IT11223433445",
            "type": "it_natural",
            "customerType": "individual",
        },
    }
    assert shop.told("change")[-1] == complete
    page.get_by_label("A business").check()
    assert page.evaluate("document.activeElement.value") == "business"
    assert shop.told("change")[-1] == {
        "complete": False,
        "empty": True,
        "elementType": "taxidentifier",
        "error": None,
        "identifier": None,
    }
    assert page.get_by_label("Kind of number").count() == 0
    page.get_by_label("VAT number").fill("IT12345678901")
    assert shop.told("change")[-1]["identifier"] == {
        "value": "IT12345678901",
        "type": "it",
        "customerType": "business",
    }
    picture(page, "tax-italy")


def test_what_is_only_unfinished_becomes_wrong_when_it_is_left(shop):
    shop.start(
        "taxidentifier",
        {
            **asked(country="DE"),
            "classes": {"base": "mine", "complete": "good", "invalid": "bad"},
            "style": {"base": {"color": "rgb(1, 2, 3)"}, "invalid": {"color": "red"}},
        },
    )
    page = shop.page
    line = page.get_by_label("VAT number")
    container = page.locator("#here")
    line.focus()
    assert shop.told() == ["ready", "focus"]
    line.press_sequentially("DE12")
    change = shop.told("change")[-1]
    assert (change["complete"], change["empty"], change["error"]) == (
        False,
        False,
        None,
    )
    assert change["identifier"]["value"] == "DE12"
    worn = container.get_attribute("class").split()
    assert sorted(worn) == ["DRElement--focus", "DRPlain", "mine"]
    line.press("Tab")
    assert shop.wait("blur") == {"elementType": "taxidentifier"}
    assert shop.told("change")[-1]["error"] == INVALID
    assert "bad" in container.get_attribute("class").split()
    assert line.evaluate("node => node.style.color") == "red"
    line.fill("DE123456789")
    assert shop.told("change")[-1]["complete"] is True
    assert "good" in container.get_attribute("class").split()
    assert line.evaluate("node => node.style.color") == "rgb(1, 2, 3)"
    shop.run("element.clear()")
    assert shop.told("change")[-1]["empty"] is True
    assert line.input_value() == ""
    shop.run("element.focus()")
    assert line.evaluate("node => node === document.activeElement")
    shop.run("element.blur()")
    assert not line.evaluate("node => node === document.activeElement")


#: Options to the customers and types that can be chosen.
OPEN = [
    ({"country": "DE"}, [], []),
    ({"country": "IT", "type": "business"}, [], []),
    ({"country": "IT", "type": "individual"}, [], ["it_cf", "it_natural"]),
    ({"country": "IT", "type": "it_cf"}, [], []),
    (
        {"country": "BR", "sellingEntity": "DR_BRAZIL-ENTITY"},
        ["individual", "business"],
        [],
    ),
    ({"country": "CL"}, ["individual", "business"], []),
]


def test_only_what_is_open_is_asked(shop):
    here = shop.page.locator("#here")
    for options, customers, types in OPEN:
        assert shop.start("taxidentifier", asked(**options))["hasTaxIdentifier"]
        found = [one.input_value() for one in here.get_by_role("radio").all()]
        assert found == customers
        found = [one.get_attribute("value") for one in here.locator("option").all()]
        assert found == types
        assert here.get_by_role("textbox").count() == 1


def test_the_session_tells_where_the_sale_is(shop, checkout):
    address = {"line1": "Via", "city": "Roma", "postalCode": "00184", "country": "IT"}
    to = {"name": "Ann Example", "address": address}
    made = checkout(shipTo=to, billTo=to)
    session = made["payment"]["session"]["id"]
    assert shop.start("taxidentifier", asked(sessionId=session))["hasTaxIdentifier"]
    assert shop.page.get_by_label("A business").count() == 1


def test_where_no_number_is_asked_nothing_is_shown(shop):
    ready = shop.start("taxidentifier", asked(country="US"))
    assert ready["hasTaxIdentifier"] is False
    assert shop.page.locator("#here").inner_text() == ""
    # Businesses there have one.
    people = shop.start("taxidentifier", asked(country="DE", type="individual"))
    assert people == {**ready, "elementType": "taxidentifier"}
    assert shop.page.locator("#here").inner_text() == ""
    shop.run("element.clear()")
    shop.forget()
    shop.run("element.update({taxIdentifier: {country: 'DE', type: undefined}})")
    assert shop.wait("ready")["hasTaxIdentifier"] is True
    assert shop.page.get_by_label("VAT number").count() == 1


def test_what_cannot_be_is_told_when_it_is_ready(shop):
    shop.page.refusals_expected()
    for options, code, parameter in (
        ({}, "missing_parameter", "taxIdentifier.country"),
        ({"country": "XX"}, "invalid_parameter", "country"),
        ({"sessionId": "nobody"}, "not_found", "sessionId"),
    ):
        ready = shop.start("taxidentifier", asked(**options))
        [error] = ready["error"]["errors"]
        assert (error["code"], error["parameter"]) == (code, parameter)


def test_labels_are_in_the_customers_language(shop):
    shop.open("de").start("taxidentifier", asked(country="IT"))
    assert shop.page.get_by_label("Ein Unternehmen").count() == 1
    assert shop.page.get_by_label("Art der Nummer").count() == 1


@narrow
def test_the_lines_fit_a_telephone(shop):
    shop.start("taxidentifier", asked(country="IT"))
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(shop.page, "tax-narrow")


def test_another_country_takes_what_was_typed_for_the_last(shop):
    shop.start("taxidentifier", asked(country="DE"))
    line = shop.page.locator("#here").get_by_role("textbox")
    container = shop.page.locator("#here")
    for typed, country, worn in (
        ("DE123456789", "FR", "DRElement--complete"),
        ("FR1", "US", "DRElement--invalid"),
    ):
        line.fill(typed)
        line.press("Tab")
        assert worn in container.get_attribute("class").split()
        before = len(shop.told("ready"))
        shop.run(f"element.update({{taxIdentifier: {{country: '{country}'}}}})")
        shop.wait("ready", before + 1)
        change = shop.told("change")[-1]
        assert (change["complete"], change["empty"]) == (False, True)
        assert (change["error"], change["identifier"]) == (None, None)
        assert sorted(container.get_attribute("class").split()) == [
            "DRElement",
            "DRElement--empty",
            "DRPlain",
        ]
    shop.forget()
    shop.run("element.clear()")
    assert shop.told() == []
