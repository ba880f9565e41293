"""What happens to a thing alone is its lifecycle, said as outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from mockdr.domain.lifecycle import Lifecycle
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["alone"]


def alone(
    lifecycle: Lifecycle, told: Mapping[str, tuple[str, ...]]
) -> tuple[Outcome, ...]:
    """
    Return an outcome for every move of *lifecycle*, which concerns no other thing.

    What a webhook's receiver does is neither a request nor an act.

    Args:
        told: Trigger to the events that it emits.
    """
    kind = lifecycle.kind
    return tuple(
        Outcome(
            name=f"{move.before or 'new'} {kind} is {move.after}"
            + (f": {move.guard}" if move.guard else ""),
            trigger=move.trigger,
            situation={kind: move.before},
            then={kind: move.after},
            events=told.get(move.trigger, ()),
            evidence=move.evidence,
            page=move.page,
        )
        for move in lifecycle.moves
        if not move.trigger.startswith("receiver.")
    )
