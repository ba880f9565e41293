"""Low-code checkouts: the session that a shop prepares, and links that lead to it."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Final

from mockdr import contract
from mockdr.base.clock import wire_time
from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.checkout_session import LINK_LASTS
from mockdr.engine import acquiring, following
from mockdr.engine.lacking import invalid, want
from mockdr.engine.operations.goods import check_goods, goods_of
from mockdr.engine.operations.judging import Gathered, judge
from mockdr.engine.operations.pricing import check_currency
from mockdr.engine.operations.resources import Resource, found, operations_of
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["OPERATIONS"]

#: What a low-code checkout calls otherwise than a checkout of the API does.
_OTHERWISE: Final = {"invalid_parameter:autoRenewal": "invalid_request:autoRenewal"}


def _create(turn: Turn) -> Answer:
    """
    Prepare a checkout that a shopper then goes through on the provider's page.

    Source: checkout-sessions.md, drop-in-checkout.md.
    """
    body = turn.body
    want(body, "currency", "items")
    wrong = Gathered()
    wrong.of(partial(check_currency, str(body["currency"])))
    wrong.of(partial(_judge, turn))
    wrong.of(partial(acquiring.check_plans, turn, body["items"]))
    wrong.of(partial(check_goods, turn, body))
    wrong.of(partial(_check_options, turn))
    wrong.refuse()
    id = turn.tenant.ids.uuid()
    document = {
        "id": id,
        # The path of the page is documented nowhere. Inferred.
        "link": f"{turn.base_url}/pay/{id}",
        "liveMode": turn.tenant.live,
    }
    private = {"state": "open", "body": body, "links": []}
    turn.make(Record("checkout_session", id, document, private))
    turn.about["checkout_session"] = id
    return Answer(status=201, document=document)


def _judge(turn: Turn) -> None:
    """Look at items and locale; addresses are for the shopper to complete."""
    body = turn.body
    looked_at = {name: body[name] for name in ("items", "locale") if name in body}
    try:
        judge(looked_at)
    except Refusal as refusal:
        raise Refusal(
            *(
                Complaint(key=_OTHERWISE[c.key]) if c.key in _OTHERWISE else c
                for c in refusal.complaints
            )
        ) from None


def _check_options(turn: Turn) -> None:
    """Source: checkout-sessions.md."""
    options = turn.body.get("options") or {}
    credits = [credit["upstreamId"] for credit in options.get("storeCredits") or ()]
    if len(set(credits)) < len(credits):
        raise Refusal("invalid_parameter:storeCredits")
    physical = any(goods_of(turn, item).physical for item in turn.body["items"])
    if physical and not options.get("shippingMethods"):
        raise Refusal("invalid_request:shippingMethods")


# -- links -------------------------------------------------------------------------


def _create_link(turn: Turn) -> Answer:
    """
    Make a link that leads to a session once, within 24 hours.

    Links that can be used again are made in the dashboard. Source: prebuilt-
    checkout.md; that those of the API are of the other sort is inferred.
    """
    want(turn.body, "sessionId")
    session = found(turn, _SESSIONS, str(turn.body["sessionId"]), "sessionId")
    if session.private["state"] != "open":
        turn.hint = "the session is completed: no link leads there any more"
        raise Refusal(invalid("sessionId", session.id))
    link = turn.tenant.ids.uuid()
    shown = contract.fields_of(
        "reply:listDropInCheckoutLink", ("data", "*", "checkoutSession")
    )
    body = session.private["body"]
    expires = wire_time(turn.now + LINK_LASTS)
    document = {
        "id": link,
        "link": f"{turn.base_url}/pay/{link}",
        "createdTime": turn.time,
        "expired": False,
        "expiresTime": expires,
        "checkoutSession": {name: body[name] for name in shown if name in body},
    }
    turn.make(
        Record(
            "checkout_link", link, document, {"state": "live", "session": session.id}
        )
    )
    session.private["links"].append(link)
    turn.save(session, moved=False)
    following.schedule_expiry(turn, Thing("checkout_link", link), expires)
    turn.about["checkout_link"] = link
    reply = {"id": link, "sessionId": session.id, "link": document["link"]}
    return Answer(status=201, document=reply)


def _forget_link(turn: Turn, link: Record) -> None:
    session = turn.sure("checkout_session", link.private["session"])
    session.private["links"].remove(link.id)
    turn.save(session, moved=False)
    turn.once_kept(partial(turn.tenant.settled, link.id))


_SESSIONS: Final = Resource(kind="checkout_session", title="Checkout session")
_LINKS: Final = Resource(
    kind="checkout_link",
    title="Checkout link",
    delete="deleteDropInCheckoutLinks",
    list="listDropInCheckoutLink",
    forget=_forget_link,
)

#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        "createDropInCheckoutSession": _create,
        "createDropInCheckoutLink": _create_link,
        **operations_of(_LINKS),
    }
)
