"""The way of an event to the webhooks: who gets it, when, and what is answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import MockdrError
from mockdr.engine.parcels import Outgoing, excused, signed, speaks, told_of
from mockdr.engine.routes import Routes
from mockdr.engine.things import Record
from mockdr.engine.turnstile import Turnstile
from mockdr.events import Event
from mockdr.events.delivery import Answer, Attempt, Delivery, Parcel, Sender
from mockdr.events.plan import next_moment
from mockdr.events.senders.oauth import OAuthSender

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.runs import Run

__all__ = ["Mail", "OnAnswer"]

#: Told of every attempt when it is over, under the tenant's lock.
OnAnswer = Callable[[Delivery, Attempt], None]

#: Retries come after what the provider does by itself at the same moment.
_RANK: Final = (1_000_000,)
#: So many deliveries that deliveries have led to are sent in a row.
_MOST_IN_A_ROW: Final = 1_000


class Mail:
    """
    Everything that one tenant tells its webhooks; made by the tenant.

    Deliveries are entered and settled under the tenant's lock; what is ready is sent
    without it, one at a time, in the order of emission.

    Args:
        tenant: Whose mail it is.
        sender: Carries what goes to a URL.
    """

    def __init__(self, tenant: Tenant, sender: Callable[[], Sender]) -> None:
        self._tenant = tenant
        self._kept: deque[Delivery] = deque(maxlen=tenant.settings.journal_limit)
        self._ready: deque[Delivery] = deque()
        self._routes = Routes(sender)
        self._with_token = OAuthSender(self._routes.sender_for)
        self.turnstile = Turnstile()
        #: What is out and not settled.
        self._out: Outgoing | None = None
        #: Numbers of what is ready because hands want it once more, not by plan.
        self._by_hand: set[int] = set()
        #: Numbers of those that wait for the reply that their event came of.
        self._held: set[int] = set()
        self._closed = False
        self.count = 0
        self._attempts = 0
        self.on_answer: list[OnAnswer] = []

    # -- looking -----------------------------------------------------------------

    @property
    def deliveries(self) -> list[Delivery]:
        """Every delivery that is still remembered, oldest first."""
        with self._tenant.lock:
            return list(self._kept)

    @property
    def closed(self) -> bool:
        """Whether nothing is sent any more."""
        return self._closed

    @property
    def carrying(self) -> bool:
        """Whether a receiver is at work."""
        return self._out is not None

    @property
    def waiting(self) -> bool:
        """Whether something is ready to be sent, or under way."""
        return bool(self._ready) or self.carrying

    def waits_for_courier(self) -> bool:
        """Tell whether something is ready that goes to a URL."""
        with self._tenant.lock:
            return next(self._for_courier(), None) is not None

    def route(self, prefix: str, sender: Sender) -> None:
        """Let *sender* carry whatever goes to an address that begins with *prefix*."""
        with self._tenant.lock:
            self._routes.add(prefix, sender)

    def goes_by_url(self, webhook: str) -> bool:
        """Tell whether what a webhook is told leaves this process."""
        record = self._tenant.peek("webhook", webhook)
        return record is None or self._routes.lead_out(record)

    # -- entering ----------------------------------------------------------------

    def post(
        self, event: Event, webhook: str | None = None, *, run: Run | None = None
    ) -> list[Delivery]:
        """
        Make the deliveries of *event*; the tenant's lock is held.

        Args:
            webhook: Id of the only webhook that gets it, whatever its types.
            run: The scenario's run in whose turn it happened.
        """
        records = list(told_of(self._tenant, event.type, webhook))
        if not records:
            return []
        bending = self._tenant.bending
        bent = bending.of(event, run)
        made = [
            self._delivery(event, record, copy + 1)
            for record in records
            for copy in range(bent.copies)
        ]
        ready = bending.enter(made, bent)
        if bent.stranger:
            stranger = bending.stranger(event)
            self._tenant.event_log.append(stranger)
            besides = [self._delivery(stranger, record) for record in records]
            for delivery in besides:
                delivery.bends = ("unknown_type",)
            ready += besides
        self._make_ready(ready)
        return made

    def _delivery(self, event: Event, record: Record, copy: int = 1) -> Delivery:
        self.count += 1
        delivery = Delivery(
            number=self.count,
            event=event,
            type=event.type,
            webhook=record.id,
            address=record.document["address"],
            version=speaks(self._tenant.settings, record),
            copy=copy,
            due=self._tenant.moment,
        )
        self._kept.append(delivery)
        return delivery

    def resend(self, delivery: Delivery) -> None:
        """
        Try once more now, whatever became of it; only a 2xx changes anything.

        Raises:
            MockdrError: If it is out by hand already.
        """
        with self._tenant.lock:
            out = self._out
            if out is not None and out.by_hand and out.delivery is delivery:
                what = f"delivery {delivery.number} is being sent again by hand"
                raise MockdrError(what, help="let its receiver answer first")
            self._tenant.tape.note("resend", number=delivery.number)
            if delivery not in self._ready:
                self._by_hand.add(delivery.number)
                self._make_ready([delivery])
            elif delivery.state != "pending":
                self._by_hand.add(delivery.number)

    def close(self) -> None:
        """Send nothing any more: the tenant has begun anew, or is gone."""
        with self._tenant.lock:
            self._closed = True
            self._ready.clear()
            self._routes.close()

    def let_go(self, deliveries: Sequence[Delivery]) -> None:
        """Leave *deliveries* to the courier: the reply that they waited for is out."""
        with self._tenant.lock:
            self._held.difference_update(delivery.number for delivery in deliveries)

    def _make_ready(self, deliveries: Sequence[Delivery]) -> None:
        if not deliveries or self._closed:
            return
        self._ready.extend(deliveries)
        self._call_courier(deliveries)

    def _call_courier(self, deliveries: Sequence[Delivery]) -> None:
        """Let the courier carry what goes to URLs, once the reply is out."""
        for_it = self._by_url(deliveries)
        if for_it and self._tenant.ring(for_it):
            self._held.update(delivery.number for delivery in for_it)

    def _for_courier(self) -> Iterator[Delivery]:
        """Yield what is ready for a URL, of each webhook up to what waits."""
        waits = set()
        for delivery in self._by_url(self._ready):
            if delivery.number in self._held:
                waits.add(delivery.webhook)
            if delivery.webhook not in waits:
                yield delivery

    def _by_url(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        webhooks = {delivery.webhook for delivery in deliveries}
        by_url = {webhook for webhook in webhooks if self.goes_by_url(webhook)}
        return [d for d in deliveries if d.webhook in by_url]

    # -- sending -----------------------------------------------------------------

    def flush(self) -> None:
        """
        Send what is ready, and what that makes ready; wait for who is sending.

        Raises:
            MockdrError: If it is called by a receiver, at work on a delivery; or if
                deliveries lead to deliveries without end.
        """
        with self.turnstile.alone():
            for out in self._row():
                self._send(out)

    async def flush_async(self) -> None:
        """Do what `flush` does, in the running event loop."""
        async with self.turnstile.alone_async():
            for out in self._row():
                with self._carrying(out) as answers:
                    answers.append(await out.sender.send_async(out.signed.parcel))

    def flush_urls(self) -> None:
        """Send what goes to URLs, for the courier; to hands that come it leaves all."""
        with self.turnstile.alone_if_free() as free:
            while free and not self.turnstile.awaited:
                if (out := self._take(urls_only=True)) is None:
                    return
                self._send(out)

    def _send(self, out: Outgoing) -> None:
        with self._carrying(out) as answers:
            answers.append(out.sender.send(out.signed.parcel))

    def carry(self, parcel: Parcel) -> Answer:
        """
        Send what is no delivery, and keep nothing of it.

        Raises:
            MockdrError: If it is called by a receiver, at work on a delivery.
        """
        with self.turnstile.alone(), self.turnstile.within():
            return self._with_token.send(parcel)

    async def carry_async(self, parcel: Parcel) -> Answer:
        """Do what `carry` does, in the running event loop."""
        async with self.turnstile.alone_async():
            with self.turnstile.within():
                return await self._with_token.send_async(parcel)

    def _row(self) -> Iterator[Outgoing]:
        """
        Yield what is ready, until nothing is.

        Raises:
            MockdrError: If there is no end to it.
        """
        most = len(self._ready) + _MOST_IN_A_ROW
        for _ in range(most):
            out = self._take()
            if out is None:
                return
            yield out
        if self._ready:
            raise MockdrError(
                f"a receiver's answer to {self._ready[0].type} leads to the next "
                f"delivery, {_MOST_IN_A_ROW} times in a row",
                help="let it not do again what it is told of",
            )

    @contextmanager
    def _carrying(self, out: Outgoing) -> Iterator[list[Answer]]:
        """Settle *out* with the answer that is put on the list, or for want of one."""
        answers: list[Answer] = []
        try:
            with self.turnstile.within():
                yield answers
        except BaseException as cut:
            # A test that ends or is cancelled in its receiver; it goes on further up.
            why = f"the receiver was cut off by {type(cut).__name__}"
            answers.append(Answer(outcome="unreachable", reason=why))
            raise
        finally:
            self._settle(out, excused(answers[0], awaited=self.turnstile.awaited))

    def _take(self, *, urls_only: bool = False) -> Outgoing | None:
        """Return the next that is ready, signed at this moment, or None."""
        with self._tenant.lock:
            ready = self._for_courier if urls_only else self._ready.__iter__
            while (delivery := next(ready(), None)) is not None:
                self._ready.remove(delivery)
                by_hand = delivery.number in self._by_hand
                self._by_hand.discard(delivery.number)
                if delivery.state != "pending" and not by_hand:
                    continue
                record = self._tenant.peek("webhook", delivery.webhook)
                if record is None or not record.document["enabled"]:
                    # Nothing is sent while it is off, nor when it is on again.
                    if delivery.state == "pending":
                        delivery.state, delivery.next = "cancelled", None
                    continue
                delivery.address = record.document["address"]
                carried = self._tenant.bending.carried(
                    delivery,
                    record,
                    signed(self._tenant, delivery, record, self._tenant.moment),
                    self._with_token,
                )
                self._out = Outgoing(
                    delivery=delivery,
                    signed=carried.signed,
                    sender=carried.sender,
                    bent=carried.bent,
                    before=self._tenant.journal.seq,
                    by_hand=by_hand,
                )
                return self._out
        return None

    # -- settling ----------------------------------------------------------------

    def _settle(self, out: Outgoing, answer: Answer) -> None:
        tenant, delivery = self._tenant, out.delivery
        with tenant.lock:
            self._out = None
            self._attempts += 1
            attempt = Attempt(
                number=len(delivery.attempts) + 1,
                at=out.signed.at,
                timestamp=out.signed.timestamp,
                signature=out.signed.signature,
                answer=answer,
                calls=(out.before, tenant.journal.seq),
                bent=out.bent,
                seq=self._attempts,
                by_hand=out.by_hand,
            )
            delivery.attempts.append(attempt)
            if answer.ok:
                delivery.state, delivery.next = "delivered", None
            elif out.by_hand:
                pass  # the plan goes on, or is over, as if nobody had
            elif answer.outcome == "blocked":
                delivery.state = "blocked"
            elif delivery.state != "cancelled":
                self._again(delivery)
            for told in self.on_answer:
                told(delivery, attempt)
            self._release(tenant.bending.sent(delivery))

    def _release(self, deliveries: Sequence[Delivery]) -> None:
        """Send *deliveries* next, before whatever is ready."""
        for delivery in reversed(deliveries if not self._closed else ()):
            delivery.due = self._tenant.moment
            self._by_hand.discard(delivery.number)
            if delivery in self._ready:
                self._ready.remove(delivery)
            self._ready.appendleft(delivery)
        self._call_courier(deliveries if not self._closed else ())

    def _again(self, delivery: Delivery) -> None:
        tenant = self._tenant
        when = next_moment(
            tenant.settings.retries,
            live=tenant.live,
            last=delivery.due,
            made=sum(not attempt.by_hand for attempt in delivery.attempts),
        )
        delivery.state = "failed" if when is None else "pending"
        if when is not None and not self._closed:
            self.later(delivery, when)

    def later(self, delivery: Delivery, when: datetime) -> None:
        """Make *delivery* ready at a moment to come; the tenant's lock is held."""
        delivery.next = when
        number = len(delivery.attempts) + 1

        def ready() -> None:
            delivery.next, delivery.due = None, when
            if delivery in self._ready:
                self._by_hand.discard(delivery.number)  # it goes out once, for both
            else:
                self._make_ready([delivery])

        self._tenant.later(
            when,
            f"{delivery.type} to {delivery.address}, attempt {number}",
            ready,
            rank=_RANK,
            moot=lambda: (
                self._closed or delivery.state != "pending" or delivery.next != when
            ),
        )
