"""A state under the name that people give it: the help knows which one is meant."""

from __future__ import annotations

import pytest

from mockdr.domain import LIFECYCLES
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.parse import parse


@pytest.mark.parametrize(
    ("kind", "word", "meant"),
    [
        ("charge", "captured", "complete"),
        ("charge", "authorized", "capturable"),
        ("charge", "declined", "failed"),
        ("capture", "succeeded", "complete"),
        ("refund", "refunded", "succeeded"),
        ("refund", "completed", "succeeded"),
        ("order", "paid", "accepted"),
        ("order", "shipped", "fulfilled"),
        ("order", "refunded", "returned"),
        ("source", "approved", "chargeable"),
        ("charge", "captureable", "capturable"),
    ],
)
def test_a_state_that_is_none_is_told_with_the_one_that_is_meant(kind, word, meant):
    assert word not in LIFECYCLES[kind].states
    text = (
        f"summary: One.\nsteps:\n- merchant: createOrders\n  then: {{{kind}: {word}}}"
    )
    _, findings = parse(text, "tale.yaml", vocabulary())
    [found] = [d for d in findings if d.code == "MDR202"]
    assert found.help.startswith(f"did you mean {meant!r}?\nthe states are ")
