"""The journey from checkout to order, against static bodies of the same four sizes."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter

import httpx
from pytest_httpserver import HTTPServer

import mockdr
from tests.benchmarks.harness import Report, Spread, ratios, rounds
from tests.benchmarks.shop import Bodies, journey

__all__ = ["REQUESTS", "measure_journey"]

REQUESTS = 4


@contextmanager
def static(bodies: Bodies) -> Iterator[HTTPServer]:
    """Serve the four bodies, judged by nobody, as a test would with the bare tool."""
    # A line for each request would be paid by this side alone.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
    answers = zip(
        [
            "/checkouts",
            "/sources",
            re.compile(r"/checkouts/[^/]+/sources/[^/]+"),
            "/orders",
        ],
        bodies.all,
        [201, 201, 200, 201],
        strict=True,
    )
    for path, body, status in answers:
        server.expect_request(path, method="POST").respond_with_data(
            body, status=status, content_type="application/json;charset=UTF-8"
        )
    server.start()
    try:
        yield server
    finally:
        # Stopping polls twice a second; nobody needs to wait for it.
        threading.Thread(target=server.stop, daemon=True).start()


def measure_journey(
    *, count: int = 9, journeys: int = 100, warm_up: int = 20
) -> Report:
    """
    Compare mockdr, in-process and over a socket, with the static server.

    Args:
        count: Rounds.
        journeys: How many journeys one measurement makes.
        warm_up: How many come before the first round.
    """
    with ExitStack() as stack:
        enter = stack.enter_context
        with mockdr.start(seed="sample") as sample, sample.client() as client:
            bodies = journey(client, 0)
        baseline = enter(static(bodies))
        plain = enter(httpx.Client(base_url=baseline.url_for("")))

        def against_static() -> float:
            baseline.clear_log()
            return timed(plain)

        def timed(client: httpx.Client) -> float:
            start = perf_counter()
            for number in range(journeys):
                journey(client, number)
            return (perf_counter() - start) / journeys / REQUESTS

        def fresh(open_client: Callable[[mockdr.Mockdr], httpx.Client]) -> float:
            # A tenant of its own each time, as every test has.
            with mockdr.start(clock="stands") as one, open_client(one) as client:
                journey(client, 0)
                return timed(client)

        def over_a_socket(one: mockdr.Mockdr) -> httpx.Client:
            return httpx.Client(
                base_url=one.url, headers={"authorization": f"Bearer {one.secret_key}"}
            )

        measures = {
            "static": against_static,
            "in-process": lambda: fresh(lambda one: one.client()),
            "socket": lambda: fresh(over_a_socket),
        }
        for number in range(warm_up):
            journey(plain, number)
        found = rounds(measures, count=count)
    report = Report(
        title=f"journey: {REQUESTS} requests, {count} rounds of {journeys} journeys"
    )
    sizes = ", ".join(str(len(body)) for body in bodies.all)
    for name, figures in found.items():
        micros = Spread.of([1e6 * figure for figure in figures])
        report.add(f"{name}, a request", micros, unit=" us")
    report.add(
        "in-process / static on a socket",
        ratios(found, "in-process", to="static"),
        unit="",
        target=0.5,
    )
    report.add(
        "socket / static on a socket",
        ratios(found, "socket", to="static"),
        unit="",
        target=1.5,
    )
    report.note(f"bodies of {sizes} bytes; every request and reply of mockdr is judged")
    return report
