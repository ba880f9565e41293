"""Where the links of disclosures lead: a page that says what would stand there."""

from __future__ import annotations

from html import escape
from types import MappingProxyType
from typing import Final

from mockdr.engine.call import Reply
from mockdr.server.ui.frame import framed

__all__ = ["PAGES", "answer"]

#: A page's name in the address to what it is. Source: digitalriver-object.md, the
#: sample of a disclosure.
PAGES: Final = MappingProxyType(
    {
        "DisplayDRAboutDigitalRiverPage": "About the seller",
        "DisplayDRContactInformationPage": "Legal notice",
        "DisplayDRCookiesPolicyPage": "Cookies",
        "DisplayDRPrivacyPolicyPage": "Privacy policy",
        "DisplayDRTermsAndConditionsPage": "Terms of sale",
    }
)
_SELLER: Final = "eCommerceProvider."


def answer(rest: str) -> Reply:
    """
    Return the page of a disclosure.

    Args:
        rest: `<locale>/<page>/eCommerceProvider.<name>`, as the links say it.
    """
    _, _, tail = rest.partition("/")
    page, _, seller = tail.partition("/")
    title, name = PAGES.get(page), seller.removeprefix(_SELLER)
    if title is None or not name or name == seller:
        return framed(
            404,
            "There is no such page",
            "Take the addresses as <code>Compliance.getDetails()</code> returns them.",
        )
    return framed(
        200,
        title,
        f"<p>Here the provider shows its own text, for <b>{escape(name)}</b>.</p>\n"
        '<p class="small">mockdr has none: what is sold here is not for sale, and '
        "nobody is bound by anything.</p>",
    )
