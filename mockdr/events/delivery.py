"""One event on its way to one webhook: every attempt, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from mockdr.base.errors import Json
from mockdr.events.log import Event

__all__ = [
    "Answer",
    "Attempt",
    "Delivery",
    "Nobody",
    "Outcome",
    "Parcel",
    "Sender",
    "State",
]

#: How an attempt went: an answer of any status, none in time, nobody there, or a
#: target that nobody allowed.
Outcome = Literal["answered", "timeout", "unreachable", "blocked"]
#: Where a delivery stands.
State = Literal["pending", "delivered", "failed", "blocked", "dropped", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """
    One attempt as it goes out: a POST, signed.

    Args:
        url: The webhook's `address`.
        headers: Everything but what the transport adds by itself.
        body: The event's bytes, which the signature covers.
        oauth: The webhook's `oauth` block, where a token is fetched first.
        moment: When it goes out, on the tenant's clock.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    oauth: Mapping[str, Json] | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What came back.

    Args:
        outcome: Whether anything did.
        status: HTTP status, where it did.
        body: The beginning of the answer's body, at most 64 KiB.
        reason: A sentence that says why not; empty when it was answered.
    """

    outcome: Outcome
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the provider is content: any 2xx. Source: webhooks.md."""
        return self.outcome == "answered" and (self.status or 0) // 100 == 2  # noqa: PLR2004  (HTTP's)


@runtime_checkable
class Sender(Protocol):
    """Carries parcels; the one door by which anything leaves mockdr."""

    def send(self, parcel: Parcel) -> Answer:
        """Send *parcel* and wait for what comes back; never raises for the target."""

    async def send_async(self, parcel: Parcel) -> Answer:
        """Do the same in the running event loop."""


class Nobody:
    """Carries nothing: a world that has no door to the network."""

    def send(self, parcel: Parcel) -> Answer:
        """Say that nothing left."""
        del parcel
        return Answer(outcome="blocked", reason="nothing leaves this world")

    async def send_async(self, parcel: Parcel) -> Answer:
        """Say the same in an event loop."""
        return self.send(parcel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    One try.

    Args:
        number: From 1.
        at: When, on the tenant's clock.
        timestamp: As the signature has it.
        signature: The whole value of `DigitalRiver-Signature`.
        answer: What came back; None when nothing was let out.
        calls: Numbers of the last call in the journal before and after it: those
            between were made while the receiver worked.
        bent: What was done to just this attempt on purpose: `down`, `stale`,
            `tampered`, `old_secret`, or `foreign` where no secret of the webhook's
            signed it.
        seq: Counts the attempts of all the tenant's deliveries, from 1.
        by_hand: Whether hands wanted it: the plan of retries does not count it.
    """

    number: int
    at: datetime
    timestamp: str
    signature: str
    answer: Answer | None
    calls: tuple[int, int] = (0, 0)
    bent: tuple[str, ...] = ()
    seq: int = 0
    by_hand: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """
    One event for one webhook; only `engine.delivering` changes it.

    Args:
        number: Counts the tenant's deliveries, from 1.
        event: What is told.
        type: Its type, as told.
        webhook: Id of the webhook.
        address: Where it went last.
        body: The same bytes on every attempt; empty before the first.
        copy: 1, or the how manieth of a duplicated event.
        bends: What was done to it on purpose: kinds of `delivery`.
        chance: Whether chance had a hand in that.
        attempts: Oldest first.
        due: When the attempt that the plan had last was to be made.
        next: When the next attempt is due, if one is.
        expected: How many of its attempts a test has asked for and got.
    """

    number: int
    event: Event
    type: str
    webhook: str
    address: str
    version: str
    due: datetime
    body: bytes = b""
    copy: int = 1
    bends: tuple[str, ...] = ()
    chance: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    state: State = "pending"
    next: datetime | None = None
    expected: int = 0

    @property
    def answer(self) -> Answer | None:
        """What came back last."""
        return self.attempts[-1].answer if self.attempts else None
