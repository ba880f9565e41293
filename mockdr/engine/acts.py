"""What the customer, the provider and the fraud review do, and to which thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.contract import error_body
from mockdr.domain import LIFECYCLES, OUTCOMES
from mockdr.engine import moves
from mockdr.engine.things import Thing
from mockdr.engine.turn import NO_CLAIMS, Claims, Turn
from mockdr.engine.words import MAKES, VERBS

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Impossible", "able", "newest_able", "perform"]

#: KINDs of what is done on charges.
_ON_CHARGES = frozenset({"capture", "cancel", "refund"})

#: KIND and state to what happens to it only along with something else: a draft goes
#: when its subscription lapses.
_ALONG = {("invoice", "draft"): frozenset({"provider.expires"})}


#: Actors who wait for something that nobody does by hand, and how it comes about.
_WAYS: Final[Mapping[str, str]] = {
    "fraud": "an order gets into review where a story says of the call that makes it "
    "then: {fraud: review_opened}, or by customer pays, with the same then, where it "
    "waits for payment",
}

#: So many calls are named of those that make a thing.
_FEW: Final = 2


class Impossible(MockdrError):
    """
    Nothing can take the move.

    Args:
        possible: The moves that are possible instead, as sentences.
        way: How a thing gets to where it can take the move, a sentence.
    """

    def __init__(self, message: str, *, possible: list[str], way: str = "") -> None:
        help = "possible now: " + "; ".join(possible) if possible else ""
        super().__init__(message, help="; ".join(filter(None, (way, help))))
        self.possible = possible

    @classmethod
    def nothing(
        cls, tenant: Tenant, actor: str, verb: str, of: str | None = None
    ) -> Impossible:
        """
        Return the refusal of a verb that no thing of *tenant* can take.

        Args:
            of: What it was to be of, where that is a KIND.
        """
        kinds = (of,) if of in VERBS[actor, verb] else VERBS[actor, verb]
        return cls(
            f"no {' or '.join(kinds)} can take {actor} {verb} now",
            possible=_possible(tenant, kinds),
            way=_WAYS.get(actor) or _beginning(tenant, kinds),
        )

    @classmethod
    def unnamed(cls, tenant: Tenant, of: str, actor: str, verb: str) -> Impossible:
        """Return the refusal of a verb that is to be of a thing nobody knows."""
        return cls(
            f"there is no {of!r} that {actor} {verb} could be about",
            possible=_possible(tenant, VERBS[actor, verb]),
        )


def _beginning(tenant: Tenant, kinds: Iterable[str]) -> str:
    """Return how there comes to be one of *kinds*, where there is none yet."""
    if any(next(tenant.store.newest(kind), None) for kind in kinds):
        return ""
    calls = [call for call, kind in MAKES.items() if kind in kinds]
    if 0 < len(calls) <= _FEW:
        return f"there is none yet: {' or '.join(calls)} makes one"
    return "there is none yet: it comes of a checkout and its order"


def _possible(tenant: Tenant, kinds: Iterable[str]) -> list[str]:
    found: list[str] = []
    for kind in kinds:
        lifecycle = LIFECYCLES.get(kind)
        newest = next(tenant.store.newest(kind), None)
        if lifecycle is None or newest is None:
            continue
        state = tenant.state_of(kind, newest)
        triggers = sorted(_triggers(kind, state))
        found.append(
            f"{kind} {newest} is {state!r} and can take "
            + (", ".join(triggers) or "nothing")
        )
    return found


@cache
def _triggers(kind: str, state: str | None) -> frozenset[str]:
    """
    Return what can move a thing of *kind* in *state*.

    What is done to a capture, cancel or refund moves its charge too; that is not done
    to the charge.
    """
    moves = frozenset(move.trigger for move in LIFECYCLES[kind].at(state))
    if kind != "charge":
        return moves - _ALONG.get((kind, str(state)), frozenset())
    own = {
        outcome.trigger
        for outcome in OUTCOMES
        if outcome.situation.get(kind) == state
        and not _ON_CHARGES & outcome.situation.keys()
    }
    return moves & own


def able(tenant: Tenant, actor: str, verb: str, thing: Thing) -> bool:
    """Tell whether *thing* can take the move in its present state."""
    if verb == "chooses":
        return thing.kind in ("checkout", "session")
    lifecycle = LIFECYCLES.get(thing.kind)
    if lifecycle is None or thing.kind not in VERBS[actor, verb]:
        return False
    state = tenant.state_of(thing.kind, thing.id)
    return f"{actor}.{verb}" in _triggers(thing.kind, state)


def newest_able(
    tenant: Tenant, actor: str, verb: str, things: Sequence[Thing] | None
) -> Thing | None:
    """
    Return what was made last of all that the move is open to, or None.

    Args:
        things: Where to look, oldest first; everything the tenant has when None.
    """
    kinds = VERBS[actor, verb]
    if things is not None:
        for thing in reversed(things):
            if thing.kind in kinds and able(tenant, actor, verb, thing):
                return thing
        return None
    for kind in kinds:
        for id in tenant.store.newest(kind):
            if able(tenant, actor, verb, Thing(kind, id)):
                return Thing(kind, id)
    return None


def _told(refusal: Refusal) -> str:
    _, body = error_body(refusal.complaints)
    return "; ".join(
        " ".join(str(error[key]) for key in ("code", "parameter") if key in error)
        for error in body["errors"]
    )


def perform(
    tenant: Tenant,
    actor: str,
    verb: str,
    subjects: Sequence[Thing],
    *,
    source: Mapping[str, Json] | None = None,
    claims: Claims | None = None,
    judge: Callable[[Turn], None] | None = None,
) -> Turn:
    """
    Let *actor* do *verb* to each subject, and keep what came of it.

    Args:
        claims: What chooses among the outcomes.
        judge: Looks at what was done, and may raise before any of it is kept.

    Raises:
        Impossible: If a subject cannot take the move, or the contract refuses it.
    """
    turn = Turn(
        tenant,
        trigger=f"{actor}.{verb}",
        body=dict(source or {}),
        claims=claims or NO_CLAIMS,
    )
    for thing in subjects:
        if not able(tenant, actor, verb, thing):
            state = tenant.state_of(thing.kind, thing.id)
            raise Impossible(
                f"the {thing.kind} {thing.id} is {state!r} and cannot take "
                f"{actor} {verb}",
                possible=_possible(tenant, [thing.kind]),
                way=_WAYS.get(actor, ""),
            )
        turn.about[thing.kind] = thing.id
        try:
            moves.ACTS[actor, verb][thing.kind](turn, thing)
        except Refusal as refusal:
            raise Impossible(
                f"{actor} {verb} is refused: {_told(refusal)}", possible=[]
            ) from refusal
    if judge is not None:
        judge(turn)
    turn.commit()
    return turn
