"""What parts of an order cost: the documented figures, and laws for all the others."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.domain import LIFECYCLES
from mockdr.domain.fulfillment import REFUSED, refused
from mockdr.domain.settlement import (
    STANDING,
    Ask,
    LineAmounts,
    charge_after,
    line_totals,
    order_after,
    shares,
)

laws = settings(max_examples=100, deadline=None)


def ask(total, ordered, units, item="line"):
    return Ask(item=item, total=total, ordered=ordered, units=units)


def amounts(found):
    return [(share.kind, share.charge, share.amount) for share in found]


# --- the documented figures -------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_the_worked_example_comes_out_to_the_cent_in_whatever_order(turned):
    """145.16 in two lines: 88.72 is captured, 56.44 cancelled."""
    shirts, caps = (9677, 3), (4839, 2)
    order = -1 if turned else 1
    found = shares(
        [ask(*shirts, 2), ask(*caps, 1)][::order],
        [ask(*shirts, 1), ask(*caps, 1)][::order],
        [14516],
        finishing=True,
    )

    assert amounts(found) == [
        ("capture", 0, 6452),
        ("capture", 0, 2420),
        ("cancel", 0, 3226),
        ("cancel", 0, 2418),
    ]


@pytest.mark.parametrize(
    ("total", "ordered", "units", "captured"),
    [
        (9677, 3, 2, 6452),
        (4839, 2, 1, 2420),
        (9677, 3, 1, 3226),
        (3781, 3, 2, 2521),
        (2689, 2, 1, 1345),
        (5410, 5, 1, 1082),
    ],
)
def test_a_part_of_a_line_is_rounded_up(total, ordered, units, captured):
    found = shares([ask(total, ordered, units)], [], [total], finishing=False)

    assert amounts(found) == [("capture", 0, captured)]


def test_store_credit_is_captured_first():
    """11 of credit and 15.89 on a card; one of two units is sent."""
    left = [1100, 1589]
    first = shares([ask(2689, 2, 1)], [], left, finishing=False)

    assert amounts(first) == [("capture", 0, 1100), ("capture", 1, 245)]
    last = shares([ask(2689, 2, 1)], [], [0, 1344], finishing=True)
    assert amounts(last) == [("capture", 1, 1344)]


def test_the_primary_source_is_let_go_first():
    found = shares([], [ask(2689, 2, 2)], [1100, 1589], finishing=True)

    assert amounts(found) == [("cancel", 1, 1589), ("cancel", 0, 1100)]


def test_captures_come_before_cancels_whatever_their_lines():
    found = shares([ask(10, 1, 1, "b")], [ask(10, 1, 1, "a")], [20], finishing=True)

    assert [(s.kind, s.ask.item) for s in found] == [("capture", "b"), ("cancel", "a")]


def test_what_costs_nothing_is_neither_captured_nor_cancelled():
    assert shares([ask(0, 2, 1)], [ask(0, 2, 1)], [100], finishing=False) == ()
    assert shares([ask(0, 2, 1)], [], [], finishing=True) == ()


# --- laws --------------------------------------------------------------------------


@st.composite
def orders(draw):
    """Lines of an order, how it is paid, and the parcels in which it leaves."""
    lines = draw(
        st.lists(
            st.tuples(st.integers(0, 10_000), st.integers(1, 6)),
            min_size=1,
            max_size=4,
        )
    )
    total = sum(line for line, _ in lines)
    credit = draw(st.integers(0, total))
    units = [number for number, (_, count) in enumerate(lines) for _ in range(count)]
    leaving = draw(st.permutations(units))
    cuts = draw(st.lists(st.integers(0, len(units)), max_size=4))
    cancelled = draw(st.lists(st.booleans(), min_size=len(units), max_size=len(units)))
    return (
        lines,
        [credit, total - credit],
        leaving,
        sorted({*cuts, 0, len(units)}),
        cancelled,
    )


def parcels(order):
    """Yield what each parcel captures and cancels, and whether it is the last."""
    lines, _, leaving, cuts, cancelled = order
    for start, stop in itertools.pairwise(cuts):
        by_kind = []
        for kind in (False, True):
            picked = [leaving[i] for i in range(start, stop) if cancelled[i] is kind]
            by_kind.append(
                [
                    ask(*lines[line], picked.count(line), str(line))
                    for line in dict.fromkeys(picked)
                ]
            )
        yield *by_kind, stop == cuts[-1]


@laws
@given(orders())
def test_whatever_leaves_in_whatever_parcels_the_charges_are_used_up_exactly(order):
    lines, left, _, _, _ = order
    total = sum(left)
    taken = 0
    for captures, cancels, last in parcels(order):
        for share in shares(captures, cancels, left, finishing=last):
            assert share.amount > 0
            left[share.charge] -= share.amount
            taken += share.amount
        assert min(left) >= 0
    assert taken == total == sum(line for line, _ in lines)


@laws
@given(
    st.lists(
        st.builds(
            LineAmounts,
            goods=st.integers(0, 10**6),
            tax=st.integers(0, 10**5),
            shipping=st.integers(0, 10**4),
            rest=st.integers(0, 10**4),
        ),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_lines_add_up_to_the_total_whatever_was_discounted(lines, data):
    goods, shipping = sum(x.goods for x in lines), sum(x.shipping for x in lines)
    all_of_it = goods + shipping + sum(x.tax + x.rest for x in lines)
    off = data.draw(st.integers(0, goods))
    shipping_off = data.draw(st.integers(0, shipping))
    total = all_of_it - off - shipping_off
    found = line_totals(total, lines, shipping_off=shipping_off)

    assert sum(found) == total
    assert min(found) >= 0


def test_an_orders_discount_is_borne_by_the_goods():
    lines = [
        LineAmounts(goods=4000, tax=241, shipping=0, rest=0),
        LineAmounts(goods=4000, tax=241, shipping=0, rest=0),
    ]

    assert line_totals(6882, lines) == (3441, 3441)


def test_a_discount_on_shipping_is_borne_by_what_is_shipped():
    lines = [
        LineAmounts(goods=3000, tax=226, shipping=800, rest=45),
        LineAmounts(goods=1000, tax=0, shipping=0, rest=0),
    ]

    assert line_totals(4871, lines, shipping_off=200) == (3871, 1000)


# --- states ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("captures", "cancels", "state"),
    [
        ([], [], "capturable"),
        ([("pending", 40)], [], "capturable"),
        ([("complete", 40)], [], "capturable"),
        ([("complete", 40)], [("complete", 50)], "capturable"),
        ([("pending", 100)], [], "processing"),
        ([("complete", 40), ("pending", 60)], [], "processing"),
        ([("pending", 40)], [("pending", 60)], "processing"),
        ([("pending", 40)], [("complete", 60)], "processing"),
        ([("complete", 40)], [("pending", 60)], "capturable"),
        ([], [("pending", 100)], "capturable"),
        ([], [("pending_information", 100)], "capturable"),
        ([("complete", 100)], [], "complete"),
        ([("complete", 40)], [("complete", 60)], "complete"),
        ([], [("complete", 100)], "cancelled"),
        ([("failed", 100)], [], "capturable"),
        ([("complete", 60), ("failed", 40)], [], "capturable"),
        ([("complete", 40)], [("failed", 60)], "capturable"),
    ],
)
def test_a_charge_is_where_its_captures_and_cancels_have_brought_it(
    captures, cancels, state
):
    assert charge_after("capturable", 100, captures, cancels) == state


def test_a_charge_that_is_processed_is_so_until_the_last_decision():
    captures, cancels = [("complete", 40)], [("pending", 60)]

    assert charge_after("processing", 100, captures, cancels) == "processing"


def test_an_order_is_over_once_no_line_and_no_charge_is_open():
    lines = ("created", "fulfilled", "cancelled", "returned")
    charges = LIFECYCLES["charge"].states
    for state, pair, two in itertools.product(
        LIFECYCLES["order"].states,
        itertools.product(lines, repeat=2),
        itertools.product(charges, repeat=2),
    ):
        after = order_after(state, pair, two)
        over = "created" not in pair and set(two) <= {"complete", "cancelled"}
        if state not in ("accepted", "fulfilled") or not over:
            assert after == state
        else:
            assert after == ("cancelled" if {*pair} == {"cancelled"} else "complete")


def test_only_an_accepted_order_can_be_fulfilled():
    for state in LIFECYCLES["order"].states:
        assert (refused(state, accepted=True) is None) is (state == "accepted")
    assert refused("cancelled", accepted=True) == "order_cancelled"
    assert refused("cancelled", accepted=False) == "order_not_submitted"
    assert set(REFUSED) == {*LIFECYCLES["order"].states} - {"accepted"}


def test_what_stands_is_every_state_but_failed():
    for kind in ("capture", "cancel"):
        assert {*LIFECYCLES[kind].states} - {*STANDING} == {"failed"}
