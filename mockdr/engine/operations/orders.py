"""Orders: the moment of truth, and what comes after it."""

from __future__ import annotations

from typing import Final

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain import OrderFacts, first_refusal
from mockdr.domain.order_checks import burns
from mockdr.engine import acquiring, following
from mockdr.engine.forcing import forced
from mockdr.engine.funding import contribution_of, lost, refund
from mockdr.engine.operations.checkouts import build
from mockdr.engine.operations.listing import list_of
from mockdr.engine.operations.pricing import is_physical
from mockdr.engine.operations.resources import changed
from mockdr.engine.operations.taxes import inapplicable, missing
from mockdr.engine.ordered import new_order
from mockdr.engine.present import expanded
from mockdr.engine.stage import Stage, apply, decide, stage_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Answer, Turn

__all__ = [
    "createOrders",
    "listOrders",
    "refreshOrders",
    "retrieveOrders",
    "updateOrders",
]

_NOT_SHIPPED: Final = (
    "the checkout ships goods and has no shippingChoice "
    "{amount, description, serviceLevel}"
)


def createOrders(turn: Turn) -> Answer:
    """
    Submit a checkout.

    Whatever else the body says beside `checkoutId` is silently ignored. Without a
    `checkoutId` the body is the checkout. Source: creating-and-updating-an-order.md.
    """
    checkout = _checkout_of(turn)
    session = turn.sure("session", checkout.private["session"])
    stage = stage_of(turn, session)
    complaint = first_refusal(_facts(turn, stage))
    if complaint is not None:
        if complaint.key == "order_submit_failed":
            turn.hint = lost(turn, checkout)
        if complaint.key == "invalid_shipping_choice":
            turn.hint = _NOT_SHIPPED
        if burns(complaint.key):
            _burn(turn, stage)
        raise Refusal(complaint)
    situation = {**stage.situation(), "order": None}
    if not checkout.document["totalAmount"]:
        # Nothing is to be paid: whatever is attached is not charged. Inferred.
        situation["source"] = None
    outcome = decide(turn, situation, _result(stage))
    if outcome.error is not None:
        # No order: the sources are charged for nothing, the session says why.
        apply(turn, stage, outcome)
        turn.commit()
        complaint = Complaint(key=outcome.error)
        if turn.claims.error == outcome.error:
            complaint = forced(turn)
        raise Refusal(complaint)
    if turn.claims.error is not None:
        if burns(turn.claims.error):
            _burn(turn, stage)
        raise Refusal(forced(turn))
    stage.order = new_order(turn, stage)
    turn.about["order"] = stage.order.id
    apply(turn, stage, outcome)
    checkout.private["state"] = "consumed"
    session.private["order"] = stage.order.id
    turn.save(session)
    for source in stage.sources:
        source.private["attached"] = session.id
        turn.save(source, moved=False)
        refund(turn, source, but=session.id)
    turn.save(checkout)
    acquiring.ordered(turn, stage.order)
    following.follow(turn, stage)
    return Answer(status=201, document=turn.shown(stage.order))


def retrieveOrders(turn: Turn) -> Answer:
    """
    Return an order; reading moves nothing, not even an approved redirect.

    With `expand=true` its lines tell more of their products.

    Source: creating-and-updating-an-order.md.
    """
    order = _order(turn)
    document = turn.shown(order)
    if dict(turn.query).get("expand") == "true":
        document = expanded(order, document)
    return Answer(status=200, document=document)


def refreshOrders(turn: Turn) -> Answer:
    """
    Look again at an order that waits for a redirect.

    Source: handling-redirect-payment-methods.md; an order that waits for nothing is
    returned as it is (inferred).
    """
    order = _order(turn)
    session = turn.sure("session", order.private["session"])
    stage = stage_of(turn, session)
    outcome = decide(turn, stage.situation(), _result(stage))
    apply(turn, stage, outcome)
    following.follow(turn, stage)
    return Answer(status=200, document=turn.shown(order))


def updateOrders(turn: Turn) -> Answer:
    """
    Change what may change of an order: metadata, upstreamId, requestToBeForgotten.

    Where none of it changed there is nothing to tell; so a request about the metadata
    of lines, which are not kept, emits no event.

    Source: creating-and-updating-an-order.md, event-types.md; that what is written
    again as it was tells nothing either is inferred.
    """
    order = _order(turn)
    before = turn.before(order)
    for name in ("requestToBeForgotten", "upstreamId", "metadata"):
        if name in turn.body:
            order.document[name] = turn.body[name]
    order.document["updatedTime"] = turn.time
    turn.save(order)
    after = turn.shown(order)
    previous = changed(before, after)
    if previous:
        turn.tell("order.updated", order, previous=previous)
    return Answer(status=200, document=after)


def listOrders(turn: Turn) -> Answer:
    """List orders, newest first."""
    return list_of(turn, "order")


def _order(turn: Turn) -> Record:
    id = turn.params["id"]
    record = turn.load("order", id)
    if record is None:
        raise Refusal(Complaint(key="not_found:order", values={"id": id}))
    turn.about.update(order=id, session=record.private["session"])
    charges = record.private.get("charges")
    if charges:
        turn.about["charge"] = charges[-1]
    return record


def _checkout_of(turn: Turn) -> Record:
    id = turn.body.get("checkoutId")
    if id:
        return turn.need(
            "checkout", str(id), resource="Checkout", parameter="checkoutId"
        )
    missing = [
        Complaint(key="missing_parameter", parameter=name)
        for name in ("currency", "items")
        if not turn.body.get(name)
    ]
    if len(missing) == 2:  # noqa: PLR2004  (neither: it is no checkout at all)
        missing = [Complaint(key="missing_parameter", parameter="checkoutId")]
    if missing:
        raise Refusal(*missing)
    return build(turn)


def _result(stage: Stage) -> str | None:
    return stage.primary.private.get("result") if stage.primary else None


def _burn(turn: Turn, stage: Stage) -> None:
    """Leave the checkout dead; what was saved so far is kept."""
    stage.session.document["state"] = "failed"
    stage.checkout.private["state"] = "burnt"
    turn.save(stage.session)
    turn.save(stage.checkout)
    turn.commit()


def _facts(turn: Turn, stage: Stage) -> OrderFacts:
    document, private = stage.checkout.document, stage.checkout.private
    session = stage.session.document
    physical = [
        item
        for item, sent in zip(document["items"], private["sent"], strict=True)
        if is_physical(item, sent, document)
    ]
    customer_id = document.get("customerId")
    customer = turn.load("customer", customer_id) if customer_id else None
    tax_types: tuple[str, ...] = ()
    entity = document.get("sellingEntity", {}).get("id")
    invoice_attribute = False
    if entity == "DR_TAIWAN-ENTITY":
        # The page on e-invoicing requirements asks for one of the two.
        if document.get("customerType") == "business":
            tax_types = missing(turn, stage.checkout)
        else:
            invoice_attribute = not private.get("invoiceAttributeId")
    return OrderFacts(
        checkout_id=str(turn.body.get("checkoutId") or stage.checkout.id),
        consumed=private["state"] == "consumed",
        email=document.get("email"),
        session_state=session["state"],
        funded=contribution_of(turn, stage.checkout).funded,
        bill_to=document.get("billTo"),
        physical=bool(physical),
        ships_from=all(
            (
                (item.get("shipFrom") or document.get("shipFrom") or {}).get("address")
                or {}
            ).get("country")
            for item in physical
        ),
        ship_to_name=(document.get("shipTo") or {}).get("name"),
        shipping_choice="shippingChoice" in document,
        invoice_attribute_missing=invoice_attribute,
        tax_types_missing=tax_types,
        tax_types_inapplicable=inapplicable(turn, stage.checkout),
        sources=tuple(
            (source.id, source.document.get("customerId")) for source in stage.sources
        ),
        customer_id=customer_id,
        customer_enabled=customer is None or customer.document["enabled"],
    )
