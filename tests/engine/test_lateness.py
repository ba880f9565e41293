"""An act that comes too late is told from one that can never come."""

from __future__ import annotations

import pytest

from mockdr.engine.looking import look_closely


def told(steps: str, given: str = "{source: {type: konbini}}"):
    text = f"summary: A story of time.\ngiven: {given}\nsteps:\n{steps}"
    return [
        (d.code, d.place.line, d.place.column, d.message, d.help)
        for d in look_closely(text, "story.yaml")
    ]


ORDER = "  - merchant: createOrders\n    then: {order: pending_payment}\n"


@pytest.mark.parametrize(
    ("after", "longest"), [("30d", "29d"), ("400d", "29d"), ("9000h", "29d")]
)
def test_money_comes_too_late_for_an_order_that_was_given_up(after, longest):
    found = told(f"{ORDER}  - customer: pays\n    after: {after}\n")

    [(code, line, column, message, todo)] = found
    assert (code, line, column) == ("MDR423", 6, 15)
    assert message.startswith("customer pays comes too late, ")
    assert todo == f"write after: {longest} or less, or tell what happens instead"


def test_the_longest_that_is_advised_holds_and_one_more_does_not():
    """The advice is tried, not computed."""
    for days, codes in ((29, []), (30, ["MDR423"])):
        found = told(f"{ORDER}  - customer: pays\n    after: {days}d\n")
        assert [code for code, *_ in found] == codes


def test_what_could_not_come_sooner_either_is_told_otherwise():
    steps = "  - merchant: createOrders\n  - customer: approves\n    after: 5d\n"

    [(code, line, *_)] = told(steps, "{source: {type: creditCard}}")
    assert (code, line) == ("MDR210", 5)


def test_what_comes_at_once_can_only_be_impossible():
    steps = "  - merchant: createOrders\n  - customer: approves\n"

    assert [c for c, *_ in told(steps, "{source: {type: creditCard}}")] == ["MDR210"]


def test_what_has_to_come_first_makes_a_later_act_too_late():
    """Time runs from the step before, whatever was waited for earlier."""
    steps = (
        f"{ORDER}  - merchant: retrieveOrders\n"
        "  - provider: expires\n    of: source\n    after: 2d\n"
        "  - customer: pays\n    after: 1d\n"
    )

    assert [(code, line) for code, line, *_ in told(steps)] == [("MDR210", 10)]
