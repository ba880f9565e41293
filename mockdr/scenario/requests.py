"""A request as the runner sees it, and the place in the stories where it belongs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from mockdr.base.errors import Json
from mockdr.scenario.matching import Where
from mockdr.scenario.runs import Index, Name, Playing, Run
from mockdr.scenario.story import CallStep, Fault, Story, Then
from mockdr.scenario.strikes import Strike

__all__ = ["NearMiss", "Part", "Request", "Verdict"]

Verdict = Literal["played", "struck", "free", "off_script", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What the runner needs to know of a request.

    Args:
        operation: The operationId.
        names: The things that it names, the most binding first: those of the path,
            `checkoutId`, `orderId`, other ids, the customer last.
        makes: KIND of the thing that its success makes, or None.
        reads: Whether it moves nothing.
        body: As judged; None when there is none.
        query: Parameters; a repeated one is a list.
        headers: Names in any case.
        customer: The customer's id that it names, if any; also among `names`.
        email: The customer's email that it tells, if any.
    """

    operation: str
    names: tuple[Name, ...] = ()
    makes: str | None = None
    reads: bool = False
    body: Json = None
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    customer: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """
    A call of a story that the request could have been, and what kept it from it.

    Args:
        run: Its run; None when it would have begun one.
        step: The call; None when the run stands at an act, or has ended.
        where: Which part of the request differs.
        pointer: JSON pointer into the body, or name of a query parameter or header.
        expected: What the story asks; may hold a reference to what is not there yet.
        got: What the request has, unmasked.
    """

    story: Story
    run: Run | None
    index: Index | None
    step: CallStep | None
    where: Where
    pointer: str
    expected: Json
    got: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    Where a request belongs; nothing has happened yet.

    Args:
        verdict: `played`: it is `step` of `run`. `struck`: it would have been, but a
            rule keeps it from it. `free`: it belongs to `run` and is answered as
            documented. `off_script`: likewise, and noted. `outside`: no run has to do
            with it.
        run: The run; with `new`, one that begins when the part is begun or played.
        strike: The rule that strikes it, if one does.
        fails_strict: Whether it fails the test in mode `strict`.
        near: What it could have been, the nearest first; empty when played.
    """

    verdict: Verdict
    request: Request
    run: Run | None = None
    step: CallStep | None = None
    index: Index | None = None
    new: bool = False
    strike: Strike | None = None
    near: tuple[NearMiss, ...] = ()

    @property
    def story(self) -> Story | None:
        """The story of the run."""
        return None if self.run is None else self.run.story

    @property
    def playing(self) -> Playing | None:
        """The story in force of the run."""
        return None if self.run is None else self.run.playing

    @property
    def then(self) -> Then | None:
        """What is said of its answer, by the rule that strikes it or by its step."""
        if self.strike is not None and self.strike.then is not None:
            return self.strike.then
        return self.step.then if self.step is not None else None

    @property
    def fault(self) -> Fault | None:
        """How its answer is bent, by its step or else by the rule that strikes it."""
        if self.step is not None and self.step.fault is not None:
            return self.step.fault
        return self.strike.fault if self.strike is not None else None

    @property
    def settled(self) -> bool:
        """Whether its step says already that it is refused, or how it is bent."""
        step = self.step
        return step is not None and (step.fault is not None or _refuses(step.then))

    @property
    def announced(self) -> bool:
        """Whether the story says that it is refused."""
        return _refuses(self.then)

    def struck(self, strike: Strike) -> Part:
        """Return the part, struck: where that leaves no work done, it plays no step."""
        plays = self.verdict == "played" and not strike.idle
        verdict = self.verdict if plays or self.verdict != "played" else "struck"
        return replace(self, strike=strike, verdict=verdict)

    def answered(self, errors: Collection[str]) -> Part:
        """
        Return the part as it turned out: facts refuse before a rule does.

        Args:
            errors: Keys of what was answered.
        """
        claim = None
        if self.strike is not None and self.strike.then is not None:
            claim = self.strike.then.error
        if claim is None or not set(claim.keys).isdisjoint(errors):
            return self
        verdict: Verdict = "played" if self.verdict == "struck" else self.verdict
        return replace(self, strike=None, verdict=verdict)

    @property
    def fails_strict(self) -> bool:
        """Whether mode `strict` fails the test: a write of a run off its script."""
        return self.verdict == "off_script" or (
            self.verdict == "free" and not self.request.reads
        )


def _refuses(then: Then | None) -> bool:
    return then is not None and then.error is not None
