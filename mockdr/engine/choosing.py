"""A page that makes a source makes the choice for which a story waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mockdr.scenario.runner import OpenAct, Part

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["choice", "turned_out", "with_choice"]

#: What a page does when its customer has chosen how to pay.
_CHOOSES: Final = "createPaymentSources"


def with_choice(tenant: Tenant, part: Part) -> Part:
    """
    Return the place of a request, which may be the act that its run stands at.

    It is that act if it contradicts nothing that the story says of the source. What
    is another source leaves the run where it stands.
    """
    request = part.request
    if part.verdict != "free" or request.operation != _CHOOSES or part.run is None:
        return part
    body = request.body if isinstance(request.body, dict) else {}
    act = tenant.theatre.act_for(
        "customer", "chooses", run=part.run, things=request.names, source=body
    )
    if act is None:
        return part
    return replace(part, verdict="played", index=act.index, near=())


def choice(part: Part) -> OpenAct | None:
    """Return the act that a request plays, or None where it plays a step or nothing."""
    if part.run is None or part.step is not None or part.verdict != "played":
        return None
    act = part.run.open_act
    return act if act is not None and act.index == part.index else None


def turned_out(part: Part, errors: Collection[str]) -> Part:
    """
    Return the part as it turned out: who was refused has not chosen yet.

    Args:
        errors: Keys of what was answered.
    """
    if not errors or choice(part) is None:
        return part
    return replace(part, verdict="free", index=None)
