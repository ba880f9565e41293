"""Walks journeys at random, and makes the first that goes wrong as short as it gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from mockdr.base.errors import Json, MockdrError

__all__ = ["Found", "Journey", "Move", "NotNow", "Searched", "Traveller", "search"]

#: One draw in so many ends a journey before its time.
_ENDS: Final = 63
#: So often, for each step, a step may turn out to be none.
_TRIES: Final = 3


class NotNow(Exception):
    """Raised by a step that cannot be gone now: the journey goes on without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One step of a journey, by a name that means the same on any other.

    Args:
        who: `merchant`, `shop`, `customer`, `provider`, `fraud` or `clock`.
        what: The operation, the step, the verb, or how far the clock goes.
        how: In which way, or which thing it is about; empty where there is one only.
    """

    who: str
    what: str
    how: str = ""

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.who == "clock":
            return f"the clock goes on by {self.what}"
        return f"{self.who} {self.what}" + (f" ({self.how})" if self.how else "")


Journey = tuple[Move, ...]


class Traveller(Protocol):
    """Somebody at the beginning of a journey."""

    def moves(self) -> Sequence[Move]:
        """Return what can come next, the plainest first; the likelier more often."""

    def go(self, move: Move) -> None:
        """
        Do it, and look whether all is well.

        Raises:
            NotNow: If it cannot be gone after all, and nothing has happened.
            Exception: If something is wrong.
        """

    def close(self) -> None:
        """Clean up; comes once, whatever happened."""


_T = TypeVar("_T", bound=Traveller)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[_T]):
    """
    The shortest journey that goes wrong.

    Args:
        error: What went wrong at its last step.
        traveller: Who has gone it, still where it ended; whoever gets it closes it.
    """

    journey: Journey
    error: Exception
    traveller: _T


@dataclass(slots=True, kw_only=True)
class Searched(Generic[_T]):
    """
    What came of a search.

    Args:
        journeys: How many were gone.
        steps: How often each was gone.
        found: What went wrong, if anything did.
    """

    journeys: int = 0
    steps: Counter[Move] = field(default_factory=Counter)
    found: Found[_T] | None = None


class _Wrong(Exception):
    """A journey has gone wrong; wraps what was raised, of whatever kind."""

    def __init__(self, journey: Journey, error: Exception) -> None:
        super().__init__(journey, error)
        self.journey = journey
        self.error = error


def search(
    make: Callable[[], _T], *, examples: int, steps: int, seed: int
) -> Searched[_T]:
    """
    Walk *examples* journeys of up to *steps* steps each, and shorten what goes wrong.

    Args:
        make: Returns a new traveller, each as the one before.
        seed: Equal seeds walk equal journeys.

    Raises:
        MockdrError: If Hypothesis is not installed, or a journey that went wrong goes
            well when it is gone again.
    """
    searched: Searched[_T] = Searched()
    shortest = _walked(make, searched, examples=examples, steps=steps, seed=seed)
    if shortest is not None:
        searched.found = _shortened(make, shortest)
    return searched


def _walked(
    make: Callable[[], _T],
    searched: Searched[_T],
    *,
    examples: int,
    steps: int,
    seed: int,
) -> _Wrong | None:
    """Return the shortest journey that goes wrong, as far as Hypothesis sees."""
    hypothesis, strategies, errors = _hypothesis()
    last: list[_Wrong] = []

    def walk(data: Json) -> None:
        traveller = make()
        gone: list[Move] = []
        searched.journeys += 1
        try:
            for _ in range(steps * _TRIES):
                if len(gone) == steps:
                    return
                moves = traveller.moves()
                # The end comes first, and so do shorter journeys when one is shortened.
                if not moves or not data.draw(strategies.integers(0, _ENDS)):
                    return
                move = moves[data.draw(strategies.integers(0, len(moves) - 1))]
                if _gone(traveller, move, gone):
                    searched.steps[move] += 1
        except _Wrong as wrong:
            last[:] = [wrong]
            raise
        finally:
            traveller.close()

    settings = hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    test = hypothesis.seed(seed)(settings(hypothesis.given(strategies.data())(walk)))
    try:
        test()
    except _Wrong:
        return last[0]
    except errors.Flaky:
        raise _fickle(last[0]) from None
    return None


def _gone(traveller: Traveller, move: Move, gone: list[Move]) -> bool:
    """
    Go one step, and tell whether it was one.

    Raises:
        _Wrong: If something is wrong then.
    """
    __tracebackhide__ = True
    try:
        traveller.go(move)
    except NotNow:
        return False
    except Exception as error:
        raise _Wrong((*gone, move), error) from error
    gone.append(move)
    return True


# -- shorter still ---------------------------------------------------------------------


def _shortened(make: Callable[[], _T], wrong: _Wrong) -> Found[_T]:
    """Return the journey without any step that it goes wrong without."""
    found = _again(make, wrong.journey, _origin(wrong.error))
    if found is None:
        raise _fickle(wrong)
    at = 0
    while at < len(found.journey) - 1:
        without = (*found.journey[:at], *found.journey[at + 1 :])
        shorter = _again(make, without, _origin(found.error))
        if shorter is None:
            at += 1
        else:
            found.traveller.close()
            found, at = shorter, 0
    return found


def _origin(error: BaseException) -> tuple[type[BaseException], str, int]:
    """Return what tells one thing that goes wrong from another: what, and where."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error), "", 0
    return type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno


def _again(
    make: Callable[[], _T],
    journey: Journey,
    origin: tuple[type[BaseException], str, int],
) -> Found[_T] | None:
    """Go *journey*; None unless it goes wrong in the same way, by steps of its own."""
    __tracebackhide__ = True
    traveller = make()
    gone: list[Move] = []
    try:
        for move in journey:
            if move in traveller.moves():
                _gone(traveller, move, gone)
    except _Wrong as wrong:
        if _origin(wrong.error) == origin:
            return Found(journey=wrong.journey, error=wrong.error, traveller=traveller)
    except BaseException:
        traveller.close()
        raise
    traveller.close()
    return None


def _fickle(wrong: _Wrong) -> MockdrError:
    journey = ", ".join(map(str, wrong.journey))
    return MockdrError(
        f"a journey went wrong, and went well when it was gone again: {journey} "
        f"({type(wrong.error).__name__}: {wrong.error})",
        help="let what is explored begin anew each time, without what earlier journeys "
        "left behind, and without chance or real time of its own",
    )


def _hypothesis() -> tuple[Json, Json, Json]:
    try:
        import hypothesis  # noqa: PLC0415  (an extra)
        from hypothesis import errors, strategies  # noqa: PLC0415
    except ImportError:
        raise MockdrError(
            "exploring needs Hypothesis, which is not installed",
            help="pip install 'hypothesis>=6.100'",
        ) from None
    return hypothesis, strategies, errors
