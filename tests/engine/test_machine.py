"""A merchant who does anything at any time: tables and sums hold all the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from mockdr.domain import LIFECYCLES
from mockdr.engine.acts import Impossible
from tests.engine.shop import RETURN, Shop, card, named, session_of

#: What follows an operation by itself, before the next one is read.
FOLLOWING = ("provider.completes", "provider.fails")
ON_THE_CLOCK = (*FOLLOWING, "provider.expires")
SOURCES = {
    "card": ("creditCard", {}),
    "declined": ("creditCard", {"creditCard": card("4000000000003600")}),
    "challenged": ("creditCard", {"creditCard": card("5454545454545454")}),
    "no source": ("creditCard", {"creditCard": card("4000000000003295")}),
    "klarna": ("klarnaCredit", {"klarnaCredit": dict(RETURN)}),
    "paypal": ("payPal", {"payPal": dict(RETURN)}),
    "recurring": (
        "klarnaCreditRecurring",
        {"klarnaCreditRecurring": dict(RETURN)},
    ),
    "wire": ("wireTransfer", {}),
    "konbini late": (
        "konbini",
        {"konbini": {"storeId": "030"}, "owner": named("SourceFailWithDelay")},
    ),
    "amazon": ("amazonPay", {"amazonPay": {}}),
    **{
        name: ("directDebit", {"directDebit": dict(RETURN), "owner": named(name)})
        for name in (
            *("SourceFailAfterRedirect", "ChargeFail", "ChargeRemainPending"),
            "ChargeFailedAfterPending",
        )
    },
}
THENS = (
    *("{order: in_review}", "{charge: pending}", "{error: failed-request}"),
    *("{error: additional_payment_action_required}", "{error: source_in_use}"),
    *("{error: too_many_requests}", "{error: order-fraud-failure}"),
)
#: Store credit is charged when the primary beside it is paid: no move of its own.
BESIDE = {("source", "chargeable", "consumed", "customer.pays")}
ACTS = (
    *(("customer", "authenticates"), ("customer", "fails_authentication")),
    *(("customer", "approves"), ("customer", "cancels"), ("customer", "pays")),
    *(("provider", "completes"), ("provider", "fails"), ("provider", "expires")),
    *(("fraud", "passes"), ("fraud", "blocks")),
)


class Merchant(RuleBasedStateMachine):
    """Drives one tenant; after each rule every state must have moved by its table."""

    checkouts = Bundle("checkouts")
    sources = Bundle("sources")
    orders = Bundle("orders")
    customers = Bundle("customers")

    @initialize()
    def opens(self):
        self.shop = Shop()
        self.before = self.states()

    # -- what can be seen --------------------------------------------------------

    def states(self):
        """Return the state of everything that has one, and of what was deleted."""
        tenant = self.shop.tenant
        found = {}
        for kind, things in tenant.store.snapshot().items():
            names = [(kind, id) for id in things]
            if kind == "deleted":
                names = [tuple(name.split(" ")) for name in things]
            for name in names:
                if name[0] in LIFECYCLES:
                    found[name] = tenant.state_of(*name)
                if name[0] == "order":
                    found["fraud", name[1]] = tenant.state_of("fraud", name[1])
        return found

    def moved(self, *triggers):
        """See that whatever changed did so along its table, by one of *triggers*."""
        after = self.states()
        for name, state in after.items():
            was = self.before.get(name)
            assert was == state or self.leads(name[0], was, state, triggers), (
                name,
                was,
                state,
                triggers,
            )
        assert not self.before.keys() - after.keys()
        self.before = after

    def leads(self, kind, was, state, triggers):
        if (kind, was, state, triggers[0]) in BESIDE:
            return True
        table, reached = LIFECYCLES[kind], {was}
        for _ in range(3):
            reached |= {
                move.after
                for start in reached
                for move in table.at(start)
                if move.trigger in triggers
            }
        return state in reached

    def does(self, operation, answer):
        assert answer.status < 500 or answer.status == 501, answer.hint
        self.moved(operation, *FOLLOWING)
        return answer

    # -- the merchant ------------------------------------------------------------

    @rule(
        target=checkouts,
        amount=st.sampled_from([0, 1, 19.99, 250]),
        email=st.sampled_from(["a@b.cc", None]),
        shipped=st.booleans(),
        customer=st.one_of(st.none(), customers),
    )
    def makes_a_checkout(self, amount, email, shipped, customer):
        body = self.shop.digital_body(amount, email=email, customerId=customer)
        if shipped:
            line = [{"skuId": "a", "price": amount}]
            body = self.shop.order_body(email=email, customerId=customer, items=line)
        answer = self.shop.post("/checkouts", body)
        return self.does("createCheckouts", answer).body

    @rule(target=sources, checkout=checkouts, what=st.sampled_from(sorted(SOURCES)))
    def makes_a_source(self, checkout, what):
        type, fields = SOURCES[what]
        form = self.shop.form(checkout, type, **fields)
        answer = self.shop.post("/payments/sources", form, key="public")
        self.does("createPaymentSources", answer)
        return answer.body if answer.status == 201 else multiple()

    @rule(target=sources, checkout=checkouts, amount=st.sampled_from([0.5, 10, 19.99]))
    def gives_credit(self, checkout, amount):
        body = {
            "type": "customerCredit",
            "paymentSessionId": session_of(checkout)["id"],
            "amount": amount,
        }
        answer = self.does("createSources", self.shop.post("/sources", body))
        return answer.body if answer.status == 201 else multiple()

    @rule(checkout=checkouts, source=sources)
    def attaches(self, checkout, source):
        answer = self.shop.attach(checkout, source)
        self.does("attachSourceToCheckout", answer)

    @rule(checkout=checkouts, source=sources)
    def detaches(self, checkout, source):
        self.does("detachSourceToCheckout", self.shop.detach(checkout, source))

    @rule(
        checkout=checkouts,
        change=st.sampled_from(
            [
                *({"email": "x@y.zz"}, {"currency": "EUR"}, {"currency": "JPY"}),
                *({"shippingChoice": {"amount": a}} for a in (0, 3.33, 40)),
                {"shippingDiscount": {"percentOff": 50}},
            ]
        ),
    )
    def changes(self, checkout, change):
        path = f"/checkouts/{checkout['id']}"
        self.does("updateCheckouts", self.shop.post(path, change))

    @rule(checkout=checkouts, source=sources)
    def changes_the_source(self, checkout, source):
        body = {"sourceId": source["id"]}
        answer = self.shop.post(f"/checkouts/{checkout['id']}", body)
        self.does("updateCheckouts", answer)

    @rule(checkout=consumes(checkouts))
    def deletes(self, checkout):
        answer = self.shop.delete(f"/checkouts/{checkout['id']}")
        self.does("deleteCheckouts", answer)

    @rule(
        target=orders, checkout=checkouts, then=st.sampled_from([*THENS, *[None] * 9])
    )
    def orders_it(self, checkout, then):
        if then:
            self.shop.play(f"- merchant: createOrders\n  then: {then}", runs=1)
        answer = self.does("createOrders", self.shop.order(checkout))
        return answer["id"] if answer.status == 201 else multiple()

    @rule(
        target=orders,
        what=st.sampled_from(sorted(SOURCES)),
        first=st.booleans(),
        credit=st.sampled_from([0, 5]),
        then=st.sampled_from([*THENS, *[None] * 9]),
    )
    def buys(self, what, first, credit, then):
        """Go all the way at once, which single steps seldom do."""
        body = self.shop.order_body()
        checkout = self.does("createCheckouts", self.shop.post("/checkouts", body)).body
        if credit:
            self.attaches(checkout, self.gives_credit(checkout, credit))
        source = self.makes_a_source(checkout, what)
        if not isinstance(source, dict):
            return multiple()
        if first:
            for act in (("customer", "approves"), ("customer", "authenticates")):
                self.somebody_acts_on(act, source)
        self.attaches(checkout, source)
        return self.orders_it(checkout, then)

    @rule(order=orders)
    def refreshes(self, order):
        answer = self.shop.post(f"/orders/{order}/refresh")
        assert self.does("refreshOrders", answer).status == 200

    @rule(order=orders)
    def updates_an_order(self, order):
        answer = self.shop.post(f"/orders/{order}", {"upstreamId": "u"})
        assert self.does("updateOrders", answer).status == 200

    @rule(target=customers, enabled=st.sampled_from([True, True, False]))
    def makes_a_customer(self, enabled):
        answer = self.shop.post("/customers", {"enabled": enabled})
        return self.does("createCustomers", answer)["id"]

    @rule(customer=customers, source=sources)
    def saves(self, customer, source):
        answer = self.shop.post(f"/customers/{customer}/sources/{source['id']}")
        self.does("createCustomerSource", answer)

    @rule(customer=customers, source=sources)
    def removes(self, customer, source):
        answer = self.shop.delete(f"/customers/{customer}/sources/{source['id']}")
        self.does("deleteCustomerSource", answer)

    @rule(customer=customers, enabled=st.booleans())
    def enables(self, customer, enabled):
        answer = self.shop.post(f"/customers/{customer}", {"enabled": enabled})
        self.does("updateCustomers", answer)

    @rule(customer=consumes(customers))
    def forgets(self, customer):
        answer = self.shop.delete(f"/customers/{customer}")
        self.does("deleteCustomers", answer)

    # -- everybody else ----------------------------------------------------------

    @rule(act=st.sampled_from(ACTS))
    def somebody_acts(self, act):
        try:
            self.shop.tenant.happen(*act)
        except Impossible:
            assert self.states() == self.before
        self.moved(".".join(act), *FOLLOWING)

    @rule(act=st.sampled_from(ACTS), source=sources)
    def somebody_acts_on(self, act, source):
        try:
            self.shop.tenant.happen(*act, source["id"])
        except Impossible:
            assert self.states() == self.before
        self.moved(".".join(act), *FOLLOWING)

    @rule(days=st.sampled_from([0.0001, 1, 31]))
    def time_passes(self, days):
        self.shop.tenant.clock.advance(timedelta(days=days))
        self.moved(*ON_THE_CLOCK)

    # -- what always holds -------------------------------------------------------

    @invariant()
    def the_sums_are_right(self):
        tenant = self.shop.tenant
        for row in tenant.sessions():
            session = tenant.document("session", row["id"])
            checkout = tenant.document("checkout", row["checkout"])
            if checkout is None:
                continue
            contributed = Decimal(str(session["amountContributed"]))
            left = Decimal(str(session["amountRemainingToBeContributed"]))
            assert contributed + left == Decimal(str(checkout["totalAmount"]))
            assert min(contributed, left) >= 0
            if session["state"] in ("requires_confirmation", "complete"):
                assert left == 0
            parts = checkout["payment"].get("sources", [])
            there = sum((Decimal(str(s["amount"])) for s in parts), Decimal(0))
            assert there >= contributed
            if left == 0 and session["state"] == "requires_confirmation":
                assert there == contributed

    @invariant()
    def what_is_charged_is_the_total(self):
        tenant = self.shop.tenant
        for id in tenant.store.newest("order"):
            order = tenant.document("order", id)
            charges = order["payment"].get("charges")
            if charges:
                total = sum(Decimal(str(c["amount"])) for c in charges)
                assert total == Decimal(str(order["totalAmount"]))

    @invariant()
    def nothing_of_ours_failed(self):
        assert self.shop.findings("error") == []
        assert self.shop.findings("violation") == []


TestMerchant = Merchant.TestCase
TestMerchant.settings = settings(
    max_examples=settings.default.max_examples // 2, stateful_step_count=25
)
