"""Journeys at random through a merchant's software, with everybody else's part."""

from __future__ import annotations

import enum
import inspect
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args, get_origin, get_type_hints

from mockdr.base.diagnostics import suggest
from mockdr.base.errors import Json, MockdrError
from mockdr.engine.exploring.acting import act, acts, wait, waits
from mockdr.engine.exploring.finding import (
    counted,
    journey_lines,
    named,
    reason,
    written,
)
from mockdr.engine.exploring.search import Found, Journey, Move, search
from mockdr.engine.words import VERBS
from mockdr.server.actors import deliver_first
from mockdr.server.configuration import load
from mockdr.server.explain import headline
from mockdr.server.handle import Mockdr, open_server

if TYPE_CHECKING:
    from mockdr.engine.settings import Settings
    from mockdr.engine.tenant import Tenant
    from mockdr.server.live import LiveServer

__all__ = ["Explored", "JourneyFailed", "Misconduct", "explore", "walk"]

_CAN: Final = "can_"
_CHECK: Final = "check_"
_CLOSE: Final = "close"
_SERVER_ERROR: Final = 500


class Misconduct(AssertionError):
    """The merchant's software leaves the contract, or behaves badly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """
    What was gone through without anything going wrong.

    Args:
        journeys: How many journeys.
        steps: How often each step was gone, by its name.
        answers: How often each call was answered how: `createOrders 201`.
    """

    journeys: int
    steps: Mapping[str, int]
    answers: Mapping[str, int]


class JourneyFailed(AssertionError):
    """
    The shortest journey on which the merchant's software goes wrong.

    Args:
        text: All of it, for people.
        journey: Its steps, by their names.
        scenario: What happens on it as the text of a scenario, if one can tell it.
        file: The scenario's file, where one was asked for.
    """

    def __init__(
        self, text: str, journey: Journey, scenario: str | None, file: Path | None
    ) -> None:
        super().__init__(text)
        self.journey = tuple(map(str, journey))
        self.scenario = scenario
        self.file = file


def explore(
    driver: Callable[[Mockdr], object],
    *,
    scenarios: Sequence[str | Path] = (),
    acts: Collection[str] = (),
    examples: int = 50,
    steps: int = 15,
    seed: int = 0,
    out: str | Path | None = None,
    **configuration: Json,
) -> Explored:
    """
    Walk journeys at random through a shop, on a server of its own.

    Without pytest, this is what `mockdr.explore` of the fixture does; its arguments
    are described there.

    Args:
        configuration: Any key of the configuration; it wins over variables and files.

    Raises:
        ConfigurationError: If a key is unknown or a value cannot be.
        JourneyFailed: If a journey goes wrong; tells the shortest.
        MockdrError: If the driver cannot be used, or Hypothesis is not installed.
    """
    settled = load(flags=configuration, flags_from="mockdr.explore()")
    server = open_server(settled)
    try:
        return walk(
            server,
            settled.settings,
            driver,
            name="explore",
            scenarios=scenarios,
            wanted=acts,
            examples=examples,
            steps=steps,
            seed=seed,
            out=out,
        )
    finally:
        server.stop()


def walk(
    server: LiveServer,
    settings: Settings,
    driver: Callable[[Mockdr], object],
    *,
    name: str,
    scenarios: Sequence[str | Path] = (),
    wanted: Collection[str] = (),
    examples: int = 50,
    steps: int = 15,
    seed: int = 0,
    out: str | Path | None = None,
) -> Explored:
    """
    Walk journeys through what *driver* can do; see `Beyond.explore`.

    Args:
        server: Where the tenants of the journeys live, one after the other.
        settings: What they are made with; their clocks start at `now`.
        name: Of the tenants.

    Raises:
        JourneyFailed: If one goes wrong; tells the shortest.
        MockdrError: If *driver* cannot be used, or Hypothesis is not installed.
    """
    __tracebackhide__ = True
    _check_wanted(wanted)
    place = None if out is None else Path(out)
    named(place, seed)
    settings = replace(settings, now=settings.now or server.world.now())

    answers: Counter[str] = Counter()

    def begin() -> _Shop:
        server.world.drop(name)
        tenant = server.world.tenant(name, settings)
        handle = Mockdr(server, tenant)
        for scenario in scenarios:
            handle.play(scenario)
        return _Shop(handle, tenant, driver, wanted, answers)

    searched = search(begin, examples=examples, steps=steps, seed=seed)
    found = searched.found
    if found is not None:
        try:
            raise _failed(found, searched.journeys, seed, place) from found.error
        finally:
            found.traveller.close()
    return Explored(
        journeys=searched.journeys,
        steps={str(move): count for move, count in searched.steps.items()},
        answers=dict(sorted(answers.items())),
    )


def _failed(
    found: Found[_Shop], journeys: int, seed: int, out: Path | None
) -> JourneyFailed:
    handle = found.traveller.handle
    scenario, file = written(
        found.traveller.tenant, found.journey, found.error, seed=seed, out=out
    )
    length, tried = counted(len(found.journey), "step"), counted(journeys, "journey")
    lines = [
        f"a journey of {length} goes wrong (seed {seed}, {tried} tried)",
        *journey_lines(found.journey),
        reason(found.error),
        "",
    ]
    if file is not None:
        lines.append(f"written to {file}")
    elif scenario is not None:
        lines += ["as a scenario:", "", scenario]
    else:
        lines.append("no scenario can tell it: nothing was called")
    lines += ["", handle.explain()]
    return JourneyFailed("\n".join(lines), found.journey, scenario, file)


def _check_wanted(wanted: Collection[str]) -> None:
    known = [*dict.fromkeys(a for a, _ in VERBS), *(f"{a}.{v}" for a, v in VERBS)]
    for word in wanted:
        if word not in (*known, "clock"):
            raise MockdrError(
                f"nobody acts as {word!r}", help=suggest(word, known, "there are")
            )


class _Shop:
    """A merchant's software at the beginning of a journey."""

    def __init__(
        self,
        handle: Mockdr,
        tenant: Tenant,
        driver: Callable[[Mockdr], object],
        wanted: Collection[str],
        answers: Counter[str],
    ) -> None:
        self.handle = handle
        self.tenant = tenant
        self._answers = answers
        self._wanted = wanted
        self._driver = _begun(driver, handle)
        self._steps = dict(_steps(self._driver))
        self._seen = 0
        if not self._steps:
            raise MockdrError(
                f"{type(self._driver).__name__} can do nothing",
                help="give it methods for what the shop can do, such as "
                "`def begins_checkout(self)`",
            )

    def moves(self) -> Sequence[Move]:
        """Return what the shop can do, what can happen to it, and how time may pass."""
        found = []
        for move, (method, _) in self._steps.items():
            can = getattr(self._driver, f"{_CAN}{method}", None)
            if can is None or can():
                found.append(move)
        tenant = self.tenant
        found += acts(tenant, self._wanted)
        if not self._wanted or "clock" in self._wanted:
            found += waits(tenant)
        return found

    def go(self, move: Move) -> None:
        """
        Do it, deliver what it makes the provider tell, and judge.

        Raises:
            NotNow: If it cannot be done now.
            Exception: If something is wrong.
        """
        __tracebackhide__ = True
        tenant = self.tenant
        if move in self._steps:
            method, chosen = self._steps[move]
            with _as_exceptions():
                getattr(self._driver, method)(**chosen)
        elif move.who == "clock":
            wait(tenant, move)
        else:
            act(tenant, move)
        deliver_first(tenant)
        self._judge()

    def close(self) -> None:
        """Let the driver clean up, and the tenant go."""
        try:
            getattr(self._driver, _CLOSE, lambda: None)()
        finally:
            self.handle.world.drop(self.handle.name)

    def _judge(self) -> None:
        __tracebackhide__ = True
        for check in _methods(self._driver):
            if check.startswith(_CHECK):
                with _as_exceptions():
                    getattr(self._driver, check)()
        found = [f for f in self.handle.found() if f.kind != "unfinished"]
        found += [f for f in self.handle.warned() if f.kind == "conduct"]
        if found:
            raise Misconduct(headline(found))
        fresh = [e for e in self.tenant.journal if e.seq > self._seen]
        self._seen = self.tenant.journal.seq
        for entry in fresh:
            self._answers[f"{entry.operation or entry.path} {entry.status}"] += 1
            if entry.status >= _SERVER_ERROR and not entry.fault:
                raise Misconduct(
                    f"{entry.method} {entry.path} was answered {entry.status}"
                )


class _as_exceptions:  # noqa: N801  (it reads as a word of the sentence that uses it)
    """Turns what ends a test, `pytest.fail` above all, into what fails a journey."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        """Raise what a journey can fail by."""
        if error is not None and not isinstance(error, Exception):
            names = [cls.__name__ for cls in type(error).__mro__]
            if names[0] == "Failed" and "OutcomeException" in names:
                raise AssertionError(str(error)) from error


def _begun(driver: Callable[[Mockdr], object], handle: Mockdr) -> object:
    """
    Return a driver that begins its journey.

    Raises:
        MockdrError: If it cannot be made.
    """
    try:
        with _as_exceptions():
            return driver(handle)
    except MockdrError:
        raise
    except Exception as error:
        name = getattr(driver, "__qualname__", repr(driver))
        raise MockdrError(
            f"the driver {name} cannot begin: {reason(error)}",
            help=f"{name}(mockdr) is called for each journey; `def __init__(self, "
            "mockdr)` takes what a test takes",
        ) from error


# -- what a driver can do --------------------------------------------------------------


def _methods(driver: object) -> list[str]:
    """Return the public methods of a driver, in the order in which they are written."""
    found: dict[str, None] = {}
    for cls in reversed(type(driver).__mro__[:-1]):
        found.update(
            (name, None)
            for name, value in vars(cls).items()
            if inspect.isfunction(value) and not name.startswith("_")
        )
    return list(found)


def _steps(driver: object) -> Iterator[tuple[Move, tuple[str, Mapping[str, Json]]]]:
    """Yield every step with its method, and the arguments that make it this step."""
    for name in _methods(driver):
        if name.startswith((_CAN, _CHECK)) or name == _CLOSE:
            continue
        method = getattr(driver, name)
        if inspect.iscoroutinefunction(method):
            raise MockdrError(
                f"the step {name} is asynchronous",
                help="let it call asyncio.run() with what it does",
            )
        choices = _choices(name, method)
        for values in itertools.product(*choices.values()):
            chosen = dict(zip(choices, values, strict=True))
            how = ", ".join(f"{k}={_spelt(v)}" for k, v in chosen.items())
            yield Move(who="shop", what=name, how=how), (name, chosen)


def _choices(name: str, method: Callable[..., Json]) -> dict[str, Sequence[Json]]:
    hints: dict[str, Json] = {}
    with suppress(NameError, TypeError):
        hints = get_type_hints(method)
    found: dict[str, Sequence[Json]] = {}
    for parameter in inspect.signature(method).parameters.values():
        hint = hints.get(parameter.name)
        if get_origin(hint) is Literal:
            found[parameter.name] = get_args(hint)
        elif hint is bool:
            found[parameter.name] = (False, True)
        elif inspect.isclass(hint) and issubclass(hint, enum.Enum):
            found[parameter.name] = tuple(hint)
        elif parameter.default is inspect.Parameter.empty:
            raise MockdrError(
                f"nobody can tell what {parameter.name!r} of the step {name} can be",
                help="annotate it with Literal['konbini', 'creditCard'], bool or an "
                "Enum, give it a default, or call it _"
                f"{name} if it is no step",
            )
    return found


def _spelt(value: Json) -> str:
    return value.name if isinstance(value, enum.Enum) else str(value)
