"""What a test pays for a world of its own."""

from __future__ import annotations

from time import perf_counter

import mockdr
from tests.benchmarks.harness import Report, Spread, rounds

__all__ = ["measure_reset"]


def measure_reset(*, count: int = 9, tests: int = 500) -> Report:
    """
    Time a new tenant until its first request can be sent, the old one dropped.

    Args:
        count: Rounds.
        tests: How many tenants one measurement makes.
    """
    with mockdr.start() as house:
        world = house.server.world

        def reset() -> float:
            world.tenant("t0")
            start = perf_counter()
            for number in range(tests):
                world.drop(f"t{number}")
                world.tenant(f"t{number + 1}")
            taken = (perf_counter() - start) / tests
            world.drop(f"t{tests}")
            return taken

        found = rounds({"reset": reset}, count=count)
    report = Report(title=f"reset: {count} rounds of {tests} tenants")
    millis = Spread.of([1e3 * figure for figure in found["reset"]])
    report.add("a new tenant, the old one dropped", millis, unit=" ms", target=0.1)
    return report
