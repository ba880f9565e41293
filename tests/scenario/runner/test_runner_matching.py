"""`match`: objects are subsets, arrays match in length, numbers by value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.scenario.matching import agrees, asks_for, difference, fill
from mockdr.scenario.references import UnknownReference, find_references, has_reference
from mockdr.scenario.story import NONE, Match

THINGS = {("bob", "id"): "536984150336", ("bob", "age"): 40}


def look(path):
    try:
        return THINGS[path]
    except KeyError:
        raise UnknownReference(".".join(path)) from None


def fits_any(schema, body):
    return ()


def differs(match, *, body=None, query=None, headers=None, judge=fits_any):
    return difference(
        match, body=body, query=query or {}, headers=headers or {}, lookup=look,
        judge=judge,
    )  # fmt: skip


def pointer(want, got):
    """Return where *got* differs from *want*; None when it fits."""
    found = differs(Match(body=want), body=got)
    return None if found is None else found.pointer


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ({}, {"a": 1}),
        ({"a": {"b": "x"}}, {"a": {"b": "x", "c": 1}, "d": 2}),
        ({"a": [{"b": 1}, 2]}, {"a": [{"b": 1, "c": 3}, 2]}),
        ({"amount": 10.0}, {"amount": 10}),
        ({"amount": 10}, {"amount": Decimal("10.00")}),
        ({"amount": 0.1}, {"amount": Decimal("0.1")}),
        ({"a": None}, {}),
        ({"a": None}, {"a": None}),
        ({"a": {"b": None}}, {}),
        ({"a": None}, None),
        ({"a": True}, {"a": True}),
        ({"c": "<bob.id>"}, {"c": "536984150336"}),
        ({"c": "<bob.id>"}, {"c": 536984150336}),
        ({"c": "<bob.age>"}, {"c": 40.0}),
        ({"c": "no-<bob.age>"}, {"c": "no-40"}),
    ],
)
def test_it_fits(want, got):
    assert pointer(want, got) is None


@pytest.mark.parametrize(
    ("want", "got", "where"),
    [
        ({}, None, ""),
        ({"a": 1}, [1], ""),
        ({"a": {"b": "x"}}, {"a": {"b": "y"}}, "/a/b"),
        ({"a": {"b": "x"}}, {"a": "x"}, "/a"),
        ({"a": "x"}, {}, "/a"),
        ({"a": [1, 2]}, {"a": [1]}, "/a"),
        ({"a": [1, 2]}, {"a": [2, 1]}, "/a/0"),
        ({"a": []}, {"a": {}}, "/a"),
        ({"a": None}, {"a": 0}, "/a"),
        ({"a": 1}, {"a": True}, "/a"),
        ({"a": True}, {"a": 1}, "/a"),
        ({"a": 1}, {"a": "1"}, "/a"),
        ({"a": "1"}, {"a": 1}, "/a"),
        ({"a/b": {"c~d": 1}}, {"a/b": {"c~d": 2}}, "/a~1b/c~0d"),
        ({"c": "<bob.id>"}, {"c": "7"}, "/c"),
        ({"c": "<nobody.id>"}, {"c": "<nobody.id>"}, "/c"),
    ],
)
def test_it_does_not_fit_and_says_where(want, got, where):
    assert pointer(want, got) == where


def test_a_schema_judges_the_body():
    def judge(schema, body):
        return [("/a", schema["type"], body)] if body != "x" else []

    match = Match(body_schema={"type": "string"})

    assert differs(match, body="x", judge=judge) is None
    found = differs(match, body=1, judge=judge)
    assert (found.where, found.pointer, found.expected) == ("body", "/a", "string")


@pytest.mark.parametrize(
    ("schema", "filled"),
    [
        ({"const": "<bob.id>"}, {"const": "536984150336"}),
        ({"minimum": "<bob.age>"}, {"minimum": 40}),
        ({"enum": ["<bob.age>", "a <bob.id>"]}, {"enum": [40, "a 536984150336"]}),
        (
            {"properties": {"pattern": {"anyOf": [{"const": "<bob.age>"}, True]}}},
            {"properties": {"pattern": {"anyOf": [{"const": 40}, True]}}},
        ),
        ({"pattern": "^<bob.odd>(?<who>.)$"}, {"pattern": r"^a\.\(b\)\$(?<who>.)$"}),
        ({"const": {"pattern": "<bob.odd>"}}, {"const": {"pattern": "a.(b)$"}}),
        (True, True),
    ],
)
def test_a_schema_may_refer_to_things(schema, filled, monkeypatch):
    """In a pattern a value stands for itself, whatever its characters mean there."""
    monkeypatch.setitem(THINGS, ("bob", "odd"), "a.(b)$")
    asked = []

    def judge(schema, body):
        asked.append(schema)
        return ()

    assert differs(Match(body_schema=schema), judge=judge) is None
    assert asked == [filled]


def test_a_schema_that_refers_to_nothing_fits_nothing():
    found = differs(Match(body_schema={"items": {"const": "<nobody.id>"}}), body=[])

    assert (found.where, found.pointer) == ("body", "")
    assert "nobody" in found.expected


@pytest.mark.parametrize(
    ("want", "got", "fits"),
    [
        ("10", "10", True),
        (10, "10.0", True),
        (10, "ten", False),
        (True, "true", True),
        (True, "1", False),
        (None, None, True),
        (None, "x", False),
        ("x", None, False),
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["b", "a"], False),
        (["a"], "a", True),
        ("a", ["a", "a"], False),
        ("<bob.id>", "536984150336", True),
        ("<nobody.id>", "x", False),
    ],
)
def test_a_query_is_compared_as_text(want, got, fits):
    query = {} if got is None else {"q": got}

    found = differs(Match(query={"q": want}), query=query)

    assert (found is None) == fits
    assert fits or (found.where, found.pointer) == ("query", "q")


def test_header_names_have_any_case_and_values_have_theirs():
    match = Match(headers={"idempotency-key": "Ab"})

    assert differs(match, headers={"Idempotency-Key": "Ab"}) is None
    assert differs(match, headers={"Idempotency-Key": "ab"}).where == "headers"
    assert differs(Match(headers={"x": None}), headers={"y": "1"}) is None


def test_what_a_match_asks_for_may_be_deep_and_a_reference():
    match = Match(body={"a": [{"b": "<bob.id>"}], "c": "<nobody.id>"})

    assert asks_for(match, "536984150336", look)
    assert not asks_for(match, "x", look)
    assert not asks_for(Match(), "x", look)
    assert not asks_for(None, "x", look)


@pytest.mark.parametrize(
    ("wanted", "got", "is_"),
    [
        ({"type": "a", "x": {"y": 1}}, {"type": "a"}, True),
        ({"type": "a"}, {"type": "a", "z": 1}, True),
        ({"type": "a"}, {"type": "b"}, False),
        ({"x": {"y": 1}}, {"x": {"y": 1.0, "z": 2}}, True),
        ({"x": {"y": 1}}, {"x": 1}, False),
        ({"x": [1, {"a": 1}]}, {"x": [1, {"a": 1}]}, True),
        ({"x": [1]}, {"x": [1, 2]}, False),
        ({"x": [{"a": 1}]}, {"x": [{"a": 1, "b": 2}]}, False),
        (NONE, {"x": 1}, True),
    ],
)
def test_hands_agree_when_they_contradict_nothing(wanted, got, is_):
    assert agrees(wanted, got) is is_


def test_the_story_fills_in_what_hands_leave_open():
    wanted = {"type": "konbini", "konbini": {"storeId": "030", "a": 1}, "n": [1]}

    assert fill({"konbini": {"storeId": "010"}, "z": 2}, wanted) == {
        "type": "konbini", "konbini": {"storeId": "010", "a": 1}, "n": [1], "z": 2,
    }  # fmt: skip
    assert fill(NONE, wanted) == wanted
    assert fill({"a": 1}, NONE) == {"a": 1}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab<>", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON.filter(lambda value: value is not None))
def test_everything_fits_itself(value):
    assert pointer(value, value) is None


@given(st.dictionaries(st.sampled_from("abc"), JSON), JSON)
def test_more_than_is_asked_still_fits(want, more):
    assert pointer(want, {**want, "d": more}) is None


@given(JSON, JSON)
def test_a_difference_points_at_something_that_differs(want, got):
    found = differs(Match(body=want), body=got)
    if found is None:
        return
    here = got
    for name in found.pointer.split("/")[1:]:
        here = here[int(name)] if isinstance(here, list) else (here or {}).get(name)
    assert here == found.got


@given(JSON, JSON)
def test_what_is_filled_in_agrees_with_the_hands(wanted, got):
    assert agrees(got, fill(got, wanted))


def test_references_are_found_where_they_stand():
    assert has_reference("to <bob.id>")
    assert not has_reference("to <bob>")
    assert find_references("<bob.id>, <charge.2.id> <x>") == (
        ("bob", "id"),
        ("charge", "2", "id"),
    )
