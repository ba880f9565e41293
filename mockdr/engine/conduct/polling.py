"""Who waits for a change asks now and then, or waits to be told."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mockdr.engine.conduct.deed import Deed, Now, Remark
from mockdr.engine.conduct.memory import Memory

__all__ = ["Polling"]

#: As many requests of all kinds as the provider takes of a test key in one second.
#:
#: Source: rate-limiting.md. That nobody may spend them all on one question is ours.
_STORM: Final = 25
_SPAN: Final = timedelta(seconds=1)
#: So many questions are asked at once, and no more.
_QUESTIONS: Final = 100


@dataclass(slots=True, kw_only=True)
class _Asked:
    reply: bytes
    times: deque[tuple[int, Now]] = field(default_factory=lambda: deque(maxlen=_STORM))


class Polling:
    """
    The same was read 25 times within a second, and the answer was always the same.

    Why: that is all a test key may send in a second, so everything else of the shop
    is turned away with 429. Instead: wait between reads, longer each time, or let a
    webhook tell it. Both clocks count: reads between which the tenant's clock moved
    are that far apart, so a test that replaces `sleep` lets it advance the clock.

    Not found: reads whose answers differ, for then something happened, and reads with
    a write between them, for who does something is not waiting.
    """

    name = "polling"

    def __init__(self) -> None:
        self._asked: Memory[_Asked] = Memory(_QUESTIONS)

    def watch(self, deed: Deed, now: Now) -> Iterator[Remark]:
        """Count a read."""
        if not deed.done:
            return
        if deed.entry.method != "GET":
            self._asked = Memory(_QUESTIONS)
            return
        asked = self._asked.get(deed.same)
        if asked is None or asked.reply != deed.reply:
            asked = _Asked(reply=deed.reply)
        self._asked.put(deed.same, asked)
        asked.times.append((deed.seq, now))
        first, then = asked.times[0]
        if len(asked.times) == _STORM and now.since(then) < _SPAN:
            yield Remark(
                about=deed.same,
                calls=(first, deed.seq),
                message=(
                    f"{deed.operation} asked {deed.entry.path} {_STORM} times within a "
                    f"second, #{first} to #{deed.seq}, and the answer was always the "
                    "same; wait between reads (a test that replaces sleep has to "
                    "advance mockdr's clock), or let a webhook tell it"
                ),
                details={"times": _STORM},
            )
