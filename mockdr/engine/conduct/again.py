"""Tells receivers once more of what they have handled: nothing may change by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json, MockdrError
from mockdr.engine.conduct.redelivery import Redelivery
from mockdr.engine.deliveries import outcome_told, to_whom
from mockdr.events.delivery import Delivery

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["handled", "second_time"]

#: So much of a state stands in a sentence.
_SHOWN: Final = 200


def handled(tenant: Tenant, webhook: str | None) -> list[Delivery]:
    """
    Return what was delivered, each event once for each webhook, oldest first.

    Args:
        webhook: Id of the only webhook that counts; every one when absent.

    Raises:
        MockdrError: If nothing was.
    """
    found: dict[tuple[str, str], Delivery] = {}
    for delivery in tenant.mail.deliveries:
        if delivery.state == "delivered" and webhook in (None, delivery.webhook):
            found.setdefault((delivery.webhook, delivery.event.id), delivery)
    if not found:
        raise MockdrError(
            "nothing was delivered that could be delivered again",
            help="let the receiver handle an event first, with expect(...)",
        )
    return list(found.values())


@contextmanager
def second_time(
    tenant: Tenant, delivery: Delivery, state: Callable[[], Json] | None
) -> Iterator[list[str]]:
    """
    Make *delivery* ready once more, and compare when it was sent.

    Args:
        state: Returns whatever must not change, in a form that can be copied and
            compared.

    Returns:
        Where a sentence for whatever is wrong stands afterwards.
    """
    faults: list[str] = []
    before = None if state is None else deepcopy(state())
    known = _twice(tenant)
    tenant.mail.resend(delivery)
    yield faults
    faults += [text for text, count in _twice(tenant).items() if count != known[text]]
    who = f"{to_whom(delivery)} (event {delivery.event.id})"
    answer = delivery.answer
    if answer is not None and not answer.ok:
        faults.append(
            f"{who}: the second time it answered {outcome_told(answer)}; answer 2xx to "
            "an event that was handled, or it is sent again and again"
        )
    after = None if state is None else state()
    if before != after:
        faults.append(
            f"{who}: the second time changed the state from {_shown(before)} to "
            f"{_shown(after)}; keep the ids of handled events, and do nothing for one "
            "that comes again"
        )


def _twice(tenant: Tenant) -> Counter[str]:
    """Return what was found done twice so far, each with how many calls show it."""
    return Counter(
        {
            finding.message: len(finding.details["calls"])
            for finding in tenant.journal.findings()
            if finding.details.get("rule") == Redelivery.name
        }
    )


def _shown(state: Json) -> str:
    text = repr(state)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
