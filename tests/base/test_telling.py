"""A finding is shown where it is, whatever stands in the line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.fixes import Edit, Fix
from mockdr.base.sarif import sarif
from mockdr.base.source import Place
from mockdr.base.telling import RENDERERS, as_json, concise, full, github


def place(line, column, end_column=None, *, end_line=None, file="a.yaml"):
    return Place(
        file=file,
        line=line,
        column=column,
        end_line=end_line or line,
        end_column=end_column or column + 1,
    )


def finding(where, **more):
    return Diagnostic(
        code="MDR302",
        message=more.pop("message", "createOrders cannot answer 'order_submit_faild'"),
        place=where,
        **more,
    )


def carets(text, where):
    """Return the shown line and the line of carets, without the gutter."""
    lines = full([finding(where)], {"a.yaml": text}).split("\n")
    return lines[3].partition(" | ")[2], lines[4].partition(" | ")[2]


def test_the_look_is_the_one_that_is_promised():
    """The example of the language's page, letter by letter."""
    text = "#\n" * 10 + "    then: {error: order_submit_faild}\n"
    where = place(11, 19, 37, file="scenarios/orders/no-funds.yaml")

    told = full(
        [finding(where, help="did you mean 'order_submit_failed'?")],
        {where.file: text},
    )

    assert told == (
        "MDR302 error: createOrders cannot answer 'order_submit_faild'\n"
        " --> scenarios/orders/no-funds.yaml:11:19\n"
        "   |\n"
        "11 |     then: {error: order_submit_faild}\n"
        "   |                   ^^^^^^^^^^^^^^^^^^\n"
        "   = help: did you mean 'order_submit_failed'?"
    )


def test_several_findings_have_an_empty_line_between_them():
    """Each is a block of its own, in the order given."""
    told = full([finding(place(1, 1)), finding(place(2, 1))], {"a.yaml": "a\nb\n"})

    assert [b.split("\n")[1] for b in told.split("\n\n")] == [
        " --> a.yaml:1:1",
        " --> a.yaml:2:1",
    ]


def test_no_findings_are_no_text():
    """Except where a machine reads: it wants its brackets."""
    shown = {name: render([], {}) for name, render in RENDERERS.items()}

    assert shown["full"] == shown["concise"] == shown["github"] == ""
    assert json.loads(shown["json"]) == []
    assert json.loads(shown["sarif"])["runs"][0]["results"] == []


def test_help_of_several_lines_stays_in_its_column():
    """A list of possibilities is readable as a list."""
    told = full([finding(place(1, 1), help="one of\n- a\n- b")], {"a.yaml": "x"})

    assert told.endswith("  = help: one of\n          - a\n          - b")


def test_on_one_line_a_list_becomes_a_sentence():
    """Concise is for editors: one finding, one line."""
    told = concise(
        [
            finding(place(1, 1), help="one of\n- a\n- b"),
            finding(place(1, 1), help="did you mean 'x'?\nthere are x, y"),
            finding(place(2, 3), severity=Severity.ADVICE),
        ],
        {},
    )

    assert [line.partition("faild'")[2] for line in told.split("\n")] == [
        "; one of a, b",
        "; did you mean 'x'? there are x, y",
        "",
    ]
    assert told.split("\n")[2].startswith("a.yaml:2:3: MDR302 advice: ")


def test_a_finding_of_an_unknown_file_shows_no_line():
    """The place is still told."""
    told = full([finding(place(3, 2))], {})

    assert told.split("\n")[1:] == [" --> a.yaml:3:2"]


def test_a_tab_is_shown_as_the_spaces_up_to_its_stop():
    """Otherwise the carets would stand elsewhere in every terminal."""
    assert carets("a\tbc\n", place(1, 3, 5)) == ("a   bc", "    ^^")
    assert carets("\t\tx\n", place(1, 2, 3)) == ("        x", "    ^^^^")


def test_wide_characters_take_two_cells():
    """Columns count characters, carets count cells."""
    assert carets("日本: x\n", place(1, 5, 6)) == ("日本: x", "      ^")
    assert carets("日本: x\n", place(1, 1, 3)) == ("日本: x", "^^^^")


def test_combining_characters_take_no_cell():
    """The caret stays below what it is about."""
    assert carets("e\u0301a x\n", place(1, 5, 6)) == ("e\u0301a x", "   ^")


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\u202e", "\u2028", "\x7f"])
def test_nothing_in_a_file_plays_with_the_terminal(char):
    """A scenario could come from anywhere; its text is shown, never obeyed."""
    shown, below = carets(f"a{char}b\n", place(1, 3))

    assert shown == "a\N{REPLACEMENT CHARACTER}b"
    assert below == "  ^"


def test_the_end_of_a_file_can_be_pointed_at():
    """One column behind the last character, and the empty line behind the last."""
    assert carets("abc", place(1, 4)) == ("abc", "   ^")
    lines = full([finding(place(2, 1))], {"a.yaml": "abc\n"}).split("\n")
    assert lines[3:] == ["2 |", "  | ^"]


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first():
    """The first line is where to look."""
    assert carets("ab: [\n1]\n", place(1, 5, 3, end_line=2)) == ("ab: [", "    ^")


def test_windows_and_old_mac_lines_count_like_others():
    """Editors count them so."""
    assert carets("a\r\nb\rcd\n", place(3, 2)) == ("cd", " ^")


def test_a_long_line_is_shown_around_the_place():
    """Nobody scrolls through a megabyte on one line."""
    text = "x" * 5000 + "here" + "y" * 5000
    shown, below = carets(text, place(1, 5001, 5005))

    assert len(shown) < 200
    assert shown[below.index("^") : below.rindex("^") + 1] == "here"
    assert shown[0] == shown[-1] == "…"


@given(st.text(max_size=300), st.integers(1, 4), st.integers(1, 320), st.integers(0, 9))
def test_any_text_can_be_shown(text, line, column, width):
    """Whatever the place says, there is at least one caret, and nothing breaks."""
    where = place(line, column, column + width)
    found = [finding(where, help="x")]

    for render in RENDERERS.values():
        told = render(found, {"a.yaml": text})
        told.encode("utf-8", "surrogatepass")
    blocks = full(found, {"a.yaml": text}).split("\n")
    assert len(blocks) == 3 or "^" in blocks[4]


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_in_plain_text_the_carets_stand_below_the_place(text):
    """For every part of a short line of ASCII."""
    text = text[:40]
    for start in range(len(text)):
        shown, below = carets(text, place(1, start + 1, len(text) + 1))
        assert shown == text
        assert below == " " * start + "^" * (len(text) - start)


def test_json_says_all_that_there_is():
    """Programs need no other format."""
    told = json.loads(as_json([finding(place(1, 2, 4), help="h")], {}))

    assert told == [
        {
            "code": "MDR302",
            "severity": "error",
            "message": "createOrders cannot answer 'order_submit_faild'",
            "help": "h",
            "file": "a.yaml",
            "line": 1,
            "column": 2,
            "end_line": 1,
            "end_column": 4,
            "fix": None,
        }
    ]


def test_github_gets_one_command_a_finding_with_its_text_escaped():
    """A line break or a percent sign would end the command early."""
    told = github(
        [
            finding(place(1, 2, 4, file="a,b:c.yaml"), message="5% off", help="a\nb"),
            finding(place(1, 1), severity=Severity.WARNING),
            finding(place(1, 1), severity=Severity.ADVICE),
        ],
        {},
    ).split("\n")

    assert told[0] == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=2,endLine=1,endColumn=4,"
        "title=MDR302::5%25 off%0Aa%0Ab"
    )
    assert told[1].startswith("::warning ")
    assert told[2].startswith("::notice ")


def test_sarif_names_rules_levels_and_regions():
    """What code scanning shows beside the line."""
    log = json.loads(sarif([finding(place(1, 2, 4), severity=Severity.ADVICE)]))
    run = log["runs"][0]

    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"] == [{"id": "MDR302"}]
    assert run["results"][0]["level"] == "note"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 4}


@pytest.fixture
def fixable():
    """A finding of a file with a space in its name, and what would put it right."""
    where = place(3, 5, 9, file="my stories\\a.yaml")
    edits = (
        Edit(place=where, old="than", new="then"),
        Edit(place=place(4, 1, 1), old="", new="#"),
    )
    return finding(where, fix=Fix(title="write then for than", edits=edits))


def test_json_says_what_would_put_a_finding_right(fixable):
    (told,) = json.loads(as_json([fixable], {}))

    assert told["fix"] == {
        "title": "write then for than",
        "edits": [
            {"line": 3, "column": 5, "end_line": 3, "end_column": 9, "text": "then"},
            {"line": 4, "column": 1, "end_line": 4, "end_column": 1, "text": "#"},
        ],
    }


def test_sarif_says_what_would_put_a_finding_right(fixable):
    """With the file as a URI, in which there are no spaces and no backslashes."""
    (result,) = json.loads(sarif([fixable]))["runs"][0]["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    first, second = change["replacements"]

    assert fix["description"] == {"text": "write then for than"}
    assert change["artifactLocation"] == {"uri": "my%20stories/a.yaml"}
    assert first == {
        "deletedRegion": {
            "startLine": 3,
            "startColumn": 5,
            "endLine": 3,
            "endColumn": 9,
        },
        "insertedContent": {"text": "then"},
    }
    assert second["insertedContent"] == {"text": "#"}


def test_sarif_describes_each_rule_once_and_points_at_it():
    found = [finding(place(1, 1)), finding(place(2, 1))]
    found.append(Diagnostic(code="MDR101", message="no", place=place(3, 1)))
    log = json.loads(
        sarif(found, version="7", describe=lambda code: {"name": code.lower()})
    )
    driver = log["runs"][0]["tool"]["driver"]
    results = log["runs"][0]["results"]

    assert driver["version"] == "7"
    assert [rule["name"] for rule in driver["rules"]] == ["mdr101", "mdr302"]
    assert [
        driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"] for one in results
    ] == [True, True, True]
