"""What customers, banks and the provider must have done, from what replies show."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Final

from mockdr.domain import LIFECYCLES, Evidence, Move
from mockdr.engine.words import VERBS

__all__ = ["BROUGHT", "Act", "Change", "acts_between", "needed"]

#: What comes to its end by itself, when nobody in the story decides it.
_BY_ITSELF: Final = frozenset(
    {"charge", "capture", "cancel", "order", "refund", "tax_identifier"}
)
_COMPLETES: Final = "provider.completes"
#: The first of these that has changed is what people look at.
_LEADING: Final = (
    "source",
    "refund",
    "invoice",
    "subscription",
    "charge",
    "capture",
    "cancel",
    "fraud",
    "order",
    "session",
)
#: KIND of what no call makes, and who makes it instead, by the KIND that must be there
#: and the state in which it is shown; any other state where that is empty.
BROUGHT: Final = (
    ("invoice", "subscription", "draft", "provider.reminds"),
    ("invoice", "subscription", "", "provider.renews"),
    ("order", "checkout_session", "", "customer.submits"),
)
_MOST: Final = 4
#: What stories can let somebody do.
_ACTS: Final = frozenset(f"{actor}.{verb}" for actor, verb in VERBS)
#: What an act is of, where only what hangs on it shows it.
_BEHIND: Final = {
    ("provider.completes", "pending_payment"): "charge",
    ("provider.completes", "pending"): "charge",
    ("provider.completes", None): "capture",
    ("provider.fails", "pending"): "charge",
    ("provider.fails", "processing"): "capture",
    ("provider.fails", None): "source",
    ("provider.expires", None): "source",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    A thing that was seen in one state, and then in another.

    Args:
        before: The state in which it was seen last.
        after: The state in which it is seen now.
        fresh: Whether it was seen so in nothing but the reply that made it so: what
            comes by itself could not be seen before it came.
        operations: What the merchant has called since: it may have moved the thing.
    """

    kind: str
    id: str
    before: str
    after: str
    fresh: bool = False
    operations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    What somebody did.

    Args:
        trigger: `actor.verb`.
        of: KIND of what it is of; empty where the story need not say.
        moved: What is seen of it: the changes as far as it explains them.
    """

    trigger: str
    of: str
    moved: tuple[Change, ...]


def _approval(change: Change) -> Act:
    """Return what nobody shows but the shop's next look at the order."""
    waits = change.after == "pending_funds"
    after = "pending_funds" if waits else "chargeable"
    source = Change(kind="source", id="", before="pending_redirect", after=after)
    return Act(trigger="customer.approves", of="", moved=(source,))


def _is_approved(change: Change) -> bool:
    """Tell whether the merchant has moved what first needs the customer's approval."""
    return (
        (change.kind, change.before) == ("session", "pending_redirect")
        and "refreshOrders" in change.operations
        and not _way(change)
    )


def acts_between(changes: Sequence[Change]) -> tuple[Act, ...]:
    """Return the acts that explain *changes*, in order; none where none is needed."""
    acts = [_approval(change) for change in changes if _is_approved(change)][:1]
    left = [change for change in changes if _way(change)]
    while left and len(acts) < _MOST:
        leading = _lead(left)
        votes: Counter[str] = Counter()
        for change in left:
            votes[_way(change)[0].trigger] += 1 + (change.kind == leading)
        trigger = votes.most_common(1)[0][0]
        moved, rest = [], []
        for change in left:
            first = _way(change)[0]
            if first.trigger == trigger:
                moved.append(replace(change, after=first.after))
                rest.append(replace(change, before=first.after, fresh=True))
            else:
                rest.append(change)
        # What might have come by itself came with it as well.
        moved += [
            change
            for change in changes
            if change not in left
            and LIFECYCLES[change.kind].allows(change.before, trigger, change.after)
        ]
        acts.append(Act(trigger=trigger, of=_of(trigger, moved), moved=tuple(moved)))
        left = [change for change in rest if _way(change)]
    return tuple(acts)


def _lead(changes: Sequence[Change]) -> str:
    kinds = {change.kind for change in changes}
    return next((kind for kind in _LEADING if kind in kinds), "")


def _of(trigger: str, moved: Sequence[Change]) -> str:
    actor, verb = trigger.split(".")
    kinds = VERBS.get((actor, verb), ())
    for change in sorted(moved, key=_importance):
        # A charge that is captured already is moved by its captures.
        settled = change.kind == "charge" and change.before != "pending"
        if change.kind in kinds and not settled:
            return change.kind
    if verb not in ("completes", "fails", "expires"):
        return ""
    for change in moved:
        known = _BEHIND.get((trigger, change.before)) or _BEHIND.get((trigger, None))
        if known is not None:
            return known
    return ""


def _importance(change: Change) -> int:
    known = change.kind in _LEADING
    return _LEADING.index(change.kind) if known else len(_LEADING)


def needed(kind: str, state: str, operation: str) -> str:
    """
    Return the state that a thing must have come to, since *operation* was let happen.

    Empty where the tables say nothing of it, or allow it as things are.
    """
    lifecycle = LIFECYCLES.get(kind)
    able = (
        [m.before for m in lifecycle.moves if m.trigger == operation]
        if lifecycle
        else []
    )
    if not able or state in able:
        return ""
    ways = [
        (sum(_price(kind, m, state, fresh=False) for m in way), before)
        for before in dict.fromkeys(filter(None, able))
        if (way := _shortest(kind, state, before, frozenset(), fresh=False))
    ]
    return min(ways, default=(0.0, ""))[1]


def _way(change: Change) -> tuple[Move, ...]:
    """Return the acts on the way of *change*; none where nobody had to do anything."""
    way = _shortest(
        change.kind, change.before, change.after, change.operations, change.fresh
    )
    return tuple(
        move
        for move in way
        if "." in move.trigger
        and not _alone(change.kind, move, change.before, fresh=change.fresh)
    )


def _alone(kind: str, move: Move, before: str, *, fresh: bool) -> bool:
    """Tell whether a move comes by itself, before anybody can see that it has not."""
    return (
        kind in _BY_ITSELF
        and move.trigger == _COMPLETES
        and (fresh or move.before != before)
    )


@cache
def _shortest(
    kind: str, before: str, after: str, operations: frozenset[str], fresh: bool
) -> tuple[Move, ...]:
    """Return the way that needs the least; empty where there is none."""
    ties = count()
    nothing: frozenset[str] = frozenset()
    open: list[tuple[float, int, str, frozenset[str], tuple[Move, ...]]] = [
        (0.0, next(ties), before, nothing, ())
    ]
    done: set[tuple[str, frozenset[str]]] = set()
    while open and before != after:
        cost, _, state, called, way = heapq.heappop(open)
        if state == after:
            return way
        if (state, called) in done or len(way) >= _MOST:
            continue
        done.add((state, called))
        for move in LIFECYCLES[kind].at(state):
            price = _price(kind, move, before, fresh=fresh)
            own = move.trigger in operations and move.trigger not in called
            if move.after != state and (own or move.trigger in _ACTS):
                new = called | {move.trigger} if own else called
                step = (cost + price, next(ties), move.after, new, (*way, move))
                heapq.heappush(open, step)
    return ()


def _price(kind: str, move: Move, before: str, *, fresh: bool) -> float:
    """Return how little one would believe a move without having seen it."""
    if "." not in move.trigger:
        return 0.1
    doubtful = 0.1 * (move.evidence is Evidence.INFERRED)
    rare = 0.1 * ("test value" in move.guard)
    # An invoice of its own has nothing to renew.
    other = 0.2 * (move.trigger == "provider.renews" and kind != "subscription")
    alone = _alone(kind, move, before, fresh=fresh)
    return (0.2 if alone else 1.0) + doubtful + rare + other
