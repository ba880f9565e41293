"""Says of a call that no tenant takes what it carried for a key, and what to do."""

from __future__ import annotations

import re
from typing import Final

from mockdr.engine.call import Call
from mockdr.engine.keys import parse_key

__all__ = ["advice", "carried"]

#: Paths to which the vendor's PHP SDK sends no key, though it has one. Source: its
#: build of 2023-04-25.
_UNSIGNED: Final = re.compile(
    r"/(inventory-items|inventory-levels|reservations|fulfillment-orders"
    r"|fulfillment-cancellations|fulfillment-returns|shipments|shipping-quotes"
    r"|shipping-labels|checkout/shipping-quotes)(/.*)?"
    r"|/invoices/[^/]+/sources/[^/]+"
)

#: So much of a foreign key's name is shown: enough to know which one it is.
_SHOWN: Final = 3


def carried(call: Call, key: str | None) -> str:
    """
    Return in words what a call carried, with hardly anything of the key in it.

    Args:
        key: As it was read from the call; None when none could be.
    """
    if key is None:
        sent = call.headers.get("authorization", "").strip()
        return "a header Authorization that holds no key" if sent else "no key"
    parsed = parse_key(key)
    if parsed is None:
        return "a key that is garbled"
    half = f"{'sk' if parsed.secret else 'pk'}_{'live' if parsed.live else 'test'}"
    # Written apart: in one piece it would be masked as a whole.
    return f"a key of nobody ({half}, the name begins with {parsed.tenant[:_SHOWN]!r})"


def advice(call: Call, key: str | None) -> str:
    """Return why a call was turned away, and what opens the door."""
    what = carried(call, key)
    if key is None and what == "no key":
        told = "no key: send Authorization: Bearer sk_test_<name>"
        if _UNSIGNED.fullmatch(call.path):
            told += "; the vendor's PHP SDK forgets it here: give its HTTP client one"
        return told
    if key is None:
        return f"{what}: send Bearer, or Basic with the key as the user"
    if parse_key(key) is None:
        return "no tenant has this key: keys are sk_test_<name> and pk_test_<name>"
    return (
        "no tenant has this key: a test's own are mockdr.secret_key and "
        'mockdr.public_key; keys = "open" lets every name in'
    )
