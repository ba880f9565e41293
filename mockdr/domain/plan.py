"""A plan says for how long subscriptions bind, and when they are billed."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, Move, row

__all__ = ["INITIAL", "LIFECYCLE", "SELLABLE"]

_I = Evidence.INFERRED
_PAGE = "plans.md"
_SUBSCRIPTIONS = "using-our-services/subscriptions.md"

#: States in which a plan can be made.
INITIAL: Final = ("draft", "active")

#: The state in which a plan can be sold. Source: using-our-services/subscriptions.md.
SELLABLE: Final = "active"

_STATES = ("draft", "active", "discontinued", "deactivated")


def _update(before: str, after: str, evidence: Evidence = Evidence.DOCUMENTED) -> Move:
    return row(before, "updatePlans", after, evidence=evidence, page=_SUBSCRIPTIONS)


#: Every move of a plan. `discontinued` sells no more and still bills, `deactivated`
#: bills no more either.
#:
#: Source: using-our-services/subscriptions.md.
LIFECYCLE: Final = Lifecycle(
    kind="plan",
    states=(*_STATES, "deleted"),
    moves=(
        *(row(None, "createPlans", state, page=_PAGE) for state in INITIAL),
        _update("draft", "active"),
        _update("active", "discontinued"),
        _update("active", "deactivated"),
        _update("discontinued", "deactivated", _I),
        *(_update(state, state) for state in _STATES),
        *(row(state, "deletePlans", "deleted", page=_PAGE) for state in _STATES),
    ),
)
