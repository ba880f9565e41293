"""A file with a matrix is one story for each combination of its values."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.diagnostics import Severity
from mockdr.base.errors import MockdrError
from mockdr.scenario.library import Library, story_from_text
from mockdr.scenario.matrix import MOST
from mockdr.scenario.parse import parse, parse_all
from tests.scenario.words import VOCABULARY

HERE = Path(__file__).parent / "goldens"
LATE = """\
summary: <method> is paid after <wait>.
tags: [<method>]
matrix:
  method: [konbini, klarnaCredit]
  wait: [1h, 2d]
steps:
  - merchant: createCheckouts
  - customer: chooses
    source: {type: <method>}
    after: <wait>
"""


def stories(text, file="late.yaml"):
    found, findings = parse_all(text, file, VOCABULARY)
    assert found, findings
    return found


def findings(text):
    found = parse_all(text, "late.yaml", VOCABULARY)[1]
    return [(d.code, d.message) for d in found if d.severity is not Severity.ADVICE]


def test_there_is_a_story_for_each_combination_and_the_last_name_varies_first():
    assert [story.title for story in stories(LATE)] == [
        "late[method=konbini,wait=1h]",
        "late[method=konbini,wait=2d]",
        "late[method=klarnaCredit,wait=1h]",
        "late[method=klarnaCredit,wait=2d]",
    ]


def test_a_combination_says_its_values_and_keeps_the_name_of_the_file():
    story = stories(LATE)[2]

    assert story.name == "late"
    assert story.variant == {"method": "klarnaCredit", "wait": "1h"}
    assert story.summary == "klarnaCredit is paid after 1h."
    assert story.tags == ("klarnaCredit",)
    assert story.steps[1].source == {"type": "klarnaCredit"}
    assert story.text == LATE


def test_a_file_without_a_matrix_is_one_story_without_a_variant():
    [story] = stories("- merchant: createOrders\n")

    assert story.variant == {}
    assert story.title == story.name == "late"


def test_who_reads_one_story_gets_the_first_combination():
    assert parse(LATE, "late.yaml", VOCABULARY)[0] == stories(LATE)[0]


def test_values_stand_in_keys_in_parts_of_words_and_before_types_are_read():
    """Quotes go with a value that stands alone; YAML's types are read afterwards."""
    file = HERE / "good-matrix.yaml"
    found = stories(file.read_bytes(), file.name)
    by = {(s.variant["method"], s.variant["price"]): s for s in found}
    plain, quoted = by["konbini", "030"], by["klarnaCredit", "040"]

    assert plain.given.customers["ann"]["metadata"] == {
        "core": 30,
        "text": "030",
        "konbini": 1030,
    }
    assert quoted.given.customers["ann"]["metadata"] == {
        "core": "040",
        "text": "040",
        "klarnaCredit": 1040,
    }
    assert plain.steps[0].match.body["items"] == [{"skuId": "030", "price": 30.5}]
    assert plain.steps[0].match.body["email"] == "konbini-<ann.id>"
    assert plain.steps[0].match.headers == {"x-method": "konbini"}
    assert plain.steps[2].note == "By konbini, <b>really</b>."
    assert plain.steps[3].fault.body == "konbini <html>"
    assert [s.steps[2].of for s in found] == ["card", "session"] * 4


def test_names_of_the_file_and_of_its_matrix_are_not_replaced():
    text = "scenario: <a>\nmatrix: {a: [b, <a>]}\nsteps: [{merchant: createOrders}]\n"

    assert ("MDR104", "a scenario's name cannot be '<a>'") in findings(text)


def test_a_matrix_may_stand_anywhere_in_the_file():
    head, _, rest = LATE.partition("matrix:\n")
    steps = rest[rest.index("steps:") :]
    last = f"{head}{steps}matrix: {{method: [konbini, klarnaCredit], wait: [1h, 2d]}}\n"

    assert stories(last)[0].steps[1].source == {"type": "konbini"}
    assert [s.title for s in stories(last)] == [s.title for s in stories(LATE)]


# What is wrong with some


def test_what_is_wrong_with_all_combinations_is_said_once():
    text = LATE.replace("createCheckouts", "createCheckout")

    assert findings(text) == [("MDR301", "there is no operation 'createCheckout'")]


@pytest.mark.parametrize(
    ("method", "wait", "told"),
    [
        ("konbni", "1h", "there is no source of type 'konbni' (method=konbni)"),
        ("konbini", "soon", "'after' must be a duration, not 'soon' (wait=soon)"),
    ],
)
def test_what_is_wrong_with_some_combinations_says_with_which(method, wait, told):
    text = LATE.replace("[konbini", f"[{method}").replace("[1h", f"[{wait}")

    assert [message for _, message in findings(text)] == [told]


def test_what_only_values_together_make_wrong_names_them_together():
    text = (
        "summary: One.\nmatrix: {thing: [session, order], state: [complete, failed]}\n"
        "steps:\n  - merchant: createOrders\n    then: {<thing>: <state>}\n"
    )
    told = [message for _, message in findings(text)]

    assert told == [
        "an order has no state 'complete' (thing=order,state=complete)",
        "an order has no state 'failed' (thing=order,state=failed)",
    ]


def test_of_many_that_say_the_same_of_one_place_the_first_are_told():
    """Nobody reads the same sentence for thirty values."""
    text = LATE.replace("konbini, klarnaCredit", "a, b, c, d, e, f").replace(
        "[1h, 2d]", "[1h]"
    )

    assert [message for _, message in findings(text)] == [
        "there is no source of type 'a' (method=a)",
        "there is no source of type 'b' (method=b)",
        "there is no source of type 'c' (method=c), and 3 more like this",
    ]


def test_what_is_wrong_with_some_is_not_mended_for_all():
    """What is meant there may be something else with another value."""
    text = (
        "summary: One.\nmatrix: {thing: [order, session]}\nsteps:\n"
        "  - merchant: createOrders\n    then: {%s: completd}\n"
    )
    [partly] = parse_all(text % "<thing>", "a.yaml", VOCABULARY)[1][:1]
    [alone] = parse_all(
        text.replace("matrix: {thing: [order, session]}\n", "") % "session",
        "a.yaml",
        VOCABULARY,
    )[1]

    assert partly.message.endswith(("(thing=order)", "(thing=session)"))
    assert partly.fix is None
    assert alone.fix is not None


def test_a_misspelt_name_is_told_where_it_stands_and_can_be_mended():
    text = LATE.replace("after: <wait>", "note: for <wiat>, <wait>")
    [found] = parse_all(text, "late.yaml", VOCABULARY)[1]

    assert found.message == "'<wiat>' is no name of 'matrix'"
    assert (found.place.column, found.place.end_column) == (15, 21)
    assert found.fix.edits[0].new == "<wait>"


def test_a_key_that_only_one_value_doubles_says_which():
    values = ", ".join(f"x{n}" for n in range(6))
    text = (
        f"summary: One.\nmatrix: {{type: [konbini, {values}]}}\nsteps:\n"
        "  - merchant: createCheckouts\n    match: {headers: {<type>: a, x1: b}}\n"
    )

    assert findings(text) == [("MDR009", "the key 'x1' is here twice (type=x1)")]


def test_there_are_no_more_combinations_than_anybody_looks_at():
    def text(count):
        values = ", ".join(map(str, range(count)))
        return LATE.replace("[1h, 2d]", "[1h]").replace(
            "[konbini, klarnaCredit]", f"[{values}]"
        )

    many = [code for code, _ in findings(text(MOST + 1))]
    assert many.count("MDR143") == 1
    assert "MDR143" not in [code for code, _ in findings(text(MOST))]


@pytest.mark.parametrize("name", ["order", "reason", "card", "anns-card", "ann"])
def test_a_name_of_the_matrix_is_nothing_else_in_the_file(name):
    text = (
        f"summary: One.\nmatrix: {{{name}: [a]}}\ngiven:\n  customers:\n"
        "    ann: {email: a@example.com, sources: {anns-card: {type: creditCard}}}\n"
        "steps:\n  - merchant: createOrders\n  - customer: chooses\n    as: card\n"
        f"    note: <{name}>\n"
    )

    assert {code for code, _ in findings(text)} == {"MDR105"}


# Asking for one


@pytest.fixture
def library(tmp_path):
    (tmp_path / "late.yaml").write_text(LATE, "utf-8")
    (tmp_path / "plain.yaml").write_text("- merchant: createOrders\n", "utf-8")
    (tmp_path / "broken.yaml").write_text("matrix: {a: 1}\n- [", "utf-8")
    return Library([tmp_path], VOCABULARY, bundled=Path("bundled"))


@pytest.mark.parametrize(
    "asked",
    [
        "late[method=konbini,wait=2d]",
        "late[wait=2d,method=konbini]",
        "late [ wait = 2d , method=konbini ] ",
    ],
)
def test_a_combination_is_asked_for_in_any_order(library, asked):
    assert library.story(asked).title == "late[method=konbini,wait=2d]"


def test_a_combination_can_be_asked_for_by_a_mapping(library):
    asked = {"wait": "2d", "method": "konbini"}

    assert library.story("late", asked).title == "late[method=konbini,wait=2d]"


def test_some_of_the_names_ask_for_some_of_the_stories(library):
    assert [s.title for s in library.stories("late[wait=2d]")] == [
        "late[method=konbini,wait=2d]",
        "late[method=klarnaCredit,wait=2d]",
    ]
    assert len(library.stories("late")) == 4
    assert [s.title for s in library.stories("plain")] == ["plain"]


def test_who_asks_for_one_story_of_several_is_told_which_there_are(library):
    with pytest.raises(MockdrError) as no:
        library.story("late[method=konbini]")

    assert no.value.message == (
        "the scenario 'late' stands for 2 stories, by its matrix"
    )
    assert no.value.help == (
        "ask for one of them:\n- late[method=konbini,wait=1h]\n"
        "- late[method=konbini,wait=2d]"
    )


@pytest.mark.parametrize(
    ("asked", "message", "help"),
    [
        (
            "late[metod=konbini]",
            "the matrix of 'late' has no name 'metod'",
            "did you mean 'method'?",
        ),
        (
            "late[method=konbni]",
            "in the matrix of 'late', method is never 'konbni'",
            "did you mean 'konbini'?",
        ),
        (
            "late[wait=5]",
            "in the matrix of 'late', wait is never '5'",
            "wait is one of 1h, 2d",
        ),
        (
            "late[konbini]",
            "'[konbini]' says no value of the matrix of 'late'",
            "write late[method=konbini,wait=1h], for example",
        ),
        (
            "plain[method=konbini]",
            "the scenario 'plain' has no matrix, so there is no '[method=konbini]'",
            "ask for plain",
        ),
    ],
)
def test_what_no_combination_has_is_said(library, asked, message, help):
    with pytest.raises(MockdrError) as no:
        library.story(asked)

    assert (no.value.message, no.value.help) == (message, help)


def test_of_many_stories_some_are_listed(tmp_path):
    values = ", ".join(f"{n}h" for n in range(1, 20))
    (tmp_path / "late.yaml").write_text(LATE.replace("1h, 2d", values), "utf-8")
    found = Library([tmp_path], VOCABULARY, bundled=Path("bundled"))

    with pytest.raises(MockdrError) as no:
        found.story("late")
    assert no.value.help.count("late[") == 12
    assert no.value.help.endswith("\n- and 26 more")


def test_a_mapping_for_a_story_without_a_matrix_is_refused(library):
    with pytest.raises(MockdrError, match=r"so there is no '\[wait=5\]'"):
        library.story("plain", {"wait": 5})


def test_a_text_may_be_asked_for_a_combination():
    asked = {"method": "konbini", "wait": "1h"}

    assert story_from_text(LATE, "<text>", VOCABULARY, asked).variant == asked
    with pytest.raises(MockdrError, match="stands for 4 stories"):
        story_from_text(LATE, "<text>", VOCABULARY)


def test_a_list_shows_the_matrix_without_reading_what_it_is_for(library):
    assert {entry.name: dict(entry.matrix) for entry in library.entries()} == {
        "late": {"method": ("konbini", "klarnaCredit"), "wait": ("1h", "2d")},
        "plain": {},
        "broken": {},
    }
    [late] = [entry for entry in library.entries() if entry.name == "late"]
    assert late.summary == "<method> is paid after <wait>."
    assert late.tags == ("konbini", "klarnaCredit")
    assert library.matrix("late")["wait"] == ("1h", "2d")
    assert library.matrix("nobody") == {}


def test_a_value_may_look_like_the_next_name(tmp_path):
    step = "{merchant: createOrders, note: <a><b>}"
    text = f"matrix: {{a: [1, '1,b=2'], b: [2]}}\nsteps: [{step}]\n"
    (tmp_path / "odd.yaml").write_text(text, "utf-8")
    found = Library([tmp_path], VOCABULARY, bundled=Path("bundled"))

    assert found.story("odd[a=1,b=2,b=2]").variant == {"a": "1,b=2", "b": "2"}
    assert found.story("odd[a=1,b=2]").variant == {"a": "1", "b": "2"}


# Laws

WORD = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
VALUES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
    .filter(lambda text: text.strip() and "\ufeff" not in text)
    .map(lambda text: text[:12]),
    min_size=1,
    max_size=3,
    unique=True,
)
MATRIX = st.dictionaries(WORD.map("x-{}".format), VALUES, min_size=1, max_size=3)


@given(MATRIX)
@settings(max_examples=40, deadline=None)
def test_every_combination_is_there_once_and_says_its_values(matrix):
    """As many stories as the product has rows, each told apart by its title."""
    values = {name: f"<{name}>" for name in matrix}
    document = {
        "summary": "One.",
        "matrix": matrix,
        "steps": [
            {
                "merchant": "createCheckouts",
                "match": {"headers": {"x": "".join(values.values())}},
            }
        ],
    }
    found = stories(json.dumps(document, ensure_ascii=False), "a.yaml")
    rows = list(itertools.product(*matrix.values()))

    assert [tuple(story.variant.values()) for story in found] == rows
    assert [story.steps[0].match.headers["x"] for story in found] == [
        "".join(row) for row in rows
    ]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_replacing_by_hand_says_the_same(data):
    """A combination is the file with the values written in their places."""
    method = data.draw(st.sampled_from(["konbini", "klarnaCredit"]))
    wait = data.draw(st.sampled_from(["1h", "2d"]))
    body = LATE[LATE.index("steps:") :]
    by_hand = body.replace("<method>", method).replace("<wait>", wait)
    [story] = [
        s for s in stories(LATE) if s.variant == {"method": method, "wait": wait}
    ]
    [alone] = stories(by_hand)

    assert [s.source for s in story.steps[1:]] == [s.source for s in alone.steps[1:]]
    assert [s.after for s in story.steps[1:]] == [s.after for s in alone.steps[1:]]
