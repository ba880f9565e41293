"""`python -m tests.benchmarks [PART]...`: measure, and print the figures."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence

from tests.benchmarks.deliveries import measure_deliveries
from tests.benchmarks.harness import Report
from tests.benchmarks.hold import measure_hold
from tests.benchmarks.journey import measure_journey
from tests.benchmarks.lint import measure_lint
from tests.benchmarks.page import measure_page
from tests.benchmarks.reset import measure_reset
from tests.benchmarks.retries import measure_retries
from tests.benchmarks.start import measure_start

__all__ = ["main"]

PARTS: dict[str, Callable[[], Report]] = {
    "journey": measure_journey,
    "reset": measure_reset,
    "start": measure_start,
    "hold": measure_hold,
    "retries": measure_retries,
    "deliveries": measure_deliveries,
    "lint": measure_lint,
    "page": measure_page,
}

#: So small that only its running is shown, not its speed.
SMALL: dict[str, Callable[[], Report]] = {
    "journey": lambda: measure_journey(count=2, journeys=2, warm_up=1),
    "reset": lambda: measure_reset(count=2, tests=5),
    "start": lambda: measure_start(count=1),
    "hold": lambda: measure_hold(count=1, sessions=30, window=10),
    "retries": lambda: measure_retries(count=1, events=2),
    "deliveries": lambda: measure_deliveries(count=1, events=5),
    "lint": lambda: measure_lint(count=1, files=3),
    "page": lambda: measure_page(count=1),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the parts that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--small", action="store_true", help="show that it runs, not how fast"
    )
    asked = parser.parse_args(arguments)
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}; the parts are {', '.join(PARTS)}")
    print(
        f"Python {platform.python_version()} on {platform.machine()}, "
        f"{os.cpu_count()} processors"
    )
    for part in asked.parts or PARTS:
        print()
        print((SMALL if asked.small else PARTS)[part](), flush=True)


if __name__ == "__main__":
    sys.exit(main())
