"""The flows of payment: what each tells, held against the documented sequence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from mockdr.contract import event_types
from tests.engine.shop import ADDRESS, Shop
from tests.scenarios.watch import played

#: What a row of FLOWS may say of an event, besides its name alone: `[x]` may be told,
#: `x&y` are told in either order, `(x)` is told though the documentation names it not.
TOKEN = re.compile(r"([\[(]?)([\w.]+)(?:&([\w.]+))?[\])]?")


def story(name: str, first: int = 0, last: int = 99) -> Callable[[], list[str]]:
    """Return what tells the events of some steps of a bundled story."""

    def tell() -> list[str]:
        found = played(name)
        assert found.findings == []
        beats = [beat for beat in found.beats if first <= beat.number <= last]
        assert beats
        return [event for beat in beats for event in beat.events]

    return tell


def card() -> list[str]:
    """Let a browser make the source first, as the documentation tells it."""
    shop = Shop()
    source = shop.source()
    checkout = shop.checkout()
    shop.attach(checkout, source)
    shop.made(shop.order(checkout))
    return shop.events()


def by_the_warehouse() -> list[str]:
    """Order, have the provider's warehouse send it, and say so to the provider."""
    shop = Shop()
    order = shop.ordered()
    before = shop.events().index("order.accepted")
    lines = [
        {"inventoryItemId": "lamp", "upstreamId": item["id"], "quantity": 2}
        for item in order["items"]
    ]
    shop.made(
        shop.post(
            "/fulfillment-orders",
            {
                "currency": "USD",
                "upstreamOrderTime": "2026-05-01T12:00:00Z",
                "upstreamId": order["id"],
                "shipTo": {"name": "William Brown", "address": ADDRESS},
                "shippingChoice": {"id": "SG"},
                "items": lines,
            },
        )
    )
    shop.tenant.happen("provider", "fails", "fulfillment_order")
    shop.tenant.happen("provider", "completes", "fulfillment_order")
    items = [{"itemId": i["id"], "quantity": i["quantity"]} for i in order["items"]]
    shop.made(shop.post("/fulfillments", {"orderId": order["id"], "items": items}))
    return shop.events()[before:]


PAID = "[order.created] [order.charge.pending] order.charge.capturable order.accepted"
SENT = (
    "fulfillment.created order.charge.capture.pending order.fulfilled "
    "[order.charge.processing] order.charge.capture.complete order.charge.complete "
    "order.complete [order.invoice.created] [sales_transaction.created]"
)
GIVEN_BACK = (
    "order.charge.refund.complete refund.complete order.refunded "
    "[order.credit_memo.created] [sales_transaction.created]"
)
#: The order that a renewal makes is digital: it counts as sent at once.
RENEWED = (
    "(order.created) order.charge.capturable order.accepted (fulfillment.created) "
    "order.charge.capture.pending (order.fulfilled) (order.charge.processing) "
    "invoice.paid invoice.updated"
)
CAPTURED = (
    "order.charge.capture.complete (order.charge.complete) (order.complete) "
    "(order.invoice.created)"
)
CHOSEN = (
    "(checkout.created) source.created checkout.updated "
    "[order.created] order.pending_payment"
)
DRAFTED = "invoice.created subscription.reminder invoice.open invoice.updated"


@dataclass(frozen=True)
class Flow:
    """One row of the documented sequences, and who lives through it."""

    name: str
    documented: str
    tell: Callable[[], list[str]]


FLOWS = (
    Flow(
        "card, accepted at once",
        f"source.created source.chargeable checkout.created checkout.updated {PAID}",
        card,
    ),
    # The checkout is made out of the session first: the form needs its total.
    Flow(
        "low-code checkout",
        "checkout.created source.created source.chargeable checkout.updated "
        f"{PAID} checkout_session.order.created",
        story("submitted-by-card", 4, 4),
    ),
    Flow("declined", "", story("declined", 4, 4)),
    Flow(
        "redirect",
        f"{CHOSEN} source.chargeable order.charge.capturable order.accepted",
        story("klarna-approved"),
    ),
    Flow(
        "redirect, refused by the provider",
        f"{CHOSEN} (source.chargeable) order.charge.failed [order.cancelled]",
        story("klarna-charge-fails"),
    ),
    Flow(
        "delayed",
        f"{CHOSEN} source.chargeable order.charge.capturable order.accepted",
        story("konbini-paid-late"),
    ),
    Flow(
        "delayed, never paid",
        f"{CHOSEN} order.cancelled",
        story("konbini-never-paid"),
    ),
    Flow(
        "fraud review, passed",
        "[order.created] order.charge.capturable order.review_opened "
        "[order.review_closed] order.accepted",
        story("in-review-passed", 1),
    ),
    Flow(
        "fraud review, blocked",
        "[order.created] order.charge.capturable order.review_opened "
        "order.charge.cancel.complete order.charge.cancelled order.blocked",
        story("in-review-blocked", 1),
    ),
    Flow("full fulfilment", SENT, story("sent-in-full", 1)),
    Flow(
        "full fulfilment, in the books",
        SENT,
        story("paid-out", 1, 1),
    ),
    Flow(
        "partial fulfilment",
        "fulfillment.created order.charge.capture.pending "
        f"order.charge.capture.complete {SENT}",
        story("sent-in-two-parcels", 1),
    ),
    Flow(
        "capture failure",
        "fulfillment.created order.charge.capture.pending (order.fulfilled) "
        "(order.charge.processing) order.charge.capture.failed",
        story("capture-fails-later-by-test-card", 1),
    ),
    Flow(
        "authorization not given again",
        "order.charge.reauth.failed",
        story("authorization-not-given-again", 5, 6),
    ),
    Flow(
        "all items cancelled",
        "fulfillment.created order.charge.cancel.pending order.charge.cancel.complete "
        "order.charge.cancelled order.cancelled",
        story("cancelled-in-full", 1),
    ),
    Flow(
        "some items cancelled",
        "fulfillment.created order.charge.cancel.pending order.charge.cancel.complete",
        story("one-unit-cancelled-first", 1, 2),
    ),
    Flow(
        "sent by the provider's warehouse",
        "order.accepted fulfillment_order.pending [fulfillment_order.backordered] "
        f"fulfillment_order.shipped {SENT}",
        by_the_warehouse,
    ),
    Flow(
        "cancelled at the warehouse",
        "fulfillment_order.pending fulfillment_cancellation.created "
        "fulfillment_cancellation.accepted fulfillment_order.cancelled",
        story("all-held-back"),
    ),
    Flow(
        "not cancelled at the warehouse",
        "fulfillment_order.pending fulfillment_cancellation.created "
        "fulfillment_cancellation.rejected (fulfillment_order.shipped)",
        story("cancellation-refused"),
    ),
    Flow(
        "refund",
        f"refund.pending [order.charge.refund.pending] {GIVEN_BACK}",
        story("refunded-in-full", 1, 4),
    ),
    Flow(
        "refund, in the books",
        f"refund.pending [order.charge.refund.pending] {GIVEN_BACK}",
        story("paid-out", 2, 2),
    ),
    Flow(
        "refund that fails",
        "refund.pending [order.charge.refund.pending] order.charge.refund.failed "
        "refund.failed",
        story("refund-fails-and-is-tried-again", 1, 3),
    ),
    Flow(
        "refund of a delayed method",
        "refund.pending (order.charge.refund.pending) refund.pending_information "
        f"(refund.updated) (refund.updated) {GIVEN_BACK}",
        story("bank-details-wanted", 4),
    ),
    Flow(
        "return",
        "return.created return.accepted&refund.pending [order.charge.refund.pending] "
        f"{GIVEN_BACK}",
        story("returned-in-full", 1, 3),
    ),
    Flow(
        "dispute, resolved",
        "order.dispute (order.updated) order.dispute.resolved",
        story("disputed-and-resolved", 2, 9),
    ),
    Flow(
        "dispute, lost",
        "order.dispute sales_transaction.created order.chargeback",
        story("charged-back-for-fraud", 3, 4),
    ),
    Flow(
        "subscription acquired",
        "(customer.created) (source.created) (source.chargeable) "
        "(customer.source.created) (plan.created) subscription.created "
        "checkout.created (order.created) (order.charge.capturable) "
        "order.accepted subscription.updated",
        story("subscription-acquired-and-renewed", 0, 3),
    ),
    Flow(
        "renewal",
        f"{DRAFTED} {RENEWED} subscription.extended {CAPTURED}",
        story("subscription-acquired-and-renewed", 4),
    ),
    Flow(
        "dunning, recovered",
        f"{DRAFTED} [invoice.payment_failed] subscription.payment_failed "
        f"(subscription.updated) {RENEWED} subscription.extended {CAPTURED}",
        story("renewal-declined-then-paid", 2),
    ),
    Flow(
        "dunning, exhausted",
        f"{DRAFTED} [invoice.payment_failed] subscription.payment_failed "
        "[invoice.payment_failed] subscription.payment_failed "
        "invoice.uncollectible invoice.updated subscription.failed",
        story("renewal-given-up", 2),
    ),
    Flow(
        "renewal without a reminder",
        f"invoice.created invoice.open invoice.updated {RENEWED} "
        f"subscription.extended {CAPTURED}",
        story("renewal-without-a-reminder", 2, 2),
    ),
    Flow(
        "renewal without a source",
        "subscription.source_invalid subscription.lapsed",
        story("source-removed-and-never-replaced", 5),
    ),
    Flow(
        "subscription cancelled",
        "subscription.updated",
        story("cancelled-while-active", 4),
    ),
    Flow(
        "subscription cancelled while its invoice is open",
        "subscription.updated invoice.void invoice.updated",
        story("cancelled-in-dunning", 3),
    ),
    Flow(
        "subscription draft deleted",
        "subscription.deleted",
        story("draft-changed-and-deleted", 5),
    ),
    Flow("plan deactivated", "(plan.updated)", story("plan-deactivated", 3)),
    Flow(
        "tax identifier",
        "tax_identifier.pending tax_identifier.verified tax_identifier.deleted",
        story("tax-number-verified"),
    ),
    Flow(
        "tax identifier of a customer, not valid",
        "(customer.created) tax_identifier.pending tax_identifier.not_valid "
        "customer.tax_identifier.created tax_identifier.deleted",
        story("tax-number-not-valid"),
    ),
    Flow(
        "invoice, paid",
        f"invoice.created invoice.open {RENEWED} {CAPTURED}",
        story("invoice-paid-at-once", 1, 2),
    ),
    Flow(
        "invoice, given up",
        "invoice.created invoice.open (invoice.payment_failed) "
        "invoice.uncollectible invoice.updated",
        story("invoice-given-up", 1, 3),
    ),
    Flow(
        "invoice, voided",
        "invoice.created invoice.open invoice.void invoice.updated",
        story("invoice-voided", 1, 3),
    ),
)


def tokens(flow: Flow) -> Iterable[tuple[str, str, str]]:
    """Yield each word of a row: its bracket, its event, and one beside it."""
    for word in flow.documented.split():
        found = TOKEN.fullmatch(word)
        assert found is not None, word
        yield found[1], found[2], found[3] or ""


def pattern(flow: Flow) -> str:
    """Return what matches the events of a flow, each with a blank after it."""
    parts = []
    for bracket, event, other in tokens(flow):
        one, two = (f"{re.escape(e)} " for e in (event, other))
        either = f"(?:{one}{two}|{two}{one})" if other else one
        parts.append(f"(?:{either}){'?' if bracket == '[' else ''}")
    return "".join(parts)


def figures(flow: Flow) -> tuple[int, int, int]:
    """Return how many events are told, documented, and told besides."""
    told = flow.tell()
    documented = [e for b, *pair in tokens(flow) if b != "(" for e in pair if e]
    besides = sum(bracket == "(" for bracket, *_ in tokens(flow))
    return len(told) - besides, len(documented), besides


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_flow_tells_what_is_documented_in_the_documented_order(flow):
    told = "".join(f"{event} " for event in flow.tell())

    assert re.fullmatch(pattern(flow), told), f"{told}\nis not {flow.documented}"


def test_what_a_flow_may_tell_is_told_unless_it_has_a_reason():
    """Of everything documented, only this is not told where its row names it."""
    missing = {
        (flow.name, event)
        for flow in FLOWS
        for bracket, event, _ in tokens(flow)
        if bracket == "[" and event not in flow.tell()
    }

    never_outstanding = {
        (name, "order.charge.pending")
        for name in ("card, accepted at once", "low-code checkout")
    }
    live_only = {
        (flow.name, "sales_transaction.created")
        for flow in FLOWS
        if "sales_transaction.created]" in flow.documented
        and "in the books" not in flow.name
    }
    assert missing == never_outstanding | live_only
    counts = [figures(flow) for flow in FLOWS]
    assert sum(of - told for told, of, _ in counts) == len(missing)


def test_every_event_of_a_flow_is_a_type_of_the_contract():
    named = {e for flow in FLOWS for _, *pair in tokens(flow) for e in pair if e}

    assert named <= event_types().keys()
