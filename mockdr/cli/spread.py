"""Does the same with many things, on as many processors as there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

__all__ = ["processors", "spread"]

_Thing = TypeVar("_Thing")
_Result = TypeVar("_Result")

#: Where Linux lists the threads of a process.
_TASKS: Final = Path("/proc/self/task")
#: So few things are done sooner than others could have begun to help.
_FEW: Final = 24
#: So many are handed over at a time.
_AT_A_TIME: Final = 6
#: More helpers would wait for each other.
_MOST: Final = 8


def processors() -> int:
    """
    Return how many processes may work at once; 1 where only this one can.

    A process is divided only where that is safe and costs nothing: on Linux, and while
    no other thread could hold a lock that a copy would wait for.
    """
    if sys.platform != "linux" or _threads() != 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def _threads() -> int:
    """Return how many threads this process has, those that Python does not know too."""
    try:
        return len([*_TASKS.iterdir()])
    except OSError:
        return 0


def spread(
    work: Callable[[_Thing], _Result],
    things: Sequence[_Thing],
    *,
    processes: int | None = None,
) -> list[_Result]:
    """
    Return what *work* makes of each of *things*, in their order.

    Args:
        work: A function of a module; whatever it needs is best imported by now.
        things: What it is called with, one after another.
        processes: How many work at once; as many as there are processors when absent.
    """
    if processes is None:
        processes = processors() if len(things) > _FEW else 1
    if processes < 2:  # noqa: PLR2004  (nobody to share with)
        return [work(thing) for thing in things]
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, initializer=_leave_interrupts_to_others) as pool:
        return pool.map(work, things, chunksize=_AT_A_TIME)


def _leave_interrupts_to_others() -> None:
    # Who presses Ctrl-C means all of them; the first ends the others, in silence.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
