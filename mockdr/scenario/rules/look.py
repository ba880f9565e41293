"""What a rule sees that looks at a whole story, or at a whole text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mockdr.scenario.story import Story
from mockdr.scenario.tree import Node
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["Look", "Move", "Text", "Told"]


class Move(Protocol):
    """A row of a lifecycle table that a story went through."""

    @property
    def kind(self) -> str:
        """The KIND of the thing."""

    @property
    def id(self) -> str:
        """Which of them."""

    @property
    def before(self) -> str | None:
        """Its state before; None where it was made."""

    @property
    def trigger(self) -> str:
        """An operationId, or `actor.verb`."""

    @property
    def after(self) -> str:
        """Its state after."""

    @property
    def step(self) -> int:
        """The number of the story's step, from 1; 0 for what no step tells."""


class Told(Protocol):
    """What happened when the story was rehearsed."""

    @property
    def moves(self) -> Sequence[Move]:
        """The moves of things, in order."""

    @property
    def events(self) -> Sequence[str]:
        """The types of the events that were emitted, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    A story that can be played, with all that is known about it.

    Args:
        story: The story; of a file with a matrix, one of its combinations.
        tree: The file as it was read: every key and value with its place.
        vocabulary: The words of payments.
        told: What happened in its rehearsal; None where it was not rehearsed, or
            could not be played to its end.
    """

    story: Story
    tree: Node
    vocabulary: Vocabulary
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """
    The text of a file, whether or not it tells a story.

    Args:
        file: Its name, for findings.
        text: The whole of it, decoded, without a byte order mark.
    """

    file: str
    text: str
