"""Which state stands above which: moves go down, but for those that go back."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["STRIDE", "downward", "ranks"]

#: Ranks between a node and the next: what is written on an edge has one of its own.
STRIDE = 2


def downward(
    count: int, links: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """
    Return *links*, those turned round that would close a circle.

    Nodes are visited from the first on; a link that leads back to where the visit came
    from is one that goes up.

    Args:
        count: How many nodes there are; links are of their indices, and none joins a
            node to itself.
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    for index, (tail, _) in enumerate(links):
        leaving[tail].append(index)
    turned = list(links)
    done: set[int] = set()
    above: list[int] = []

    def visit(node: int) -> None:
        above.append(node)
        for index in leaving[node]:
            head = links[index][1]
            if head in above:
                turned[index] = (head, node)
            elif head not in done:
                visit(head)
        above.pop()
        done.add(node)

    for node in range(count):
        if node not in done:
            visit(node)
    return tuple(turned)


def ranks(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """
    Return the rank of each node, from 0: links go down, and are short.

    Args:
        links: Without a circle, as `downward` returns them.
    """
    found = _longest(count, links)
    # The far end of a long link may come nearer, as long as all still go down.
    for _ in range(count):
        before = list(found)
        for node in range(count):
            _settle(node, found, links)
        if found == before:
            break
    lowest = min(found, default=0)
    return [rank - lowest for rank in found]


def _longest(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    found = [0] * count
    changed = True
    while changed:
        changed = False
        for tail, head in links:
            if found[head] < found[tail] + STRIDE:
                found[head] = found[tail] + STRIDE
                changed = True
    return found


def _settle(node: int, found: list[int], links: Sequence[tuple[int, int]]) -> None:
    """Move a node to where the links at it are shortest together."""
    into = [found[tail] + STRIDE for tail, head in links if head == node]
    out = [found[head] - STRIDE for tail, head in links if tail == node]
    if out and len(out) > len(into):
        found[node] = min(out)
    elif into and len(into) > len(out):
        found[node] = max(into)
