"""A tenant that holds many sessions: does it stay as fast, and what does it weigh?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import mockdr
from tests.benchmarks.harness import Report, Spread, percentile
from tests.benchmarks.shop import begin

__all__ = ["fill", "measure_hold"]

ROOT = Path(__file__).parents[2]


def resident() -> float:
    """Return the memory that this process occupies, in MB; 0 where nobody says."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


def fill(sessions: int, window: int) -> dict[str, float]:
    """
    Hold that many sessions, a checkout and a source each, and time every one.

    Args:
        sessions: How many; at least three windows.
        window: How many journeys are compared: the second window with the last.
    """
    with mockdr.start(clock="stands") as house, house.client() as client:
        begin(client, -1)
        before = resident()
        times = []
        for number in range(sessions):
            start = perf_counter()
            begin(client, number)
            times.append(perf_counter() - start)
        after = resident()
    early, late = times[window : 2 * window], times[-window:]
    return {
        "early p50": percentile(early, 0.5),
        "early p99": percentile(early, 0.99),
        "late p50": percentile(late, 0.5),
        "late p99": percentile(late, 0.99),
        "worst": max(times),
        "before": before,
        "after": after,
    }


def measure_hold(
    *, count: int = 3, sessions: int = 100_000, window: int = 1_000
) -> Report:
    """
    Fill a tenant in a process of its own, several times.

    Args:
        count: How often.
        sessions: How many sessions the tenant holds at the end.
        window: How many journeys are compared.
    """
    found = []
    for _ in range(count):
        told = subprocess.run(
            [sys.executable, "-m", __name__, str(sessions), str(window)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(told.stdout))
    report = Report(title=f"hold: {sessions:,} sessions in one tenant, {count} times")
    for share in ("p50", "p99"):
        early = Spread.of([1e6 * one[f"early {share}"] for one in found])
        late = Spread.of([1e6 * one[f"late {share}"] for one in found])
        ratio = Spread.of(
            [one[f"late {share}"] / one[f"early {share}"] for one in found]
        )
        report.add(f"{share}, journeys {window + 1}-{2 * window}", early, unit=" us")
        report.add(f"{share}, the last {window}", late, unit=" us")
        report.add(f"{share}, last / early", ratio, unit="", target=1.25)
    worst = Spread.of([1e3 * one["worst"] for one in found])
    report.add("the slowest journey", worst, unit=" ms")
    weight = Spread.of([one["after"] - one["before"] for one in found])
    report.add("memory for the sessions", weight, unit=" MB")
    each = Spread.of([1e3 * (o["after"] - o["before"]) / sessions for o in found])
    report.add("memory for one session", each, unit=" KB")
    return report


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
