"""A browser on the shop's page may call what is for browsers, and nothing else."""

from __future__ import annotations

from typing import Final

from mockdr.engine.call import Call, Reply

__all__ = ["BROWSERS", "opened", "preflight"]

#: Where the operations of the public key begin.
BROWSERS: Final = ("/payments/", "/dynamic-pricing/country-currency")

_ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}
_METHODS: Final = "GET, POST, PUT, PATCH, DELETE"
#: What the browser library sends beyond what every page may.
_HEADERS: Final = "authorization, content-type"


def preflight(call: Call) -> Reply | None:
    """
    Return what a browser is told that asks before it calls; None for any other call.

    Samples of 2019 have such headers; which ones, and that the question needs no key,
    is inferred from what browsers do. It is no call of the API: no scenario sees it.
    """
    if call.method != "OPTIONS" or "origin" not in call.headers:
        return None
    return Reply(
        status=204,
        headers={
            **_ANYBODY,
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": call.headers.get(
                "access-control-request-headers", _HEADERS
            ),
        },
    )


def opened(reply: Reply) -> Reply:
    """Return *reply* as one that scripts of any page may read."""
    for name, value in _ANYBODY.items():
        reply.headers.setdefault(name, value)
    return reply
