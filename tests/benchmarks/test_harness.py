"""The benchmarks run, and their sums are right; how fast it is is nobody's test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.__main__ import PARTS, main
from tests.benchmarks.harness import (
    Figure,
    Report,
    Spread,
    percentile,
    ratios,
    rounds,
)

figures = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=50)


@pytest.mark.house
@pytest.mark.parametrize("part", list(PARTS))
def test_every_part_measures_once_and_reports(part, capsys):
    main(["--small", part])
    told = capsys.readouterr().out

    assert f"\n{part}: " in told


def test_an_unknown_part_names_the_known(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["fast"])

    assert ended.value.code == 2
    assert "journey, reset, start, hold, retries, deliveries" in capsys.readouterr().err


@given(figures)
def test_a_spread_is_in_order(found):
    spread = Spread.of(found)

    assert (
        spread.least <= spread.low <= spread.median <= spread.high <= spread.most
    ) or spread.most - spread.least < 1e-6


@given(figures, st.floats(0.01, 1))
def test_a_percentile_is_a_figure_that_its_share_does_not_exceed(found, share):
    limit = percentile(found, share)

    assert limit in found
    assert sum(figure <= limit for figure in found) >= share * len(found)
    assert sum(figure < limit for figure in found) < share * len(found)


def test_a_ratio_is_taken_round_by_round():
    found = {"ours": [1.0, 4.0, 9.0], "theirs": [1.0, 2.0, 3.0]}
    spread = ratios(found, "ours", to="theirs")

    assert (spread.least, spread.median, spread.most) == (1.0, 2.0, 3.0)


@pytest.mark.house
def test_every_round_measures_everything_once_in_a_shuffled_order():
    order = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = rounds({name: lambda n=name: measure(n) for name in "abc"}, count=4)
    in_rounds = [tuple(order[i : i + 3]) for i in range(0, len(order), 3)]

    assert [len(figures) for figures in found.values()] == [4] * 3
    assert all(sorted(one) == list("abc") for one in in_rounds)
    assert len(set(in_rounds)) > 1


@pytest.mark.parametrize(
    ("value", "target", "verdict"),
    [(1.5, 1.5, "met"), (1.6, 1.5, "MISSED"), (9.0, None, "")],
)
def test_a_figure_says_whether_its_target_was_met(value, target, verdict):
    figure = Figure(name="it", shown="so", value=value, target=target)

    assert figure.verdict.endswith(verdict)
    assert bool(figure.verdict) == (target is not None)


def test_a_report_reads_from_title_to_notes():
    report = Report(title="a part: once")
    report.add("a request", Spread.of([1.0, 2.0, 3.0]), unit=" us", target=2)
    report.note("nothing else")

    first, second, third = str(report).splitlines()
    assert first == "a part: once"
    assert "2.00 us (half of them 1.50-2.50, all 1.00-3.00)" in second
    assert second.endswith("target 2: met")
    assert third == "  (nothing else)"
