"""How long a webhook's receiver may fail before the provider disables the webhook."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time_fine
from mockdr.events.delivery import Attempt, Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["LONGEST", "MOST_EXHAUSTED", "Patience"]

#: In live mode it may fail for so long; "several days" is documented, 72 hours is
#: inferred from the plan of retries.
LONGEST: Final = timedelta(hours=72)
#: In test mode so many events may be given up, one after another. Inferred.
MOST_EXHAUSTED: Final = 10


class Patience:
    """
    Counts for one tenant what goes wrong with each of its webhooks.

    Nothing is counted while the setting `auto_disable` is off; one success, or being
    disabled, and the count begins anew.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._since: dict[str, datetime] = {}
        self._exhausted: dict[str, int] = {}

    def after(self, delivery: Delivery, attempt: Attempt) -> None:
        """Take note of an attempt; the tenant's lock is held."""
        webhook, answer = delivery.webhook, attempt.answer
        if answer is None or answer.outcome == "blocked":
            # It never got to the receiver.
            return
        if answer.ok:
            self.forget(webhook)
        elif self._tenant.settings.auto_disable == "off":
            return
        elif self._tenant.live:
            self._failing_since(webhook, attempt.at)
        elif delivery.state == "failed" and not attempt.by_hand:
            self._exhausted[webhook] = self._exhausted.get(webhook, 0) + 1
            if self._exhausted[webhook] >= MOST_EXHAUSTED:
                self.disable(webhook)

    def _failing_since(self, webhook: str, at: datetime) -> None:
        if webhook in self._since:
            return
        self._since[webhook] = at
        self._tenant.later(
            at + LONGEST,
            f"the webhook {webhook} is disabled, if nothing is accepted before",
            lambda: self.disable(webhook),
            moot=lambda: self._since.get(webhook) != at,
        )

    def disable(self, webhook: str) -> None:
        """Disable a webhook: what was still to be sent to it is sent no more."""
        tenant = self._tenant
        record = tenant.peek("webhook", webhook)
        if record is not None and record.document["enabled"]:
            record.document["enabled"] = False
            record.document["updatedTime"] = wire_time_fine(tenant.moment)
            record.private["state"] = "disabled"
            tenant.store.put("webhook", webhook, record.encode())
        self.stop(webhook)

    def stop(self, webhook: str) -> None:
        """Send nothing of what a webhook that is off, or gone, was still to get."""
        self.forget(webhook)
        for delivery in self._tenant.mail.deliveries:
            if delivery.webhook == webhook and delivery.state == "pending":
                delivery.state, delivery.next = "cancelled", None

    def forget(self, webhook: str) -> None:
        """Begin to count anew."""
        self._since.pop(webhook, None)
        self._exhausted.pop(webhook, None)
