"""Subscriptions and invoices under any hands on any day: they keep to their tables."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from mockdr.base.errors import MockdrError
from mockdr.domain import LIFECYCLES
from tests.engine.recurring import DECLINED, Subscriber, plan
from tests.engine.shop import Shop

KINDS = ("subscription", "invoice", "plan", "session", "order", "charge", "capture")
VERBS = ("reminds", "renews", "retries", "expires")


def leads(kind, was, state):
    """Tell whether the table has a way from *was* to *state*, however long."""
    reached = {was}
    for _ in LIFECYCLES[kind].states:
        reached |= {m.after for m in LIFECYCLES[kind].moves if m.before in reached}
    return state in reached


class Recurring(RuleBasedStateMachine):
    """Drives one subscriber, who also gets invoices of the shop's own."""

    @initialize(
        price=st.sampled_from([0, 10.0]),
        reminder=st.sampled_from([-1, 0, 5]),
        collection=st.integers(5, 8),
        optimized=st.booleans(),
    )
    def subscribes(self, price, reminder, collection, optimized):
        self.shop = Shop()
        self.ann = Subscriber(
            self.shop,
            price=price,
            reminderOffsetDays=reminder,
            collectionPeriodDays=collection,
        )
        self.optimized = optimized
        self.cards = [self.ann.card]
        self.seen = self.states()

    def states(self):
        tenant = self.shop.tenant
        return {
            (kind, id): tenant.state_of(kind, id)
            for kind in KINDS
            for id in tenant.store.newest(kind)
        }

    def ask(self, method, path, body=None):
        answer = self.shop.send(method, path, body)
        assert answer.status < 500, answer.hint
        return answer

    def ids(self, state=None):
        return [i["id"] for i in self.ann.invoices() if state in (None, i["state"])]

    @rule(days=st.sampled_from([0, 1, 3, 10, 30, 45]))
    def time_passes(self, days):
        self.shop.tenant.clock.advance(timedelta(days=days))

    @rule(state=st.sampled_from(["active", "cancelled"]))
    def moves(self, state):
        self.ask("POST", f"/subscriptions/{self.ann.id}", {"state": state})

    @rule(price=st.sampled_from([0, 7.5]))
    def is_changed(self, price):
        items = [{"skuId": "sku-2", "price": price}]
        self.ask("POST", f"/subscriptions/{self.ann.id}", {"items": items})

    @rule()
    def gets_another_plan(self):
        other = plan(self.shop, interval="week", contractBindingDays=7)
        self.ask("POST", f"/subscriptions/{self.ann.id}", {"planId": other["id"]})

    @rule(number=st.sampled_from([None, DECLINED]))
    def gets_another_card(self, number):
        self.cards.append(self.ann.another_card(number))
        body = {"sourceId": self.cards[-1]["id"]}
        self.ask("POST", f"/subscriptions/{self.ann.id}", body)

    @rule(data=st.data())
    def loses_a_card(self, data):
        card = data.draw(st.sampled_from(self.cards))
        path = f"/customers/{self.ann.customer['id']}/sources/{card['id']}"
        self.ask("DELETE", path)

    @rule(state=st.sampled_from(["discontinued", "deactivated"]))
    def loses_its_plan(self, state):
        id = self.ann.now()["planId"]
        self.ask("POST", f"/plans/{id}", {"state": state})

    @rule()
    def loses_its_plan_for_good(self):
        self.ask("DELETE", f"/plans/{self.ann.now()['planId']}")

    @rule(
        verb=st.sampled_from(VERBS), kind=st.sampled_from(["subscription", "invoice"])
    )
    def somebody_acts(self, verb, kind):
        said = ""
        try:
            self.shop.tenant.happen("provider", verb, of=kind)
        except MockdrError as no:
            said = str(no)
        assert "documented" not in said

    @rule(data=st.data(), state=st.sampled_from(["draft", "open"]))
    def is_billed_apart(self, data, state):
        body = {
            "customerId": self.ann.customer["id"],
            "currency": "USD",
            "state": state,
            "billingOptimization": self.optimized,
            "collectionPeriodDays": 2,
            "items": [{"skuId": "sku-3", "price": data.draw(st.sampled_from([0, 3]))}],
        }
        if data.draw(st.booleans()):
            body["sourceId"] = data.draw(st.sampled_from(self.cards))["id"]
        self.ask("POST", "/invoices", body)

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), what=st.sampled_from(["open", "void", "delete", "read"]))
    def an_invoice_is_handled(self, data, what):
        id = data.draw(st.sampled_from(self.ids()))
        method, path = {
            "open": ("POST", f"/invoices/{id}/open"),
            "void": ("POST", f"/invoices/{id}/void"),
            "delete": ("DELETE", f"/invoices/{id}"),
            "read": ("GET", f"/invoices/{id}"),
        }[what]
        self.ask(method, path)

    @precondition(lambda self: self.ids())
    @rule(data=st.data(), method=st.sampled_from(["POST", "DELETE"]))
    def a_source_comes_or_goes(self, data, method):
        id = data.draw(st.sampled_from(self.ids()))
        card = data.draw(st.sampled_from(self.cards))
        self.ask(method, f"/invoices/{id}/sources/{card['id']}")

    @invariant()
    def everything_keeps_to_its_table(self):
        after = self.states()
        for name, state in after.items():
            was = self.seen.get(name)
            assert was == state or leads(name[0], was, state), (name, was, state)
        self.seen = after

    @invariant()
    def what_is_paid_has_an_order_and_nothing_else_has(self):
        for invoice in self.ann.invoices():
            assert ("orderId" in invoice) is (invoice["state"] == "paid")
            charged = [
                c
                for c in invoice["payment"].get("charges", ())
                if c["state"] != "failed"
            ]
            free = not invoice["totalAmount"]
            assert len(charged) == (invoice["state"] == "paid" and not free)

    @invariant()
    def nothing_of_ours_went_wrong(self):
        assert [m for m in self.shop.findings() if "breaks the contract" in m] == []


TestRecurring = Recurring.TestCase
TestRecurring.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None
)
