"""A language is no locale: it becomes the nearest one that papers are written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["DEFAULT", "LANGUAGES", "LOCALES", "locale_of"]

#: What papers are written in where nobody says. Source: creating-checkouts/README.md.
DEFAULT: Final = "en_US"

#: Language to its locales, the one for the bare language first. The locales are
#: documented in creating-checkouts/README.md; which of them comes first is inferred.
LOCALES: Final = MappingProxyType(
    {
        "cs": ("cs_CZ",),
        "da": ("da_DK",),
        "de": ("de_DE", "de_AT", "de_CH"),
        "en": ("en_US",),
        "es": ("es_ES",),
        "fi": ("fi_FI",),
        "fr": ("fr_FR", "fr_BE", "fr_CA", "fr_CH"),
        "it": ("it_IT", "it_CH"),
        "ja": ("ja_JP",),
        "ko": ("ko_KR",),
        "nl": ("nl_NL", "nl_BE"),
        "no": ("no_NO",),
        "pl": ("pl_PL",),
        "ro": ("ro_RO",),
        "sv": ("sv_SE",),
        "zh": ("zh_CN", "zh_TW"),
    }
)

#: Languages that pages are shown in, but papers are not: these are in English.
#: Source: checkout-sessions.md; that they are known to checkouts too is inferred.
_PAGES_ONLY: Final = frozenset({"ar", "el", "hu", "pt", "ru", "sk", "th", "tr"})

#: Languages that pages are shown in.
LANGUAGES: Final = frozenset(LOCALES) | _PAGES_ONLY

#: Where Chinese is written as in zh_TW.
_TRADITIONAL: Final = frozenset({"zh_hk", "zh_mo", "zh_hant"})


def locale_of(language: str) -> str | None:
    """
    Return the locale that *language* comes nearest to, or None where it is no language.

    Source: 2023.md says that there is a mapping; that a region without a locale of
    its own falls back to its language, and a language without one to English, is
    inferred.

    Args:
        language: `fr`, `fr-ca` or `fr_CA`, in any case.
    """
    if not language.isascii():
        return None
    tag = language.replace("-", "_").lower()
    bare, _, region = tag.partition("_")
    if region and not region.isalnum():
        return None
    if bare in _PAGES_ONLY:
        return DEFAULT
    near = LOCALES.get(bare)
    if near is None or tag.endswith("_"):
        return None
    exact = {locale.lower(): locale for locale in near}
    if tag in _TRADITIONAL:
        return "zh_TW"
    return exact.get(tag, near[0])
