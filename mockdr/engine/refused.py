"""What would have avoided a refusal: the state that was needed, and the way there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockdr.base.errors import Json
from mockdr.domain import LIFECYCLES
from mockdr.domain.lifecycle import Lifecycle, Move
from mockdr.engine.gates import breaks_contract
from mockdr.engine.hereafter import HARMFUL, tries_again
from mockdr.engine.words import PATH_KINDS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.engine.turn import Turn

__all__ = ["advice", "way_out"]

#: What decides whether an operation is possible, the weightiest first.
_DECISIVE = (
    *("session", "order", "source", "charge", "checkout"),
    *("invoice", "subscription", "plan"),
)


def advice(
    tenant: Tenant,
    trigger: str,
    about: Mapping[str, str],
    *,
    keys: tuple[str, ...],
    document: Json,
    hint: str = "",
) -> str:
    """
    Return what to do about a refusal.

    Args:
        trigger: The operation that was refused.
        about: KIND to id of what it was about.
        keys: The catalogue's entries that were answered.
        document: The body of the answer.
        hint: What the operation itself knows of the reason.
    """
    told = [hint] if hint else []
    if not any(breaks_contract(key) for key in keys):
        need = "".join(_need(tenant, trigger, about))
        told += [need] if need not in ("", hint) else []
    return "; ".join(told) or _message(document)


def way_out(turn: Turn, keys: tuple[str, ...]) -> str:
    """
    Return what would have let a call through that its things were not ready for.

    Args:
        keys: The catalogue's entries that were answered.
    """
    if any(breaks_contract(key) for key in keys):
        return ""
    need, way = _need(turn.tenant, turn.trigger, turn.about)
    # Where no way leads there, to be told what is needed helps nobody.
    return need + way if way else ""


def _need(tenant: Tenant, trigger: str, about: Mapping[str, str]) -> tuple[str, str]:
    """
    Return the state of what *trigger* needs in another, and how it comes there.

    Of one thing only: what is wrong with the others may follow from it. Where no way
    leads there the second is empty, and where nothing is needed so is the first.
    """
    again = tries_again(tenant, about.get("order"))
    if again and trigger in ("createFulfillments", "createRefunds"):
        return "", again
    for kind in _DECISIVE:
        if kind not in about or kind not in LIFECYCLES:
            continue
        state = tenant.state_of(kind, about[kind])
        wanted = _wanted(LIFECYCLES[kind], trigger)
        if state is None or not wanted or state in wanted:
            continue
        ways = _ways(LIFECYCLES[kind], state, wanted, about)
        said = f"the {kind} is {state}, and {trigger} needs {' or '.join(wanted)}"
        way = ""
        if ways:
            # What the merchant can do is better than what others may do.
            first, *others = [m for m in ways if "." not in m.trigger] or ways
            guard = f" ({first.guard})" if first.guard else ""
            way = f": {first.trigger}{guard}"
            rest = {m.trigger: None for m in others if m.trigger != first.trigger}
            way += "".join(f" or {name}" for name in rest) + " comes first"
        return said, way
    return "", ""


def _wanted(lifecycle: Lifecycle, trigger: str) -> list[str]:
    """Return the states in which *trigger* does something."""
    moves = (m for m in lifecycle.moves if m.trigger == trigger)
    return list(
        dict.fromkeys(m.before for m in moves if m.before not in (None, m.after))
    )


def _ways(
    lifecycle: Lifecycle, state: str, wanted: list[str], about: Mapping[str, str]
) -> list[Move]:
    """Return the moves that begin a shortest way from *state* to what is wanted."""
    begins = [
        [m]
        for m in lifecycle.at(state)
        if m.after != state
        and m.trigger not in HARMFUL
        # A session pays for a checkout or for an invoice, and has the moves of both.
        and ("invoice" in about or "invoice" not in PATH_KINDS.get(m.trigger, ()))
    ]
    seen = {state}
    while begins:
        there = [way[0] for way in begins if way[-1].after in wanted]
        if there:
            return list(dict.fromkeys(there))
        seen.update(way[-1].after for way in begins)
        begins = [
            [way[0], move]
            for way in begins
            for move in lifecycle.at(way[-1].after)
            if move.after not in seen and move.trigger not in HARMFUL
        ]
    return []


def _message(document: Json) -> str:
    """Return the provider's own words, with the parameter that they are about."""
    errors = document.get("errors") if isinstance(document, dict) else None
    first = (errors or [{}])[0]
    message = str(first.get("message", "")).removesuffix(".")
    parameter = first.get("parameter")
    if parameter and str(parameter) not in message:
        message += f" (parameter {parameter})"
    return f"the provider says: {message}" if message else ""
