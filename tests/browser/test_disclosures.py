"""What the law wants shown: `Compliance.getDetails`, its forms, errors and links."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from mockdr.domain.locales import LANGUAGES
from mockdr.server import script
from mockdr.server.ui import legal

ASKED = {"language": "en", "country": "DE", "businessEntityCode": "DR_IRELAND-ENTITY"}
#: Keys of the sample in digitalriver-object.md.
SAMPLE = {
    "businessEntity",
    "autorenewalPlanTerms",
    "saveCardMandate",
    "idealRecurringAgreement",
    "confirmDisclosure",
    "privacyPolicy",
    "termsOfSale",
    "cookiePolicy",
    "legalNotice",
    "cancellationRights",
    "resellerDisclosure",
}


@pytest.fixture
def ask(page, site):
    """Call `getDetails` in a page, with these arguments; a complaint is a text."""
    page.goto(site.page('<script>river = new DigitalRiver("pk_test_shop")</script>'))

    def ask(*arguments):
        return page.evaluate(
            """given => {
                try { return river.Compliance.getDetails(...given) }
                catch (error) { return error.message }
            }""",
            list(arguments),
        )

    return ask


def test_the_details_are_there_at_once_with_the_keys_of_the_sample(ask, live):
    details = ask(ASKED)
    disclosure = details["disclosure"]
    assert set(disclosure) == SAMPLE
    # The sample prints what is inside, programs read `disclosure`.
    assert {**details, "disclosure": None} == {**disclosure, "disclosure": None}
    assert disclosure["businessEntity"] == {
        "name": "Digital River Ireland Ltd.",
        "id": "DR_IRELAND-ENTITY",
    }
    linked = {key for key, value in disclosure.items() if "url" in value}
    assert linked == {
        "privacyPolicy",
        "termsOfSale",
        "cookiePolicy",
        "legalNotice",
        "cancellationRights",
        "resellerDisclosure",
    }
    path = "DisplayDRTermsAndConditionsPage/eCommerceProvider."
    assert disclosure["termsOfSale"]["url"] == (
        f"{live.url}/store/defaults/en_DE/{path}Digital%20River%20Ireland%20Ltd."
    )
    assert disclosure["termsOfSale"]["localizedText"] == "Terms of Sale"
    text = disclosure["confirmDisclosure"]["localizedText"]
    assert f'href="{disclosure["termsOfSale"]["url"]}"' in text
    assert 'class="dr_termsAndConditions"' in text
    assert 'class="dr_privacyPolicy"' in text
    assert "{" not in json.dumps(list(disclosure.values())).replace('{"', "")


def test_every_link_of_a_disclosure_leads_to_a_page_of_this_server(ask, live):
    urls = {
        url
        for value in ask({**ASKED, "country": "US"})["disclosure"].values()
        for url in [value.get("url"), *re.findall('href="(.*?)"', str(value))]
        if url
    }
    assert len(urls) >= 6
    for url in urls:
        assert url.startswith(f"{live.url}/store/defaults/en_US/")
        page = httpx.get(url)
        assert page.status_code == 200
        assert "Digital River Ireland Ltd." in page.text
    assert httpx.get(f"{live.url}/store/defaults/en_US/Nothing/x").status_code == 404


def test_a_sellers_name_in_the_address_is_only_a_text(live):
    page = f"/store/defaults/en_US/{next(iter(legal.PAGES))}/eCommerceProvider.<b>x"
    reply = httpx.get(live.url + page)
    assert "<b>x" not in reply.text.replace("<b>&lt;", "")
    assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("country", "more"),
    [
        ("US", {"californiaPrivacyRights"}),
        ("TW", {"invoiceAgreement"}),
        ("AU", {"warrantyInformation"}),
        ("GB", {"cancellationRights"}),
        ("JP", set()),
    ],
)
def test_some_disclosures_are_of_some_countries(ask, country, more):
    found = ask({**ASKED, "country": country})["disclosure"]
    assert set(found) == (SAMPLE - {"cancellationRights"}) | more


def test_what_is_missing_or_unknown_is_complained_of_in_one_sentence(ask):
    entity = "businessEntityCode is missing or unsupported"
    country = "country is missing or unsupported"
    language = "language is missing or unsupported"
    assert ask({}) == ask() == f"{entity}, {country}, {language}"
    assert ask({**ASKED, "businessEntityCode": "ACME"}) == entity
    assert ask({**ASKED, "country": "XX"}) == country
    assert ask({**ASKED, "language": "tlh"}) == language
    assert ask({**ASKED, "businessEntityCode": "toString"}) == entity


def test_the_older_form_takes_the_entity_and_a_locale(ask):
    for locale in ("en-US", "en_US"):
        found = ask("DR_INC-ENTITY", locale)["disclosure"]
        assert found["businessEntity"]["name"] == "Digital River Inc."
        assert "californiaPrivacyRights" in found
    german = ask("DR_IRELAND-ENTITY", "de")["disclosure"]
    assert german["privacyPolicy"]["localizedText"] == "Datenschutzerklärung"
    assert "/de_IE/" in german["privacyPolicy"]["url"]


def test_every_language_has_details_and_eight_have_words_of_their_own(ask):
    words = {
        language: ask({**ASKED, "language": language})["disclosure"]["termsOfSale"]
        for language in sorted(LANGUAGES)
    }
    assert all("localizedText" in found for found in words.values())
    chinese = ask({**ASKED, "language": "zh-TW"})["disclosure"]["termsOfSale"]
    own = {found["localizedText"] for found in [*words.values(), chinese]}
    assert len(own) == 8


def test_every_text_is_there_in_each_language_with_the_same_gaps():
    texts = json.loads(script.read("texts.json"))
    languages = {"en", "de", "fr", "it", "es", "nl", "ja", "zh-TW"}
    for key, words in texts.items():
        assert set(words) == languages, key
        gaps = {name: sorted(re.findall(r"\{\w+\}", t)) for name, t in words.items()}
        assert len({tuple(found) for found in gaps.values()}) == 1, (key, gaps)
        assert all(words.values()), key


def test_every_text_that_the_script_says_is_there_and_none_is_idle():
    texts = set(json.loads(script.read("texts.json")))
    source = "".join(script.read(part).decode() for part in script.PARTS)
    assert set(re.findall(r'say\([\w.]+,\s*"(\w+)"', source)) <= texts
    said = set(re.findall(r'"(\w+)"', source))
    begun = tuple(re.findall(r"`([a-z_]+_)\$\{", source))
    ended = tuple(re.findall(r"\}(_[a-z_]+)`", source))
    known = {t for t in texts if t in said or t.startswith(begun) or t.endswith(ended)}
    assert texts - known == set()
