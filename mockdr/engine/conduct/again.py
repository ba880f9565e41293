"""Tells receivers once more of what they have handled: nothing may change by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json, MockdrError
from mockdr.engine.conduct.redelivery import Redelivery
from mockdr.engine.deliveries import outcome_told, to_whom
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["again"]

#: So much of a state stands in a sentence.
_SHOWN: Final = 200


def again(
    tenant: Tenant, webhook: str | None, state: Callable[[], Json] | None
) -> tuple[list[Delivery], list[str]]:
    """
    Deliver once more what was delivered, each event once to each webhook.

    Args:
        webhook: Id of the only webhook that counts; every one when absent.
        state: Returns whatever must not change, in a form that can be copied and
            compared; called before and after each delivery.

    Returns:
        What was delivered again, and a sentence for whatever that changed.

    Raises:
        MockdrError: If nothing was delivered yet.
    """
    tenant.mail.flush()
    handled = list(_handled(tenant, webhook))
    if not handled:
        raise MockdrError(
            "nothing was delivered that could be delivered again",
            help="let the receiver handle an event first, with expect(...)",
        )
    faults: list[str] = []
    for delivery in handled:
        faults += _told_again(tenant, delivery, state)
    return handled, faults


def _handled(tenant: Tenant, webhook: str | None) -> Iterator[Delivery]:
    seen = set()
    for delivery in tenant.mail.deliveries:
        about = delivery.webhook, delivery.event.id
        if (
            delivery.state == "delivered"
            and webhook in (None, delivery.webhook)
            and about not in seen
        ):
            seen.add(about)
            yield delivery


def _told_again(
    tenant: Tenant, delivery: Delivery, state: Callable[[], Json] | None
) -> Iterator[str]:
    before = None if state is None else deepcopy(state())
    known = len(tenant.journal.findings())
    tenant.mail.resend(delivery)
    tenant.mail.flush()
    for finding in tenant.journal.findings()[known:]:
        if finding.details.get("rule") == Redelivery.name:
            yield finding.message
    who = f"{to_whom(delivery)} (event {delivery.event.id})"
    answer = delivery.answer
    if answer is not None and not answer.ok:
        yield (
            f"{who}: the second time it answered {outcome_told(answer)}; answer 2xx to "
            "an event that was handled, or it is sent again and again"
        )
    after = None if state is None else state()
    if before != after:
        yield (
            f"{who}: the second time changed the state from {_shown(before)} to "
            f"{_shown(after)}; keep the ids of handled events, and do nothing for one "
            "that comes again"
        )


def _shown(state: Json) -> str:
    text = repr(state)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
