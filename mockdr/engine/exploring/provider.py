"""Journeys through the provider alone: whatever is called, its laws must hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Final

from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.base.source import Place
from mockdr.contract import payment_methods
from mockdr.domain.source import INITIAL
from mockdr.engine.acts import Impossible
from mockdr.engine.exploring.acting import act, acts, is_wanted, wait, waits
from mockdr.engine.exploring.holding import broken
from mockdr.engine.exploring.search import Move, NotNow
from mockdr.engine.merchant import Merchant
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.sending import in_process
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import PATH_KINDS, reads
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from mockdr.scenario.story import CallStep, Given, Match, Story

__all__ = ["Broken", "Explorer"]

#: Any moment would do, but the same one every time.
_NOON: Final = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
_HERE: Final = Place(file="explore", line=1, column=1, end_line=1, end_column=1)
#: Calls that other calls rest on come more often.
_OFTEN: Final[Mapping[str, int]] = {
    "createCheckouts": 4,
    "attachSourceToCheckout": 12,
    "createOrders": 12,
    "createFulfillments": 10,
    "createRefunds": 6,
    "createReturns": 3,
    "refreshOrders": 3,
}
#: Ways to call an operation, besides with the least that it wants.
_WAYS: Final[Mapping[str, Mapping[str, Json]]] = {
    "createRefunds": {
        "half": {"percent": 50},
        "all": {"percent": 100},
        "a little": {"amount": 3.33},
    },
    "updateReturns": {"accepted": {"state": "accepted"}},
}
#: Cards with which an order, or what follows, goes another way.
_CARDS: Final = {
    "declined": "4000000000003600",
    "challenged": "5454545454545454",
    "captures fail": "4000000000004103",
}


class Broken(AssertionError):
    """A law of the provider's does not hold: mockdr is wrong."""


class Explorer:
    """
    Calls anything and lets anything happen, in a world of its own.

    Args:
        wanted: Operations, actors or acts; any when empty.
    """

    def __init__(self, wanted: Collection[str] = ()) -> None:
        self._wanted = frozenset(wanted)
        world = World(
            defaults=Settings(now=_NOON, seed="explore", finance="always"),
            library=Library((), vocabulary()),
        )
        self.tenant = world.tenant("explore")
        story = Story(
            name="explore",
            summary="",
            file="explore",
            text="",
            given=Given(),
            steps=(CallStep(operation="createCheckouts", place=_HERE),),
        )
        self._merchant = Merchant(self.tenant, story)
        self._send = in_process(world)

    def moves(self) -> Sequence[Move]:
        """Return every call, act and wait that can come next."""
        found: list[Move] = []
        for operation in OPERATIONS:
            if self._is_wanted(operation) and self._can_name(operation):
                ways = ("", *_WAYS.get(operation, ()))
                often = _OFTEN.get(operation, 1)
                found += [
                    Move(who="merchant", what=operation, how=way) for way in ways
                ] * often
        if self._is_wanted("customer", "chooses") and self._has("checkout"):
            found += [Move(who="customer", what="chooses", how=t) for t in _types()]
        # Where only operations are wanted, no act is: none has such a name.
        found += list(acts(self.tenant, self._wanted)) * 4
        if not self._wanted or "clock" in self._wanted:
            found += waits(self.tenant)
        return found

    def go(self, move: Move) -> None:
        """
        Do it, and hold what there is then to the laws of the provider.

        Raises:
            NotNow: If there is nothing that it could be about.
            Broken: If a law does not hold.
        """
        if move.who == "merchant":
            self._call(move)
        elif move.what == "chooses":
            self._choose(move)
        elif move.who == "clock":
            wait(self.tenant, move)
        else:
            act(self.tenant, move)
        law = broken(self.tenant)
        if law is not None:
            raise Broken(law)

    def close(self) -> None:
        """Leave nothing running."""
        self.tenant.mail.close()

    # -- what can come next ----------------------------------------------------------

    def _is_wanted(self, what: str, verb: str = "") -> bool:
        if not self._wanted:
            return not reads(what)
        return what in self._wanted if not verb else is_wanted(what, verb, self._wanted)

    def _can_name(self, operation: str) -> bool:
        return all(map(self._has, PATH_KINDS.get(operation, ())))

    def _has(self, kind: str) -> bool:
        return next(iter(self.tenant.store.newest(kind)), None) is not None

    # -- doing it --------------------------------------------------------------------

    def _call(self, move: Move) -> None:
        step = CallStep(operation=move.what, place=_HERE)
        way = _WAYS.get(move.what, {}).get(move.how)
        if way is not None:
            step = CallStep(
                operation=move.what, place=_HERE, match=Match(body=dict(way))
            )
        try:
            wanted = self._merchant.request(step, None)
        except (MockdrError, KeyError, TypeError, IndexError):
            # There is nothing that its body could be about.
            raise NotNow from None
        tenant = self.tenant
        key = tenant.secret_key if wanted.secret else tenant.public_key
        self._send(wanted, key)

    def _choose(self, move: Move) -> None:
        type, _, card = move.how.partition(": ")
        source: dict[str, Json] = {"type": type}
        if card:
            source["creditCard"] = {"number": _CARDS[card]}
        try:
            self.tenant.happen("customer", "chooses", source=source)
        except (Impossible, Refusal):
            raise NotNow from None


def _types() -> tuple[str, ...]:
    """Return the ways to pay: a card first, then one of each kind of flow."""
    firsts: dict[str, str] = {}
    for type, method in payment_methods().items():
        if method.flow in INITIAL:
            firsts.setdefault(str(method.flow), type)
    types = dict.fromkeys(("creditCard", *firsts.values()))
    return (*types, *(f"creditCard: {name}" for name in _CARDS))
