"""Whatever bytes arrive, reading them ends in a value or in one clean error."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.contract import ContractJsonError, read_json
from mockdr.contract.reading import DEEPEST


def failing(data):
    with pytest.raises(ContractJsonError) as caught:
        read_json(data)
    return caught.value


@pytest.mark.parametrize("levels", [DEEPEST + 1, 1_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b"[", b""), (b'{"', b"")]
)
def test_what_is_too_deep_is_refused_and_we_survive(levels, opening, closing):
    error = failing(opening * levels + b"1" + closing * levels)

    assert error.line == 1
    if opening == b"[":
        assert error.message == f"more than {DEEPEST} levels deep"
        assert error.column == DEEPEST + 1


def test_the_deepest_level_is_taken():
    data = b"[" * DEEPEST + b"]" * DEEPEST

    assert read_json(data) == json.loads(data)


def test_many_brackets_are_not_deep():
    wide = b"[" + b",".join([b"[]"] * 1_000) + b"]"
    quoted = b'["' + b"[" * 1_000 + b'\\"[", "{{"]'

    assert len(read_json(wide)) == 1_000
    assert read_json(quoted) == ["[" * 1_000 + '"[', "{{"]


def test_the_place_of_what_is_too_deep_is_told():
    error = failing(b'{"a":\n  ' + b"[" * 100 + b"]" * 100 + b"}")

    assert (error.line, error.column) == (2, 2 + DEEPEST)


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"nan"])
def test_numbers_that_are_none_are_refused(word):
    error = failing(b'{"amount": ' + word + b"}")

    assert error.line == 1
    assert error.column >= 12


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'{"a": "\xff"}', 1, 8),
        (b'{"a": 1,\n "b": "\xc3"}', 2, 8),
        (b"\xff\xfe", 1, 1),
        (b'"\xed\xa0\x80"', 1, 2),
    ],
)
def test_broken_utf8_is_told_with_its_place(data, line, column):
    error = failing(data)

    assert error.message == "not UTF-8"
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b" ", 1),
        (b"{", 1),
        (b'{"a": 1,}', 1),
        (b"{'a': 1}", 1),
        (b'{"a": 1}\n}', 2),
        (b'{"a": 01}', 1),
        (b"{\n\n  a: 1}", 3),
        (b'{"a": "\n"}', 1),
        (b'"\\ud800"', 1),
        (b"currency=USD&items=1", 1),
        (b"\xef\xbb\xbf{}", 1),
    ],
)
def test_what_is_malformed_is_told_with_its_line(data, line):
    error = failing(data)

    assert error.line == line
    assert error.column >= 1
    assert str(error) == f"{error.message} at line {line}, column {error.column}"
    assert ": line " not in error.message


def test_of_equal_names_the_last_counts():
    """As with every common reader; the standard leaves it open."""
    assert read_json(b'{"a": 1, "a": 2}') == {"a": 2}


def test_numbers_beyond_the_machine_become_floats():
    assert read_json(b"123456789012345678901234567890") == pytest.approx(1.23456789e29)
    assert math.isinf(1e309)
    with pytest.raises(ContractJsonError):
        read_json(b"1e309")


@given(st.binary(max_size=60))
def test_any_bytes_are_answered(data):
    try:
        read_json(data)
    except ContractJsonError as error:
        place = (error.line, error.column)
    else:
        place = (1, 1)

    assert min(place) >= 1


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=100,
)


@given(values)
def test_what_is_json_is_read_as_it_is(value):
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value
