"""Three days of retries against a receiver that never recovers: how long is that?"""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

from mockdr.events.plan import moments
from mockdr.events.senders import RecordingSender
from tests.benchmarks.harness import Report, Spread
from tests.benchmarks.hooks import told

__all__ = ["measure_retries"]

THREE_DAYS = timedelta(hours=72)


def measure_retries(*, count: int = 9, events: int = 100) -> Report:
    """
    Advance a clock by 72 hours in live mode, with one event under way and with many.

    Args:
        count: How often.
        events: How many events the many are.
    """
    attempts = 1 + len(moments("documented", live=True))
    report = Report(title=f"retries: 72 hours in live mode, {count} times")
    for number in (1, events):
        figures = []
        for _ in range(count):
            shop = told(live=True)
            shop.tenant.mail.route(shop.address, RecordingSender(then=503))
            shop.happen(number)
            start = perf_counter()
            shop.tenant.clock.advance(THREE_DAYS)
            figures.append(perf_counter() - start)
            assert shop.attempts == number * attempts
        name = f"{number} event{'s' * (number > 1)}, {number * attempts} attempts"
        millis = Spread.of([1e3 * figure for figure in figures])
        report.add(name, millis, unit=" ms", target=1000 if number == 1 else None)
    report.note("every attempt is signed anew, at its own moment")
    return report
