"""No text can hurt the reader, and every scalar knows where it stood."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockdr.base.source import Scalar
from mockdr.scenario.decoding import LARGEST
from mockdr.scenario.findings import Findings
from mockdr.scenario.parse import parse
from mockdr.scenario.reader import read
from mockdr.scenario.tree import Hole, ListNode, MapNode
from tests.scenario.words import VOCABULARY


def look(text):
    findings = Findings()
    return read(text, "a.yaml", findings), findings.sorted()


def codes(text):
    return [d.code for d in look(text)[1]]


def plain(node):
    """Return a tree as lists, dicts and texts."""
    match node:
        case MapNode():
            return {k.text: plain(v) for k, v in node.entries}
        case ListNode():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text
        case _:
            return None


def nodes(node):
    yield node
    match node:
        case MapNode():
            for key, value in node.entries:
                yield key
                yield from nodes(value)
        case ListNode():
            for item in node.items:
                yield from nodes(item)
        case _:
            pass


def test_every_scalar_is_its_text():
    """No word becomes a number, a date or a truth by its looks."""
    words = ["2021-03-23", "030", "NO", "on", "48h", "1e3", "10.00", "~", "null", ""]
    tree, found = look("".join(f"- {word}\n" for word in words))

    assert found == ()
    assert plain(tree) == words


def test_quotes_are_remembered():
    """Where the contract has no type, they make text."""
    tree, _ = look("- 1\n- '1'\n- |\n  1\n")

    assert [item.quoted for item in tree.items] == [False, True, True]


def test_places_count_lines_and_characters_from_one():
    """Beyond wide characters too; the end is behind the last character."""
    tree, _ = look("日本:\n  - [a, 'b c']\n")
    key, value = tree.entries[0]
    quoted = value.items[0].items[1]

    assert str(key.place) == "a.yaml:1:1"
    assert key.place.end_column == 3
    assert str(quoted.place) == "a.yaml:2:9"
    assert (quoted.place.end_line, quoted.place.end_column) == (2, 14)


def test_a_block_ends_where_its_last_word_ends():
    """Not where the next one begins, lines later."""
    tree, _ = look("a:\n  b: c\n\n\n# end\nd: e\n")
    place = tree.entries[0][1].place

    assert (place.line, place.column) == (2, 3)
    assert (place.end_line, place.end_column) == (2, 7)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 65 + "]" * 65,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "[{" * 50_000,
        "\n".join(" " * n + "a:" for n in range(70)),
    ],
    ids=lambda text: text[:4],
)
def test_depth_is_refused_where_it_begins(text):
    """Level 65 ends the reading, long before a parser's recursion would."""
    tree, found = look(text)

    assert tree is None
    assert [d.code for d in found] == ["MDR006"]


def test_64_levels_are_fine():
    """The limit itself can be used."""
    tree, found = look("[" * 64 + "]" * 64)

    assert found == ()
    assert tree is not None


def test_the_process_survives_what_would_kill_a_recursive_reader():
    """In a process of its own: a crash of C would take the tests with it."""
    program = (
        "from mockdr.scenario.parse import parse\n"
        "from tests.scenario.words import VOCABULARY\n"
        "for text in ('[' * 100_000, '{a: ' * 100_000, '- ' * 100_000,\n"
        "             '[' * 5_000_000, 'a' * 5_000_000):\n"
        "    print(*(d.code for d in parse(text, 'x', VOCABULARY)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["MDR006"] * 3 + ["MDR005"] * 2


@pytest.mark.parametrize("text", ["a" * (LARGEST + 1), b"a" * 5 * LARGEST])
def test_more_than_a_mebibyte_is_refused_unread(text):
    """Its size is told, whatever is in it."""
    assert codes(text) == ["MDR005"]


def test_size_counts_bytes_not_characters():
    """What a file weighs is what a folder shows."""
    fits = "# " + "é" * ((LARGEST - 6) // 2) + "\n" + "a"

    assert codes(fits) == []
    assert codes(fits + "éé") == ["MDR005"]


def test_a_mebibyte_of_text_is_read():
    """The limit itself can be used."""
    line = "  a line of text\n"
    text = "a: |\n" + line * ((LARGEST - 5) // len(line))
    tree, found = look(text + "#" * (LARGEST - len(text)))

    assert found == ()
    assert len(tree.entries[0][1].text) > LARGEST // 2


def test_a_byte_order_mark_is_no_character_of_the_text():
    """Some editors leave one; columns begin behind it."""
    for text in ("\ufeffa: b", b"\xef\xbb\xbfa: b"):
        tree, found = look(text)
        assert found == ()
        assert tree.entries[0][0].place.column == 1


def test_broken_bytes_are_told_and_the_rest_is_read():
    """The place counts characters before the byte."""
    tree, found = look("é: ".encode() + b"\xff\n")

    assert [(d.code, d.place.line, d.place.column) for d in found] == [
        ("MDR002", 1, 4),
    ]
    assert plain(tree) == {"é": "\N{REPLACEMENT CHARACTER}"}


def test_a_lone_surrogate_is_told_not_thrown():
    """JSON can carry one into the control API."""
    assert codes("a: \ud800") == ["MDR003"]


def test_a_tab_is_told_and_the_rest_is_read():
    """In the places where it stood."""
    tree, found = look("\ta:\tb\n")

    assert [d.code for d in found] == ["MDR004"]
    assert str(tree.entries[0][1].place) == "a.yaml:1:5"


def test_an_alias_is_not_expanded():
    """The famous bomb has nothing to go off with."""
    bomb = "a: &a [x,x]\n" + "".join(
        f"{n}: &{n} [*{m},*{m},*{m},*{m}]\n"
        for m, n in zip("abcdefg", "bcdefgh", strict=True)
    )
    tree, found = look(bomb)

    assert {d.code for d in found} == {"MDR010", "MDR011"}
    assert isinstance(tree.entries[1][1].items[0], Hole)


def test_too_many_findings_end_the_reading():
    """A hostile text could cause one for each byte."""
    story, found = parse("- oops\n" * 5_000, "x", VOCABULARY)
    lines = [d.place.line for d in found if d.code == "MDR103"]

    assert story is None
    assert len(found) == 301
    assert found[-1].code == "MDR099"
    assert lines == list(range(1, 300))


TOKENS = st.sampled_from(
    [
        *("- ", "a: ", "b", "{", "}", "[", "]", ",", ": ", "? ", "'", '"', "&x ", "*x"),
        *("!t ", "!!str ", ">-", "|\n", "#", "<<: ", "--- ", "...", "%", "@", "`"),
        *(
            "\n",
            "\n  ",
            "\n    ",
            " ",
            "\t",
            "\r\n",
            "\r",
            "\x85",
            "\u2028",
            "\0",
            "\\",
        ),
        *("é", "日本", "\ud800", "\ufeff", "merchant: createOrders", "steps:"),
    ]
)


@given(st.lists(TOKENS, max_size=30).map("".join) | st.text(max_size=60))
@example("a: 'x\n\n")
@example("? [a\n")
@example("\r\r[\r")
def test_any_text_is_read_or_refused_with_a_place_inside_it(text):
    """Nothing is thrown, nothing is lost without a finding, no place lies outside."""
    tree, found = look(text)
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))

    assert tree is not None or found
    for place in [d.place for d in found] + [n.place for n in nodes(tree) if n]:
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert (place.line, place.column) <= (place.end_line, place.end_column)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    """Nothing is thrown."""
    tree, found = look(data)

    assert tree is not None or found
