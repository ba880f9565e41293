"""What receivers of webhooks wrote into their answers is handed on by its shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockdr.engine.bundles.freely import shape
from mockdr.engine.deliveries import outcome_told
from mockdr.engine.masking import mask_text

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.events.delivery import Answer

__all__ = ["answers_told", "quoted", "replaced"]


def quoted(answer: Answer) -> tuple[str, str]:
    """
    Return what a line tells of an answer beside its status, and what stands for it.

    Receivers write what they like, and who hands a bundle on has not read it.
    """
    status, _, said = outcome_told(answer).partition(": ")
    if answer.outcome != "answered" or status != str(answer.status):
        return "", ""
    if status.startswith("3") and said.startswith("it leads to "):
        # An address; those of webhooks stay, too.
        return said, said
    # A row of zeros may be taken for the number of a card.
    return said, mask_text(str(shape(said)))


def answers_told(tenant: Tenant) -> dict[str, str]:
    """Return what is told of answers to what stands for it, the longest first."""
    found = {}
    for act in tenant.tape:
        answer = act.said.get("answer") if act.what == "delivered" else None
        if answer is None:
            continue
        said, shown = quoted(answer)
        if said != shown:
            found[f"{answer.status}: {said}"] = f"{answer.status}: {shown}"
    return {said: found[said] for said in sorted(found, key=len, reverse=True)}


def replaced(text: str, shown: Mapping[str, str]) -> str:
    """Return *text* with the value of each name of *shown* in its place."""
    for said, stand_in in shown.items():
        text = text.replace(said, stand_in)
    return text
