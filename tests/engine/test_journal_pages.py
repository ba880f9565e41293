"""The journal is read from its end, a page at a time, whatever it has forgotten."""

from __future__ import annotations

import pytest

from mockdr.engine.journal import Finding, Journal

KEPT = 5


@pytest.fixture
def journal():
    """A journal of eight calls, of which it keeps five."""
    journal = Journal(KEPT)
    for _ in range(8):
        journal.open(
            time="2024-05-01T12:00:00Z",
            operation="listOrders",
            method="GET",
            path="/orders",
            query=(),
            key="secret",
            body=b"",
        )
    return journal


@pytest.mark.parametrize(
    ("before", "seqs"),
    [
        (None, [8, 7, 6, 5, 4]),
        (9, [8, 7, 6, 5, 4]),
        (99, [8, 7, 6, 5, 4]),
        (8, [7, 6, 5, 4]),
        (5, [4]),
        (4, []),
        (1, []),
    ],
)
def test_calls_are_read_from_the_newest(journal, before, seqs):
    assert [entry.seq for entry in journal.newest(before)] == seqs


@pytest.mark.parametrize("seq", range(10))
def test_a_call_is_found_by_its_number_as_long_as_it_is_kept(journal, seq):
    entry = journal.entry(seq)
    assert (entry.seq if entry else None) == (seq if 4 <= seq <= 8 else None)


def test_findings_are_numbered_and_counted_by_call():
    journal = Journal(KEPT)
    for severity, seq in (("fail", 1), ("warn", None), ("fail", 1), ("allow", 2)):
        journal.find(
            Finding(kind="violation", severity=severity, message="no", seq=seq)
        )
    assert [number for number, _ in journal.newest_findings()] == [4, 3, 2, 1]
    assert [number for number, _ in journal.newest_findings(3)] == [2, 1]
    assert [number for number, _ in journal.newest_findings(99)] == [4, 3, 2, 1]
    assert (journal.finding_count, journal.failure_count) == (4, 2)
    assert [journal.found_about(seq) for seq in (1, 2, 3)] == [2, 1, 0]
    assert journal.odd == {1, 2}
