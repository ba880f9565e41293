"""Amazon Pay sends its customer away twice: to sign in, and after the order to pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.engine.things import Record, Thing

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["part_of", "way_of"]


def part_of(
    source: Mapping[str, Json], sub: Mapping[str, Json], currency: Json
) -> dict[str, Json]:
    """
    Return what the button of Amazon Pay would be drawn with.

    Names are documented, values are made up: nobody but this server reads them.
    Source: amazon-pay-element.md.

    Args:
        source: With its `id`.
        sub: The `amazonPay` of the request.
        currency: Of the session; None where there is none.
    """
    id = str(source["id"])
    shown = {
        "payload": f"mock-payload-{id}",
        "signature": f"mock-signature-{id}",
        "merchantId": "MOCKMERCHANT01",
        "publicKeyId": "SANDBOX-MOCKDR",
        "productType": "PayOnly" if sub.get("placement") == "Other" else "PayAndShip",
    }
    if currency is not None:
        shown["ledgerCurrency"] = str(currency)
    return shown


def way_of(tenant: Tenant, redirect: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return *redirect* with where its customer goes from here, and what it is for.

    Before there is an order, the customer of Amazon Pay signs in, which moves nothing;
    a story that lets them approve by then is played all the same. Afterwards they pay,
    and come back to `resultReturnUrl`. Source: amazon-pay.md.

    Args:
        redirect: As `Tenant.redirect` returns it.
    """
    found = {**redirect, "signs_in": False}
    if redirect["type"] != "amazonPay":
        return found
    with tenant.lock:
        source = tenant.peek("source", redirect["source"])
        if source is None:
            return found
        if _is_ordered(tenant, source):
            found["returnUrl"] = source.private.get("result_url") or redirect.get(
                "returnUrl"
            )
        else:
            thing = Thing("source", source.id)
            awaited = tenant.director.awaits("customer", "approves", thing)
            found["signs_in"] = not awaited
    return found


def _is_ordered(tenant: Tenant, source: Record) -> bool:
    id = source.private.get("attached")
    session = tenant.peek("session", id) if id else None
    return session is not None and "order" in session.private
