"""Who knows a client secret may act for the customer: how one is compared."""

from __future__ import annotations

import hmac

from mockdr.base.errors import Json

__all__ = ["opens"]


def opens(secret: str, known: Json) -> bool:
    """
    Tell whether *secret* is the secret *known*, whole or the part after `_`.

    The browser library was seen to send the part. Source: digitalriver-object.md.
    """
    whole = str(known)
    # Both are always compared, so that time tells nothing.
    fits = [
        hmac.compare_digest(secret.encode(), text.encode())
        for text in (whole, whole.partition("_")[2])
        if text
    ]
    return any(fits)
