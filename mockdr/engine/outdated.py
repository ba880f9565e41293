"""Receivers that refuse what is signed well, since they know an older secret alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from mockdr.base.clock import wire_time
from mockdr.engine.webhook_secrets import expired
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["outdated"]

#: How receivers refuse a signature.
_REFUSED: Final = (400, 401, 403, 422)


def outdated(tenant: Tenant, deliveries: Iterable[Delivery]) -> list[str]:
    """Return when a secret was replaced and ended, where refusals came after that."""
    lines = []
    for delivery in deliveries:
        record = tenant.peek("webhook", delivery.webhook)
        for attempt in delivery.attempts:
            answer = attempt.answer
            if record is None or answer is None or answer.status not in _REFUSED:
                continue
            past = None if attempt.bent else expired(record, attempt.at)
            if past is not None:
                rotated, ended = map(wire_time, past)
                lines.append(
                    f"  the secret was rotated at {rotated}, and the one before it "
                    f"expired at {ended}:\n  the receiver has to know the new one"
                )
    return [line for told in dict.fromkeys(lines) for line in told.split("\n")]
