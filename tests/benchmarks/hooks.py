"""A shop that is told of an order as often as one likes, through any of the doors."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from mockdr.engine.given import make
from mockdr.engine.tenant import Tenant
from mockdr.server.app import App
from mockdr.server.building import build_world
from mockdr.server.configuration import load
from mockdr.server.transports import SyncTransport
from tests.benchmarks.shop import journey

__all__ = ["Told", "far_receiver", "told"]

ROOT = Path(__file__).parents[2]
TYPE = "order.accepted"
#: What a webhook answers that is content.
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Told:
    """
    A tenant with an order and one webhook.

    Args:
        live: Whether it is in live mode, where retries go on for three days.
        address: Of the webhook.
    """

    def __init__(self, *, live: bool, address: str) -> None:
        world = build_world(load(flags={"clock": "stands"}))
        self.tenant: Tenant = world.tenant("hooks", live=live)
        self.address = address
        key = world.keys_of("hooks", live=live)[0]
        with httpx.Client(
            transport=SyncTransport(App(world)),
            base_url="http://mockdr",
            headers={"authorization": f"Bearer {key}"},
        ) as client:
            journey(client, 0)
        with self.tenant.lock:
            make(self.tenant, "createWebhooks", {"address": address, "types": [TYPE]})

    def happen(self, times: int) -> None:
        """Let the order be accepted again and again; nothing is delivered yet."""
        for _ in range(times):
            self.tenant.trigger(TYPE)

    @property
    def attempts(self) -> int:
        """How many attempts were made so far."""
        return sum(len(one.attempts) for one in self.tenant.mail.deliveries)


def told(*, live: bool = False, address: str = "http://testserver/hooks") -> Told:
    """Return a shop that has an order and a webhook, and was told of nothing yet."""
    return Told(live=live, address=address)


@contextmanager
def far_receiver() -> Iterator[str]:
    """Yield the URL of a receiver in a process of its own, that accepts everything."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _accept(connection: socket.socket) -> None:
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65_536)
        head, _, body = head.partition(b"\r\n\r\n")
        lengths = [x for x in head.split(b"\r\n") if x.lower().startswith(b"content-l")]
        left = int(lengths[0].partition(b":")[2]) - len(body)
        while left > 0:
            left -= len(connection.recv(65_536))
        connection.sendall(ACCEPTED)


def _serve(handle: Callable[[socket.socket], None]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}/hooks", flush=True)
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=handle, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    _serve(_accept)
