"""Draws a picture as SVG: one file that needs nothing else, by day and by night."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from mockdr.engine.pictures.diagram import Diagram, Edge, Label, Look, Node, Panel
from mockdr.engine.pictures.layout import Box, Link, Plan, Point, Route, arrange
from mockdr.engine.pictures.lettering import (
    BADGE,
    LINE,
    STYLE,
    badge,
    badge_width,
    escaped,
    mono,
    rect,
    text,
    wrapped,
)
from mockdr.engine.pictures.margins import captions, legend

__all__ = ["svg"]

_MARGIN: Final = 22.0
_GUTTER: Final = 44.0
#: Panels stand side by side up to this width.
_WIDEST: Final = 1500.0
_STATE: Final = 12.5
_SMALL: Final = 11.0
_ARROW: Final = 8.0
#: What leans less than this stands upright.
_UPRIGHT: Final = 0.5
_START_RADIUS: Final = 7.0
#: A taken way is as straight as can be.
_STRAIGHT: Final = 6.0
_STRONG: Final = (Look.TAKEN, Look.REFUSED, Look.BLOCKED)


def svg(diagram: Diagram) -> str:
    """
    Return the picture as a text that a browser shows.

    It follows the colours of whoever looks at it, light or dark, has a title and a
    description for screen readers, and no script. The same diagram gives the same
    text.
    """
    drawn = [_Drawn(panel) for panel in diagram.panels]
    column, parts = 0.0, []
    listed, list_width, list_height = captions(diagram.captions)
    if listed:
        column = list_width + _GUTTER
    room = max(_WIDEST - column, 0.0)
    rows, width, height = _rows(drawn, room)
    width = max(column + width, 460.0)
    head = _head(diagram, width)
    top = _MARGIN + head[1]
    parts += [*head[0]]
    if listed:
        parts += _group(listed, _MARGIN, top)
    for one, x, y in rows:
        parts += _group(one.parts, _MARGIN + column + x, top + y)
    bottom = top + max(height, list_height)
    if diagram.legend:
        explained, legend_height = legend(diagram.legend, width)
        parts += _group(explained, _MARGIN, bottom + 16)
        bottom += 16 + legend_height
    return _page(diagram, parts, width + 2 * _MARGIN, bottom + _MARGIN)


def _page(diagram: Diagram, parts: Sequence[str], width: float, height: float) -> str:
    # Two pictures on one page must not share the names of their titles.
    mark = hashlib.sha256("\n".join((diagram.title, *parts)).encode()).hexdigest()[:8]
    size = f"{width:.0f} {height:.0f}"
    wide, high = size.split()
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
        f'width="{wide}" height="{high}" role="img" class="mockdr" '
        f'aria-labelledby="t{mark} d{mark}">'
    )
    return "\n".join(
        [
            opening,
            f'<title id="t{mark}">{escaped(diagram.title)}</title>',
            f'<desc id="d{mark}">{escaped(diagram.described)}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{wide}" height="{high}" rx="10"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _head(diagram: Diagram, width: float) -> tuple[list[str], float]:
    """Return title and summary, and how high they are."""
    parts = []
    y = _MARGIN + 14
    for line in wrapped(diagram.title, width, 18):
        parts.append(text(_MARGIN, y, line, "title"))
        y += 22
    for line in wrapped(diagram.summary, width, 13):
        parts.append(text(_MARGIN, y, line, "summary"))
        y += 18
    return parts, y - _MARGIN + 8


def _group(parts: Sequence[str], x: float, y: float) -> list[str]:
    return [f'<g transform="translate({x:.1f} {y:.1f})">', *parts, "</g>"]


def _rows(
    drawn: Sequence[_Drawn], room: float
) -> tuple[list[tuple[_Drawn, float, float]], float, float]:
    """Return where each panel goes, and what all of them take up."""
    placed: list[tuple[_Drawn, float, float]] = []
    x = y = tall = wide = 0.0
    for one in drawn:
        if x and x + one.width > room:
            x, y, tall = 0.0, y + tall + _GUTTER, 0.0
        placed.append((one, x, y))
        x += one.width + _GUTTER
        tall = max(tall, one.height)
        wide = max(wide, x - _GUTTER)
    return placed, wide, y + tall


class _Drawn:
    """A panel, drawn, and what it takes up."""

    def __init__(self, panel: Panel) -> None:
        at = {node.key: index for index, node in enumerate(panel.nodes)}
        plan = arrange(
            [_box(node) for node in panel.nodes],
            [
                Link(
                    tail=at[edge.before],
                    head=at[edge.after],
                    label=_lettering(edge.labels),
                    weight=_STRAIGHT if edge.look in _STRONG else 1.0,
                )
                for edge in panel.edges
            ],
        )
        top = 30.0 if panel.title else 0.0
        body = list(_panel(panel, plan))
        self.parts = [text(0, 14, panel.title, "panel")] if panel.title else []
        self.parts += _group(body, 0, top)
        self.width = max(plan.width, 8.0 * len(panel.title))
        self.height = top + plan.height
        for line in wrapped(panel.note, max(self.width, 200), 12) if panel.note else ():
            self.height += 24
            self.parts.append(text(0, self.height, line, "note"))


def _panel(panel: Panel, plan: Plan) -> Iterator[str]:
    pairs = list(zip(panel.edges, plan.routes, strict=True))
    # What is strong is drawn last: nothing pale runs across it.
    pairs.sort(key=lambda pair: pair[0].look in _STRONG)
    for edge, route in pairs:
        yield from _line(edge, route)
    for edge, route in pairs:
        if route.label is not None:
            yield from _written(edge, route.label)
    for node, middle in zip(panel.nodes, plan.middles, strict=True):
        yield from _node(node, middle)


# -- states ------------------------------------------------------------------------


def _box(node: Node) -> Box:
    if not node.text:
        return Box(width=2 * _START_RADIUS, height=2 * _START_RADIUS)
    widths = [mono(node.text, _STATE), *(_label_width(one) for one in node.stays)]
    extra = LINE * len(node.stays) + (4 if node.stays else 0)
    return Box(width=max(widths) + 28, height=32 + extra)


def _node(node: Node, middle: Point) -> Iterator[str]:
    box = _box(node)
    x, y = middle
    yield f'<g class="state {node.look.value}{" final" if node.final else ""}">'
    if not node.text:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_START_RADIUS:.0f}"/></g>'
        return
    left, top = x - box.width / 2, y - box.height / 2
    yield rect((left, top), (box.width, box.height), 9, "box")
    if node.final:
        inner = (box.width - 6, box.height - 6)
        yield rect((left + 3, top + 3), inner, 6.5, "ring")
    yield text(x, top + 20.5, node.text, "name", middle=True)
    for index, label in enumerate(node.stays):
        yield from _label(label, x, top + 36 + LINE * index, "stay")
    yield "</g>"


# -- moves -------------------------------------------------------------------------


def _lettering(labels: Sequence[Label]) -> Box | None:
    if not labels:
        return None
    return Box(width=max(map(_label_width, labels)) + 10, height=LINE * len(labels) + 4)


def _label_width(label: Label) -> float:
    return mono(label.text, _SMALL) + badge_width(label.numbers)


def _written(edge: Edge, middle: Point) -> Iterator[str]:
    box = _lettering(edge.labels)
    if box is None:
        return
    x, y = middle
    top = y - box.height / 2
    yield f'<g class="label {edge.look.value}">'
    yield rect((x - box.width / 2, top), (box.width, box.height), 5, "behind")
    for index, label in enumerate(edge.labels):
        yield from _label(label, x, top + 2 + LINE * index + LINE / 2, "by")
    yield "</g>"


def _label(label: Label, x: float, y: float, role: str) -> Iterator[str]:
    """Yield a line of text whose middle is at a point, with its numbers before it."""
    wide = badge_width(label.numbers)
    left = x - _label_width(label) / 2
    sure = "" if label.sure else " unsure"
    yield "<g>"
    if label.tip:
        yield f"<title>{escaped(label.tip)}</title>"
    if label.numbers:
        yield badge(left, y - BADGE / 2, label.numbers)
    yield text(left + wide, y + 3.8, label.text, role + sure)
    yield "</g>"


def _line(edge: Edge, route: Route) -> Iterator[str]:
    begin, end = route.points[0], route.points[-1]
    down = end[1] > begin[1]
    tip = (end[0], end[1] - _ARROW if down else end[1] + _ARROW)
    look = edge.look.value + ("" if edge.sure else " unsure")
    yield f'<g class="way {look}">'
    if edge.tip:
        yield f"<title>{escaped(edge.tip)}</title>"
    yield f'<path class="line" d="{_path([*route.points[:-1], tip])}"/>'
    wing = _ARROW * 0.55
    yield (
        f'<path class="head" d="M{end[0]:.1f} {end[1]:.1f}'
        f'L{end[0] - wing:.1f} {tip[1]:.1f}L{end[0] + wing:.1f} {tip[1]:.1f}z"/>'
    )
    yield "</g>"


def _path(points: Sequence[Point]) -> str:
    said = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        if abs(x - to_x) < _UPRIGHT:
            said.append(f"L{to_x:.1f} {to_y:.1f}")
            continue
        half = (y + to_y) / 2
        said.append(f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}")
    return "".join(said)
