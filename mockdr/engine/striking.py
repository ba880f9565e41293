"""What rules of stories do to requests: which one strikes, by counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from mockdr.base.ids import Ids
from mockdr.base.source import Place
from mockdr.engine.schemas import differences
from mockdr.scenario.matching import difference
from mockdr.scenario.references import Lookup, UnknownReference, resolve
from mockdr.scenario.requests import Part, Request
from mockdr.scenario.runs import Playing, Run, lookup_in
from mockdr.scenario.strikes import Strike

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant

__all__ = ["Striking"]


class _Which(NamedTuple):
    """A rule, and where it counts: by run (0 is outside of runs) and story."""

    run: int
    playing: int
    number: int


class Striking:
    """
    Decides for each request of a tenant whether a rule strikes it.

    Works under the tenant's lock. A request that belongs to a run meets the rules of
    its story, counted in this run; any other those of every story in force, counted for
    the tenant. A step that says itself how it ends is struck by none, and counts.

    Args:
        tenant: Whose requests are struck.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._counts: Counter[_Which] = Counter()
        self._chances: dict[_Which, Callable[[], float]] = {}
        #: By where a rule is written: how many requests it has fitted, and struck.
        self.fitted: Counter[Place] = Counter()
        self.struck: Counter[Place] = Counter()
        #: The same of those requests alone that belong to a run of the story.
        self.fitted_inside: Counter[Place] = Counter()
        self.struck_inside: Counter[Place] = Counter()
        #: Those that would have struck, but that another was first: an earlier rule,
        #: or the step, which says itself how it ends (None).
        self.beaten: dict[Place, Place | None] = {}

    def of(self, part: Part) -> Part:
        """Count the request of *part*; return it with the rule that strikes it."""
        found = [
            strike for which, strike in self._fitting(part) if self._hit(which, strike)
        ]
        first = found[0] if found and not part.settled else None
        for strike in found[0 if first is None else 1 :]:
            if part.run is not None or strike.operation is not None:
                self.beaten[strike.place] = None if first is None else first.place
        if first is None:
            return part
        self.struck[first.place] += 1
        self.struck_inside[first.place] += part.run is not None
        return part.struck(first)

    def _fitting(self, part: Part) -> Iterator[tuple[_Which, Strike]]:
        run, request = part.run, part.request
        for playing in self._tenant.theatre.playings if run is None else (run.playing,):
            if playing.stopped:
                continue
            serial = 0 if run is None else run.serial
            for number, strike in enumerate(playing.story.rules):
                if self._fits(strike, request, run or playing):
                    yield _Which(serial, playing.serial, number), strike

    def _fits(self, strike: Strike, request: Request, holder: Run | Playing) -> bool:
        if strike.operation not in (None, request.operation):
            return False
        lookup = lookup_in(holder, self._tenant.document)
        return _can_tell(strike, lookup) and not (
            strike.match is not None
            and difference(
                strike.match,
                body=request.body,
                query=request.query,
                headers=request.headers,
                lookup=lookup,
                judge=differences,
            )
        )

    def _hit(self, which: _Which, strike: Strike) -> bool:
        self._counts[which] += 1
        self.fitted[strike.place] += 1
        self.fitted_inside[strike.place] += which.run > 0
        chance = self._chances.get(which)
        if chance is None:
            chance = self._chances[which] = self._seeded(which)
        return strike.when.strikes(self._counts[which], chance)

    def _seeded(self, which: _Which) -> Callable[[], float]:
        """Return a source of its own, so that no rule depends on its neighbours."""
        mode = "live" if self._tenant.live else "test"
        name = "/".join(map(str, (self._tenant.alias, mode, "rules", *which)))
        return Ids(self._tenant.settings.seed, name).chance


def _can_tell(strike: Strike, lookup: Lookup) -> bool:
    """Tell whether all is there that the answer of a rule refers to."""
    if strike.fault is None:
        return True
    try:
        resolve([dict(strike.fault.headers), strike.fault.body], lookup)
    except UnknownReference:
        return False
    return True
