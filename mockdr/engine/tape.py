"""Everything that reaches a tenant from outside, in order: enough to do it again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.contract import Operation
from mockdr.engine.bodies import noted
from mockdr.engine.call import Call, Upload
from mockdr.engine.gates import VERSION
from mockdr.engine.journal import BODY_LIMIT, Entry
from mockdr.engine.keys import Key

if TYPE_CHECKING:
    from mockdr.engine.settings import Settings
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Attempt, Delivery

__all__ = ["Act", "Called", "Tape", "opened"]

#: Tells the tapes of one process apart: after a reset a standing clock is the same.
_NUMBERS: Final = count(1)
#: What is kept besides calls, for each call that the journal keeps.
_BESIDES: Final = 4
#: Headers that say nothing of what is asked: who carries it, how, and with which key.
_IDLE: Final = frozenset(
    {
        *("authorization", "proxy-authorization", "cookie", "host", "connection"),
        *("content-length", "accept-encoding", "user-agent", "keep-alive"),
        *("transfer-encoding", "expect"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    Something that reached the tenant.

    Args:
        what: `call`, `delivered`, `believed` where a receiver took a forged event,
            `proof` where a customer answered a bank and no state changed, or what
            hands did: `play`, `stop`, `happen`, `trigger`, `bend`, `webhook`,
            `rotate` or `resend`.
        at: The tenant's clock.
        real: Real seconds, from a beginning of no meaning.
        said: What it was about.
    """

    what: str
    at: datetime
    real: float
    said: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """
    A call, as far as the journal does not know it.

    Args:
        headers: Those that can matter, by name in lower case.
        raw: The body as it was sent, where the journal has read another out of it.
        form: The fields of a form; of a file its name and its length in bytes.
    """

    entry: Entry
    headers: Mapping[str, str]
    raw: bytes | None = None
    form: Mapping[str, str | tuple[str, int]] | None = None


class Tape:
    """
    What reached one tenant, oldest first, as far as its journal remembers.

    Args:
        tenant: The tenant, before any scenario is in force.
        start: Where its clock starts, in UTC.
        monotonic: Source of real seconds.
    """

    def __init__(
        self, tenant: Tenant, start: datetime, monotonic: Callable[[], float]
    ) -> None:
        self.start = start
        self.number = next(_NUMBERS)
        self.settings: Settings = tenant.settings
        self.count = 0
        self._tenant = tenant
        self._monotonic = monotonic
        self._calls = 0
        self._limit = tenant.settings.journal_limit
        self._acts: deque[Act] = deque()
        tenant.mail.on_answer.append(self._answered)

    def __iter__(self) -> Iterator[Act]:
        return iter(tuple(self._acts))

    @property
    def dropped(self) -> int:
        """How many acts are kept no more."""
        return self.count - len(self._acts)

    def note(self, what: str, **said: Json) -> dict[str, Json]:
        """Take note of an act, and let whoever does it add what came of it."""
        self.count += 1
        at, real = self._tenant.moment, self._monotonic()
        self._acts.append(Act(what=what, at=at, real=real, said=said))
        self._calls += what == "call"
        most = self._limit * _BESIDES
        # No call is kept that the journal keeps no more, nor what came before it.
        while self._calls > self._limit or len(self._acts) > most:
            self._calls -= self._acts.popleft().what == "call"
        return said

    def _answered(self, delivery: Delivery, attempt: Attempt) -> None:
        self.note(
            "delivered",
            number=delivery.number,
            type=delivery.type,
            address=delivery.address,
            attempt=attempt.number,
            answer=attempt.answer,
            bent=attempt.bent,
        )


def opened(tenant: Tenant, key: Key, call: Call, operation: Operation | None) -> Entry:
    """Begin the entry of *call* in the journal, and take note of all else it says."""
    body = noted(call)
    entry = tenant.journal.open(
        time=wire_time(tenant.moment),
        operation=operation.id if operation else None,
        method=call.method,
        path=call.path,
        query=call.query,
        key="secret" if key.secret else "public",
        body=body,
        version=call.headers.get(VERSION, ""),
    )
    raw = None
    if call.form is None and body is not call.body and len(call.body) <= BODY_LIMIT:
        raw = call.body
    called = Called(
        entry=entry,
        headers={n: v for n, v in call.headers.items() if n not in _IDLE},
        raw=raw,
        form=None if call.form is None else _measured(call.form),
    )
    tenant.tape.note(
        "call", called=called, path=call.path, query=call.query, url=call.base_url
    )
    return entry


def _measured(
    form: Mapping[str, str | Upload],
) -> dict[str, str | tuple[str, int]]:
    return {
        name: (one.name, len(one.content)) if isinstance(one, Upload) else one
        for name, one in form.items()
    }
