"""Django keeps a connection for each thread: its own bridge knows which is whose."""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
import types
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final, TypeVar

from mockdr.base.errors import Json

__all__ = ["awaited", "called", "is_django"]

_T = TypeVar("_T")
#: How many middlewares a handler is looked for behind.
_DEPTH: Final = 4


def is_django(app: Json) -> bool:
    """Tell whether *app* is Django, perhaps behind some middleware."""
    handlers = sys.modules.get("django.core.handlers.base")
    return handlers is not None and _leads_to(app, handlers.BaseHandler, _DEPTH)


def called(work: Callable[..., Awaitable[_T]], *arguments: Json) -> _T:
    """
    Do *work* for a caller without a loop.

    What touches the database is done in the caller's thread, and sees the
    transaction that the test has begun there.
    """
    done: _T = importlib.import_module("asgiref.sync").async_to_sync(work)(*arguments)
    return done


async def awaited(work: Callable[..., _T], *arguments: Json) -> _T:
    """
    Do *work* for a caller in a loop.

    Django refuses its database to the thread of a loop, and gives it another one.
    """
    bridge = importlib.import_module("asgiref.sync")
    done: _T = await bridge.sync_to_async(work, thread_sensitive=True)(*arguments)
    return done


def _leads_to(thing: Json, kind: type, depth: int) -> bool:
    if issubclass(type(thing), kind):
        return True
    return depth > 0 and any(_leads_to(one, kind, depth - 1) for one in _inside(thing))


def _inside(thing: Json) -> Iterator[Json]:
    """Yield what a middleware can keep the next one in."""
    # What a proxy stands for may not be there yet: its own class is asked.
    own = type(thing)
    if issubclass(own, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif own is types.MethodType:
        yield thing.__self__
    elif own is types.FunctionType:
        for cell in thing.__closure__ or ():
            # A name that is bound later has nothing in its cell yet.
            with contextlib.suppress(ValueError):
                yield cell.cell_contents
    else:
        held = thing if issubclass(own, dict) else _attributes(thing)
        yield from [v for v in held.values() if callable(v) or type(v) is dict]


def _attributes(thing: Json) -> Mapping[str, Json]:
    """Return what an object has by itself, and nothing that it makes up when asked."""
    try:
        held: Mapping[str, Json] = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}
    return held
