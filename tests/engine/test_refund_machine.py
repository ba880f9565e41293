"""Goods and money that come and go in any order: tables and sums hold all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mockdr.domain import LIFECYCLES
from mockdr.engine.acts import Impossible
from mockdr.engine.settings import Settings
from tests.engine.refunding import SHIP_TO, refund
from tests.engine.shop import NOON, Shop

FOLLOWING = ("provider.completes", "provider.fails", "provider.asks_bank_details")
ACTS = (
    *(
        ("provider", verb, kind)
        for verb in ("completes", "fails")
        for kind in ("capture", "cancel", "refund")
    ),
    ("provider", "asks_bank_details", "refund"),
    ("customer", "sends_bank_details", None),
    ("provider", "disputes", None),
    ("provider", "resolves_dispute", None),
    ("provider", "charges_back", None),
    ("provider", "pays_out", None),
)
lines = st.integers(0, 1)
units = st.integers(1, 2)


class GivingBack(RuleBasedStateMachine):
    """One order of two lines, and everything that can become of it."""

    @initialize(
        method=st.sampled_from(["creditCard", "wireTransfer"]),
        credit=st.booleans(),
        waits=st.sampled_from([(), ("capture",), ("refund",), ("capture", "cancel")]),
        finance=st.sampled_from(["live", "always"]),
    )
    def begin(self, method, credit, waits, finance):
        self.shop = shop = Shop(settings=replace(Settings(now=NOON), finance=finance))
        self.returns = []
        self.seen = {}
        items = [
            {"skuId": "a", "price": 3.33, "quantity": 3},
            {"skuId": "b", "price": 10.0, "quantity": 2},
        ]
        checkout = shop.checkout(shipTo=SHIP_TO, items=items)
        if credit:
            shop.attach(checkout, shop.credit(checkout, 2.5))
        source = shop.source(checkout, method)
        assert shop.attach(checkout, source).status == 200
        acts = [f"  - {{provider: completes, of: {k}, after: 999d}}" for k in waits]
        shop.play("\n".join(["  - merchant: createOrders", *acts]))
        self.id = shop.made(shop.order(checkout))["id"]
        if method == "wireTransfer":
            shop.tenant.happen("customer", "pays")
        self.seen = self.states()

    def tell(self, answer, trigger):
        assert answer.status in (200, 201, 400, 409), answer.hint
        self.check(trigger, *FOLLOWING)
        return answer

    @property
    def order(self):
        return self.shop.read("order", self.id)

    def states(self):
        tenant = self.shop.tenant
        return {
            (kind, id): tenant.state_of(kind, id)
            for kind in ("order", "item", "charge", "capture", "cancel", "refund")
            for id in tenant.store.newest(kind)
        } | {("return", id): tenant.state_of("return", id) for id in self.returns}

    def check(self, *triggers):
        """See that whatever has moved has moved by the tables, in one step or more."""
        after = self.states()
        for (kind, id), state in after.items():
            reached = {self.seen.get((kind, id))}
            for _ in range(4):
                reached |= {
                    move.after
                    for move in LIFECYCLES[kind].moves
                    if move.before in reached and move.trigger in triggers
                }
            assert state in reached, (kind, state, triggers)
        self.seen = after

    @rule(line=lines, quantity=units)
    def sends(self, line, quantity):
        item = {"itemId": self.order["items"][line]["id"], "quantity": quantity}
        body = {"orderId": self.id, "items": [item]}
        self.tell(self.shop.post("/fulfillments", body), "createFulfillments")

    @rule(line=lines)
    def cancels(self, line):
        item = {"itemId": self.order["items"][line]["id"], "cancelQuantity": 1}
        body = {"orderId": self.id, "items": [item]}
        self.tell(self.shop.post("/fulfillments", body), "createFulfillments")

    @rule(percent=st.integers(1, 100), type=st.sampled_from([None, "shipping"]))
    def refunds(self, percent, type):
        answer = refund(self.shop, self.order, percent=percent, type=type)
        self.tell(answer, "createRefunds")

    @rule(line=lines, quantity=units, type=st.sampled_from([None, "shipping"]))
    def refunds_a_line(self, line, quantity, type):
        item = {"itemId": self.order["items"][line]["id"], "quantity": quantity}
        if type is not None:
            item["type"] = type
        answer = refund(self.shop, self.order, items=[item])
        self.tell(answer, "createRefunds")

    @rule(line=lines, quantity=units)
    def announces_a_return(self, line, quantity):
        item = {"itemId": self.order["items"][line]["id"], "quantity": quantity}
        answer = self.shop.post("/returns", {"orderId": self.id, "items": [item]})
        if answer.status == 201:
            self.returns.append(answer["id"])
        self.tell(answer, "createReturns")

    @rule(number=st.integers(0, 3))
    def accepts_a_return(self, number):
        if self.returns:
            id = self.returns[number % len(self.returns)]
            answer = self.shop.post(f"/returns/{id}", {"state": "accepted"})
            self.tell(answer, "updateReturns")

    @rule(act=st.sampled_from(ACTS))
    def others_act(self, act):
        actor, verb, kind = act
        try:
            self.shop.tenant.happen(actor, verb, of=kind)
        except Impossible:
            return
        self.check(f"{actor}.{verb}", *FOLLOWING)

    @rule(days=st.sampled_from([1, 30]))
    def time_passes(self, days):
        self.shop.tenant.clock.advance(timedelta(days=days))
        self.check("provider.expires", *FOLLOWING)

    @invariant()
    def no_more_is_given_than_was_taken(self):
        order = self.order
        captured = refunding = 0.0
        for charge in order["payment"]["charges"]:
            parts = {n: charge.get(n, ()) for n in ("captures", "refunds")}
            took = sum(
                p["amount"] for p in parts["captures"] if p["state"] == "complete"
            )
            gave = sum(p["amount"] for p in parts["refunds"] if p["state"] != "failed")
            captured, refunding = captured + took, refunding + gave
        left = order["availableToRefundAmount"]
        assert left >= 0
        assert round(left + refunding, 2) <= round(captured, 2)
        of_items = sum(item["availableToRefundAmount"] for item in order["items"])
        assert round(of_items, 2) <= left

    @invariant()
    def nothing_went_wrong_in_the_house(self):
        assert self.shop.findings("error") == []


TestGivingBack = GivingBack.TestCase
TestGivingBack.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None
)
