"""Languages, and the locales that they become."""

from __future__ import annotations

import pytest

from mockdr.contract import enum
from mockdr.domain.locales import DEFAULT, LOCALES, locale_of

#: Every locale that the documentation lists.
DOCUMENTED = {
    *("fr_BE", "fr_CH", "fr_FR", "fr_CA", "it_CH", "it_IT", "nl_BE", "nl_NL", "no_NO"),
    *("pl_PL", "ja_JP", "ro_RO", "ko_KR", "zh_CN", "zh_TW", "cs_CZ", "da_DK", "fi_FI"),
    *("de_AT", "de_CH", "de_DE", "es_ES", "sv_SE", "en_US"),
}


def test_the_locales_are_the_documented_ones():
    assert {one for found in LOCALES.values() for one in found} == DOCUMENTED


@pytest.mark.parametrize("locale", sorted(DOCUMENTED))
def test_a_locale_is_its_own_language_however_it_is_written(locale):
    for written in (locale, locale.lower(), locale.replace("_", "-"), locale.upper()):
        assert locale_of(written) == locale


@pytest.mark.parametrize("language", enum("DropInCheckoutRequest", "language"))
def test_every_language_of_a_page_has_a_locale(language):
    assert locale_of(language) in DOCUMENTED


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("fr", "fr_FR"),
        ("de", "de_DE"),
        ("en-gb", "en_US"),
        ("en-us", "en_US"),
        ("es-419", "es_ES"),
        ("fr-ca", "fr_CA"),
        ("zh", "zh_CN"),
        ("zh-hk", "zh_TW"),
        ("pt-br", DEFAULT),
        ("ro", "ro_RO"),
    ],
)
def test_a_language_becomes_the_nearest_locale(language, locale):
    assert locale_of(language) == locale


@pytest.mark.parametrize(
    "nonsense", ["", "xx", "klingon", "fr-", "de_", "_", "-fr", "fr ca", "fr-!", "Ðe"]
)
def test_what_is_no_language_becomes_no_locale(nonsense):
    assert locale_of(nonsense) is None
