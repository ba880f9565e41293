"""Carries to URLs what tenants tell, once the reply is out; wakes clocks that run."""

from __future__ import annotations

import heapq
import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from weakref import ReferenceType, WeakKeyDictionary, ref

from mockdr.base.clock import real_monotonic
from mockdr.base.errors import MockdrError

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Delivery

__all__ = ["Courier", "Replying"]

_log = logging.getLogger("mockdr.server")
#: Seconds until it looks again at a tenant whose mail somebody else is sending.
_AGAIN: Final = 0.02
#: The longest sleep, in seconds; alarms further away are looked at again.
_LONGEST: Final = 3600.0
#: The reply that this thread, or this task, is making.
_replying: ContextVar[Replying | None] = ContextVar("mockdr_replying", default=None)


class Replying:
    """A reply in the making, and what was told meanwhile: it waits for the reply."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._held: list[tuple[Tenant, Sequence[Delivery]]] = []

    def hold(self, tenant: Tenant, deliveries: Sequence[Delivery]) -> None:
        """Keep *deliveries* back until the reply is out."""
        self._held.append((tenant, deliveries))

    @property
    def awaited(self) -> bool:
        """Whether anything waits for the reply."""
        return bool(self._held)

    def out(self) -> None:
        """Let go of what waits: the reply is out, or never will be."""
        held, self._held = self._held, []
        for tenant, deliveries in held:
            tenant.mail.let_go(deliveries)
            self._courier.look(tenant)


class Courier:
    """
    Sends in threads of its own; the first thing that there is to do starts them.

    Each tenant is carried for by one thread at a time, which ends when nothing is
    ready any more. Another sleeps until something is due on a clock that runs, and
    ends when nothing is and nobody carries.

    Args:
        monotonic: Source of real seconds.
        relief: Real seconds until it looks again at a tenant at which it failed.
        carriers: How many tenants are carried for at once; a slow receiver holds up
            others only when there are so many of its kind.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = real_monotonic,
        relief: float = 1.0,
        carriers: int = 16,
    ) -> None:
        self._monotonic = monotonic
        self._relief = relief
        self._carriers = carriers
        self._changed = threading.Condition()
        self._rung: dict[Tenant, None] = {}
        #: When to look again, soonest first; what is gone by then is let go.
        self._alarms: list[tuple[float, int, ReferenceType[Tenant]]] = []
        self._set: WeakKeyDictionary[Tenant, float] = WeakKeyDictionary()
        self._count = 0
        self._carrying: dict[Tenant, threading.Thread] = {}
        #: Those for whom somebody has rung while they were carried for.
        self._missed: set[Tenant] = set()
        self._thread: threading.Thread | None = None
        self._closed = False

    # -- who rings ---------------------------------------------------------------

    def ring(self, tenant: Tenant, deliveries: Sequence[Delivery] = ()) -> bool:
        """
        Note that *tenant* has something to tell, or something on a clock that runs.

        Args:
            deliveries: What there is to tell.

        Returns:
            Whether it has to wait for the reply that this thread is making.
        """
        reply = _replying.get()
        if reply is None:
            self.look(tenant)
            return False
        reply.hold(tenant, deliveries)
        return True

    @contextmanager
    def replying(self) -> Iterator[Replying]:
        """Give the reply that what is told meanwhile waits for."""
        reply = Replying(self)
        token = _replying.set(reply)
        try:
            yield reply
        finally:
            _replying.reset(token)

    def look(self, tenant: Tenant) -> None:
        """See to *tenant* as soon as possible."""
        with self._changed:
            if self._closed:
                return
            self._rung[tenant] = None
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="mockdr-courier", daemon=True
                )
                self._thread.start()
            self._changed.notify_all()

    def close(self, grace: float = 5.0) -> None:
        """
        Send nothing any more.

        Args:
            grace: Seconds that what is under way gets to end.
        """
        with self._changed:
            self._closed = True
            self._rung.clear()
            self._alarms.clear()
            carrying = dict(self._carrying)
            self._changed.notify_all()
        for tenant in carrying:
            # What is under way ends; what would follow it does not begin.
            tenant.mail.close()
        threads = [*carrying.values(), *([self._thread] if self._thread else [])]
        end = self._monotonic() + grace
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - self._monotonic()))

    # -- the thread --------------------------------------------------------------

    def _run(self) -> None:
        while (tenants := self._next()) is not None:
            # It keeps nobody while it sleeps.
            while tenants:
                self._see_to(tenants.pop(0))

    def _next(self) -> list[Tenant] | None:
        """Wait for whoever has rung or is due; None if nothing is to come."""
        with self._changed:
            while not self._closed:
                now = self._monotonic()
                found = {**self._rung, **dict.fromkeys(self._late(now))}
                self._rung.clear()
                if found:
                    return list(found)
                if not self._alarms and not self._carrying:
                    # The next who rings starts another.
                    self._thread = None
                    break
                # Who carries sets an alarm at the end, for what was missed meanwhile.
                soonest = self._alarms[0][0] - now if self._alarms else _LONGEST
                self._changed.wait(min(soonest, _LONGEST))
        return None

    def _late(self, now: float) -> list[Tenant]:
        found = []
        while self._alarms and self._alarms[0][0] <= now:
            when, _, reference = heapq.heappop(self._alarms)
            tenant = reference()
            if tenant is not None and self._set.get(tenant) == when:
                del self._set[tenant]
                found.append(tenant)
        return found

    def _see_to(self, tenant: Tenant) -> None:
        if tenant.mail.closed:
            return
        wait, waits = None, False
        # Whoever rings holds the tenant's lock: ask it nothing while holding ours.
        with self._told(tenant):
            wait = tenant.clock.wake()
            waits = tenant.mail.waits_for_courier()
        with self._changed:
            if wait is not None:
                self._wake_in(tenant, wait)
            if self._closed or not waits:
                return
            if tenant in self._carrying:
                self._missed.add(tenant)
                return
            if len(self._carrying) >= self._carriers:
                self._wake_in(tenant, _AGAIN)
                return
            thread = threading.Thread(
                target=self._carry,
                args=(tenant,),
                name=f"mockdr-courier-{tenant.name}",
                daemon=True,
            )
            self._carrying[tenant] = thread
            thread.start()

    def _wake_in(self, tenant: Tenant, seconds: float) -> None:
        when = self._monotonic() + seconds
        if when < self._set.get(tenant, math.inf):
            self._set[tenant] = when
            self._count += 1
            heapq.heappush(self._alarms, (when, self._count, ref(tenant)))

    def _carry(self, tenant: Tenant) -> None:
        with self._told(tenant):
            tenant.mail.flush_urls()
        with self._changed:
            del self._carrying[tenant]
            if self._closed:
                return
            # If it was not missed, somebody else may have been sending.
            self._wake_in(tenant, 0.0 if tenant in self._missed else _AGAIN)
            self._missed.discard(tenant)
            self._changed.notify_all()

    @contextmanager
    def _told(self, tenant: Tenant) -> Iterator[None]:
        """Tell everyone who should know if the house itself fails; the others go on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  (whatever it was)
            _log.exception("mockdr itself failed to deliver")
            what = error if isinstance(error, MockdrError) else repr(error)
            message = f"mockdr failed to deliver: {what}"
            with tenant.lock:
                tenant.find("error", "fail", message, None, {})
            with self._changed:
                self._wake_in(tenant, self._relief)
