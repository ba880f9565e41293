"""The page to which a customer is sent: approve or decline, and back to the shop."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mockdr.base.errors import Json
from mockdr.contract import payment_methods
from mockdr.engine.acts import Impossible
from mockdr.engine.call import Call, Reply
from mockdr.engine.hands import in_page
from mockdr.engine.twice import way_of
from mockdr.server.ui import returned
from mockdr.server.ui.frame import (
    amount_of,
    details,
    form_of,
    framed,
    moved_on,
    web_address,
)

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.world import World

__all__ = ["answer"]

#: What the two buttons say, and what the customer then does.
_DECISIONS: Final = {"approve": "approves", "decline": "cancels"}
#: States of a source that came of an approval.
_APPROVED: Final = frozenset({"chargeable", "consumed"})


def answer(world: World, call: Call, redirect_id: str) -> Reply:
    """
    Answer a browser at the address of a redirect.

    Args:
        world: Where the redirect was made.
        call: `GET` for the page, `POST` for a decision.
        redirect_id: What the path ends with.
    """
    found = world.looked_up(dict(call.query).get("apiKey"))
    if found is None or found[1].secret:
        return framed(
            401,
            "This link has no valid key",
            "The address must end with the shop's public key, as it stands in "
            "<code>redirectUrl</code>: <code>?apiKey=pk_test_…</code>",
        )
    tenant = found[0]
    redirect = tenant.redirect(redirect_id)
    if redirect is None:
        return framed(
            404,
            "This link leads nowhere",
            "No payment of this shop has this address. It may have been made before "
            "the last reset, or with another key.",
        )
    redirect = way_of(tenant, redirect)
    if call.method == "POST":
        return _decide(tenant, redirect, call)
    if redirect["state"] != "pending_redirect":
        return _decided(200, redirect)
    return _ask(redirect)


def _decide(tenant: Tenant, redirect: Mapping[str, Json], call: Call) -> Reply:
    verb = _DECISIONS.get(form_of(call).get("decision", ""))
    if verb is None:
        return framed(
            400,
            "Nothing was decided",
            "The form must say <code>decision=approve</code> or "
            "<code>decision=decline</code>.",
        )
    if redirect["state"] != "pending_redirect":
        return _decided(409, redirect)
    if verb == "approves" and redirect["signs_in"]:
        verb = "signs in for"
    else:
        try:
            in_page(tenant, verb, redirect["source"])
        except Impossible as impossible:
            return framed(409, "That is not possible now", escape(str(impossible)))
    back = redirect.get("returnUrl")
    if verb == "cancels":
        # Methods without a cancelUrl send their customer back to the one they have.
        back = redirect.get("cancelUrl") or back
    location = web_address(back)
    if location is not None and returned.is_returned(location):
        return returned.page()
    if location is None:
        done = "Declined" if verb == "cancels" else "Approved"
        if redirect["signs_in"] and verb != "cancels":
            done = "Signed in"
        return framed(200, done, _nowhere_to_go(back))
    return moved_on(location, f"customer {verb} {redirect['source']}")


def _ask(redirect: Mapping[str, Json]) -> Reply:
    back = _shop_of(redirect.get("returnUrl"))
    left = _shop_of(redirect.get("cancelUrl") or redirect.get("returnUrl"))
    approve, title = "Approve", "Confirm your payment"
    if redirect["signs_in"]:
        approve, title = "Sign in", "Sign in to Amazon Pay"
    if back == left:
        ways = f"Both lead back to {back}."
    else:
        ways = f"{approve} leads back to {back}, Decline to {left}."
    return framed(
        200,
        title,
        f"{_details(redirect)}\n"
        '<form method="post">\n'
        '<button class="strong" name="decision" value="approve">'
        f"{approve}</button>\n"
        '<button name="decision" value="decline">Decline</button>\n'
        "</form>\n"
        f'<p class="small">{ways}</p>',
    )


def _shop_of(back: Json) -> str:
    address = web_address(back)
    if address is None:
        return "this page"
    # Who is let in there is nobody's business.
    return escape(urlsplit(address).netloc.rpartition("@")[2])


def _decided(status: int, redirect: Mapping[str, Json]) -> Reply:
    approved = redirect["state"] in _APPROVED
    title = "This payment was already decided"
    text = "It was approved." if approved else "It cannot be approved any more."
    back = web_address(redirect.get("returnUrl")) if approved else None
    if back is not None:
        text += f' <a href="{escape(back)}">Back to the shop</a>'
    return framed(status, title, f"<p>{text}</p>\n{_details(redirect)}")


def _nowhere_to_go(back: Json) -> str:
    if not back:
        return "The shop named no address to go back to. You can close this page."
    return (
        "The shop's address is no web address, so you stay here: "
        f"<code>{escape(str(back))}</code>"
    )


def _details(redirect: Mapping[str, Json]) -> str:
    method = payment_methods().get(redirect["type"])
    return details(
        (
            ("Amount", amount_of(redirect.get("amount"), redirect.get("currency"))),
            ("Method", redirect["type"] if method is None else method.title),
            ("Source", redirect["source"]),
            ("State", redirect["state"]),
        )
    )
