"""What came back, put together: headers, and a failure of the receiver in words."""

from __future__ import annotations

import bdb
import logging
import sysconfig
import traceback
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

from mockdr.events.delivery import Answer

__all__ = ["LONGEST", "failed", "joined", "sentence", "unfinished"]

#: How much of an answer's body is kept, in bytes.
LONGEST: Final = 64 * 1024
_SERVER_ERROR: Final = 500

_log = logging.getLogger("mockdr.webhooks")
#: Where code lies that nobody wrote for this test.
_FOREIGN: Final = tuple(
    {PurePath(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
)
_OURS: Final = PurePath(__file__).parent


def joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their names in lower case; what comes twice in one line."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def failed(problem: Exception, known: set[str]) -> Answer:
    """
    Return what the provider sees of an exception, with the exception for the tester.

    Args:
        known: The errors of this receiver that the log has already.

    Raises:
        BdbQuit: If somebody left the debugger; that ends the test.
    """
    reason = sentence(problem, known)
    return Answer(outcome="answered", status=_SERVER_ERROR, reason=reason)


def unfinished(reason: str) -> Answer:
    """Return what the provider sees of a callable that gave no proper answer."""
    return Answer(outcome="answered", status=_SERVER_ERROR, reason=reason)


def sentence(problem: Exception, known: set[str]) -> str:
    """
    Say what was raised, and at which line of the receiver.

    The log has it whole the first time, and a line of it each time that the same is
    raised at the same place.

    Args:
        known: The errors of this receiver that the log has already; it is added.

    Raises:
        BdbQuit: If somebody left the debugger.
    """
    if isinstance(problem, bdb.BdbQuit):
        raise problem
    name = type(problem).__name__
    first = str(problem).strip().partition("\n")[0][:500]
    said = f"{name}: {first}" if first else name
    frames = traceback.extract_tb(problem.__traceback__)
    theirs = [f for f in frames if not PurePath(f.filename).is_relative_to(_OURS)]
    own = [f for f in theirs if not _is_foreign(f.filename)] or theirs
    key = name
    if own:
        key = f"{name} {own[-1].filename}:{own[-1].lineno}"
        said = f"{said} ({PurePath(own[-1].filename).name}:{own[-1].lineno})"
    if key in known:
        _log.error("a receiver of webhooks failed as before: %s", said)
    else:
        known.add(key)
        _log.error("a receiver of webhooks failed", exc_info=problem)
    return said


def _is_foreign(file: str) -> bool:
    path = PurePath(file)
    return any(path.is_relative_to(folder) for folder in _FOREIGN)
