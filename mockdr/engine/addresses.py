"""Where the pages are to which a source sends its customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from mockdr.base.errors import Json

__all__ = ["ICONS", "RECEIVERS", "method_icon", "receiver_page"]

#: Where customers read how to pay by themselves, and do.
RECEIVERS: Final = "/payments/receivers/"

#: Where the pictures of payment methods are.
ICONS: Final = "/v1/images/payment-methods/"


def method_icon(base_url: str, type: str) -> str:
    """
    Return the URL of the picture of a payment method, which is one of our own.

    Args:
        base_url: Of this server, without a slash.
        type: Of the method.
    """
    return f"{base_url}{ICONS}{type}.svg"


def receiver_page(base_url: str, public_key: str, source: Mapping[str, Json]) -> str:
    """
    Return the URL of the page that says how to pay *source*.

    The address of the one that the provider has is documented nowhere. Inferred.

    Args:
        base_url: Of this server, without a slash.
        public_key: Of the shop; the page wants to know whose source it is.
        source: With `id` and `clientSecret`.
    """
    secret = str(source["clientSecret"]).partition("_")[2]
    query = urlencode({"apiKey": public_key, "secret": secret})
    return f"{base_url}{RECEIVERS}{source['id']}?{query}"
