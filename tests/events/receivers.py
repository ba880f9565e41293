"""A receiver on a socket of its own: it does to callers whatever a test wants."""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from mockdr.events.delivery import Parcel
from mockdr.events.senders import HttpSender

TLS = Path(__file__).parent / "tls"
#: More than anybody reads before the caller gives up: nothing here waits for ever.
ENDLESS = 200_000

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


def parcel(url: str, body: bytes = b'{"id":"e1"}', **headers: str) -> Parcel:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Parcel(
        url=url, headers={"Content-Type": "application/json", **named}, body=body
    )


def tls_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "shop.pem")
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(TLS / "ca.pem"))


class Receiver:
    """
    Listens on loopback while it is entered.

    Args:
        act: Called with each connection after its request was read; bytes are sent.
        reads: Whether the request is read at all.
    """

    def __init__(
        self,
        act: bytes | Callable[[socket.socket], None] = ACCEPTED,
        *,
        host: str = "127.0.0.1",
        reads: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._act = act
        self._reads = reads
        self._tls = tls
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, 0), family=family)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/hooks"
        self.requests: list[bytes] = []
        self.names: list[str | None] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        # Whoever waits in accept() is not woken by a close.
        with contextlib.suppress(OSError):
            socket.create_connection(self._listening.getsockname()[:2]).close()
        self._thread.join()
        self._listening.close()

    def hold(self, connection: socket.socket) -> None:
        """Say nothing until the caller has gone."""
        with contextlib.suppress(OSError):
            connection.recv(1)

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._over.is_set():
                connection.close()
                return
            with contextlib.suppress(OSError), connection:
                self._one(connection)

    def _one(self, connection: socket.socket) -> None:
        if self._tls is not None:

            def named(sock: ssl.SSLSocket, name: str | None, _: object) -> None:
                self.names.append(name)

            self._tls.sni_callback = named  # type: ignore[assignment]
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            if self._reads:
                self.requests.append(_request(connection))
            if isinstance(self._act, bytes):
                connection.sendall(self._act)
            else:
                self._act(connection)


def _request(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        read += _next(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields[b"Content-Length"]):
        body += _next(connection)
    return head + b"\r\n\r\n" + body


def _next(connection: socket.socket) -> bytes:
    block = connection.recv(4096)
    if not block:
        raise ConnectionResetError("the caller gave up before it had asked")
    return block


#: For everything that is not about time: a busy machine is not a slow receiver.
Patient = functools.partial(HttpSender, patience=60)


class Hurried:
    """A clock that goes on by *step* seconds whenever somebody looks."""

    def __init__(self, step: float) -> None:
        self._now = 0.0
        self._step = step

    def __call__(self) -> float:
        self._now += self._step
        return self._now


class Names:
    """What a resolver knows; keeps what it was asked for."""

    def __init__(self, **known: list[str]) -> None:
        self.asked: list[str] = []
        self._known = known

    def __call__(self, host: str, port: int) -> list[str]:
        assert port
        self.asked.append(host)
        try:
            return self._known[host.replace(".", "_").replace("-", "_")]
        except KeyError:
            raise OSError(-2, "Name or service not known") from None
