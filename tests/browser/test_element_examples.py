"""The documentation's own samples of elements: taken as options, told as events."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.browser.mounting import Elements
from tests.engine.recurring import PLAN

FACTS = Path(__file__).parents[2].parent / "shared" / "contract" / "examples"
pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the fact sheets are not beside this checkout"
)

#: A sample of `createElement` to its element; `update` takes the same.
OPTIONS = {
    "0101": "cardnumber",
    "0131": "iban",
    "0151": "konbini",
    "0152": "konbini",
    "0160": "onlinebanking",
}
#: A sample of an event to its element and name.
EVENTS = {
    "0087": ("cardnumber", "blur"),
    "0088": ("cardnumber", "blur"),
    "0094": ("cardnumber", "focus"),
    "0095": ("cardnumber", "ready"),
    "0096": ("cardnumber", "return"),
    "0132": ("iban", "ready"),
    "0133": ("iban", "focus"),
    "0134": ("iban", "blur"),
    "0136": ("iban", "change"),
}


def sample(number):
    return orjson.loads((FACTS / f"{number}.json").read_bytes())


def css(name):
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)


@pytest.mark.parametrize(("number", "type"), OPTIONS.items())
def test_options_of_the_pages_are_worn(page, site, number, type):
    given = sample(number)
    shop = Elements(page, site)
    shop.put(type, given)
    worn = {given.get("classes", {}).get(n, "DRElement") for n in ("base", "empty")}
    if "classes" in given:
        assert shop.classes("it") == worn
    style = "it.querySelector('input, select').style"
    base = {**given["style"]["base"], **given["style"]["empty"]}
    for name, value in base.items():
        if isinstance(value, str) and name != "fontSmoothing":
            shown = shop.do(f"name => {style}.getPropertyValue(name)", css(name))
            assert shown, name
            wanted = shop.do(
                """([name, value]) => {
                  const node = document.createElement("p");
                  node.style.setProperty(name, value);
                  return node.style.getPropertyValue(name);
                }""",
                [css(name), value],
            )
            assert shown == wanted
    shop.do("([type, given]) => elements[type].update(given)", [type, given])
    assert shop.do(f"{style}.color") != ""


def test_events_of_the_pages_are_told_to_the_letter(page, site):
    for type in ("cardnumber", "iban"):
        shop = Elements(page, site)
        told = {(type, "ready"): shop.put(type)}
        page.focus("#it input")
        page.keyboard.press("Enter")
        page.keyboard.type("NL91 ABNA")
        page.keyboard.press("Tab")
        for name, event in shop.told():
            told[type, name] = {k: v for k, v in event.items() if v is not None}
        for number, (of, name) in EVENTS.items():
            if of == type:
                assert told[of, name] == sample(number), number


def test_the_error_of_an_ideal_account_is_told_to_the_letter(
    page, site, secret, checkout
):
    plan = secret("/plans", PLAN)
    info = {"planId": plan["id"], "terms": "Each month.", "autoRenewal": True}
    item = {"skuId": "book", "quantity": 1, "price": 9, "subscriptionInfo": info}
    made = checkout(currency="EUR", items=[item])
    shop = Elements(page, site)
    shop.put("ideal", {"ideal": {"sessionId": made["payment"]["session"]["id"]}})
    page.check("#it [type=checkbox]")
    page.fill("#it input:not([type=checkbox])", "NL91 ABNA")
    assert shop.state() == sample("0140")
