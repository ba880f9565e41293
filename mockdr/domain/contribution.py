"""What the sources of a checkout contribute, and what remains."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mockdr.base.errors import Complaint, Refusal
from mockdr.domain.money import Money
from mockdr.domain.source import ATTACHABLE

__all__ = [
    "Attached",
    "Contribution",
    "attach",
    "detach",
    "opened",
    "paying",
    "with_total",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """
    A source, as far as its checkout's amounts are concerned.

    Args:
        id: Its id.
        amount: What it contributes; a primary source gets its amount when attached.
        state: Its state.
        secondary: Whether it is store credit.
        reusable: Whether it is saved for later.
        flow: Flow of its method: standard, redirect, receiver.
        combines: Whether its method goes together with store credit.
    """

    id: str
    amount: Money
    state: str = "chargeable"
    secondary: bool = False
    reusable: bool = False
    flow: str | None = "standard"
    combines: bool = True

    @property
    def pays(self) -> bool:
        """Whether it can still pay; one that failed or was spent elsewhere cannot."""
        return self.state in ATTACHABLE

    @property
    def follows(self) -> bool:
        """Whether its amount can still change; a single-use redirect's cannot."""
        return self.reusable or self.flow == "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """
    The total of a checkout and the sources that fund it.

    Args:
        total: `totalAmount` of the checkout.
        primary: The one source that pays what the others leave.
        secondaries: Store credit, in order of attachment.
    """

    total: Money
    primary: Attached | None = None
    secondaries: tuple[Attached, ...] = ()

    @property
    def credit(self) -> Money:
        """What the secondary sources contribute together."""
        minor = sum(s.amount.minor for s in self.secondaries if s.pays)
        return Money(currency=self.total.currency, minor=minor)

    @property
    def funded(self) -> bool:
        """Whether the sources pay the total exactly."""
        rest = self.total - self.credit
        primary = self.primary
        if primary is None or not primary.pays:
            return not rest
        return primary.amount == rest

    @property
    def contributed(self) -> Money:
        """`amountContributed` of the session."""
        there = self.credit
        if self.primary is not None and self.primary.pays:
            there = there + self.primary.amount
        return min(there, self.total)

    @property
    def remaining(self) -> Money:
        """`amountRemainingToBeContributed` of the session."""
        return self.total - self.contributed

    @property
    def state(self) -> str:
        """State of a session that is open."""
        return "requires_confirmation" if self.funded else "requires_source"

    @property
    def sources(self) -> tuple[Attached, ...]:
        """All sources, the primary first."""
        return (
            self.secondaries
            if self.primary is None
            else (self.primary, *self.secondaries)
        )


def opened(total: Money) -> Contribution:
    """Return the contribution of a new checkout."""
    return Contribution(total=total)


def _settled(contribution: Contribution) -> Contribution:
    """Let a primary that follows pay what the others leave."""
    primary = contribution.primary
    rest = contribution.total - contribution.credit
    if primary is None or not primary.follows or primary.amount == rest:
        return contribution
    return replace(contribution, primary=replace(primary, amount=rest))


def attach(contribution: Contribution, source: Attached) -> Contribution:
    """
    Return *contribution* with *source*; a primary replaces the one before.

    The amount of a secondary is held against total less secondaries, not against what
    remains: a reusable primary has brought that to nothing and gives way.

    Source: payment-sessions.md and applying-a-store-credit.md.

    Raises:
        Refusal: If the source is spent, does not combine, comes too late or is too
            large: `source_status_invalid_for_session`, `source_not_supported`,
            `session_update_not_allowed`, `session_source_amount_too_large`.
    """
    if source.state not in ATTACHABLE:
        raise Refusal("source_status_invalid_for_session")
    if not source.secondary:
        if contribution.secondaries and not source.combines:
            raise Refusal(Complaint(key="source_not_supported", parameter="sourceId"))
        rest = contribution.total - contribution.credit
        return replace(contribution, primary=replace(source, amount=rest))
    before = tuple(s for s in contribution.secondaries if s.id != source.id)
    primary = contribution.primary
    new = len(before) == len(contribution.secondaries)
    if new and primary is not None and primary.pays:
        if not primary.reusable:
            raise Refusal("session_update_not_allowed")
        if not primary.combines:
            raise Refusal(Complaint(key="source_not_supported", parameter="sourceId"))
    after = replace(contribution, secondaries=(*before, source))
    if after.credit > after.total:
        raise Refusal("session_source_amount_too_large")
    return _settled(after)


def detach(contribution: Contribution, source_id: str) -> Contribution:
    """
    Return *contribution* without the source; a primary that follows grows back.

    Raises:
        Refusal: If it is not attached: `source_not_found`.
    """
    if contribution.primary is not None and contribution.primary.id == source_id:
        return replace(contribution, primary=None)
    left = tuple(s for s in contribution.secondaries if s.id != source_id)
    if len(left) == len(contribution.secondaries):
        raise Refusal(Complaint(key="source_not_found", values={"id": source_id}))
    return _settled(replace(contribution, secondaries=left))


def paying(contribution: Contribution) -> Contribution:
    """
    Return *contribution* without the sources that cannot pay any more.

    What they would have paid remains to be contributed, or falls to a primary that
    follows (inferred: as after a detach).
    """
    primary = contribution.primary
    return _settled(
        replace(
            contribution,
            primary=primary if primary is not None and primary.pays else None,
            secondaries=tuple(s for s in contribution.secondaries if s.pays),
        )
    )


def with_total(contribution: Contribution, total: Money) -> Contribution:
    """
    Return *contribution* after the checkout's total changed.

    A primary that is reusable, or of flow standard, follows. Any other keeps its
    amount; unless that still fits, the session requires a source again.

    Raises:
        Refusal: If store credit alone exceeds the new total:
            `session_source_amount_too_large` (inferred).
    """
    if total == contribution.total:
        return contribution
    if contribution.credit > total:
        raise Refusal("session_source_amount_too_large")
    return _settled(replace(contribution, total=total))
