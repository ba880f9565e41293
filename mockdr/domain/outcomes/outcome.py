"""An outcome is what one trigger does to several things at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockdr.domain.lifecycle import Evidence

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """
    One row of the joint table.

    Args:
        name: A word for it, one of its kind for its trigger.
        trigger: An operationId, or `actor.verb` of the scenario language.
        situation: KIND to the state before that it needs; None where there must be
            no such thing. Kinds that are not named do not matter.
        flow: Flow of the payment method that it needs: standard, redirect, receiver.
        then: KIND to the state after. Kinds that are not named stay as they are.
        next_action: What the session owes afterwards, `none` for nothing; None where
            it stays as it was.
        spends: Whether charges are made: every attached source that is chargeable is
            charged, the single-use ones are `consumed` (as `then` says of the
            primary one), reusable ones stay `chargeable`.
        error: Key of the refusal in the error catalogue; None where it succeeds.
        fact: Whether only facts or a named error lead here, never a choice.
        events: What it emits, in order.
        burns: Whether the refusal kills the checkout.
        test_result: Results of test values that choose it.
        evidence: How well it is known that this happens; how well a state after is
            known says the move in its lifecycle.
        page: The page of the documentation, by file name.
    """

    name: str
    trigger: str
    situation: Mapping[str, str | None] = field(default_factory=dict)
    flow: str | None = None
    then: Mapping[str, str] = field(default_factory=dict)
    next_action: str | None = None
    spends: bool = False
    error: str | None = None
    fact: bool = False
    events: tuple[str, ...] = ()
    burns: bool = False
    test_result: frozenset[str] = frozenset()
    evidence: Evidence = Evidence.DOCUMENTED
    page: str

    def fits(
        self, situation: Mapping[str, str | None], flow: str | None = None
    ) -> bool:
        """
        Tell whether it can happen in *situation*.

        Args:
            situation: KIND to state, None for what does not exist. A kind that is
                missing is unknown and excludes nothing.
            flow: Flow of the payment method, None when unknown.
        """
        if flow is not None and self.flow is not None and flow != self.flow:
            return False
        return all(
            situation[kind] == state
            for kind, state in self.situation.items()
            if kind in situation
        )

    def agrees(self, claims: Mapping[str, str]) -> bool:
        """
        Tell whether it can make *claims* true.

        Args:
            claims: KIND to state after, besides `fraud` and `next_action`.
        """
        for kind, wanted in claims.items():
            if kind == "next_action":
                if self.next_action not in (None, wanted):
                    return False
                continue
            if kind in self.then:
                after: str | None = self.then[kind]
            elif kind in self.situation:
                after = self.situation[kind]
            else:
                continue
            if wanted != after and not (
                kind == "source" and self.spends and wanted == "chargeable"
            ):
                return False
        return True
