"""Places in a text, and findings."""

from __future__ import annotations

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Place, Scalar

HERE = Place(file="a.yaml", line=3, column=5, end_line=3, end_column=9)


def test_a_place_reads_as_editors_link_it():
    assert str(HERE) == "a.yaml:3:5"


def test_a_scalar_is_plain_unless_quoted():
    assert not Scalar(text="1", place=HERE).quoted


def test_a_finding_is_an_error_unless_it_says_otherwise():
    finding = Diagnostic(code="MDR001", message="no", place=HERE)

    assert finding.severity is Severity.ERROR
    assert finding.help == ""
