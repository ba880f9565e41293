"""How far right each item stands: near to what it is joined to, on nobody's feet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum

__all__ = ["across", "spread"]

#: How often all ranks are gone through, down and up.
_SWEEPS = 24
#: How often all lines are gone through.
_STRAIGHTENINGS = 3
#: Farther than any picture is wide.
_FAR = 1e6


def across(
    layers: Sequence[Sequence[int]],
    joints: Mapping[tuple[int, int], float],
    widths: Sequence[float],
    gaps: Sequence[float],
    lines: Sequence[Sequence[int]],
) -> list[float]:
    """
    Return where the middle of each item stands, from the left.

    Args:
        layers: The items of each rank, in their order.
        joints: Pairs of items that a line joins, and how straight it wants to be.
        widths: The width of each item.
        gaps: How far each item keeps off its neighbours.
        lines: The items that each line passes between its ends.
    """
    near: dict[int, list[tuple[int, float]]] = {}
    for (upper, lower), weight in joints.items():
        near.setdefault(upper, []).append((lower, weight))
        near.setdefault(lower, []).append((upper, weight))
    at = [0.0] * len(widths)
    offsets = [_offsets(layer, widths, gaps) for layer in layers]
    for layer, offset in zip(layers, offsets, strict=True):
        for item, x in zip(layer, offset, strict=True):
            at[item] = x - offset[-1] / 2
    for sweep in range(_SWEEPS):
        numbers = range(len(layers))
        for index in numbers if sweep % 2 == 0 else reversed(numbers):
            layer = layers[index]
            wanted, weights = [], []
            for item, offset_x in zip(layer, offsets[index], strict=True):
                pulls = near.get(item, [(item, 0.01)])
                weight = fsum(w for _, w in pulls)
                wanted.append(fsum(at[n] * w for n, w in pulls) / weight - offset_x)
                weights.append(weight)
            for item, x, offset_x in zip(
                layer, _level(wanted, weights), offsets[index], strict=True
            ):
                at[item] = x + offset_x
    _straighten(layers, at, offsets, lines)
    left = min(
        (at[item] - widths[item] / 2 for layer in layers for item in layer), default=0
    )
    return [x - left for x in at]


def _straighten(
    layers: Sequence[Sequence[int]],
    at: list[float],
    offsets: Sequence[Sequence[float]],
    lines: Sequence[Sequence[int]],
) -> None:
    """Let the items of each line stand exactly below each other, where they can."""
    room: dict[int, tuple[int | None, int | None, float, float]] = {}
    for layer, offset in zip(layers, offsets, strict=True):
        for place, item in enumerate(layer):
            before = layer[place - 1] if place else None
            after = layer[place + 1] if place + 1 < len(layer) else None
            room[item] = (
                before,
                after,
                offset[place] - offset[place - 1] if place else 0.0,
                offset[place + 1] - offset[place] if after is not None else 0.0,
            )

    def free(item: int) -> tuple[float, float]:
        before, after, left, right = room[item]
        return (
            -_FAR if before is None else at[before] + left,
            _FAR if after is None else at[after] - right,
        )

    for _ in range(_STRAIGHTENINGS):
        for line in sorted(lines, key=len, reverse=True):
            start = 0
            while start < len(line):
                # The longest stretch from here that can be straight.
                low, high = free(line[start])
                end = start + 1
                while end < len(line):
                    one, other = free(line[end])
                    if max(low, one) > min(high, other):
                        break
                    low, high = max(low, one), min(high, other)
                    end += 1
                mean = fsum(at[item] for item in line[start:end]) / (end - start)
                for item in line[start:end]:
                    at[item] = min(max(mean, low), high)
                start = end


def _offsets(
    layer: Sequence[int], widths: Sequence[float], gaps: Sequence[float]
) -> list[float]:
    """Return where the items stand when they are as near to each other as can be."""
    found: list[float] = []
    for place, item in enumerate(layer):
        if place == 0:
            found.append(0.0)
            continue
        before = layer[place - 1]
        apart = (widths[before] + widths[item]) / 2 + max(gaps[before], gaps[item])
        found.append(found[-1] + apart)
    return found


def _level(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return what never falls and is, weighed and squared, nearest to *wanted*."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        block = (value, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, mass, size = blocks.pop()
            total = mass + block[1]
            block = (
                (mean * mass + block[0] * block[1]) / total,
                total,
                size + block[2],
            )
        blocks.append(block)
    return [mean for mean, _, size in blocks for _ in range(size)]


def spread(
    wanted: Sequence[float], apart: float, low: float, high: float
) -> list[float]:
    """
    Return what is nearest to *wanted*, in its order, and *apart* from each other.

    Args:
        wanted: Rising.
        low: The least that is possible; all of them have room up to *high*.
    """
    shifted = [x - place * apart for place, x in enumerate(wanted)]
    last = len(shifted) - 1
    return [
        min(max(x, low), high - last * apart) + place * apart
        for place, x in enumerate(_level(shifted, [1.0] * len(shifted)))
    ]
