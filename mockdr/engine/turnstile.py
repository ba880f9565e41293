"""One sender at a time; who wants to send waits, and a receiver at work is refused."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final

from mockdr.base.clock import real_monotonic
from mockdr.base.errors import MockdrError

__all__ = ["Turnstile"]

#: So long, in seconds, hands wait for one attempt that another thread is carrying. A
#: receiver has 3; more can only be one that waits for these very hands.
_PATIENCE: Final = 30.0
#: How often, in seconds, an event loop looks whether it can send.
_LOOK: Final = 0.005


class _Work:
    """A receiver at work; what it leaves behind in its context finds it over."""

    def __init__(self, turnstile: Turnstile) -> None:
        self.turnstile: Turnstile | None = turnstile


#: Set while a receiver works, in its thread and in its task.
_inside: ContextVar[_Work | None] = ContextVar("mockdr_delivering", default=None)


class Turnstile:
    """Lets one thread or task send at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: The thread that sends, or whose event loop does.
        self._thread: int | None = None
        #: When who sends began, or last turned to another attempt, in real seconds.
        self._since = 0.0
        #: One entry for each of the hands that wait.
        self._waiting: list[None] = []

    @property
    def awaited(self) -> bool:
        """Whether hands wait for who sends."""
        return bool(self._waiting)

    @contextmanager
    def _waits(self) -> Iterator[Callable[[], float]]:
        """Count among who waits; gives what tells how long one still does."""
        began = real_monotonic()
        self._waiting.append(None)
        try:
            yield lambda: max(began, self._since) + _PATIENCE - real_monotonic()
        finally:
            self._waiting.pop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Wait until nobody else sends, and keep everybody out meanwhile.

        Raises:
            MockdrError: If a receiver is at work further up, or never gets done.
        """
        self.refuse_inside()
        if not self._lock.acquire(blocking=False):
            if self._thread == threading.get_ident():
                raise MockdrError(
                    "this event loop is delivering already, and who keeps it waiting "
                    "waits for ever",
                    help="await deliver_async, expect_async or advance_async",
                )
            with self._waits() as left:
                while not self._lock.acquire(timeout=max(0.0, left())):
                    if left() <= 0.0:
                        raise _stuck()
        with self._held():
            yield

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._thread, self._since = threading.get_ident(), real_monotonic()
        try:
            yield
        finally:
            self._thread = None
            self._lock.release()

    @asynccontextmanager
    async def alone_async(self) -> AsyncIterator[None]:
        """Do the same, while the event loop runs on."""
        import asyncio  # noqa: PLC0415  (whoever needs it has imported it)

        self.refuse_inside()
        # No thread waits for the lock: who is cancelled could not call it back.
        with self._waits() as left:
            while not self._lock.acquire(blocking=False):
                if left() < 0.0:
                    raise _stuck()
                await asyncio.sleep(_LOOK)
        with self._held():
            yield

    @contextmanager
    def alone_if_free(self) -> Iterator[bool]:
        """Keep everybody out, unless somebody sends or waits to; tells which."""
        if self.awaited or not self._lock.acquire(blocking=False):
            yield False
            return
        with self._held():
            yield True

    @contextmanager
    def within(self) -> Iterator[None]:
        """Mark what is done meanwhile as a receiver's work."""
        work = _Work(self)
        token = _inside.set(work)
        self._since = real_monotonic()
        try:
            yield
        finally:
            _inside.reset(token)
            work.turnstile = None

    @property
    def inside(self) -> bool:
        """Whether a receiver is at work further up."""
        work = _inside.get()
        return work is not None and work.turnstile is self

    def refuse_inside(self) -> None:
        """
        Refuse who is called by a delivery.

        Raises:
            MockdrError: If a receiver is at work further up.
        """
        if self.inside:
            raise MockdrError(
                "a webhook's receiver cannot move the clock, or wait for deliveries: "
                "it is at work on one itself",
                help="answer first, and do that in the test",
            )


def _stuck() -> MockdrError:
    return MockdrError(
        f"a webhook's receiver has not answered in {_PATIENCE:.0f} seconds",
        help="it may be waiting for the test: let it answer first",
    )
