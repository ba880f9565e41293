"""What stories, settings and hands do to deliveries on purpose, and to no event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mockdr.base.ids import Ids
from mockdr.engine.parcels import stamped
from mockdr.engine.webhook_secrets import active, oldest
from mockdr.events import Event
from mockdr.events.delivery import Answer, Delivery, Parcel, Sender
from mockdr.events.forgery import tampered
from mockdr.events.signing import HEADER, header
from mockdr.scenario.bends import Bend, Bent, Tally, fold

if TYPE_CHECKING:
    from mockdr.engine.parcels import Signed
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.things import Record
    from mockdr.scenario.runs import Run

__all__ = ["Bending", "Carried"]

#: How long an event that is to come after the next one waits where none comes.
_LONELY: Final = timedelta(minutes=1)
#: Behind the family of an event, what makes a type of it that no contract knows.
_STRANGE: Final = "mockdr_unheard_of"
_STRAIGHT: Final = Bent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """
    One attempt as it is let out.

    Args:
        bent: What was done to just this one on purpose.
    """

    signed: Signed
    sender: Sender
    bent: tuple[str, ...] = ()


class _Down:
    """A receiver that is not there."""

    def send(self, parcel: Parcel) -> Answer:
        """Say so."""
        del parcel
        return Answer(
            outcome="unreachable",
            reason="connection refused: the receiver is down on purpose",
        )

    async def send_async(self, parcel: Parcel) -> Answer:
        """Say the same in an event loop."""
        return self.send(parcel)


class Bending:
    """
    Decides for each event of a tenant how its deliveries are bent, and bends them.

    Works under the tenant's lock. Of one event, the bends of the story whose run it
    belongs to come first, those of the settings next, those by hand last; outside runs
    the bends of every story in force count.

    Args:
        tenant: Whose mail it bends.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        mode = "live" if tenant.live else "test"
        self._name = f"{tenant.alias}/{mode}/delivery"
        self._ids = Ids(tenant.settings.seed, self._name)
        self._tallies: dict[tuple[str, tuple[Bend, ...]], Tally] = {}
        self._by_hand: list[Tally] = []
        #: By number of the delivery: what its next attempts meet.
        self._plans: dict[int, Bent] = {}
        #: By webhook: what waits for the next event there.
        self._waiting: dict[str, list[Delivery]] = {}
        #: By number of the delivery: what is sent right after it.
        self._after: dict[int, list[Delivery]] = {}
        #: Every bend that has struck.
        self.struck: set[Bend] = set()

    def add(self, bend: Bend) -> None:
        """Bend whatever fits *bend* from now on."""
        self._by_hand.append(self._tally(f"hand/{len(self._by_hand)}", (bend,)))

    # -- deciding ----------------------------------------------------------------

    def of(self, event: Event, run: Run | None) -> Bent:
        """
        Count *event*, and return what becomes of its deliveries.

        Args:
            run: In whose turn it happened, where it was somebody's.
        """
        found = [
            bend
            for tally in self._fitting(run or self._run_of(event))
            for bend in tally.struck(event.type)
        ]
        if not found:
            return _STRAIGHT
        self.struck.update(found)
        return fold(found)

    def _fitting(self, run: Run | None) -> Iterator[Tally]:
        theatre = self._tenant.theatre
        for playing in theatre.playings if run is None else (run.playing,):
            if playing.story.delivery and not playing.stopped:
                serial = 0 if run is None else run.serial
                name = f"{serial}/{playing.serial}"
                yield self._tally(name, playing.story.delivery)
        bends = self._tenant.settings.delivery
        if bends:
            yield self._tally("settings", bends)
        yield from self._by_hand

    def _run_of(self, event: Event) -> Run | None:
        """Return the run that owns what *event* is about, or a part of it."""
        for thing in ((event.kind, event.subject), *event.parts):
            run = self._tenant.theatre.owner(*thing)
            if run is not None:
                return run
        return None

    def _tally(self, name: str, bends: tuple[Bend, ...]) -> Tally:
        """Return what counts for *bends* under this name; settings can change."""
        if (name, bends) not in self._tallies:
            seed = self._tenant.settings.seed
            self._tallies[name, bends] = Tally(
                bends, lambda number: Ids(seed, f"{self._name}/{name}/{number}").chance
            )
        return self._tallies[name, bends]

    def stranger(self, event: Event) -> Event:
        """Return an event of a type that no contract knows, about the same thing."""
        family = event.type.partition(".")[0]
        return replace(event, id=self._ids.uuid(), type=f"{family}.{_STRANGE}")

    # -- entering ----------------------------------------------------------------

    def enter(self, made: Sequence[Delivery], bent: Bent) -> list[Delivery]:
        """Return those of *made* that are ready now; the others wait, or never come."""
        ready, relieved = [], set[str]()
        for delivery in made:
            if not (bent.dropped or bent.late) and self._relieves(delivery):
                relieved.add(delivery.webhook)
            # Two are swapped, not three: who is waited for does not wait.
            swapped = bent.swapped and delivery.webhook not in relieved
            plan = replace(bent, swapped=swapped)
            delivery.bends, delivery.chance = plan.kinds, plan.chance
            if plan.dropped:
                delivery.state = "dropped"
                continue
            if plan.kinds:
                self._plan(delivery, plan)
            if plan.late is not None:
                self._tenant.mail.later(delivery, self._tenant.moment + plan.late)
            elif plan.swapped:
                before = filter(_waits, self._waiting.get(delivery.webhook, ()))
                self._waiting[delivery.webhook] = [*before, delivery]
                self._tenant.mail.later(delivery, self._tenant.moment + _LONELY)
            else:
                ready.append(delivery)
        return ready

    def _relieves(self, delivery: Delivery) -> bool:
        """Let what waits for another event at the same webhook come after this one."""
        waiting = [d for d in self._waiting.get(delivery.webhook, ()) if _waits(d)]
        if not waiting or waiting[0].event is delivery.event:
            return False
        del self._waiting[delivery.webhook]
        # What came alone in the end would be kept for a next one that never went out.
        kept = {n: w for n, w in self._after.items() if any(map(_waits, w))}
        self._after = {**kept, delivery.number: waiting}
        return True

    def _plan(self, delivery: Delivery, plan: Bent) -> None:
        self._plans[delivery.number] = plan
        while len(self._plans) > self._tenant.settings.journal_limit:
            # What is forgotten by now is in nobody's way any more.
            del self._plans[next(iter(self._plans))]

    # -- sending -----------------------------------------------------------------

    def carried(
        self, delivery: Delivery, record: Record, signed: Signed, sender: Sender
    ) -> Carried:
        """Return the next attempt of *delivery* as it is let out."""
        plan = self._plans.get(delivery.number, _STRAIGHT)
        number = len(delivery.attempts) + 1
        if number <= plan.down:
            return Carried(signed=signed, sender=_Down(), bent=("down",))
        self._plans.pop(delivery.number, None)
        if not (plan.stale or plan.tampered or plan.old_secret):
            return Carried(signed=signed, sender=sender)
        # Only the first that arrives: what is sent again is true.
        bent: list[str] = [k for k in plan.kinds if k in ("stale", "tampered")]
        secrets = active(record, signed.at)
        settings, body = self._tenant.settings, signed.parcel.body
        if plan.old_secret:
            secrets = (self._oldest(record),)
            told = (
                "old_secret" if secrets[0] in active(record, signed.at) else "foreign"
            )
            bent.append(told)
        stamp = stamped(settings, signed.at, plan.stale or timedelta(0))
        signature = header(
            secrets,
            stamp,
            body,
            order=settings.signature_secrets,
            scheme=settings.signature_scheme,
        )
        parcel = replace(
            signed.parcel,
            headers={**signed.parcel.headers, HEADER: signature},
            body=tampered(body) if plan.tampered else body,
        )
        return Carried(
            signed=replace(signed, parcel=parcel, timestamp=stamp, signature=signature),
            sender=sender,
            bent=tuple(bent),
        )

    def _oldest(self, record: Record) -> str:
        """Return the secret before all others, or one that never was the webhook's."""
        seed, name = self._tenant.settings.seed, f"{self._name}/secret/{record.id}"
        return oldest(record) or f"whk_{Ids(seed, name).uuid()}"

    def sent(self, delivery: Delivery) -> list[Delivery]:
        """Return what is to come right after *delivery*, which has been sent."""
        released = [d for d in self._after.pop(delivery.number, ()) if _waits(d)]
        for other in released:
            other.next = None
        return released


def _waits(delivery: Delivery) -> bool:
    """Tell whether a delivery is still to be released: its minute may have passed."""
    return delivery.state == "pending" and delivery.next is not None
