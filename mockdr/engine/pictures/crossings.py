"""What stands left of what: the order in each rank in which fewest lines cross."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["ordered"]

Joints = Sequence[tuple[int, int]]

#: How often all ranks are gone through, down and up.
_SWEEPS = 12


def ordered(layers: Sequence[Sequence[int]], joints: Joints) -> list[list[int]]:
    """
    Return *layers*, each in an order that lets few lines cross.

    Args:
        layers: The items of each rank, from the top.
        joints: Pairs of items of neighbouring ranks that a line joins, upper first.
    """
    up: dict[int, list[int]] = {}
    down: dict[int, list[int]] = {}
    for upper, lower in joints:
        down.setdefault(upper, []).append(lower)
        up.setdefault(lower, []).append(upper)
    best = [list(layer) for layer in layers]
    least = _crossings(best, down)
    for mirrored in (False, True):
        # Whoever stands in the middle either way: two beginnings see more.
        now = [list(layer) for layer in layers]
        if mirrored:
            now = [layer[::-1] for layer in now]
        for sweep in range(_SWEEPS):
            if least == 0:
                return best
            _sweep(now, up if sweep % 2 == 0 else down, downward=sweep % 2 == 0)
            _swap(now, up, down)
            crossings = _crossings(now, down)
            if crossings < least:
                least, best = crossings, [list(layer) for layer in now]
    return best


def _sweep(
    layers: list[list[int]], near: dict[int, list[int]], *, downward: bool
) -> None:
    """Put each item where those are that it is joined to in the rank before."""
    indices = range(1, len(layers))
    for index in indices if downward else [i - 1 for i in reversed(indices)]:
        fixed = layers[index - 1 if downward else index + 1]
        at = {item: place for place, item in enumerate(fixed)}
        share = len(fixed) / max(1, len(layers[index]))
        keys = {
            item: _middle([at[n] for n in near.get(item, ())], place * share)
            for place, item in enumerate(layers[index])
        }
        layers[index].sort(key=keys.__getitem__)


def _middle(places: list[int], otherwise: float) -> float:
    if not places:
        return otherwise
    places.sort()
    half = len(places) // 2
    if len(places) % 2:
        return float(places[half])
    return (places[half - 1] + places[half]) / 2


def _swap(
    layers: list[list[int]], up: dict[int, list[int]], down: dict[int, list[int]]
) -> None:
    """Swap neighbours for as long as that takes crossings away."""
    for index, layer in enumerate(layers):
        sides = []
        for side, near in ((index - 1, up), (index + 1, down)):
            if 0 <= side < len(layers):
                sides.append((near, {item: p for p, item in enumerate(layers[side])}))
        better = True
        while better:
            better = False
            for place in range(len(layer) - 1):
                left, right = layer[place], layer[place + 1]
                gain = 0
                for near, at in sides:
                    lefts = [at[n] for n in near.get(left, ())]
                    rights = [at[n] for n in near.get(right, ())]
                    gain += _inversions(lefts, rights) - _inversions(rights, lefts)
                if gain > 0:
                    layer[place], layer[place + 1] = right, left
                    better = True


def _inversions(lefts: Sequence[int], rights: Sequence[int]) -> int:
    return sum(right < left for left in lefts for right in rights)


def _crossings(layers: Sequence[Sequence[int]], down: dict[int, list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        at = {item: place for place, item in enumerate(lower)}
        ends: list[int] = []
        for item in upper:
            these = [at[n] for n in down.get(item, ())]
            total += _inversions(ends, these)
            ends += these
    return total
