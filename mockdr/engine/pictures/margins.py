"""What stands around the graph: the story's steps beside it, what lines mean below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from mockdr.engine.pictures.diagram import Caption, Look
from mockdr.engine.pictures.lettering import (
    BADGE,
    badge,
    badge_width,
    mono,
    rect,
    text,
    wrapped,
)

__all__ = ["captions", "legend"]

#: How many letters an outcome has in a line.
_LETTERS: Final = 40
_SMALL: Final = 11.0


def captions(steps: Sequence[Caption]) -> tuple[list[str], float, float]:
    """Return the list of the steps, its width and its height."""
    parts: list[str] = []
    y = width = 0.0
    numbers = [() if s.number is None else (s.number,) for s in steps]
    indent = max(map(badge_width, numbers), default=0.0) + 3
    for step, number in zip(steps, numbers, strict=True):
        parts.append(f'<g class="{step.look.value}">')
        if number:
            parts.append(badge(0, y + 1, number))
        parts.append(text(indent, y + 12.5, step.who, "who"))
        x = indent + 58
        parts.append(text(x, y + 12.5, step.what, "what"))
        width = max(width, x + mono(step.what, 12))
        y += 18
        for line in wrapped(step.outcome, _LETTERS * _SMALL * 0.54, _SMALL):
            parts.append(text(x, y + 9.5, line, "out"))
            width = max(width, x + mono(line, _SMALL))
            y += 15
        y += 7
        parts.append("</g>")
    return parts, width, y


def legend(meanings: Mapping[str, str], width: float) -> tuple[list[str], float]:
    """Return what the looks of lines and states mean, and how high that is."""
    parts: list[str] = []
    x = y = 0.0
    for look, meaning in meanings.items():
        wide = 44 + len(meaning) * 12 * 0.54
        if x and x + wide > width:
            x, y = 0.0, y + 20
        if look in ("final", Look.END.value):
            shape = rect((x, y), (28, 15), 5, "box")
            if look == "final":
                shape += rect((x + 3, y + 3), (22, 9), 3, "ring")
            parts.append(f'<g class="state {look}">{shape}</g>')
        else:
            role = {"inferred": "plain unsure"}.get(look, look)
            parts.append(
                f'<g class="way {role}"><path class="line" '
                f'd="M{x:.1f} {y + BADGE / 2:.1f}h28"/></g>'
            )
        parts.append(text(x + 36, y + 11.5, meaning, "note"))
        x += wide + 18
    return parts, y + 18
