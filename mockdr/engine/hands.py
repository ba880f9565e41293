"""What no story told: acts in a page or by the hands of a test, and calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.engine.journal import near_to_json
from mockdr.engine.views import Happened
from mockdr.scenario.runner import Part, Run
from mockdr.scenario.story import AnyOrder, CallStep

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["in_page", "off_script", "out_of_turn"]


def in_page(
    tenant: Tenant, verb: str, of: str, *, source: Mapping[str, Json] | None = None
) -> list[Happened]:
    """
    Let the customer act in a page: that decides, whatever a story tells.

    Args:
        of: Id of the thing.
        source: For `submits`: fields of the source.

    Raises:
        Impossible: If the thing cannot take the move.
    """
    director = tenant.director
    with tenant.lock:
        director.in_page = True
        try:
            return tenant.happen("customer", verb, of, source=source)
        finally:
            director.in_page = False


def out_of_turn(run: Run, actor: str, verb: str, *, paged: bool) -> str:
    """Return who acts where, and what the story of *run* waits for meanwhile."""
    acts = f"{actor} {verb} {'in a page' if paged else 'by hand'}, out of turn"
    if run.ended or run.derailed:
        return f"{acts}: the run {'has ended' if run.ended else 'is derailed'}"
    step = run.story.steps[run.position]
    awaited = " or ".join(
        one.operation if isinstance(one, CallStep) else f"{one.actor} {one.verb}"
        for one in (step.calls if isinstance(step, AnyOrder) else (step,))
    )
    return f"{acts}: the story waits for {awaited}, line {step.place.line}"


def off_script(
    tenant: Tenant, run: Run | None, message: str, part: Part | None = None
) -> None:
    """
    Note a finding of what the story does not tell.

    Args:
        run: Whose; None where none has to do with it.
        part: The place of a call among the stories.
    """
    near = [near_to_json(miss) for miss in part.near] if part is not None else []
    tenant.find(
        "off_script",
        "fail" if tenant.settings.mode == "strict" else "allow",
        f"{run.story.title}: {message}" if run else message,
        tenant.journal.seq or None,
        {"near": near},
    )
