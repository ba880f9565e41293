"""Below a checkout stands who sells, and under which terms."""

from __future__ import annotations

import pytest

from tests.browser.seeing import narrow, picture
from tests.browser.wallets import Shop

LINKS = ["Privacy Policy", "Terms of Sale", "Cookies", "Legal Notice"]


@pytest.fixture
def shop(page, site):
    return Shop(page, site).open()


def links(shop):
    found = shop.page.locator("#here li a")
    return [found.nth(index).inner_text() for index in range(found.count())]


def test_the_seller_and_the_terms_stand_below_a_checkout(shop, live):
    options = {"entity": "DR_IRELAND-ENTITY", "language": "en", "country": "DE"}
    shop.start("compliance", {"compliance": options})
    assert "Digital River Ireland Ltd." in shop.page.locator("#here").inner_text()
    assert links(shop) == [*LINKS[:3], "Right of Cancellation", *LINKS[3:]]
    for link in shop.page.locator("#here a").all():
        assert link.get_attribute("href").startswith(f"{live.url}/store/defaults/")
        assert link.get_attribute("rel") == "noopener"
    assert shop.page.locator(".DRCompliance").get_attribute("lang") == "en"
    picture(shop.page, "compliance")


def test_what_is_left_out_is_known(shop):
    for options, seller, language in (
        ({"country": "JP"}, "DR Japan", "en"),
        ({"entity": "DR_JAPAN-ENTITY"}, "DR Japan", "en"),
        ({"businessEntityCode": "DR_UK-ENTITY"}, "Digital River UK", "en"),
        ({"country": "FR"}, "Digital River Ireland Ltd.", "en"),
        ({"country": "FR", "language": "fr"}, "Digital River Ireland Ltd.", "fr"),
        ({"entity": "DR_INC-ENTITY", "country": "US"}, "Digital River Inc.", "en"),
    ):
        ready = shop.start("compliance", {"compliance": options})
        assert ready == {"elementType": "compliance"}
        assert seller in shop.page.locator("#here").inner_text()
        shown = shop.page.locator(".DRCompliance").get_attribute("lang")
        assert shown == language


def test_without_options_the_locale_decides(shop):
    shop.start("compliance")
    assert "Digital River Inc." in shop.page.locator("#here").inner_text()
    assert links(shop)[:2] == LINKS[:2]
    shop.open("de-DE").start("compliance")
    assert "Digital River Ireland Ltd." in shop.page.locator("#here").inner_text()
    assert links(shop)[0] != LINKS[0]


def test_an_update_shows_another_seller(shop):
    options = {"entity": "DR_IRELAND-ENTITY", "language": "es", "country": "DE"}
    shop.start("compliance", {"compliance": options})
    shop.forget()
    shop.run('element.update({compliance: {entity: "DR_JAPAN-ENTITY", country: "JP"}})')
    shop.wait("ready")
    assert "DR Japan" in shop.page.locator("#here").inner_text()
    assert "Right of Cancellation" not in links(shop)


def test_japanese_shops_link_their_commerce_law_page(shop):
    for country, url, shown in (
        ("JP", "https://acme.example/law", 1),
        ("US", "https://acme.example/law", 0),
        ("JP", "javascript:alert(1)", 0),
    ):
        options = {"country": country, "jpCommerceLawPageUrl": url}
        shop.start("compliance", {"compliance": options})
        assert shop.page.locator(f"#here a[href='{url}']").count() == shown


def test_an_unknown_seller_shows_nothing_and_says_why(shop):
    ready = shop.start(
        "compliance", {"compliance": {"entity": "NOBODY", "country": "US"}}
    )
    assert "businessEntityCode is missing or unsupported" in ready["error"]["message"]
    assert shop.page.locator("#here").inner_text() == ""


@narrow
def test_the_links_fit_a_telephone(shop):
    shop.start("compliance", {"compliance": {"country": "DE"}})
    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(shop.page, "compliance-narrow")
