"""Whatever is called in whatever version: no failure, and no state by chance."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mockdr.contract import versions
from tests.whole.walker import ACTS, CALLS, Walker

NUMBER = st.integers(0, 11)
#: What versions differ in comes more often than the rest.
OFTEN = (
    *("createCheckouts", "updateCheckouts", "createOrders") * 6,
    *("createCustomers", "updateCustomers", "createInvoices") * 3,
    *("listEvents", "createSkus", "createFees") * 2,
)
FORMER = st.fixed_dictionaries(
    {},
    optional={
        "creditAmount": st.sampled_from([0, 5, 1000.0]),
        "taxIdentifiers": st.lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(["de", "nl"]), "value": st.just("")}
            )
            | st.just({"type": "de", "value": "DE123456789"}),
            max_size=2,
        ),
    },
)
CALL = st.tuples(
    st.sampled_from((*OFTEN, *CALLS)),
    NUMBER,
    NUMBER,
    st.sampled_from(versions()),
    FORMER,
)
ACT = st.tuples(st.sampled_from(ACTS), NUMBER)


class Traveller(Walker):
    """One who speaks another version in each call, with fields of all of them."""

    def __init__(self):
        super().__init__()
        self.former = {}

    def dressed(self, body):
        return {**body, **self.former} if isinstance(body, dict) else body


@settings(
    max_examples=30,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
@given(st.lists(CALL | ACT, min_size=5, max_size=40))
def test_a_walk_through_all_versions_breaks_nothing(steps):
    traveller = Traveller()
    for first, n, *more in steps:
        if more:
            m, version, traveller.former = more
            traveller.headers = {"digitalriver-version": version}
            traveller.call(first, n, m)
        else:
            traveller.act(*first, n)

    assert traveller.shop.findings("error") == []
