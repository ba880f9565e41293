"""What goes beyond one test: to hand it over whole, and to try all that is like it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mockdr import __version__
from mockdr.base.errors import MockdrError
from mockdr.server.kept import Kept
from mockdr.server.plainly import plainly

if TYPE_CHECKING:
    from mockdr.server.exploring import Explored
    from mockdr.server.handle import Mockdr
    from mockdr.server.live import LiveServer

__all__ = ["Beyond"]


class Beyond(Kept):
    """A tenant that can be handed over, and explored from."""

    @property
    @abstractmethod
    def server(self) -> LiveServer:
        """Where it lives."""

    @plainly
    def export(self, path: str | Path, about: Mapping[str, str] | None = None) -> Path:
        """
        Write all that has happened to one file, for `mockdr replay` and for others.

        It holds no key, no number of a card that is none for tests, and nobody's name
        or address: stand-ins that are treated alike stand in their place.

        Args:
            path: The file, or a folder, in which it is named after the tenant.
            about: What to tell of where it comes from: `test`, `outcome`.

        Returns:
            The file.

        Raises:
            MockdrError: If it cannot be written.
        """
        from mockdr.engine.bundles.collecting import collect, save  # noqa: PLC0415

        file = Path(path)
        if file.is_dir():
            file /= f"{self._tenant.name}.mockdr"
        save(file, collect(self._tenant, __version__, about))
        return file

    def explore(
        self,
        driver: Callable[[Mockdr], object],
        *,
        scenarios: Sequence[str | Path] = (),
        acts: Collection[str] = (),
        examples: int = 50,
        steps: int = 15,
        seed: int = 0,
        out: str | Path | None = None,
    ) -> Explored:
        """
        Walk journeys at random through a shop, each with a tenant of its own.

        Args:
            driver: A class; it is called with a `mockdr` for each journey. Its public
                methods are what the shop can do, in any order; `can_pay()` tells
                whether `pay()` can be done now, `check_...()` is called after each
                step, `close()` at the end. A parameter that is annotated with
                `Literal`, `bool` or an Enum makes a step of each of its values. A step
                that raises `mockdr.NotNow` was none.
            scenarios: Put in force for each journey.
            acts: Who acts besides the shop: `customer`, `provider.fails`, `clock`;
                everybody when empty.
            examples: How many journeys.
            steps: How many steps each may have.
            seed: Equal seeds walk equal journeys.
            out: A file or folder that gets the scenario of what goes wrong.

        Returns:
            How many journeys there were, and how often each step was gone.

        Raises:
            JourneyFailed: If a step, a check, the contract or the rules of conduct
                fail; tells the shortest journey on which they do.
            MockdrError: If the driver cannot be used, or Hypothesis is not installed.
        """
        from mockdr.server.exploring import walk  # noqa: PLC0415  (an extra)

        __tracebackhide__ = True
        try:
            return walk(
                self.server,
                self._tenant.initial,
                driver,
                name=f"{self._tenant.name[:_LONGEST]}-x",
                scenarios=scenarios,
                wanted=acts,
                examples=examples,
                steps=steps,
                seed=seed,
                out=out,
            )
        except MockdrError as problem:
            # Where we found out is of no use; where the shop went wrong is.
            raise problem.with_traceback(None) from None


#: A tenant's name has up to 64 letters.
_LONGEST = 62
