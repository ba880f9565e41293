"""Whatever is called and whoever acts: no failure, no lost cent, no state by chance."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.whole.walker import ACTS, CALLS, Walker

NUMBER = st.integers(0, 35)
#: What money, plans and parcels are about comes more often than the rest.
BUSY = (
    *("createOrders",) * 3,
    *("createFulfillments",) * 8,
    *("createRefunds",) * 6,
    *("createReturns", "updateReturns") * 4,
    *("updateSubscriptions", "createInvoices", "openInvoices", "voidInvoices") * 2,
    *("createFulfillmentOrders", "createReservations", "createFulfillmentReturns"),
)
#: What is there before a walk begins: one of most things that others are made of.
FIRST = (
    *("createPlans", "createInventoryItems", "createFiles", "createSkus"),
    *("createPaymentSources", "createCustomers", "createTaxIdentifiers"),
    *("createCheckouts", "createOrders", "createFulfillments"),
)
STEP = st.one_of(
    st.tuples(st.just("call"), st.sampled_from(BUSY), NUMBER, NUMBER),
    st.tuples(st.just("call"), st.sampled_from(CALLS), NUMBER, NUMBER),
    st.tuples(st.just("act"), st.sampled_from(ACTS), NUMBER),
    st.tuples(st.just("wait"), NUMBER),
)


def walk(steps):
    walker = Walker()
    for operation in FIRST:
        walker.call(operation, 2, 2)
    walker.call("createOrders", 3, 0)
    for what, *how in steps:
        if what == "call":
            walker.call(*how)
        elif what == "act":
            (actor, verb), n = how
            walker.act(actor, verb, n)
        else:
            walker.wait(*how)
    assert walker.shop.findings("internal") == []


WALKS = settings(
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],
)


@settings(WALKS, max_examples=40)
@given(st.lists(STEP, min_size=10, max_size=60))
def test_a_walk_through_everything_breaks_nothing(steps):
    walk(steps)


MONEY = ("createOrders", "createFulfillments", "createRefunds", "createReturns")
OF_MONEY = st.one_of(
    st.tuples(st.just("call"), st.sampled_from(MONEY), NUMBER, NUMBER),
    st.tuples(st.just("call"), st.just("updateReturns"), NUMBER, NUMBER),
    st.tuples(
        st.just("act"),
        st.sampled_from([a for a in ACTS if "customer" not in a]),
        NUMBER,
    ),
    st.tuples(st.just("wait"), NUMBER),
)


@settings(WALKS, max_examples=60)
@given(st.lists(OF_MONEY, min_size=10, max_size=40))
def test_a_walk_among_orders_loses_no_cent(steps):
    walk(steps)


@pytest.mark.parametrize("operation", CALLS)
def test_every_call_can_be_made_on_a_walk(operation):
    walk([("call", operation, n, n) for n in range(3)])
