"""What a rule sees that looks at a whole story, or at a whole text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from mockdr.base.source import Place
from mockdr.scenario.decoding import char_place
from mockdr.scenario.story import Story
from mockdr.scenario.tree import Node
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["Look", "Text", "Told"]


class Told(Protocol):
    """What happened when the story was rehearsed, and held to its end."""

    @property
    def before(self) -> Sequence[str]:
        """What came before its first step, as operationIds and verbs, in order."""

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
        stored: Whether it is a file that stays, not a text that somebody sent.
    """

    story: Story
    tree: Node
    vocabulary: Vocabulary
    stored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """
    The text of a file, whether or not it tells a story.

    Args:
        file: Its name, for findings.
        text: The whole of it, decoded, without a byte order mark.
        test_cards: Card numbers that may stand in it, digits only.
    """

    file: str
    text: str
    test_cards: frozenset[str] = frozenset()

    def at(self, start: int, end: int) -> Place:
        """Return the place of the characters from *start* up to *end*, of one line."""
        place = char_place(self.text, start, self.file)
        return replace(place, end_column=place.column + end - start)
