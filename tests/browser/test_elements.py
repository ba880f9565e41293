"""What all elements share: where they are mounted, what they wear, what they tell."""

from __future__ import annotations

import pytest

from mockdr.contract import konbini_stores
from tests.browser.mounting import Elements, card

FIELD = "#it input"
#: What each variant of the container wears by default.
#: Source: README.md of the elements.
WORN = {
    "DRElement",
    "DRElement--complete",
    "DRElement--empty",
    "DRElement--focus",
    "DRElement--invalid",
    "DRElement--autofilled",
    "DRElement-webkit-autofill",
}
OWN = {
    "base": "mine",
    "complete": "mine-whole fine",
    "empty": "mine-empty",
    "focus": "mine-here",
    "invalid": "mine-bad",
    "webkitAutofill": "mine-auto",
}


def seen(shop, property):
    return shop.do(f"getComputedStyle(it.querySelector('input')).{property}")


def fill(shop, text):
    """Type and leave; the field is the only one."""
    shop.page.fill(FIELD, text)
    shop.page.evaluate("document.activeElement.blur()")


def test_the_type_of_an_element_is_written_in_any_case(page, site):
    shop = Elements(page, site)
    for type in ("cardNumber", "CARDNUMBER", "onlineBanking", "Iban"):
        said = shop.do("type => river.createElement(type).type", type)
        assert said == type.lower()
    for type in ("card", "toString", "", None):
        said = shop.do(
            "t => { try { river.createElement(t) } catch (e) { return e.message } }",
            type,
        )
        assert said == f"Invalid element type '{'null' if type is None else type}'"


@pytest.mark.parametrize("where", ["'it'", "'#it'", "document.getElementById('it')"])
def test_an_element_is_mounted_by_id_or_node(page, site, where):
    shop = Elements(page, site)
    shop.do(f"put('cardnumber', {where})")
    assert shop.next("ready", "cardnumber") == {"elementType": "cardnumber"}
    assert page.locator(FIELD).count() == 1


def test_mounting_where_nothing_is_says_so(page, site):
    shop = Elements(page, site)
    mount = """([where, again]) => {
        const element = river.createElement("cardcvv");
        if (again) { element.mount("it"); element.destroy(); }
        try { element.mount(where) } catch (error) { return error.message }
    }"""
    said = shop.do(mount, ["nowhere", False])
    assert 'no element with the id "nowhere"' in said
    assert "cardcvv" in said
    assert 'the id "null"' in shop.do(mount, [None, False])
    assert "destroyed" in shop.do(mount, ["it", True])
    handler = shop.do(
        "try { river.createElement('iban').on('ready') } catch (e) { e.message }"
    )
    assert 'on("ready", handler)' in handler


def test_an_element_comes_and_goes(page, site):
    shop = Elements(page, site, '<div id="it" class="own">old</div><p id="there"></p>')
    shop.put("cardnumber")
    assert shop.do("it.textContent") == ""
    fill(shop, "4444222233331112")
    assert shop.classes("it") == {"own", "DRElement", "DRElement--invalid"}
    # Somewhere else it begins anew.
    shop.do("elements.cardnumber.mount('there')")
    assert shop.classes("it") == {"own"}
    assert page.input_value("#there input") == ""
    assert shop.classes("there") == {"DRElement", "DRElement--empty"}
    shop.do("elements.cardnumber.unmount(); elements.cardnumber.unmount()")
    assert page.locator("input").count() == 0
    assert shop.do("there.className") == ""
    shop.do("elements.cardnumber.mount('it')")
    shop.next("ready", "cardnumber")
    shop.do("elements.cardnumber.destroy()")
    assert page.locator("input").count() == 0
    # None of these minds that there is nothing any more.
    shop.do("['focus', 'blur', 'clear'].forEach(name => elements.cardnumber[name]())")
    shop.do("elements.cardnumber.update({ mask: true })")


def test_a_container_says_by_classes_how_it_stands(page, site):
    shop = Elements(page, site)
    shop.put("cardnumber")
    seen = shop.classes("it")
    assert seen == {"DRElement", "DRElement--empty"}
    page.focus(FIELD)
    assert shop.classes("it") == {"DRElement", "DRElement--empty", "DRElement--focus"}
    page.fill(FIELD, "4")
    seen |= shop.classes("it")
    assert shop.classes("it") == {"DRElement", "DRElement--focus"}
    page.fill(FIELD, "4444222233331111")
    seen |= shop.classes("it")
    assert "DRElement--complete" in seen
    fill(shop, "4444222233331112")
    seen |= shop.classes("it")
    assert shop.classes("it") == {"DRElement", "DRElement--invalid"}
    # What the browser fills in, it marks; here somebody else does.
    shop.do(
        """() => {
          const input = it.querySelector("input");
          input.matches = (selector) => selector.includes("autofill");
          input.value = "4444222233331111";
          input.dispatchEvent(new Event("input"));
        }"""
    )
    seen |= shop.classes("it")
    assert seen == WORN
    assert "DRElement--invalid" not in shop.classes("it")


def test_a_shop_names_the_classes_and_keeps_those_it_had(page, site):
    shop = Elements(page, site, '<div id="it" class="own mine"></div>')
    shop.put("cardnumber", {"classes": OWN})
    assert shop.classes("it") == {"own", "mine", "mine-empty"}
    page.focus(FIELD)
    assert shop.classes("it") == {"own", "mine", "mine-empty", "mine-here"}
    fill(shop, "4444222233331111")
    assert shop.classes("it") == {"own", "mine", "mine-whole", "fine"}
    shop.do("elements.cardnumber.update({ classes: { complete: 'done' } })")
    assert shop.classes("it") == {"own", "mine", "done"}
    fill(shop, "9")
    assert shop.classes("it") == {"own", "mine", "mine-bad"}
    shop.do("elements.cardnumber.unmount()")
    assert shop.classes("it") == {"own", "mine"}


def test_a_class_without_a_value_is_the_usual_one(page, site):
    shop = Elements(page, site)
    shop.do(
        "put('cardnumber', 'it', "
        "{ classes: { base: undefined, complete: null, empty: '' } })"
    )
    assert shop.classes("it") == {"DRElement"}
    fill(shop, "4444222233331111")
    assert shop.classes("it") == {"DRElement", "DRElement--complete"}


def test_who_is_mounted_last_keeps_the_container(page, site):
    shop = Elements(page, site)
    shop.put("iban")
    page.fill(FIELD, "NL")
    shop.do(
        """window.other = new DigitalRiver("pk_test_other").createElement("konbini");
        other.mount(it); elements.iban.unmount()"""
    )
    assert shop.classes("it") == {"DRElement", "DRElement--empty"}
    assert page.locator("#it select").count() == 1
    shop.do("elements.iban.mount('it'); other.destroy()")
    assert shop.classes("it") == {"DRElement", "DRElement--empty"}
    assert page.input_value(FIELD) == ""


def test_a_shop_says_the_style_of_each_variant(page, site):
    style = {
        "base": {
            "color": "rgb(1, 1, 1)",
            "fontSize": "20px",
            "fontFamily": "Arial, sans-serif",
            "letterSpacing": "3px",
            "fontSmoothing": "auto",
            "height": "35px",
            ":hover": {"color": "rgb(2, 2, 2)"},
            ":focus": {"color": "rgb(3, 3, 3)"},
            "::placeholder": {"color": "rgb(4, 4, 4)", "fontStyle": "italic"},
            "::selection": {"color": "rgb(5, 5, 5)"},
        },
        "empty": {"textTransform": "uppercase"},
        "complete": {"color": "green", ":hover": {"color": "rgb(6, 6, 6)"}},
        "invalid": {"color": "red"},
        "focus": {"fontStyle": "italic", ":hover": {"letterSpacing": "9px"}},
    }
    shop = Elements(page, site)
    shop.put("cardnumber", {"style": style})
    assert seen(shop, "color") == "rgb(1, 1, 1)"
    assert seen(shop, "fontSize") == "20px"
    assert seen(shop, "height") == "35px"
    assert seen(shop, "textTransform") == "uppercase"
    part = "getComputedStyle(it.querySelector('input'), '::placeholder').{}"
    assert shop.do(part.format("color")) == "rgb(4, 4, 4)"
    assert shop.do(part.format("fontStyle")) == "italic"
    page.hover(FIELD)
    assert seen(shop, "color") == "rgb(2, 2, 2)"
    page.focus(FIELD)
    assert seen(shop, "color") == "rgb(3, 3, 3)"
    assert seen(shop, "fontStyle") == "italic"
    assert seen(shop, "letterSpacing") == "9px"
    page.mouse.move(0, 0)
    assert seen(shop, "letterSpacing") == "3px"
    fill(shop, "4444222233331111")
    assert seen(shop, "color") == "rgb(0, 128, 0)"
    assert seen(shop, "textTransform") == "none"
    page.hover(FIELD)
    assert seen(shop, "color") == "rgb(6, 6, 6)"
    fill(shop, "9")
    assert seen(shop, "color") == "rgb(255, 0, 0)"
    shop.do("elements.cardnumber.update({ style: { invalid: { color: 'blue' } } })")
    assert seen(shop, "color") == "rgb(0, 0, 255)"
    assert seen(shop, "fontSize") == "20px"


def test_a_strict_policy_of_the_page_lets_elements_be_styled(page, site, live):
    head = (
        '<!doctype html><link rel="icon" href="data:,"><script src="{mockdr}'
        '/v1/DigitalRiver.js"></script><div id="it"></div><script src="/shop.js">'
        "</script>"
    )
    site.server.expect_request("/shop.js").respond_with_data(
        "new DigitalRiver('pk_test_shop').createElement('cardnumber', "
        "{ style: { base: { color: 'red' } } }).mount('it')",
        content_type="text/javascript",
    )
    policy = (
        f"default-src 'none'; script-src 'self' {live.url}; connect-src {live.url}; "
        "img-src data:"
    )
    page.goto(site.page(head=head, headers={"Content-Security-Policy": policy}))
    script = "getComputedStyle(document.querySelector('#it input')).color"
    assert page.evaluate(script) == "rgb(255, 0, 0)"


def test_events_tell_the_element_and_reach_every_handler(page, site):
    shop = Elements(page, site)
    shop.put("CardNumber")
    shop.do(
        """() => {
          const element = elements.cardnumber;
          element.on("blur", () => { throw new Error("the shop's own mistake"); });
          element.on("blur", (event) => told.push(["second", event]));
        }"""
    )
    page.focus(FIELD)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    mine = {"elementType": "cardnumber"}
    assert shop.next("second", "cardnumber") == mine
    assert shop.told() == []
    assert shop.do("submits") == 0
    shop.do("new Promise(resolve => setTimeout(resolve))")
    # The mistake is seen where the shop looks for its mistakes.
    assert [c for c in page.complaints if "the shop's own mistake" in c]
    page.complaints.clear()


@pytest.mark.parametrize(
    "type", ["cardnumber", "cardexpiration", "cardcvv", "iban", "konbini"]
)
def test_focus_return_and_blur_are_told_in_order(page, site, type):
    shop = Elements(page, site)
    assert shop.put(type)["elementType"] == type
    shop.do("elements[Object.keys(elements)[0]].focus()")
    page.keyboard.press("Enter")
    shop.do("elements[Object.keys(elements)[0]].blur()")
    told = shop.told()
    names = ["focus", "blur"] if type == "konbini" else ["focus", "return", "blur"]
    assert [name for name, _ in told] == names
    assert all(event == {"elementType": type} for _, event in told)
    assert shop.do("document.activeElement === document.body")


def test_a_click_beside_the_field_or_on_its_label_is_one_on_the_field(page, site):
    shop = Elements(page, site)
    shop.put("iban")
    inside = "document.activeElement === it.querySelector('input')"
    page.click("#it", position={"x": 3, "y": 3})
    assert shop.do(inside)
    shop.do("elements.iban.blur()")
    page.click("label")
    assert shop.do(inside)
    shop.do("elements.iban.destroy()")
    page.click("label")
    page.click("#it", position={"x": 1, "y": 1}, force=True)
    assert [name for name, _ in shop.told()] == ["focus", "blur", "focus"]


def test_clear_forgets_what_was_typed(page, site):
    shop = card(page, site)
    for place, text in (("number", "4444222233331112"), ("date", "13"), ("code", "1")):
        page.fill(f"#{place} input", text)
    page.focus("button")
    shop.told()
    shop.do("Object.values(elements).forEach(element => element.clear())")
    for event in shop.told("change"):
        state = {k: event[k] for k in ("complete", "empty", "error")}
        if event["elementType"] != "cardcvv" or event["empty"]:
            assert state == {"complete": False, "empty": True, "error": None}
    for place in ("number", "date", "code"):
        assert page.input_value(f"#{place} input") == ""
        assert shop.classes(place) >= {"DRElement", "DRElement--empty"}
        assert "DRElement--invalid" not in shop.classes(place)


def test_placeholders_are_the_shop_s_to_say(page, site):
    shop = card(page, site, "fr-FR", {"placeholderText": "Type here"})
    texts = "[...document.querySelectorAll('input')].map(input => input.placeholder)"
    assert shop.do(texts) == ["Type here"] * 3
    shop.do("elements.cardcvv.update({ placeholderText: 'On the back' })")
    assert shop.do(texts)[2] == "On the back"
    shop = card(page, site, "fr-FR")
    assert shop.do(texts) == ["1234 1234 1234 1234", "MM / AA", "CVC"]


def test_an_element_that_leaves_before_it_is_ready_stays_silent(page, site):
    shop = Elements(page, site)
    shop.do("put('cardexpiration', 'it'); elements.cardexpiration.unmount()")
    shop.do("put('konbini', 'it'); elements.konbini.mount('it')")
    ready = shop.next("ready", "konbini")
    assert ready == {"elementType": "konbini", "hasAvailableStores": True}
    assert page.locator("#it option").count() == 1 + len(konbini_stores())
    assert shop.told() == []


def test_no_element_says_a_word_in_an_unknown_language(page, site):
    shop = card(page, site, "xx-YY")
    page.fill("#date input", "13")
    said = shop.state()["error"]["message"]
    assert said == "Your card's expiration month is invalid."
