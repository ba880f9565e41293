"""A shopper goes through a low-code checkout: everything a shop would call, at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from mockdr.base.errors import Complaint, Json, Refusal
from mockdr.contract import errors
from mockdr.domain.price_format import price_format
from mockdr.engine.homes import home_of
from mockdr.engine.operations import checkouts, customers, orders, sources
from mockdr.engine.operations.resources import enter
from mockdr.engine.stage import decide
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["submits"]

#: What a session says to the shopper, and not to the checkout that comes of it.
_NOT_TAKEN: Final = frozenset({"style", "options", "redirects", "shoppingCountry"})
#: Who shops, where the session does not say. All of it is made up.
_NAME: Final = "William Brown"
_EMAIL: Final = "shopper@example.com"
_CONFLICT: Final = 409


def submits(
    turn: Turn, thing: Thing, *, authenticate: Callable[[Turn, Thing], None]
) -> None:
    """
    Let the shopper fill in what is missing, pay, and submit.

    An order that is refused leaves the session open: the shopper may try again.

    Source: handling-completed-checkout-sessions.md; a refusal is inferred.

    Args:
        authenticate: Lets the shopper pass the challenge of a bank.

    Raises:
        Refusal: If the session as the shop prepared it can become no order.
    """
    body = turn.sure(*thing).private["body"]
    desk = _Desk(turn)
    checkout = _checkout(desk, body)
    order: Mapping[str, Json] | None = None
    try:
        _pay(desk, checkout, body, authenticate)
        order = desk.do(
            "createOrders",
            orders.createOrders,
            body={"checkoutId": checkout},
            choosing=True,
        ).document
    except Refusal as refusal:
        if not _is_shoppers(refusal.complaints):
            raise
    desk.do(turn.trigger, partial(_conclude, thing, order), choosing=True)


def _conclude(thing: Thing, order: Mapping[str, Json] | None, turn: Turn) -> Answer:
    """Complete the session, if an order was made, and tell of it."""
    session = turn.sure(*thing)
    after = {"checkout_session": "open" if order is None else "completed"}
    outcome = decide(turn, {"checkout_session": "open"}, None, settled=after)
    enter(turn, session, outcome.then["checkout_session"])
    if order is None:
        return Answer(status=200)
    for id in session.private["links"]:
        link = turn.sure("checkout_link", id)
        if link.private["state"] == "live":
            link.document["expired"] = True
            enter(turn, link, "expired")
            turn.once_kept(partial(turn.tenant.settled, id))
    turn.tell_of(
        "checkout_session.order.created",
        Record("checkout_session_order", order["id"], _told(turn, session, order)),
    )
    return Answer(status=200)


def _is_shoppers(complaints: tuple[Complaint, ...]) -> bool:
    """Tell whether it is the shopper's payment that was refused, not the session."""
    own = ("unknown_error", "invalid_expiration_date")
    return all(c.key in own or errors()[c.key].status == _CONFLICT for c in complaints)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the pieces of work are done, each a turn of its own, as if called."""

    turn: Turn

    def do(
        self,
        trigger: str,
        work: Callable[[Turn], Answer],
        *,
        body: Json = None,
        params: Mapping[str, str] | None = None,
        choosing: bool = False,
    ) -> Answer:
        """Do *work*, and let the act have done it; a choosing one is the step's."""
        whole = self.turn
        claims = replace(whole.claims, error=None)
        part = Turn(
            whole.tenant,
            trigger=trigger,
            body=body,
            params=params,
            base_url=whole.base_url,
            claims=claims if choosing else replace(claims, states={}),
        )
        try:
            answer = work(part)
            part.commit()
        finally:
            whole.made += part.made
            whole.moved += part.moved
            whole.events += part.events
            whole.about.update(part.about)
            whole.candidates = part.candidates
        return answer


def _checkout(desk: _Desk, body: Mapping[str, Json]) -> str:
    """Make the checkout, and its customer if there is none; returns its id."""
    fields = {k: v for k, v in body.items() if k not in _NOT_TAKEN}
    if "locale" in fields:
        # The language is then that of the page alone. Inferred.
        fields.pop("language", None)
    options = body.get("options") or {}
    home = {"name": _NAME, "address": home_of(str(body["currency"]))}
    offered = next(iter(options.get("addresses") or ()), home)
    fields.setdefault("email", offered.get("email", _EMAIL))
    for name in ("shipTo", "billTo"):
        fields[name] = {**offered, **(fields.get(name) or {})}
    for method in (options.get("shippingMethods") or ())[:1]:
        fields["shippingChoice"] = dict(method)
    customer = fields.get("customerId")
    if customer and desk.turn.tenant.peek("customer", str(customer)) is None:
        desk.do(
            "createCustomers",
            customers.createCustomers,
            body={"id": str(customer), "email": fields["email"]},
        )
    answer = desk.do("createCheckouts", checkouts.createCheckouts, body=fields)
    return str(answer.document["id"])


def _pay(
    desk: _Desk,
    checkout: str,
    body: Mapping[str, Json],
    authenticate: Callable[[Turn, Thing], None],
) -> None:
    """Use the store credits that are offered, and for the rest what the act says."""
    for credit in (body.get("options") or {}).get("storeCredits") or ():
        left = _left(desk, checkout)
        if left > 0:
            fields = {
                "type": "customerCredit",
                "paymentSessionId": _session(desk, checkout)["id"],
                "amount": min(float(credit["amount"]), left),
                "upstreamId": credit["upstreamId"],
                "customerCredit": {},
            }
            made = desk.do("createSources", sources.createSources, body=fields)
            _attach(desk, checkout, made.document["id"])
    if _left(desk, checkout) > 0:
        fields = {"type": "creditCard", **desk.turn.body}
        fields["sessionId"] = _session(desk, checkout)["id"]
        filled = sources.filled_in(desk.turn, fields)
        made = desk.do(
            "createPaymentSources", sources.createPaymentSources, body=filled
        )
        source = Thing("source", str(made.document["id"]))
        if made.document["state"] == "requires_action":
            # The page shows the challenge of the bank.
            desk.do("customer.authenticates", partial(_passed, authenticate, source))
        _attach(desk, checkout, source.id)


def _passed(
    authenticate: Callable[[Turn, Thing], None], source: Thing, turn: Turn
) -> Answer:
    authenticate(turn, source)
    return Answer(status=200)


def _attach(desk: _Desk, checkout: str, source: str) -> None:
    desk.do(
        "attachSourceToCheckout",
        checkouts.attachSourceToCheckout,
        params={"id": checkout, "sourceId": source},
    )


def _session(desk: _Desk, checkout: str) -> dict[str, Json]:
    document = desk.turn.tenant.document("checkout", checkout) or {}
    session: dict[str, Json] = document["payment"]["session"]
    return session


def _left(desk: _Desk, checkout: str) -> float:
    return float(_session(desk, checkout)["amountRemainingToBeContributed"])


# -- what is told ------------------------------------------------------------------


def _told(turn: Turn, session: Record, order: Mapping[str, Json]) -> dict[str, Json]:
    """
    Return the order as the event of a low-code checkout shows it.

    Source: event-types.md, its sample of checkout_session.order.created.
    """
    told: dict[str, Json] = {**order, "checkoutSessionId": session.id}
    told["items"] = [_item(turn, item) for item in order["items"]]
    for name in ("shipTo", "billTo"):
        if name in told:
            told[name] = {**told[name], "saveForLater": False}
    paid = [
        turn.sure("source", str(source["id"]))
        for source in order["payment"].get("sources", ())
    ]
    hidden = ("liveMode", "flow", "customerId")
    told["payment"] = {
        **order["payment"],
        "sources": [
            {k: v for k, v in source.document.items() if k not in hidden}
            for source in paid
        ],
    }
    told["taxInclusive"] = bool(session.private["body"].get("taxInclusive"))
    told["consents"] = dict.fromkeys(("termsOfService", "eula", "termsOfSale"), True)
    told["pricingFormat"] = price_format(str(order["currency"]))
    return told


def _item(turn: Turn, item: Mapping[str, Json]) -> dict[str, Json]:
    """Return a line with the whole of its SKU, in place of its id."""
    told = {k: v for k, v in item.items() if k not in ("skuId", "productDetails")}
    record = turn.load("sku", str(item["skuId"])) if "skuId" in item else None
    shown = record.document if record else item.get("productDetails", {})
    told["sku"] = {k: v for k, v in shown.items() if k != "liveMode"}
    if "skuId" in item:
        told["sku"]["id"] = item["skuId"]
    return told
