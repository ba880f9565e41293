"""A scenario in force, as a test looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mockdr.server.document import Document

if TYPE_CHECKING:
    from mockdr.engine.views import Played as EnginePlayed
    from mockdr.engine.views import RunView as EngineView

__all__ = ["Played", "RunView"]


class RunView:
    """One run of a scenario, as it stood when it was asked for."""

    def __init__(self, view: EngineView) -> None:
        self.number: int = view.number
        #: The step at which it stands, from 1.
        self.step: int = view.step
        self.ended: bool = view.ended
        #: What the story calls by a name, by that name.
        self.things: Mapping[str, Document] = {
            name: Document(wire, name) for name, wire in view.things.items()
        }

    def __repr__(self) -> str:
        stands = "ended" if self.ended else f"at step {self.step}"
        return f"<run {self.number} {stands}>"


class Played:
    """A scenario in force; what it tells is always of now."""

    def __init__(self, played: EnginePlayed) -> None:
        self._played = played

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self._played.story.name

    @property
    def variant(self) -> Mapping[str, str]:
        """Names of its matrix to the values of this combination; often empty."""
        return self._played.story.variant

    @property
    def title(self) -> str:
        """The name, with the combination: `pay-late[method=konbini]`."""
        return self._played.story.title

    @property
    def summary(self) -> str:
        """What it is about, in a sentence."""
        return self._played.story.summary

    @property
    def given(self) -> Mapping[str, Document]:
        """What `given` made, by NAME."""
        return {name: Document(wire, name) for name, wire in self._played.given.items()}

    @property
    def runs(self) -> list[RunView]:
        """Its runs so far, oldest first."""
        return [RunView(view) for view in self._played.runs]

    def __repr__(self) -> str:
        return f"<scenario {self.title}: {self.runs!r}>"
