"""Puts boxes and the lines between them on a page, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mockdr.engine.pictures.crossings import ordered
from mockdr.engine.pictures.placing import across, spread
from mockdr.engine.pictures.ranks import downward, ranks

__all__ = ["Box", "Link", "Plan", "Point", "Route", "arrange"]

Point = tuple[float, float]

#: What nodes, and what is written on lines, keep free around them.
_NODE_GAP = 26.0
_LABEL_GAP = 16.0
_LINE_GAP = 11.0
#: Between one rank and the next; less where nothing is written.
_RANK_GAP = 26.0
_BARE_GAP = 15.0
#: How much further apart they are for each pixel that a line between them leans.
_LEANING = 0.07
_LEANING_MOST = 26.0
#: Between lines that end at one box, and between the last of them and its corner.
_PORT_GAP = 12.0
_CORNER = 14.0
#: How straight a line wants to be where it passes ranks, compared with its ends.
_STRAIGHT = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What a node, or what is written on a line, takes up, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    A line from one node to another.

    Args:
        tail: Index of the node that it leaves.
        head: Index of the node that it leads to.
        label: What is written on it takes this up; None for nothing.
        weight: How straight it wants to be; 1 is as all others.
    """

    tail: int
    head: int
    label: Box | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    Where a line goes.

    Args:
        points: From its tail to its head; all of them are passed upright.
        label: The middle of what is written on it, if anything is.
    """

    points: tuple[Point, ...]
    label: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    Where everything goes.

    Args:
        middles: The middle of each node.
        routes: One for each link.
    """

    width: float
    height: float
    middles: tuple[Point, ...]
    routes: tuple[Route, ...]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The items of all ranks: the nodes first, then what their lines pass."""

    widths: list[float]
    heights: list[float]
    gaps: list[float]
    rank: list[int]
    chains: list[tuple[int, ...]] = field(default_factory=list)
    labels: list[int | None] = field(default_factory=list)
    joints: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, rank: int, box: Box | None) -> int:
        """Return a new item, where a line passes a rank."""
        self.widths.append(box.width if box else 0.0)
        self.heights.append(box.height if box else 0.0)
        self.gaps.append(_LABEL_GAP if box else _LINE_GAP)
        self.rank.append(rank)
        return len(self.rank) - 1


def arrange(boxes: Sequence[Box], links: Sequence[Link]) -> Plan:
    """
    Return where everything goes; the same input is always put the same way.

    Args:
        boxes: The nodes; the first is where all begins.
        links: The lines between them; at most one for each two nodes and direction.
    """
    ends = downward(len(boxes), [(link.tail, link.head) for link in links])
    draft = _Draft(
        widths=[box.width for box in boxes],
        heights=[box.height for box in boxes],
        gaps=[_NODE_GAP] * len(boxes),
        rank=ranks(len(boxes), ends),
    )
    _chain(draft, ends, links)
    layers: list[list[int]] = [[] for _ in range(max(draft.rank, default=0) + 1)]
    for item, rank in enumerate(draft.rank):
        layers[rank].append(item)
    layers = ordered(layers, list(draft.joints))
    at = across(layers, draft.joints, draft.widths, draft.gaps, draft.chains)
    bands = list(_bands(layers, draft, at))
    return _plan(_Placed(draft=draft, at=at, bands=bands, ends=ends), links, len(boxes))


def _chain(
    draft: _Draft, ends: Sequence[tuple[int, int]], links: Sequence[Link]
) -> None:
    """Let each line pass the ranks between its ends; short ones choose first."""
    crowd: dict[int, float] = {}
    chains: dict[int, tuple[int, ...]] = {}
    labels: dict[int, int | None] = {}

    def length(index: int) -> int:
        upper, lower = ends[index]
        return draft.rank[lower] - draft.rank[upper]

    for index in sorted(range(len(links)), key=lambda i: (length(i), i)):
        link, (upper, lower) = links[index], ends[index]
        first, last = draft.rank[upper] + 1, draft.rank[lower] - 1
        written = None
        if link.label is not None:
            written = min(
                range(first, last + 1, 2), key=lambda rank: crowd.get(rank, 0.0)
            )
            crowd[written] = crowd.get(written, 0.0) + link.label.width
        items = [
            draft.add(rank, link.label if rank == written else None)
            for rank in range(first, last + 1)
        ]
        chains[index] = tuple(items)
        labels[index] = None if written is None else items[written - first]
        whole = [upper, *items, lower]
        for place, pair in enumerate(pairwise(whole)):
            inner = 0 < place < len(whole) - 2
            draft.joints[pair] = link.weight * (_STRAIGHT if inner else 1.0)
    draft.chains = [chains[index] for index in range(len(links))]
    draft.labels = [labels[index] for index in range(len(links))]


def _bands(
    layers: Sequence[Sequence[int]], draft: _Draft, at: Sequence[float]
) -> Iterator[Point]:
    """Yield the top and the bottom of each rank; lines that lean far need room."""
    far = [0.0] * len(layers)
    for upper, lower in draft.joints:
        lean = abs(at[upper] - at[lower]) - draft.widths[upper] / 2
        lean -= draft.widths[lower] / 2
        rank = draft.rank[lower]
        far[rank] = max(far[rank], lean)
    y = 0.0
    tall = [max((draft.heights[i] for i in layer), default=0.0) for layer in layers]
    for index, height in enumerate(tall):
        if index:
            bare = height == 0 or tall[index - 1] == 0
            y += _BARE_GAP if bare else _RANK_GAP
            y += min(_LEANING * far[index], _LEANING_MOST)
        yield y, y + height
        y += height


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Where the items are: how far right, and between what each rank stands."""

    draft: _Draft
    at: Sequence[float]
    bands: Sequence[Point]
    ends: Sequence[tuple[int, int]]

    def middle(self, item: int) -> Point:
        top, bottom = self._band(item)
        return self.at[item], (top + bottom) / 2

    def rim(self, node: int, side: float) -> float:
        return self.middle(node)[1] + side * self.draft.heights[node] / 2

    def ports(self, nodes: int) -> dict[tuple[int, int], float]:
        """Return where lines touch the boxes: (index of the line, node) to x."""
        found: dict[tuple[int, int], float] = {}
        for node in range(nodes):
            for side in (0, 1):
                here = sorted(
                    (self.at[self.draft.chains[index][-side]], index)
                    for index, pair in enumerate(self.ends)
                    if pair[side] == node
                )
                room = max(0.0, self.draft.widths[node] / 2 - _CORNER)
                apart = min(_PORT_GAP, 2 * room / max(1, len(here) - 1))
                low, high = self.at[node] - room, self.at[node] + room
                wanted = [min(max(x, low), high) for x, _ in here]
                touched = spread(wanted, apart, low, high)
                for (_, index), x in zip(here, touched, strict=True):
                    found[index, node] = x
        return found

    def route(self, index: int, ports: Mapping[tuple[int, int], float]) -> list[Point]:
        """Return what a line passes, from its upper end to its lower one."""
        upper, lower = self.ends[index]
        begin, end = ports[index, upper], ports[index, lower]
        points = [(begin, self.rim(upper, 1.0)), (begin, self._band(upper)[1])]
        for item in self.draft.chains[index]:
            top, bottom = self._band(item)
            points += [(self.at[item], top), (self.at[item], bottom)]
        points += [(end, self._band(lower)[0]), (end, self.rim(lower, -1.0))]
        # Only between the ranks does it lean: there is nothing that it could cover.
        return list(dict.fromkeys((round(x, 3), round(y, 3)) for x, y in points))

    def _band(self, item: int) -> Point:
        return self.bands[self.draft.rank[item]]


def _plan(placed: _Placed, links: Sequence[Link], nodes: int) -> Plan:
    draft, ports = placed.draft, placed.ports(nodes)
    routes = []
    for index, link in enumerate(links):
        points = placed.route(index, ports)
        if placed.ends[index][0] != link.tail:
            points.reverse()
        label = draft.labels[index]
        routes.append(
            Route(
                points=tuple(points),
                label=None if label is None else placed.middle(label),
            )
        )
    rights = (x + w / 2 for x, w in zip(placed.at, draft.widths, strict=True))
    return Plan(
        width=max(rights, default=0.0),
        height=placed.bands[-1][1] if placed.bands else 0.0,
        middles=tuple(placed.middle(node) for node in range(nodes)),
        routes=tuple(routes),
    )
