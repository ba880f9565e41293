"""Shows a developer the own line that asked, not the inside of mockdr."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import ParamSpec, TypeVar

from mockdr.base.errors import MockdrError

__all__ = ["plainly", "plainly_async"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


def plainly(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Return *function*, whose refusals begin at the caller's line in a traceback."""

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        __tracebackhide__ = True  # pytest leaves this frame out, too
        try:
            return function(*args, **kwargs)
        except (MockdrError, AssertionError) as problem:
            # Its message says what is wrong; where we found out is of no use.
            raise problem.with_traceback(None) from None

    return call


def plainly_async(
    function: Callable[_P, Awaitable[_T]],
) -> Callable[_P, Coroutine[object, object, _T]]:
    """Return *function*, which is awaited, with refusals that begin at the caller."""

    @wraps(function)
    async def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        __tracebackhide__ = True
        try:
            return await function(*args, **kwargs)
        except (MockdrError, AssertionError) as problem:
            raise problem.with_traceback(None) from None

    return call
