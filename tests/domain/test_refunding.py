"""What a refund takes: laws that hold for every order and every sum."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import Refusal
from mockdr.domain.refund import ASYNCHRONOUS, follows
from mockdr.domain.refunding import PARTS, Part, of_item, of_order, over_charges

laws = settings(max_examples=60, deadline=None)


@st.composite
def orders(draw):
    """Draw the parts of one to three lines, captured as a whole."""
    found = []
    for item in range(draw(st.integers(1, 3))):
        for type in PARTS:
            left = draw(st.integers(0, 20_000))
            tax = draw(st.integers(0, left // 4))
            found.append(Part(type=type, item=str(item), full=left, left=left, tax=tax))
    return tuple(found)


def left_of(parts, *types):
    return sum(p.left for p in parts if not types or p.type in types)


def taken_from(parts, taken):
    """Return *parts* without what was taken, and check that it was there."""
    for one in taken:
        (at,) = [
            n for n, p in enumerate(parts) if (p.type, p.item) == (one.type, one.item)
        ]
        part = parts[at]
        assert 0 < one.amount <= part.left
        assert 0 <= one.tax <= part.tax
        after = replace(part, left=part.left - one.amount, tax=part.tax - one.tax)
        parts = (*parts[:at], after, *parts[at + 1 :])
    return parts


@laws
@given(orders(), st.data())
def test_what_is_asked_for_is_taken_and_never_more_than_there_is(parts, data):
    whole = left_of(parts)
    amount = data.draw(st.integers(-5, whole + 5))
    if not 0 < amount <= whole:
        with pytest.raises(Refusal) as no:
            of_order(parts, amount=amount)
        (complaint,) = no.value.complaints
        more = amount > whole or not whole
        assert ("amountRequested" in complaint.key) is more
        return

    taken = of_order(parts, amount=amount)

    assert sum(one.amount for one in taken) == amount
    assert left_of(taken_from(parts, taken)) == whole - amount


@laws
@given(orders())
def test_fees_come_back_last(parts):
    others = left_of(parts, "product", "shipping", "duty", "importer_tax")
    fees = left_of(parts, "fees")
    for amount in {1, others, others + 1, others + fees} - {0}:
        if amount > others + fees:
            continue
        taken = of_order(parts, amount=amount)
        of_fees = sum(one.amount for one in taken if one.type == "fees")
        assert of_fees == max(amount - others, 0)


@laws
@given(orders(), st.sampled_from([None, "shipping", "duty", "importer_tax"]))
def test_a_hundred_percent_leaves_nothing(parts, type):
    types = () if type is None else (type,)
    if not left_of(parts, *types):
        return

    taken = of_order(parts, type=type, percent=Decimal(100))

    assert left_of(taken_from(parts, taken), *types) == 0
    assert left_of(taken_from(parts, taken)) == left_of(parts) - left_of(parts, *types)


@laws
@given(orders())
def test_the_tax_comes_back_whole_and_only_once(parts):
    whole = sum(p.tax for p in parts)
    if not whole:
        return
    for asked in ({"percent": Decimal(99)}, {"amount": whole - 1}):
        with pytest.raises(Refusal) as no:
            of_order(parts, type="tax", **asked)
        assert no.value.complaints[0].key == "invalid_parameter:percentRequested"

    after = taken_from(parts, of_order(parts, type="tax", amount=whole))

    assert sum(p.tax for p in after) == 0
    assert left_of(after) == left_of(parts) - whole


@laws
@given(st.integers(1, 50_000), st.integers(1, 12))
def test_units_that_come_back_one_by_one_come_back_all(price, units):
    parts = (Part(type="product", item="1", full=price, left=price, tax=0),)
    for _ in range(units):
        if not parts[0].left:
            break
        try:
            one = of_item(parts, item="1", share=Fraction(1, units))
        except Refusal:
            assert price < units, "less than a cent a piece"
            return
        parts = taken_from(parts, [one])

    assert parts[0].left <= units // 2, "what rounding kept"


@laws
@given(st.integers(1, 50_000), st.lists(st.integers(0, 30_000), min_size=1, max_size=4))
def test_charges_give_back_in_order_and_all_of_it(amount, capacities):
    shares = over_charges(amount, capacities)

    assert sum(shares) == amount
    for number, (share, capacity) in enumerate(zip(shares, capacities, strict=True)):
        if number and share:
            assert all(
                s >= c for s, c in zip(shares[:number], capacities, strict=False)
            )
            assert share <= capacity


def test_without_charges_there_is_nothing_to_give_back_over():
    assert over_charges(5, []) == ()


# -- what follows ----------------------------------------------------------------------

FOLLOWING = {
    ("pending", "creditCard", False, None): "provider.completes",
    ("pending", "creditCard", False, "refund_failed"): "provider.fails",
    ("pending", "creditCard", False, "refund_pending_failed"): "provider.fails",
    ("pending", "konbini", False, None): "provider.asks_bank_details",
    ("pending", "konbini", False, "refund_failed"): "provider.fails",
    (
        "pending",
        "konbini",
        False,
        "refund_failed_after_information",
    ): "provider.asks_bank_details",
    ("pending", "konbini", True, None): "provider.completes",
    ("pending", "konbini", True, "refund_failed_after_information"): "provider.fails",
    ("pending_information", "konbini", False, None): "provider.expires",
    ("succeeded", "creditCard", False, None): None,
    ("failed", "creditCard", False, "refund_failed"): None,
    ("expired", "konbini", False, None): None,
}


@pytest.mark.parametrize("case", FOLLOWING)
def test_what_follows_by_itself(case):
    state, method, informed, result = case

    assert (
        follows(state, method=method, informed=informed, test_result=result)
        == FOLLOWING[case]
    )


def test_three_methods_ask_where_the_money_is_to_go():
    assert {"wireTransfer", "onlineBanking", "konbini"} == ASYNCHRONOUS
