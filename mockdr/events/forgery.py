"""Callbacks as nobody should believe them: changed after they were signed."""

from __future__ import annotations

from typing import Final

import orjson

__all__ = ["tampered"]

#: What somebody would like to be another amount: the first of them that there is.
_AMOUNTS: Final = ("totalAmount", "amount", "subtotal", "refundedAmount", "price")


def tampered(body: bytes) -> bytes:
    """
    Return *body* with an amount of it changed, or else where it claims to come from.

    It is JSON as before, of the same shape, so that only its signature tells.
    """
    event = orjson.loads(body)
    thing = event["data"]["object"]
    for name in _AMOUNTS:
        amount = thing.get(name)
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            thing[name] = amount + 1
            break
    else:
        event["liveMode"] = not event["liveMode"]
    return orjson.dumps(event)
