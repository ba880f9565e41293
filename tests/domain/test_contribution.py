"""Sources and total always add up, whatever the merchant does."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import Refusal
from mockdr.domain.contribution import (
    Attached,
    Contribution,
    attach,
    detach,
    opened,
    with_total,
)
from mockdr.domain.money import Money
from mockdr.domain.source import ATTACHABLE, LIFECYCLE


def usd(amount):
    return Money.from_wire(amount, "USD")


def card(name="card", **more):
    return Attached(id=name, amount=usd(0), **more)


def credit(amount, name="credit"):
    return Attached(id=name, amount=usd(amount), secondary=True)


def amounts(contribution):
    return (
        contribution.contributed.to_wire(),
        contribution.remaining.to_wire(),
        contribution.state,
    )


def refused(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value.complaints[0].key


T = opened(usd(26.89))


def test_nothing_attached():
    assert amounts(opened(usd(1809.99))) == (0.0, 1809.99, "requires_source")


def test_nothing_to_pay():
    assert amounts(opened(usd(0))) == (0.0, 0.0, "requires_confirmation")


def test_a_primary_pays_all():
    found = attach(opened(usd(27.01)), card())

    assert amounts(found) == (27.01, 0.0, "requires_confirmation")
    assert found.primary is not None
    assert found.primary.amount == usd(27.01)


def test_credit_below_the_total():
    assert amounts(attach(T, credit(10))) == (10.0, 16.89, "requires_source")


def test_credit_that_is_the_total():
    two = attach(attach(T, credit(10)), credit(16.89, "more"))

    assert amounts(two) == (26.89, 0.0, "requires_confirmation")


@pytest.mark.parametrize(
    ("total", "given_", "rest"), [(26.89, 10, 16.89), (27.01, 12.5, 14.51)]
)
def test_a_primary_pays_what_credit_leaves(total, given_, rest):
    found = attach(attach(opened(usd(total)), credit(given_)), card())

    assert amounts(found) == (total, 0.0, "requires_confirmation")
    assert [s.amount.to_wire() for s in found.sources] == [rest, float(given_)]


def test_credit_beyond_the_total_is_refused():
    assert refused(attach, T, credit(26.90)) == "session_source_amount_too_large"
    assert (
        refused(attach, attach(T, credit(20)), credit(6.90, "more"))
        == "session_source_amount_too_large"
    )


def test_credit_is_held_against_the_total_not_against_what_remains():
    """A reusable primary has brought the remainder to nothing, and gives way."""
    found = attach(attach(T, card(reusable=True)), credit(10))

    assert amounts(found) == (26.89, 0.0, "requires_confirmation")
    assert found.primary is not None
    assert found.primary.amount == usd(16.89)


def test_credit_comes_too_late_after_a_single_use_primary():
    assert refused(attach, attach(T, card()), credit(1)) == "session_update_not_allowed"


def test_credit_may_join_a_primary_that_can_pay_no_more():
    lost = replace(T, primary=card(state="failed"))

    assert amounts(attach(lost, credit(10))) == (10.0, 16.89, "requires_source")


def test_another_primary_replaces_the_first():
    found = attach(attach(attach(T, credit(10)), card("one")), card("two"))

    assert [s.id for s in found.sources] == ["two", "credit"]
    assert amounts(found) == (26.89, 0.0, "requires_confirmation")


def test_a_method_that_does_not_combine_stays_alone():
    amazon = card("amazon", combines=False, reusable=True)

    assert refused(attach, attach(T, credit(1)), amazon) == "source_not_supported"
    assert refused(attach, attach(T, amazon), credit(1)) == "source_not_supported"
    assert attach(T, amazon).funded


@pytest.mark.parametrize("state", LIFECYCLE.states)
def test_only_a_source_that_can_still_pay_is_attached(state):
    if state in ATTACHABLE:
        assert attach(T, card(state=state)).funded
    else:
        assert (
            refused(attach, T, card(state=state)) == "source_status_invalid_for_session"
        )


def test_attaching_the_same_credit_again_counts_once():
    found = attach(attach(T, credit(20)), credit(20))

    assert found.credit == usd(20)


def test_without_its_primary_the_credit_remains():
    found = detach(attach(attach(T, credit(10)), card()), "card")

    assert amounts(found) == (10.0, 16.89, "requires_source")


def test_a_primary_that_follows_takes_over_what_credit_paid():
    for follower in (card(reusable=True, flow="redirect"), card(flow="standard")):
        found = detach(attach(attach(T, credit(10)), follower), "credit")
        assert amounts(found) == (26.89, 0.0, "requires_confirmation")


def test_a_single_use_redirect_does_not_take_over():
    stiff = card(state="pending_redirect", flow="redirect")
    found = detach(attach(attach(T, credit(10)), stiff), "credit")

    assert amounts(found) == (16.89, 10.0, "requires_source")


def test_what_is_not_attached_cannot_be_detached():
    assert refused(detach, T, "card") == "source_not_found"
    assert refused(detach, attach(T, card()), "other") == "source_not_found"


@pytest.mark.parametrize("total", [20, 30])
def test_when_the_total_changes_a_primary_follows_or_no_longer_fits(total):
    follower = with_total(attach(T, card()), usd(total))
    stiff = with_total(attach(T, card(flow="receiver")), usd(total))

    assert amounts(follower) == (total, 0.0, "requires_confirmation")
    assert stiff.state == "requires_source"
    assert stiff.primary is not None
    assert stiff.primary.amount == usd(26.89)
    assert with_total(stiff, usd(26.89)).funded


def test_when_the_total_stays_nothing_changes():
    found = attach(T, card())

    assert with_total(found, usd(26.89)) is found


def test_a_total_below_the_credit_is_refused():
    assert (
        refused(with_total, attach(T, credit(10)), usd(5))
        == "session_source_amount_too_large"
    )


@pytest.mark.parametrize("state", ["failed", "consumed", "cancelled"])
def test_a_source_that_can_pay_no_more_contributes_nothing(state):
    lost = replace(attach(attach(T, credit(10)), card()), primary=card(state=state))
    spent = replace(T, secondaries=(replace(credit(10), state=state),))

    assert amounts(lost) == (10.0, 16.89, "requires_source")
    assert amounts(spent) == (0.0, 26.89, "requires_source")


names = st.sampled_from(["a", "b", "c", "d"])
minor = st.integers(0, 5000).map(lambda m: Money(currency="USD", minor=m))
sources = st.builds(
    Attached,
    id=names,
    amount=minor,
    state=st.sampled_from(LIFECYCLE.states),
    secondary=st.booleans(),
    reusable=st.booleans(),
    flow=st.sampled_from(["standard", "redirect", "receiver"]),
    combines=st.booleans(),
)
moves = st.lists(
    st.tuples(st.just(attach), sources)
    | st.tuples(st.just(detach), names)
    | st.tuples(st.just(with_total), minor),
    max_size=8,
)


@settings(max_examples=120, deadline=None)
@given(minor, moves)
def test_contributed_and_remaining_are_always_the_total(total, steps):
    found: Contribution = opened(total)
    for step, argument in steps:
        try:
            found = step(found, argument)
        except Refusal:
            continue
        assert found.contributed + found.remaining == found.total
        assert 0 <= found.remaining.minor <= found.total.minor
        assert found.credit <= found.total
        assert not (found.funded and found.remaining)
        assert (found.state == "requires_confirmation") is found.funded
        if found.funded and found.sources:
            assert sum(s.amount.minor for s in found.sources) == found.total.minor
        if step is attach and not argument.secondary:
            assert found.funded
