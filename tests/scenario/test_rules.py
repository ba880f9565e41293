"""A rule is a file: its name, its function and its page agree."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.hooks import CHECKS, COMPARES, REVIEWS, SCANS


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_what_its_file_is_called(code):
    assert RULES[code].code == code
    assert RULES[code].name == RULES.names()[code]


def test_no_code_and_no_name_stands_for_two_rules():
    """Two files of one code would hide one another."""
    files = [RULES.module(code).__name__ for code in RULES]

    assert len(set(files)) == len(files)
    assert len(set(RULES.names().values())) == len(RULES)


@pytest.mark.parametrize(
    ("hook", "listed"),
    [
        ("check", CHECKS),
        ("review", REVIEWS),
        ("scan", SCANS),
        ("compare", COMPARES),
    ],
)
def test_a_rule_that_looks_at_the_whole_is_listed(hook, listed):
    """What is not listed is never looked for; what is listed twice is found twice."""
    having = [code for code in RULES if hasattr(RULES.module(code), hook)]

    assert list(listed) == having


def test_no_rule_is_imported_before_it_is_needed():
    """A server that plays good stories never reads a page about bad ones."""
    lines = [
        "import sys, mockdr.scenario.looking",
        "from mockdr.engine.vocabulary import vocabulary",
        "from mockdr.scenario.parse import parse",
        "parse('steps: [{merchant: createOrders}]', 'a.yaml', vocabulary())",
        "print(*sorted(m for m in sys.modules if '.mdr' in m))",
    ]
    said = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout.split() == ["mockdr.scenario.rules.mdr501_no_summary"]
