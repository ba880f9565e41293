"""How many requests the provider takes from a secret key in one second."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from mockdr.base.errors import Json, MockdrError
from mockdr.scenario.requests import Part

__all__ = ["RateLimit", "Requests", "hint", "is_told", "read_rate"]

#: `off`, the provider's own numbers, or another number of requests in a second.
RateLimit: TypeAlias = int | Literal["off", "documented"]

#: Requests in a second, in test mode and live. Source: rate-limiting.md.
_TEST: Final = 25
_LIVE: Final = 250

#: The number counts in any second, not from one full second to the next. Inferred.
_SPAN: Final = timedelta(seconds=1)


def read_rate(value: Json) -> RateLimit:
    """
    Return the limit that *value* says: a word, or a number that may be a text.

    Raises:
        MockdrError: If it says none; the help tells what it can be.
    """
    text = value.strip() if isinstance(value, str) else value
    if text is False or text == "off":
        return "off"
    if text == "documented":
        return "documented"
    if isinstance(text, str) and text.isascii() and text.isdigit():
        text = int(text)
    if isinstance(text, int) and text is not True and text > 0:
        return text
    raise MockdrError(
        f"{value!r} limits no rate",
        help="'off', 'documented', or a whole number of requests above 0",
    )


class Requests:
    """
    The requests of the last second; the tenant's lock guards it.

    Args:
        live: Whether the key is one for real money.
    """

    def __init__(self, *, live: bool) -> None:
        self._documented = _LIVE if live else _TEST
        self._passed: deque[datetime] = deque()

    def wait(self, limit: RateLimit, now: datetime) -> int:
        """
        Let one request pass, or return how long it has to wait, in whole seconds.

        A request that is turned away does not count against the next. Inferred.
        """
        if limit == "off":
            return 0
        most = self._documented if limit == "documented" else limit
        while self._passed and self._passed[0] + _SPAN <= now:
            self._passed.popleft()
        if len(self._passed) < most:
            self._passed.append(now)
            return 0
        # The one that makes room for this one is not the oldest where a story has
        # lowered the limit meanwhile.
        left = self._passed[-most] + _SPAN - now
        return -(-left // timedelta(seconds=1))


def hint(wait: int, *, standing: bool) -> str:
    """Return what to do about a request that came too early."""
    how = "advance the tenant's clock by" if standing else "wait for"
    return f"too many requests within a second: {how} {wait}s (the setting rate_limit)"


def is_told(part: Part, key: str) -> bool:
    """Tell whether the step that *part* plays is about being answered *key*."""
    then = part.step.then if part.step is not None else None
    claim = then.error if then is not None else None
    return part.verdict == "played" and claim is not None and key in claim.keys
