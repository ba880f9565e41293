"""How many events a second reach their receiver, in this process and over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

from mockdr.base.errors import Json
from mockdr.events.senders import RecordingSender, sender_of
from tests.benchmarks.harness import Report, Spread, ratios, rounds
from tests.benchmarks.hooks import Told, far_receiver, told

__all__ = ["measure_deliveries"]


def wsgi(environ: dict[str, Json], start_response: Callable[..., Json]) -> list[bytes]:
    """Accept everything."""
    environ["wsgi.input"].read()
    start_response("202 Accepted", [])
    return []


async def asgi(scope: Json, receive: Json, send: Json) -> None:
    """Accept everything."""
    await receive()
    await send({"type": "http.response.start", "status": 202, "headers": []})
    await send({"type": "http.response.body"})


def _flush(shop: Told) -> None:
    shop.tenant.mail.flush()


def _flush_in_a_loop(shop: Told) -> None:
    asyncio.run(shop.tenant.mail.flush_async())


def _sample() -> bytes:
    """Return what every event looks like: each tells of an order like any other."""
    shop, kept = told(), RecordingSender()
    shop.tenant.mail.route(shop.address, kept)
    shop.happen(1)
    shop.tenant.mail.flush()
    return kept.parcels[0].body


def _plainly(url: str, body: bytes, times: int) -> float:
    """Post as anybody would: a new connection each time, as receivers meet it."""
    where = urlsplit(url)
    start = perf_counter()
    for _ in range(times):
        connection = HTTPConnection(where.netloc)
        connection.request("POST", where.path, body)
        assert connection.getresponse().read() == b""
        connection.close()
    return (perf_counter() - start) / times


def measure_deliveries(*, count: int = 9, events: int = 500) -> Report:
    """
    Emit events, and time how long they take from the first parcel to the last answer.

    Args:
        count: Rounds.
        events: How many events one measurement delivers.
    """
    body = _sample()

    def through(
        app: Callable[..., Json] | None,
        flush: Callable[[Told], None] = _flush,
        address: str = "http://testserver/hooks",
    ) -> Callable[[], float]:
        def measured() -> float:
            shop = told(address=address)
            if app is not None:
                shop.tenant.mail.route(address, sender_of(app))
            shop.happen(events)
            start = perf_counter()
            flush(shop)
            taken = (perf_counter() - start) / events
            found = shop.tenant.mail.deliveries
            assert [one.state for one in found] == ["delivered"] * events
            shop.tenant.mail.close()
            return taken

        return measured

    with far_receiver() as url:
        found = rounds(
            {
                "WSGI": through(wsgi),
                "ASGI": through(asgi),
                "ASGI, in a running loop": through(asgi, _flush_in_a_loop),
                "HTTP": through(None, address=url),
                "a bare POST": lambda: _plainly(url, body, events),
            },
            count=count,
        )
    report = Report(title=f"deliveries: {count} rounds of {events} events")
    for name, figures in found.items():
        report.add(f"{name}, one", Spread.of([1e6 * f for f in figures]), unit=" us")
        each = Spread.of([1 / figure for figure in figures])
        report.add(f"{name}, a second", each, unit="")
    report.add("HTTP / a bare POST", ratios(found, "HTTP", to="a bare POST"), unit="")
    report.note(f"bodies of {len(body)} bytes, rendered, signed and noted down")
    return report
