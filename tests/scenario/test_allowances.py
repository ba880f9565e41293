"""A comment allows what it names, where it stands, with a reason; and nothing else."""

from __future__ import annotations

import pytest

from mockdr.base.diagnostics import Severity
from mockdr.scenario.allowances import allowances, sift
from mockdr.scenario.decoding import point
from mockdr.scenario.rules import RULES


def found(code: str, line: int, severity: Severity = Severity.WARNING):
    return RULES[code].at(point("a.yaml", line, 1), "wrong", severity=severity)


def codes(text: str, *findings, elsewhere=()) -> list[str]:
    """Return the codes that are left of some findings in a text."""
    allowed, misread = allowances(text, "a.yaml")
    left = sift(findings, allowed, text, elsewhere=elsewhere)
    return [d.code for d in (*left, *misread)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1 # mockdr: allow MDR409 because so\n", 1),
        ("a: 1\n# mockdr: allow MDR409 because so\nb: 1\n", 3),
        ("a: 1\n\n# mockdr: allow MDR409 because so\n\n# more\n  # yet\nb: 1\n", 7),
        ("# mockdr: allow MDR409 because so\na: 1\nb: 2\n", 3),
        ("a: 1 #mockdr:allow stale-yet-accepted because so\n", 1),
        ("a: 1 ## MockDR : Allow mdr409 Because so\n", 1),
        ("a: 1 # mockdr: allow MDR501, MDR409 because: so\n", 1),
    ],
)
def test_what_is_allowed_is_not_found(text, line):
    assert "MDR409" not in codes(text, found("MDR409", line), found("MDR501", 1))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1 # mockdr: allow MDR409 because so\nb: 1\n", 2),  # on another line
        ("a: 1 # mockdr: allow MDR408 because so\n", 1),  # another rule
        ("a: '# mockdr: allow MDR409 because so'\n", 1),  # a text
        ("a: 1 # see mockdr: allow MDR409 because so\n", 1),  # about mockdr
        ("a: 1\nb: 1\n# mockdr: allow MDR409 because so\n", 2),  # below it
    ],
)
def test_what_is_not_allowed_is_found(text, line):
    assert "MDR409" in codes(text, found("MDR409", line))


def test_an_error_is_found_whatever_a_comment_says():
    text = "a: 1 # mockdr: allow MDR308 because so\n"
    error = found("MDR308", 1, Severity.ERROR)

    assert codes(text, error) == ["MDR308", "MDR154"]
    assert codes(text, error, found("MDR308", 1)) == ["MDR308"]


def test_who_allows_what_is_looked_for_elsewhere_is_not_objected_to():
    text = "# mockdr: allow MDR502 because so\na: 1\n"

    assert codes(text) == ["MDR153"]
    assert codes(text, elsewhere={"MDR502"}) == []


def test_without_a_reason_it_is_allowed_and_objected_to():
    """One finding instead of two: what the comment lacks."""
    text = "a: 1 # mockdr: allow MDR409"

    assert codes(text, found("MDR409", 1)) == ["MDR151"]
    assert codes(f"{text} because", found("MDR409", 1)) == ["MDR151"]


def test_what_is_no_yaml_allows_nothing():
    assert allowances("a: [ # mockdr: allow MDR409 because so", "a.yaml") == ((), ())


def test_nobody_means_a_thousand_of_them():
    """A hostile text could hold one for each of its bytes."""
    text = "a: 1\n" + "# mockdr: allow MDR409 because so\n" * 1_000
    allowed, misread = allowances(text, "a.yaml")

    assert len(allowed) == 100
    assert [d.place.line for d in misread] == [102]


STEPS = """\
steps:
  - merchant: a
  # mockdr: allow MDR409 because so
  - merchant: b
    then: {a: b,
      c: d}
    # mockdr: allow MDR408 because so
    note: |
      text

      text
  - merchant: c
"""


@pytest.mark.parametrize(
    ("code", "lines"), [("MDR409", range(4, 12)), ("MDR408", range(8, 12))]
)
def test_above_a_step_or_a_key_it_covers_all_of_it(code, lines):
    covered = [n for n in range(1, 13) if code not in codes(STEPS, found(code, n))]

    assert covered == [*lines]


def test_who_allows_it_elsewhere_is_told_where_it_is():
    allowed, _ = allowances(STEPS, "a.yaml")
    told = sift([found("MDR408", 12), found("MDR408", 2)], allowed, STEPS)

    assert [(d.message, d.fix) for d in told if d.code == "MDR153"] == [
        ("nothing on lines 4 to 11 breaks MDR409", None),
        ("nothing on lines 8 to 11 breaks MDR408, but line 2 does", None),
    ]
