"""Comments are found where YAML has them, and nowhere in a text."""

from __future__ import annotations

import pytest

from mockdr.scenario.comments import comments

TEXT = """\
# top
  # more

a: 1 # one
b: "x # y" # two
c: x#y\t#three
d: |
  text # no
  # no
# four
e: 'it''s # no'
f: [a, # five
  b] # six
g: plain
  more # seven
h: >- # eight
  block # no

# nine

i: 1
# ten"""


def test_every_comment_is_found_with_what_it_is_about():
    found = comments(TEXT, "a.yaml")

    assert [(c.text, c.place.line, c.place.column, c.about) for c in found] == [
        ("# top", 1, 1, 4),
        ("# more", 2, 3, 4),
        ("# one", 4, 6, 4),
        ("# two", 5, 12, 5),
        ("#three", 6, 8, 6),
        ("# four", 10, 1, 11),
        ("# five", 12, 8, 12),
        ("# six", 13, 6, 13),
        ("# seven", 15, 8, 15),
        ("# eight", 16, 7, 16),
        ("# nine", 19, 1, 21),
        ("# ten", 22, 1, 0),
    ]
    assert [c.text for c in found if c.above] == ["# top", "# more"]
    assert [c.text for c in found if c.alone] == [
        *("# top", "# more", "# four", "# nine", "# ten")
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_line_break_counts_once(line_break):
    found = comments(line_break.join(["# a", "b: 1 # c", "", "# d", "e: 1"]), "a.yaml")

    assert [(c.text, c.about) for c in found] == [("# a", 2), ("# c", 2), ("# d", 5)]


@pytest.mark.parametrize("text", ["", "a: 1", "# a\nb: [", "{# a"])
def test_what_is_no_yaml_has_no_comments(text):
    """Where texts begin and end cannot be told there, so neither can comments."""
    assert comments(text, "a.yaml") == ()


def test_a_text_of_comments_is_about_nothing():
    (found,) = comments("# a", "a.yaml")

    assert (found.about, found.above, found.alone) == (0, True, True)


def test_many_signs_in_texts_take_no_time_that_anybody_notices():
    """Each is looked for among the texts that could hold it, not among all."""
    text = "".join(f"k{n}: 'a # b' # {n}\n" for n in range(20_000))

    assert len(comments(text, "a.yaml")) == 20_000
