"""A card is typed into three elements that know of each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mockdr.contract import test_cards as known_cards
from tests.browser.mounting import PLACES, Elements, card
from tests.browser.seeing import narrow, picture

NUMBER, DATE, CODE = (f"#{place} input" for place in PLACES.values())
OWNER = {
    "firstName": "Ann",
    "lastName": "Example",
    "email": "ann@example.com",
    "address": {"line1": "1 Way", "city": "Ely", "country": "US", "state": "MN"},
}
#: The documented message of each code.
#: Source: error-types-codes-and-objects.md.
MESSAGES = {
    "invalid_card_number": "Your card number is invalid.",
    "incomplete_card_number": "Your card number is incomplete.",
    "invalid_expiration_month": "Your card's expiration month is invalid.",
    "invalid_expiration_year": "Your card's expiration year is in the past.",
    "invalid_expiration_date": "Your card's expiration date is invalid.",
    "incomplete_expiration_date": "Your card's expiration date is incomplete.",
    "invalid_security_code": "Your card's security code is invalid.",
    "incomplete_security_code": "Your card's security code is incomplete.",
}
#: What is typed to what stands there, the brand, and the code once the customer left.
NUMBERS = {
    "4444222233331111": ("4444 2222 3333 1111", "visa", None),
    "4444222233331112": ("4444 2222 3333 1112", "visa", "invalid_card_number"),
    "4444-2222 3333/1111": ("4444 2222 3333 1111", "visa", None),
    "444422223333": ("4444 2222 3333", "visa", "incomplete_card_number"),
    "444422223333111144822": ("4444 2222 3333 1111 448", "visa", None),
    "44442222333311114": ("4444 2222 3333 1111 4", "visa", "incomplete_card_number"),
    "5466160000000008": ("5466 1600 0000 0008", "mastercard", None),
    "2223003122003222": ("2223 0031 2200 3222", "mastercard", None),
    "54661600000000089": ("5466 1600 0000 0008", "mastercard", None),
    "343456789012341": ("3434 567890 12341", "amex", None),
    "343456789012342": ("3434 567890 12342", "amex", "invalid_card_number"),
    "34345678901234": ("3434 567890 1234", "amex", "incomplete_card_number"),
    "30345678901235": ("3034 567890 1235", "dinersclub", None),
    "6011987698769876": ("6011 9876 9876 9876", "discover", None),
    "6226220000000009": ("6226 2200 0000 0009", "unionpay", None),
    "3528987698769879": ("3528 9876 9876 9879", "jcb", None),
    "6759649826438453": ("6759 6498 2643 8453", "maestro", None),
    "501800000009": ("5018 0000 0009", "maestro", None),
    "6007220000000004": ("6007 2200 0000 0004", "forbrugsforeningen", None),
    "5019717010103742": ("5019 7170 1010 3742", "dankort", None),
    "9": ("9", "unknown", "incomplete_card_number"),
}
#: The same for a date, in May 2024 on the provider's clock.
DATES = {
    "0330": ("03 / 30", None),
    "330": ("03 / 30", None),
    "3/30": ("03 / 30", None),
    "03/2030": ("03 / 2030", None),
    "032030": ("03 / 2030", None),
    "2030-03": ("03 / 2030", None),
    "0524": ("05 / 24", None),
    "0424": ("04 / 24", "invalid_expiration_date"),
    "1223": ("12 / 23", "invalid_expiration_year"),
    "0120": ("01 / 20", "invalid_expiration_year"),
    "1330": ("13 / 30", "invalid_expiration_month"),
    "0030": ("00 / 30", "invalid_expiration_month"),
    "0575": ("05 / 75", "invalid_expiration_date"),
    "1": ("1", "incomplete_expiration_date"),
    "12": ("12", "incomplete_expiration_date"),
    "12/2": ("12 / 2", "incomplete_expiration_date"),
    "12/203": ("12 / 203", "incomplete_expiration_date"),
}
#: The same for a code, after a card of a brand.
CODES = {
    ("343456789012341", "1234"): ("1234", None),
    ("343456789012341", "123"): ("123", "incomplete_security_code"),
    ("4444222233331111", "123"): ("123", None),
    ("4444222233331111", "1234"): ("123", None),
    ("4444222233331111", "12"): ("12", "incomplete_security_code"),
    ("", "123"): ("123", None),
    ("", "1234"): ("1234", None),
    ("", "12345"): ("1234", None),
}


def judged(state, type):
    """Return the code of what is wrong, after a look at all the rest."""
    error = state.get("error")
    assert state["elementType"] == type
    if error is None:
        assert state["complete"] is not state["empty"]
        return None
    code = error["code"]
    assert error == {
        "type": "validation_error",
        "code": code,
        "message": MESSAGES[code],
    }
    assert (state["complete"], state["empty"]) == (False, False)
    return code


def test_a_number_shows_its_brand_and_what_is_wrong_with_it(page, site):
    shop = card(page, site, types=["cardnumber"])
    for text, (shown, brand, code) in NUMBERS.items():
        state, seen = shop.leave(NUMBER, text)
        assert seen == shown
        assert (state["brand"], judged(state, "cardnumber")) == (brand, code), text


def test_every_documented_test_card_is_complete(page, site):
    shop = card(page, site, types=["cardnumber"])
    for number in known_cards():
        state, _ = shop.leave(NUMBER, number)
        assert (state["complete"], state.get("error")) == (True, None), number


def test_a_date_is_past_or_not_on_the_provider_s_clock(page, site):
    # The first of May 2024.
    shop = card(page, site, types=["cardexpiration"])
    for text, (shown, code) in DATES.items():
        state, seen = shop.leave(DATE, text)
        assert seen == shown, text
        assert judged(state, "cardexpiration") == code, text


def test_a_code_has_as_many_digits_as_the_brand_wants(page, site):
    shop = card(page, site, types=["cardnumber", "cardcvv"])
    for (number, text), (shown, code) in CODES.items():
        page.fill(CODE, "")
        page.fill(NUMBER, number)
        state, seen = shop.leave(CODE, text)
        assert seen == shown
        assert judged(state, "cardcvv") == code, (number, text)


def test_every_documented_code_was_seen():
    seen = {row[-1] for table in (NUMBERS, DATES, CODES) for row in table.values()}
    # The last one takes a number that comes after the code.
    assert seen - {None} == set(MESSAGES) - {"invalid_security_code"}


def test_a_code_is_judged_again_when_the_number_says_another_brand(page, site):
    shop = card(page, site, types=["cardnumber", "cardcvv"])
    page.fill(CODE, "1234")
    page.fill(NUMBER, "4444222233331111")
    [state] = [e for e in shop.told("change") if e.get("error")]
    assert judged(state, "cardcvv") == "invalid_security_code"
    assert state["brand"] == "visa"
    page.fill(NUMBER, "343456789012341")
    told = [e for e in shop.told("change") if e["elementType"] == "cardcvv"]
    assert [(e["complete"], e["error"]) for e in told] == [(True, None)]


def test_what_is_only_unfinished_is_told_once_the_customer_leaves(page, site):
    shop = card(page, site)
    page.focus(NUMBER)
    page.keyboard.type("4444 2222 3333 1112 05")
    errors = [(e["error"] or {}).get("code") for e in shop.told("change")]
    # It may still become one of nineteen digits, but mostly it is a slip.
    assert errors == [None] * 15 + ["invalid_card_number", None, None]
    page.keyboard.press("Tab")
    assert shop.state()["error"]["code"] == "incomplete_card_number"
    # 20 is past, and how 2030 begins.
    page.keyboard.type("5/20")
    assert all(event["error"] is None for event in shop.told("change"))
    page.keyboard.type("30")
    assert shop.state()["complete"] is True
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert shop.told("change") == []


def test_what_is_no_digit_is_not_taken_and_changes_nothing(page, site):
    shop = card(page, site)
    for field in (NUMBER, DATE, CODE):
        page.focus(field)
        page.keyboard.type("abc -")
        assert page.input_value(field) == ""
    assert shop.told("change") == []


def test_the_caret_stays_where_the_customer_types(page, site):
    shop = card(page, site, types=["cardnumber", "cardexpiration"])
    page.fill(NUMBER, "4444 3333 1111")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("2222")
    assert page.input_value(NUMBER) == "4444 2222 3333 1111"
    place = "document.activeElement.selectionStart"
    assert shop.do(place) in (9, 10)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert page.input_value(NUMBER).replace(" ", "")[-8:] == "33331111"
    page.focus(DATE)
    page.keyboard.type("0330")
    for shown in ("03 / 3", "03", "0", ""):
        page.keyboard.press("Backspace")
        assert page.input_value(DATE) == shown
    page.keyboard.type("4")
    assert page.input_value(DATE) == "04 / "
    page.keyboard.type("30")
    page.keyboard.press("Home")
    for shown in ("4 / 30", "/ 30"):
        page.keyboard.press("Delete")
        assert page.input_value(DATE).strip() == shown
    assert shop.state()["complete"] is False
    page.keyboard.type("9")
    assert page.input_value(DATE) == "09 / 30"


def test_what_nobody_shall_read_over_a_shoulder_becomes_dots(page, site):
    shop = card(page, site, options={"mask": True})
    page.keyboard.press("Tab")
    for text in ("4444222233331111", "0330", "123"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    shown = [page.input_value(field) for field in (NUMBER, DATE, CODE)]
    assert shown == ["•••• •••• •••• 1111", "•• / ••", "•••"]
    page.focus(NUMBER)
    assert page.input_value(NUMBER) == "4444 2222 3333 1111"
    given = {"type": "creditCard", "owner": OWNER}
    result = shop.do("data => river.createSource(elements.cardcvv, data)", given)
    assert result["source"]["creditCard"]["expirationMonth"] == 3
    # What the browser fills in from afar, too.
    shop.do(
        "const input = document.querySelector('#code input'); input.value = '4567';"
        "input.dispatchEvent(new Event('input'))"
    )
    assert page.input_value(CODE) == "•••"
    shop.do("elements.cardcvv.update({ mask: false })")
    assert page.input_value(CODE) == "456"


@pytest.mark.parametrize("used", PLACES)
def test_any_of_the_three_makes_the_source(page, site, used):
    shop = card(page, site)
    for field, text in ((NUMBER, "5466160000000008"), (DATE, "1229"), (CODE, "123")):
        page.fill(field, text)
    given = [used, {"type": "creditCard", "owner": OWNER}]
    result = shop.do("([t, data]) => river.createSource(elements[t], data)", given)
    source = result["source"]
    assert {k: v for k, v in source["creditCard"].items() if "Id" not in k} == {
        "brand": "MasterCard",
        "expirationMonth": 12,
        "expirationYear": 2029,
        "lastFourDigits": "0008",
    }
    assert (source["state"], source["owner"]["lastName"]) == ("chargeable", "Example")


def test_a_card_that_is_not_complete_makes_no_source_and_says_all_that_lacks(
    page, site, tenant
):
    shop = card(page, site)
    page.fill(NUMBER, "4444222233331112")
    page.fill(DATE, "12")
    result = shop.do("river.createSource(elements.cardnumber, { type: 'creditCard' })")
    codes = [
        "invalid_card_number",
        "incomplete_expiration_date",
        "incomplete_security_code",
    ]
    assert result["error"] == {
        "type": "validation_error",
        "errors": [{"code": code, "message": MESSAGES[code]} for code in codes],
        "message": MESSAGES[codes[0]],
    }
    assert result["source"] is None
    for place in PLACES.values():
        assert "DRElement--invalid" in shop.classes(place)
    assert not list(tenant.journal)


def test_a_part_of_a_card_that_is_not_mounted_is_unfinished(page, site, tenant):
    shop = card(page, site, types=["cardexpiration", "cardnumber"])
    page.fill(NUMBER, "4444222233331111")
    page.fill(DATE, "0330")
    # A code of another DigitalRiver object is no part of this card.
    shop.do(
        "window.other = new DigitalRiver('pk_test_other').createElement('cardcvv');"
        "other.mount('code')"
    )
    page.fill(CODE, "123")
    given = {"type": "creditCard", "owner": OWNER}
    create = "data => river.createSource(elements.cardexpiration, data)"
    lacking = []
    for unmounted in ("cardnumber", "cardexpiration"):
        lacking.append([e["code"] for e in shop.do(create, given)["error"]["errors"]])
        shop.do("type => elements[type].unmount()", unmounted)
    error = shop.do(create, given)["error"]
    codes = [
        "incomplete_card_number",
        "incomplete_expiration_date",
        "incomplete_security_code",
    ]
    assert lacking == [codes[2:], [codes[0], codes[2]]]
    assert error["type"] == "validation_error"
    told = [{"code": code, "message": MESSAGES[code]} for code in codes]
    assert error["errors"] == told
    assert not list(tenant.journal)


def test_a_card_that_expired_while_the_page_was_open_makes_no_source(
    page, site, tenant
):
    shop = card(page, site)
    for field, text in ((NUMBER, "4444222233331111"), (DATE, "0724"), (CODE, "123")):
        page.fill(field, text)
    tenant.clock.advance(timedelta(days=100))
    result = shop.do("river.createSource(elements.cardnumber, { type: 'creditCard' })")
    assert [e["code"] for e in result["error"]["errors"]] == ["invalid_expiration_date"]


def test_a_date_changes_a_saved_card_and_a_code_authenticates_it(page, site):
    shop = card(page, site)
    for field, text in ((NUMBER, "4444222233331111"), (DATE, "0330"), (CODE, "123")):
        page.fill(field, text)
    given = {"type": "creditCard", "owner": OWNER}
    source = shop.do("d => river.createSource(elements.cardnumber, d)", given)["source"]
    who = {"id": source["id"], "clientSecret": source["clientSecret"]}
    update = "([type, data]) => river.updateSource(elements[type], data)"
    page.fill(DATE, "13")
    result = shop.do(update, ["cardexpiration", who])
    codes = [e["code"] for e in result["error"]["errors"]]
    assert codes == ["invalid_expiration_month"]
    # The number and the code are not asked for.
    page.fill(NUMBER, "")
    page.fill(DATE, "1131")
    result = shop.do(update, ["cardexpiration", who])
    updated = result["source"]["creditCard"]
    assert (updated["expirationMonth"], updated["expirationYear"]) == (11, 2031)
    result = shop.do(update, ["cardnumber", who])
    assert [e["code"] for e in result["error"]["errors"]] == ["invalid_element_type"]


def test_nothing_that_is_typed_leaves_its_field(page, site, tenant):
    shop = card(page, site)
    shop.do(
        """() => {
          window.heard = [];
          for (const name of ["input", "change", "keydown", "keyup", "paste"]) {
            document.addEventListener(name, (event) => heard.push(name));
          }
        }"""
    )
    page.click(NUMBER)
    page.keyboard.type("4444222233331111")
    page.fill(CODE, "737")
    assert shop.do("heard") == []
    assert shop.do("[...new FormData(document.forms[0])]") == []
    shop.do("document.forms[0].reset()")
    assert page.input_value(CODE) == "737"
    for kept in ("localStorage.length", "sessionStorage.length", "document.cookie"):
        assert not shop.do(kept)
    assert "3333" not in str(shop.told())


def test_a_card_is_typed_with_the_keyboard_alone_and_named_for_who_listens(page, site):
    shop = card(page, site, locale="de")
    page.keyboard.press("Tab")
    page.keyboard.type("4444222233331111")
    page.keyboard.press("Tab")
    page.keyboard.type("0330")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    names = ("Kartennummer", "Ablaufdatum", "Prüfnummer")
    typed = [page.get_by_label(name).input_value() for name in names]
    assert typed == ["4444 2222 3333 1111", "03 / 30", "123"]
    attributes = [page.get_attribute(f, "autocomplete") for f in (NUMBER, DATE, CODE)]
    assert attributes == ["cc-number", "cc-exp", "cc-csc"]
    # A label can name no container; a click on it is one on the field.
    page.click("text=Valid until")
    assert shop.do("document.activeElement.autocomplete") == "cc-exp"
    page.fill(DATE, "1320")
    assert page.get_attribute(DATE, "aria-invalid") == "true"
    said = shop.state()["error"]["message"]
    assert said == "Der Ablaufmonat Ihrer Karte ist ungültig."


def test_a_browser_that_keeps_the_card_fills_it_in(page, site):
    shop = card(page, site)
    page.spoilt()
    browser = page.context.new_cdp_session(page)
    root = browser.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    found = browser.send("DOM.querySelector", {"nodeId": root, "selector": NUMBER})
    node = browser.send("DOM.describeNode", found)["node"]
    kept = {
        "number": "4444222233331111",
        "name": "Ann Example",
        "expiryMonth": "03",
        "expiryYear": "2030",
        "cvc": "123",
    }
    filled = {"fieldId": node["backendNodeId"], "card": kept}
    browser.send("Autofill.trigger", filled)
    for type in PLACES:
        page.wait_for_function(
            "type => told.some(([n, e]) => e.elementType === type && e.complete)",
            arg=type,
        )
    shown = [page.input_value(field) for field in (NUMBER, DATE, CODE)]
    assert shown == ["4444 2222 3333 1111", "03 / 30", "123"]
    for place in PLACES.values():
        assert {"DRElement--autofilled", "DRElement--complete"} <= shop.classes(place)


@narrow
def test_a_card_fits_a_telephone(page, site):
    shop = card(page, site)
    for field, text in ((NUMBER, "44442222333311114"), (DATE, "13"), (CODE, "123")):
        page.fill(field, text)
    picture(page, "card-narrow")
    assert shop.do("document.documentElement.scrollWidth") <= 390
    assert "DRElement--invalid" in shop.classes("date")


def test_a_card_is_to_be_seen_in_light_and_dark(page, site):
    shop = card(page, site)
    shop.do("document.documentElement.style.colorScheme = 'light dark'")
    for field, text in ((NUMBER, "343456789012341"), (DATE, "13"), (CODE, "")):
        page.fill(field, text)
    colours = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        picture(page, f"card-{scheme}")
        colours.add(shop.do(f"getComputedStyle({NUMBER!r} && number.firstChild).color"))
    assert len(colours) == 2


def test_two_cards_on_a_page_keep_their_parts_apart(page, site):
    """In places of their own, or all in one: mounted in any order."""
    cards = [("4444222233331111", "03/30", "123"), ("343456789012341", "12/31", "1234")]
    for framed in (True, False):
        places = [
            "".join(f'<div id="{place}{at}"></div>' for place in PLACES.values())
            for at in (1, 2)
        ]
        body = "".join(f"<div>{place}</div>" if framed else place for place in places)
        shop = Elements(page, site, body)
        shop.do("made = {}")
        for type, place in PLACES.items():
            for at in (2, 1) if framed else (1, 2):
                shop.put(type, where=f"{place}{at}")
                shop.do(f"made.{place}{at} = elements.{type}")
        for at, texts in enumerate(cards, 1):
            for place, text in zip(PLACES.values(), texts, strict=True):
                page.fill(f"#{place}{at} input", text)
        for used, month, brand in (
            ("number1", 3, "Visa"),
            ("code1", 3, "Visa"),
            ("number2", 12, "Amex"),
            ("date2", 12, "Amex"),
        ):
            result = shop.do(
                f"data => river.createSource(made.{used}, data)",
                {"type": "creditCard", "owner": OWNER, "amount": 9, "currency": "USD"},
            )
            made = result["source"]["creditCard"]
            assert (made["expirationMonth"], made["brand"]) == (month, brand)
        assert page.locator("[aria-invalid=true]").count() == 0


def wide(digits):
    """Return digits as input methods of East Asia write them."""
    return "".join(chr(0xFF10 + int(digit)) for digit in digits)


def test_what_is_to_be_read_is_what_pays_whoever_wrote_it(page, site):
    shop = card(page, site)
    page.fill(NUMBER, "4444222233331111")
    fill = """([field, text, event]) => {
        const input = document.querySelector(field);
        input.value = text;
        if (event) input.dispatchEvent(new Event(event, { bubbles: true }));
        return input.value;
    }"""
    assert shop.do(fill, [NUMBER, "343456789012341", "change"]) == "3434 567890 12341"
    last = shop.state()
    assert (last["brand"], last["complete"]) == ("amex", True)
    # Nobody tells of this one: it is found when it is to pay.
    shop.do(fill, [CODE, "1234", None])
    # Digits of an input method for Japanese, which decides late what it writes.
    page.focus(DATE)
    browser = page.context.new_cdp_session(page)
    for text in (wide("1"), wide("1230")):
        unsure = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        browser.send("Input.imeSetComposition", unsure)
        assert page.input_value(DATE) == text
    browser.send("Input.insertText", {"text": wide("1230")})
    assert page.input_value(DATE) == "12 / 30"
    browser.detach()
    data = {"type": "creditCard", "owner": OWNER, "amount": 9, "currency": "USD"}
    result = shop.do("data => river.createSource(elements.cardcvv, data)", data)
    made = result["source"]["creditCard"]
    assert (made["lastFourDigits"], made["expirationYear"]) == ("2341", 2030)
    page.fill(NUMBER, wide("4444222233331111"))
    assert page.input_value(NUMBER) == "4444 2222 3333 1111"


def test_digits_are_read_from_the_left_in_arabic_too(page, site):
    shop = card(page, site)
    shop.do("document.documentElement.dir = 'rtl'")
    page.fill(DATE, "0330")
    for field in (NUMBER, DATE, CODE):
        locator = page.locator(field)
        assert locator.evaluate("node => getComputedStyle(node).direction") == "ltr"
    shop.put("iban", where="number")
    assert page.get_attribute(NUMBER, "dir") == "ltr"
    picture(page, "card-rtl")
