"""A webhook's receiver as it should be, for stories that are played from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.engine.beats import spelt
from mockdr.engine.deliveries import outcome_told
from mockdr.engine.enrolling import enroll
from mockdr.engine.webhook_secrets import active
from mockdr.events.delivery import Answer, Attempt, Delivery, Parcel
from mockdr.events.verifying import InvalidSignature, verify_signature

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Arrival", "Receiver"]

#: Nobody is there: what is told to this address stays in the house.
_ADDRESS: Final = "https://receiver.invalid/webhooks"
_NOW: Final = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One attempt of a delivery, or that there will be none, for people."""

    type: str
    outcome: str


class Receiver:
    """
    Is told of every event, believes nothing that is not signed, and keeps count.

    Args:
        tenant: Who tells it.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._arrivals: list[Arrival] = []
        self._dropped = 0
        self.webhook = enroll(tenant, _ADDRESS)
        tenant.mail.route(_ADDRESS, self)
        tenant.mail.on_answer.append(self._note)

    def send(self, parcel: Parcel) -> Answer:
        """Answer 200 to what is signed as it should be, and 400 to all else."""
        record = self._tenant.peek("webhook", self.webhook)
        secrets = () if record is None else active(record, self._tenant.moment)
        real = self._tenant.settings.signature_clock == "real"
        try:
            verify_signature(
                parcel.body,
                parcel.headers,
                secrets,
                now=None if real else parcel.moment,
            )
        except InvalidSignature:
            return Answer(outcome="answered", status=400, body=b"turned away")
        return Answer(outcome="answered", status=200)

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same in an event loop."""
        return self.send(parcel)

    def arrivals(self, *, wait: bool = False) -> list[Arrival]:
        """
        Return what came since it was last asked.

        Args:
            wait: Whether the clock goes on until nothing is under way any more.
        """
        self._tenant.mail.flush()
        while wait and (due := [d.next for d in self._mine() if d.next is not None]):
            # A clock that runs may be there by now.
            self._tenant.clock.advance(max(min(due) - self._tenant.moment, _NOW))
        dropped = [d for d in self._mine() if d.state == "dropped"]
        fresh, self._dropped = dropped[self._dropped :], len(dropped)
        told = [Arrival(type=d.type, outcome="dropped") for d in fresh]
        arrived, self._arrivals = self._arrivals, []
        return arrived + told

    def _mine(self) -> list[Delivery]:
        return [d for d in self._tenant.mail.deliveries if d.webhook == self.webhook]

    def _note(self, delivery: Delivery, attempt: Attempt) -> None:
        if delivery.webhook != self.webhook:
            return
        said = [outcome_told(attempt.answer)]
        if delivery.copy > 1:
            said.append(f"copy {delivery.copy}")
        if attempt.number > 1:
            said.append(f"attempt {attempt.number}")
        else:
            said += [kind for kind in delivery.bends if kind in ("late", "swap")]
        seconds = (attempt.at - delivery.event.at) // timedelta(seconds=1)
        if seconds:
            said.append(f"after {spelt(timedelta(seconds=seconds))}")
        said += [kind for kind in attempt.bent if kind != "down"]
        if delivery.bends == ("unknown_type",):
            said.append("unknown_type")
        self._arrivals.append(Arrival(type=delivery.type, outcome=", ".join(said)))
