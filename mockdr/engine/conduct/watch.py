"""Holds the rules of conduct against calls and callbacks; finds what breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.engine.conduct.beyond import Beyond
from mockdr.engine.conduct.deed import Deed, Now, Remark, Rule
from mockdr.engine.conduct.forgery import Forgery
from mockdr.engine.conduct.polling import Polling
from mockdr.engine.conduct.redelivery import Redelivery
from mockdr.engine.conduct.repeated import Repeated
from mockdr.engine.conduct.retry_after import RetryAfter
from mockdr.engine.conduct.unread_state import UnreadState
from mockdr.engine.journal import Finding
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Conduct"]

#: Of one finding so many calls are named.
_NAMED = 20


class Conduct:
    """
    The rules of one tenant; its lock guards them.

    Args:
        tenant: Whose client is watched.
        monotonic: Source of real seconds.
    """

    def __init__(self, tenant: Tenant, monotonic: Callable[[], float]) -> None:
        self._tenant = tenant
        self._monotonic = monotonic
        self._waits = RetryAfter()
        repeated = Repeated(tenant)
        self._rules: tuple[Rule, ...] = (
            self._waits,
            repeated,
            Polling(),
            UnreadState(tenant),
            Beyond(tenant, repeated),
        )
        self._for_receivers = (Forgery(tenant), Redelivery(tenant))
        self._found: dict[tuple[str, object], list[Json]] = {}
        #: The last call that was answered.
        self.closed = 0
        #: What the last attempt of a delivery brought to light.
        self.told: list[str] = []

    @property
    def _now(self) -> Now:
        return Now(moment=self._tenant.moment, real=self._monotonic())

    @property
    def patience(self) -> timedelta:
        """How long a client that was told to wait still has to."""
        return self._waits.patience(self._now)

    def after_call(self, deed: Deed) -> list[str]:
        """Watch a call that is answered, and return what is new to say of it."""
        self.closed = deed.seq
        if self._tenant.settings.conduct == "off":
            return []
        told: list[str] = []
        now = self._now
        for rule in self._rules:
            told += self.find(rule.name, rule.watch(deed, now))
        return told

    def after_attempt(self, delivery: Delivery, attempt: Attempt) -> None:
        """Watch what became of an attempt; the tenant's lock is held."""
        self.told = [
            message
            for rule in self._for_receivers
            for message in self.find(rule.name, rule.judge(delivery, attempt))
        ]

    def find(self, rule: str, remarks: Iterable[Remark]) -> list[str]:
        """
        Turn remarks into findings, of each matter one; return the new ones' messages.

        Args:
            rule: Its name.
        """
        weight = self._tenant.settings.conduct
        told = []
        for remark in remarks:
            if weight == "off":
                continue
            calls = self._found.get((rule, remark.about))
            if calls is not None:
                calls += remark.calls[-1:] if len(calls) < _NAMED else ()
                continue
            calls = self._found[rule, remark.about] = list(remark.calls)
            finding = Finding(
                kind="conduct",
                severity="fail" if remark.grave else weight,
                message=remark.message,
                seq=remark.calls[-1] if remark.calls else None,
                details={**remark.details, "rule": rule},
            )
            # The list grows as the same is done again; numbers need no mask.
            finding.details = {**finding.details, "calls": calls}
            self._tenant.journal.find(finding)
            told.append(finding.message)
        return told
