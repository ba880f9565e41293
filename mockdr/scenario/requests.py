"""A request as the runner sees it, and the place in the stories where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mockdr.base.errors import Json
from mockdr.scenario.matching import Where
from mockdr.scenario.runs import Index, Name, Playing, Run
from mockdr.scenario.story import CallStep, Story

__all__ = ["NearMiss", "Part", "Request", "Verdict"]

Verdict = Literal["played", "free", "off_script", "outside"]


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
        verdict: `played`: it is `step` of `run`. `free`: it belongs to `run` and is
            answered as documented. `off_script`: likewise, and noted. `outside`:
            no run has to do with it.
        run: The run; with `new`, one that begins when the part is begun or played.
        fails_strict: Whether it fails the test in mode `strict`.
        near: What it could have been, the nearest first; empty when played.
    """

    verdict: Verdict
    request: Request
    run: Run | None = None
    step: CallStep | None = None
    index: Index | None = None
    new: bool = False
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
    def announced(self) -> bool:
        """Whether the step that it plays says that it is refused."""
        then = self.step.then if self.step is not None else None
        return then is not None and then.error is not None

    @property
    def fails_strict(self) -> bool:
        """Whether mode `strict` fails the test: a write of a run off its script."""
        return self.verdict == "off_script" or (
            self.verdict == "free" and not self.request.reads
        )
