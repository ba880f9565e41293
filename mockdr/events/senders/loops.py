"""Event loops for callers that have none: kept between deliveries, closed at last."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from mockdr.base.errors import Json, MockdrError
from mockdr.events.senders.django import called

__all__ = ["Loops"]

_T = TypeVar("_T")
#: How long tasks may go on that a receiver has left behind, in real seconds.
_LEFT_BEHIND: Final = 3.0
#: How long a receiver may take while an event loop waits for it, in real seconds.
_PATIENCE: Final = 30.0


class Loops:
    """
    Runs coroutines for whoever cannot await.

    A loop is kept for the next time, because connections and locks that a receiver
    made in it are of use in no other.

    Args:
        django: Whether Django's own bridge runs them instead.
        patience: Real seconds for what runs beside an event loop that is held up by
            it, and may wait for that loop.
    """

    def __init__(self, *, django: bool = False, patience: float = _PATIENCE) -> None:
        self._django = django
        self._patience = patience
        self._idle: list[asyncio.AbstractEventLoop] = []
        self._end = weakref.finalize(self, _close_all, self._idle)

    def close(self) -> None:
        """Cancel what still runs, and close the loops."""
        _close_all(self._idle)

    def run(self, work: Callable[[], Coroutine[Json, Json, _T]]) -> _T:
        """
        Return what *work* does, in this thread; inside a running loop in another.

        The tasks that it leaves behind have three seconds to come to their end.

        Raises:
            MockdrError: If it waits for the loop that runs here, as it seems.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            running = False
        else:
            running = True
        # Not in the `except`: its error would be told with each that a receiver raises.
        if not running:
            return self._run(work)
        context = contextvars.copy_context()
        with ThreadPoolExecutor(1, thread_name_prefix="mockdr-loop") as threads:
            beside = partial(_in_time, work, self._patience)
            return threads.submit(context.run, self._run, beside).result()

    def _run(self, work: Callable[[], Coroutine[Json, Json, _T]]) -> _T:
        if self._django:
            bridged: _T = called(_wholly, work)
            return bridged
        try:
            loop = self._idle.pop()
        except IndexError:
            loop = asyncio.new_event_loop()
        try:
            done = loop.run_until_complete(_wholly(work))
        except BaseException:
            _close(loop)
            raise
        self._idle.append(loop)
        return done


async def _in_time(
    work: Callable[[], Coroutine[Json, Json, _T]], patience: float
) -> _T:
    # No task of its own: what ends the test would be lost in it.
    given_up: list[bool] = []
    task = asyncio.current_task()

    def give_up() -> None:
        given_up.append(task is not None and task.cancel())

    alarm = asyncio.get_running_loop().call_later(patience, give_up)
    try:
        return await work()
    except asyncio.CancelledError:
        if not given_up:
            raise
        raise MockdrError(
            f"a receiver has not answered in {patience:g} seconds; it may wait for the "
            "event loop that this call holds up",
            help="where a loop runs, await expect_async, deliver_async or "
            "advance_async",
        ) from None
    finally:
        alarm.cancel()


async def _wholly(work: Callable[[], Coroutine[Json, Json, _T]]) -> _T:
    before = asyncio.all_tasks()
    done = await work()
    loop = asyncio.get_running_loop()
    end = loop.time() + _LEFT_BEHIND
    while (left := end - loop.time()) > 0:
        if not (behind := asyncio.all_tasks() - before):
            break
        await asyncio.wait(behind, timeout=left)
    return done


def _close_all(loops: list[asyncio.AbstractEventLoop]) -> None:
    while loops:
        _close(loops.pop())


def _close(loop: asyncio.AbstractEventLoop) -> None:
    try:
        if asyncio._get_running_loop() is None and not sys.is_finalizing():  # noqa: SLF001
            loop.run_until_complete(_end(asyncio.all_tasks(loop)))
    finally:
        loop.close()


async def _end(tasks: set[asyncio.Task[Json]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # Its threads are let go by `close`: to wait for them takes another, which cannot
    # be had any more when the interpreter ends.
    await asyncio.get_running_loop().shutdown_asyncgens()
