"""Who mistypes is told what is wrong, not sent the other way."""

from __future__ import annotations

import pytest

from mockdr.base.diagnostics import Severity
from mockdr.scenario.fixing import mend
from mockdr.scenario.looking import look
from tests.scenario.words import VOCABULARY

CHECKOUT = "summary: It is paid.\nsteps:\n  - merchant: createCheckouts\n"
CHOOSES = f"{CHECKOUT}  - customer: chooses\n    source: "


def found(text: str):
    return look(text, "story.yaml", VOCABULARY, lambda _: ((), None))[1]


def told(text: str) -> list[tuple[str, int, int, str]]:
    return [(d.code, d.place.line, d.place.column, d.help) for d in found(text)]


def mended(text: str) -> str:
    return mend(text, found).text


# A space after the colon


@pytest.mark.parametrize(
    ("wrong", "right", "where"),
    [
        (
            f"{CHOOSES}{{type:creditCard}}\n",
            f"{CHOOSES}{{type: creditCard}}\n",
            ("MDR308", 5, 14, "type: creditCard"),
        ),
        (
            "summary: It is so.\nsteps:\n  - merchant:createOrders\n",
            "summary: It is so.\nsteps:\n  - merchant: createOrders\n",
            ("MDR103", 3, 5, "merchant: createOrders"),
        ),
        (
            f"{CHECKOUT}    then:{{checkout: open}}\n",
            f"{CHECKOUT}    then: {{checkout: open}}\n",
            ("MDR101", 4, 5, "then: {...}"),
        ),
        (
            f"{CHECKOUT}    then: {{checkout:open}}\n",
            f"{CHECKOUT}    then: {{checkout: open}}\n",
            ("MDR101", 4, 12, "checkout: open"),
        ),
    ],
)
def test_a_space_that_is_missing_after_a_colon_is_put_there(wrong, right, where):
    """`{type:creditCard}` is one word for YAML, and was once taken for a field."""
    code, line, column, write = where

    assert told(wrong) == [
        (code, line, column, f"a space is missing after the colon: write {write}")
    ]
    assert {d.severity for d in found(wrong)} == {Severity.ERROR}
    assert mended(wrong) == right
    assert found(right) == ()


def test_a_key_whose_value_goes_on_behind_another_colon_is_left_to_people():
    text = f"{CHECKOUT}    match:body: {{}}\n"

    (one,) = found(text)

    assert "a space is missing after the colon" in one.help
    assert one.fix is None


def test_a_colon_that_is_missing_is_named():
    (one,) = told("summary: It is so.\nsteps:\n  - merchant createOrders\n")

    assert (
        one[3] == "a colon is missing after 'merchant': write - merchant: createOrders"
    )


def test_a_mapping_that_is_a_word_for_yaml_is_told_of_the_space():
    (one,) = told(f"{CHECKOUT}    fault: kind:reset\n")

    assert one[3] == "a space is missing after the colon: write kind: reset"


def test_a_source_that_is_chosen_has_a_type():
    (one,) = found(f"{CHOOSES}{{creditCard: {{number: '4242424242424242'}}}}\n")

    assert (one.code, one.place.line) == ("MDR102", 5)
    assert "at least its type" in one.help


# What should stand below `then`


def test_states_beside_an_empty_then_are_to_be_indented():
    (one,) = told(f"{CHECKOUT}    then:\n    checkout: open\n")

    assert one[:3] == ("MDR115", 5, 5)
    assert one[3].startswith("indent it below 'then'")


def test_an_empty_then_alone_is_still_refused():
    (one,) = told(f"{CHECKOUT}    then:\n    note: so\n")

    assert one[0] == "MDR103"


# Names


@pytest.mark.parametrize(
    ("name", "better"),
    [("größe", "groesse"), ("Jürgen", "juergen"), ("café", "cafe"), ("smörgås", None)],
)
def test_a_name_with_other_letters_is_spelt_with_a_to_z_and_said_once(name, better):
    text = (
        f"{CHECKOUT}    as: {name}\n  - merchant: updateCheckouts\n    of: {name}\n"
        f"    then: {{{name}: open}}\n"
    )

    (one,) = told(text)

    assert one[0] == "MDR104"
    assert "a to z" in one[3]
    assert better is None or one[3].endswith(f"for example {better}")


# Names of a matrix that there is not


@pytest.mark.parametrize(
    "step",
    ["then: {checkout: <ends>}", "as: <ends>", "then: {<ends>: open}", "times: <ends>"],
)
def test_what_no_matrix_declares_stands_for_nothing(step):
    (one,) = found(f"{CHECKOUT}    {step}\n")

    assert (one.code, one.message) == ("MDR209", "'<ends>' stands for nothing")
    assert one.help.startswith("there is no matrix")


def test_the_names_that_the_matrix_has_are_listed():
    text = (
        f"matrix: {{number: [1, 2]}}\n{CHECKOUT}    times: <number>\n    of: <ends>\n"
    )

    assert {d.help for d in found(text)} == {"the matrix has <number>"}


# Errors and operations by other names

ORDER = "summary: It is paid.\nsteps:\n  - merchant: createOrders\n    then: {error: "


def test_an_error_that_is_named_by_its_status_leads_to_its_code():
    (one,) = told(f"{ORDER}429}}\n")

    assert one[3] == "an error is named by its code: did you mean 'too_many_requests'?"


def test_of_several_errors_of_a_status_all_are_listed():
    (one,) = told(f"{ORDER}409}}\n")

    assert one[3].startswith("name the code of the error; with 409 it can answer\n")
    assert "- {code: source_in_use}" in one[3]
    assert "order_submit_failed" not in one[3]


def test_a_status_that_no_error_has_is_answered_with_those_that_there_are():
    (one,) = told(f"{ORDER}418}}\n")

    assert one[3].endswith("those that it can answer have 400, 401, 404, 409, 429")


@pytest.mark.parametrize(
    ("word", "reason"), [("card_expired", "card_expired"), ("declined", "card_expired")]
)
def test_a_reason_in_place_of_an_error_leads_to_both(word, reason):
    (one,) = told(f"{ORDER}{word}}}\n")

    assert one[3].endswith(f"then: {{error: failed-request, reason: {reason}}}")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("create order", "createOrders"),
        ("create_orders", "createOrders"),
        ("Create-Orders", "createOrders"),
        ("POST /orders", "createOrders"),
        ("post /checkouts", "createCheckouts"),
    ],
)
def test_an_operation_that_is_spelt_otherwise_is_known_and_put_right(name, meant):
    text = "summary: It is so.\nsteps:\n  - merchant: {}\n"
    wrong = text.format(name)

    (one,) = told(wrong)

    assert one[3] == f"did you mean {meant!r}?"
    assert mended(wrong) == text.format(meant)


@pytest.mark.parametrize("name", ["POST /nowhere", "/checkouts", "POST checkouts/x"])
def test_a_path_that_leads_nowhere_is_not_guessed_at(name):
    (one,) = found(f"summary: It is so.\nsteps:\n  - merchant: {name}\n")

    assert one.help.startswith("write an operationId")
    assert one.fix is None


def test_a_refund_is_no_state_of_what_is_refunded():
    (one,) = told(
        f"{CHECKOUT}  - merchant: createOrders\n    then: {{charge: refunded}}\n"
    )
    assert one[0] == "MDR202"
    assert one[3].startswith("a refund is a thing of its own: refund: succeeded\n")
    (one,) = told(
        f"{CHECKOUT}  - merchant: createRefunds\n    then: {{refund: refunded}}\n"
    )
    assert one[3].startswith("did you mean 'succeeded'?")
