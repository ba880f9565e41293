"""A return is announced, and accepted as goods come back, at once or piece by piece."""

from __future__ import annotations

from functools import partial
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["ITEM_MOVES", "LIFECYCLE", "ORDER_MOVES"]

_I = Evidence.INFERRED
_PAGE = "creating-a-return.md"

_move = partial(row, page=_PAGE)

#: Every move of a return.
LIFECYCLE: Final = Lifecycle(
    kind="return",
    states=("created", "accepted"),
    moves=(
        _move(None, "createReturns", "created", "no more than was sent"),
        _move("created", "updateReturns", "created", "accepted in part, or changed"),
        _move("created", "updateReturns", "accepted", "all of it is accepted"),
        _move("accepted", "updateReturns", "accepted", "changed", _I),
    ),
)

#: What a return does to a line of its order.
ITEM_MOVES: Final = (
    _move(
        "fulfilled",
        "updateReturns",
        "returned",
        "all that was sent of the line came back",
        _I,
    ),
)

#: What it does to an order whose money is back already.
ORDER_MOVES: Final = tuple(
    _move(state, "updateReturns", "returned", "all of it came back, paid back", _I)
    for state in ("complete", "fulfilled")
)
