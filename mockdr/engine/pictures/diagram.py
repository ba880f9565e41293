"""What a picture shows, before anybody knows where on the page it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["START", "Caption", "Diagram", "Edge", "Label", "Look", "Node", "Panel"]

#: The key of the point from which a thing comes into being.
START = ""


class Look(str, Enum):
    """
    How much a part of a picture matters to its story.

    What was refused and moved all the same is REFUSED; what led nowhere is BLOCKED.
    """

    PLAIN = "plain"
    TAKEN = "taken"
    END = "end"
    PALE = "pale"
    REFUSED = "refused"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """
    A line beside an edge, or inside a state.

    Args:
        text: What is done: an operationId, `actor.verb`, or an error.
        numbers: The steps of the story that did it; empty where no story is told.
        sure: Whether the contract's documentation says so, or it was observed.
        tip: What else there is to know of it, for who points at it.
    """

    text: str
    numbers: tuple[int, ...] = ()
    sure: bool = True
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """
    A state.

    Args:
        key: Names it among the nodes of its panel.
        text: What it says; nothing for where a thing comes into being.
        final: Whether nothing leaves it.
        stays: What is done to the thing there, and leaves it there.
    """

    key: str
    text: str
    look: Look = Look.PLAIN
    final: bool = False
    stays: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """
    All moves from one state to another.

    Args:
        before: The key of the node that it leaves.
        after: The key of the node that it leads to.
        labels: What is written beside it, a line each.
        sure: Whether any of its moves is more than inferred.
        tip: What else there is to know of it, for who points at it.
    """

    before: str
    after: str
    labels: tuple[Label, ...] = ()
    look: Look = Look.PLAIN
    sure: bool = True
    tip: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """The keys of the nodes that it joins."""
        return self.before, self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """
    One lifecycle.

    Args:
        title: What it is the life of.
        note: A line below it; empty for none.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """
    A step of the story, as the list beside its picture tells it.

    Args:
        number: The step's number, from 1; 0 for what follows by itself; None for what
            has none.
        who: Who acts.
        what: What is done.
        outcome: How it turned out; empty where there is nothing to say.
    """

    number: int | None
    who: str
    what: str
    outcome: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """
    A whole picture.

    Args:
        summary: A sentence below the title.
        described: All of it in words, for who does not see it.
        captions: The steps of the story, in order.
        legend: What is explained below: a look or `inferred` to its meaning.
    """

    title: str
    summary: str
    described: str
    panels: tuple[Panel, ...]
    captions: tuple[Caption, ...] = ()
    legend: Mapping[str, str] = field(default_factory=dict)
