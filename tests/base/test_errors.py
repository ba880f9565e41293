"""Two kinds of no."""

from __future__ import annotations

import pytest

from mockdr.base.errors import Complaint, ConfigurationError, MockdrError, Refusal


def test_an_error_of_the_house_reads_as_a_sentence_with_advice():
    assert str(MockdrError("the port is taken", help="use another")) == (
        "the port is taken; use another"
    )


def test_an_error_without_advice_reads_as_its_sentence():
    assert str(MockdrError("the port is taken")) == "the port is taken"


def test_a_wrong_setting_is_an_error_of_the_house_and_no_refusal():
    assert issubclass(ConfigurationError, MockdrError)
    assert not issubclass(MockdrError, Refusal)
    assert not issubclass(Refusal, MockdrError)


def test_a_refusal_takes_keys_and_complaints_and_keeps_their_order():
    named = Complaint(key="missing_parameter", parameter="shipTo.address")
    refusal = Refusal("failed-request", named)

    assert refusal.complaints == (Complaint(key="failed-request"), named)
    assert refusal.args == ("failed-request", "missing_parameter")


def test_a_refusal_without_a_complaint_is_a_mistake():
    with pytest.raises(ValueError, match="needs a complaint"):
        Refusal()
