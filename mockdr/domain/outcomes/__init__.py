"""The joint table: of all that may follow here, which one does, and how we chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from mockdr.domain.outcomes.acts import ACTS
from mockdr.domain.outcomes.catalogue import CATALOGUE
from mockdr.domain.outcomes.checkouts import CHECKOUTS
from mockdr.domain.outcomes.former import FORMER
from mockdr.domain.outcomes.fulfillments import FULFILLMENTS
from mockdr.domain.outcomes.logistics import LOGISTICS
from mockdr.domain.outcomes.managed import MANAGED
from mockdr.domain.outcomes.orders import ORDERS
from mockdr.domain.outcomes.outcome import Outcome
from mockdr.domain.outcomes.recurring import RECURRING
from mockdr.domain.outcomes.refunds import REFUNDS
from mockdr.domain.outcomes.resources import RESOURCES
from mockdr.domain.outcomes.sources import SOURCES

__all__ = ["OUTCOMES", "TRIGGERS", "Outcome", "choose", "follows", "possible"]

#: Every outcome; of one trigger the first that fits a situation is the default.
OUTCOMES: Final[tuple[Outcome, ...]] = (
    SOURCES
    + CHECKOUTS
    + ORDERS
    + FULFILLMENTS
    + ACTS
    + RESOURCES
    + REFUNDS
    + LOGISTICS
    + CATALOGUE
    + MANAGED
    + RECURRING
    + FORMER
)


def _by_trigger() -> Mapping[str, tuple[Outcome, ...]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in OUTCOMES:
        found.setdefault(outcome.trigger, []).append(outcome)
    return MappingProxyType({trigger: tuple(rows) for trigger, rows in found.items()})


#: Trigger to its outcomes.
TRIGGERS: Final[Mapping[str, tuple[Outcome, ...]]] = _by_trigger()


def possible(
    trigger: str, situation: Mapping[str, str | None], *, flow: str | None = None
) -> tuple[Outcome, ...]:
    """
    Return what *trigger* can do in *situation*, the default first.

    Args:
        trigger: An operationId, or `actor.verb`.
        situation: KIND to state; None for what does not exist. A kind that is missing
            is unknown and excludes nothing. `source` is the primary one, else a
            secondary; for an act on a source, `session` is that of the checkout or
            order which holds the source, None when none does.
        flow: Flow of the payment method, where a source is made.
    """
    return _possible(trigger, tuple(situation.items()), flow)


@lru_cache(maxsize=4096)
def _possible(
    trigger: str, situation: tuple[tuple[str, str | None], ...], flow: str | None
) -> tuple[Outcome, ...]:
    known = dict(situation)
    return tuple(o for o in TRIGGERS.get(trigger, ()) if o.fits(known, flow))


def choose(
    outcomes: Sequence[Outcome],
    *,
    claims: Mapping[str, str],
    error_key: str | None = None,
    test_result: str | None = None,
) -> Outcome | None:
    """
    Return the one of *outcomes* that happens, or None when none agrees.

    A named error decides; else what agrees with the claims remains, and of that a
    test value chooses, else the first.

    Args:
        outcomes: What is possible, in order.
        claims: KIND to the state after that a story claims, and `next_action`.
        error_key: Key of the error that a story names.
        test_result: Result of the test value in the request.
    """
    if error_key is not None:
        named = [o for o in outcomes if o.error == error_key]
        return next((o for o in named if o.agrees(claims)), named[0] if named else None)
    remaining = [o for o in outcomes if not o.fact and o.agrees(claims)]
    if test_result is not None:
        for outcome in remaining:
            if test_result in outcome.test_result:
                return outcome
    for outcome in remaining:
        if outcome.error is None:
            return outcome
    return remaining[0] if remaining else None


def follows(kind: str, state: str, test_result: str | None = None) -> str | None:
    """
    Return the trigger that comes by itself for a thing that waits, or None.

    Args:
        kind: KIND of the thing.
        state: Its state.
        test_result: Result of the test value that its source was made with.
    """
    if kind == "source" and state == "pending_funds":
        return "provider.fails" if test_result == "source_failed_delayed" else None
    if kind == "charge" and state == "pending":
        if test_result == "charge_pending":
            return None
        if test_result == "charge_failed_after_pending":
            return "provider.fails"
        return "provider.completes"
    if kind in ("capture", "cancel") and state == "pending":
        if test_result == f"{kind}_pending":
            return None
        if test_result in (f"{kind}_failed", f"{kind}_pending_failed"):
            return "provider.fails"
        return "provider.completes"
    if kind == "tax_identifier" and state == "pending":
        return "provider.completes"
    return None
