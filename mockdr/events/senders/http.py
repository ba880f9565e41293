"""Over a socket: one exchange, in three seconds, with an address that is allowed."""

from __future__ import annotations

import contextlib
import functools
import io
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.client import HTTPException, HTTPResponse
from typing import Final, cast

from mockdr.base.clock import real_monotonic
from mockdr.base.errors import Json
from mockdr.events.delivery import Answer, Parcel
from mockdr.events.senders.answers import LONGEST, joined
from mockdr.events.senders.reach import Reach, Resolve, Unknown, look_up
from mockdr.events.senders.targets import Blocked, Target, read_target

__all__ = ["PATIENCE", "HttpSender"]

#: How long a receiver has, in real seconds. Source: webhooks.md, "3000 ms".
PATIENCE: Final = 3.0
_BLOCK: Final = 16 * 1024
#: How much is read of what frames an answer and of the answer together, in bytes:
#: greetings, headers and the sizes of chunks have no end of their own.
_MOST: Final = 1024 * 1024
_SWITCHING: Final = 101
_FIRST_FINAL: Final = 200


class HttpSender:
    """
    Calls URLs: no proxy, no redirect, and a new connection for each attempt.

    Args:
        deliver_to: What may be called besides this machine, as in the configuration.
        patience: Real seconds for all of one exchange, the look for the name too.
        resolve: Asks for names.
        monotonic: Source of real seconds.
        trust: Makes what certificates are judged by; the system's own when absent.

    Raises:
        ConfigurationError: If an entry of *deliver_to* is no target.
    """

    def __init__(
        self,
        deliver_to: Iterable[str] = (),
        *,
        patience: float = PATIENCE,
        resolve: Resolve = look_up,
        monotonic: Callable[[], float] = real_monotonic,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._reach = Reach(deliver_to, resolve)
        self._patience = patience
        self._monotonic = monotonic
        # Reading the system's certificates takes longer than many a delivery.
        self._trust = functools.cache(trust)

    async def send_async(self, parcel: Parcel) -> Answer:
        """Send from a thread: the receiver may live in the caller's own loop."""
        import asyncio  # noqa: PLC0415  (a server without an event loop needs none)

        return await asyncio.to_thread(self.send, parcel)

    def send(self, parcel: Parcel) -> Answer:
        """Send *parcel*; whatever goes wrong out there is in the answer."""
        watch = _Watch(self._patience, self._monotonic)
        where = parcel.url
        try:
            target = read_target(parcel.url)
            where = target.place
            addresses = self._reach.addresses(target, watch.left())
            with self._connected(target, addresses, watch) as link:
                return _exchange(link, target, parcel)
        except Blocked as no:
            return Answer(outcome="blocked", reason=no.reason)
        except TimeoutError:
            return Answer(
                outcome="timeout",
                reason=f"{where} did not answer within {self._patience * 1000:.0f} ms",
            )
        # A chunk of a negative size makes the reader raise a ValueError.
        except (OSError, HTTPException, ValueError, Unknown) as problem:
            return Answer(outcome="unreachable", reason=_sentence(where, problem))

    @contextlib.contextmanager
    def _connected(
        self, target: Target, addresses: Sequence[str], watch: _Watch
    ) -> Iterator[_Link]:
        with contextlib.ExitStack() as stack:
            link = stack.enter_context(_connect(target, addresses, watch))
            if target.scheme == "https":
                link.settimeout(watch.left())
                link = stack.enter_context(
                    self._trust().wrap_socket(link, server_hostname=target.host)
                )
            yield _Link(link, watch)


class _Watch:
    """Counts down what an exchange has left."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def left(self) -> float:
        """
        Return the seconds that are left.

        Raises:
            TimeoutError: If there are none.
        """
        left = self._end - self._monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Link(io.RawIOBase):
    """A socket that gives each step only what the whole has left."""

    def __init__(self, sock: socket.socket, watch: _Watch) -> None:
        self._socket = sock
        self._watch = watch
        self._left = _MOST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Json) -> int:
        """
        Read what comes next.

        Raises:
            HTTPException: If it is more than an answer can be.
        """
        self._socket.settimeout(self._watch.left())
        count = self._socket.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise HTTPException("the answer has no end")
        return count

    def put(self, data: bytes) -> None:
        """Write all of *data*."""
        rest = memoryview(data)
        while rest:
            self._socket.settimeout(self._watch.left())
            rest = rest[self._socket.send(rest[:_BLOCK]) :]


class _Reader(io.BufferedReader):
    """Survives the responses that are made from it: some are a greeting only."""

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return itself, as if it were a socket."""
        del mode
        return self

    def close(self) -> None:
        """Stay open: whoever has the socket closes it."""


def _connect(target: Target, addresses: Sequence[str], watch: _Watch) -> socket.socket:
    """Return a socket to the first address that takes one; the first no is told."""
    first, *others = addresses
    try:
        return socket.create_connection((first, target.port), watch.left())
    except TimeoutError:
        raise
    except OSError:
        for other in others:
            left = watch.left()
            with contextlib.suppress(OSError):
                return socket.create_connection((other, target.port), left)
        raise


def _exchange(link: _Link, target: Target, parcel: Parcel) -> Answer:
    broken: OSError | None = None
    try:
        link.put(_request(target, parcel))
    except TimeoutError:
        raise
    except OSError as problem:
        # Who has seen enough may answer and hang up before all is sent.
        broken = problem
    try:
        return _answer(link)
    except (OSError, HTTPException, ValueError) as problem:
        raise (broken or problem) from None


def _request(target: Target, parcel: Parcel) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        *(f"{name}: {value}" for name, value in parcel.headers.items()),
        f"Content-Length: {len(parcel.body)}",
        "Connection: close",
    ]
    head = "".join(f"{line}\r\n" for line in (*lines, ""))
    return head.encode("latin-1") + parcel.body


def _answer(link: _Link) -> Answer:
    reader = _Reader(link)
    while True:
        response = HTTPResponse(cast("socket.socket", reader), method="POST")
        response.begin()
        if response.status >= _FIRST_FINAL or response.status == _SWITCHING:
            break
    body = b""
    while len(body) < LONGEST:
        block = response.read(LONGEST - len(body))
        if not block:
            if response.length:
                raise HTTPException("the answer ended before its end")
            break
        body += block
    return Answer(
        outcome="answered",
        status=response.status,
        headers=joined(response.getheaders()),
        body=body,
    )


def _sentence(where: str, problem: Exception) -> str:
    """Say what went wrong; the receiver's own words last."""
    if isinstance(problem, Unknown):
        return str(problem)
    if isinstance(problem, ConnectionRefusedError):
        return f"nobody listens at {where}"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {where} is not trusted: {problem.verify_message}; "
            "SSL_CERT_FILE can name one that signs it"
        )
    if isinstance(problem, ssl.SSLError):
        return f"{where} does not speak TLS: {problem.reason or problem}"
    if isinstance(problem, ConnectionError):
        return f"{where} hung up without an answer"
    if isinstance(problem, HTTPException | ValueError):
        shown = str(problem)[:200] or type(problem).__name__
        return f"what {where} answered is no HTTP: {shown}"
    return f"{where} cannot be reached: {problem.args[-1] if problem.args else problem}"
