"""The life of one kind of thing as a picture: its states, and the ways between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mockdr.domain import LIFECYCLES, Evidence, Lifecycle, Move
from mockdr.engine.pictures.diagram import (
    START,
    Diagram,
    Edge,
    Label,
    Look,
    Node,
    Panel,
)
from mockdr.scenario.findings import with_article

__all__ = ["INFERRED", "between", "life", "said", "state", "titled", "way"]

#: What a dashed line means.
INFERRED: Final = "no page says so, mockdr infers it"

#: What is done to a thing, as rows of its table.
Pair = tuple[str | None, str]


def said(trigger: str) -> str:
    """Return a trigger as people read it: `customer pays`, `createOrders`."""
    return trigger.replace(".", " ").replace("_", " ") if "." in trigger else trigger


def titled(kind: str) -> str:
    """Return what a kind is called above its picture."""
    return {"session": "payment session", "fraud": "fraud review"}.get(
        kind, kind.replace("_", " ")
    )


def between(moves: Iterable[Move]) -> dict[Pair, tuple[Move, ...]]:
    """Return the rows of a table by where they begin and end, in its order."""
    found: dict[Pair, list[Move]] = {}
    for move in moves:
        found.setdefault((move.before, move.after), []).append(move)
    return {pair: tuple(rows) for pair, rows in found.items()}


def way(rows: Sequence[Move], look: Look = Look.PLAIN, *, written: bool = True) -> Edge:
    """
    Return the edge that rows with one beginning and one end make.

    Args:
        written: Whether it says what leads along it; else only who points at it is
            told.
    """
    labels = _labels(rows)
    return Edge(
        before=START if rows[0].before is None else rows[0].before,
        after=rows[0].after,
        labels=labels if written else (),
        look=look,
        sure=any(label.sure for label in labels),
        tip="" if written else "\n".join(f"{one.text}: {one.tip}" for one in labels),
    )


def state(
    table: Lifecycle, name: str, look: Look = Look.PLAIN, stays: Sequence[Label] = ()
) -> Node:
    """Return the node of a state."""
    return Node(
        key=name,
        text=name,
        look=look,
        final=name in set(table.final()),
        stays=tuple(stays),
    )


def _labels(rows: Sequence[Move]) -> tuple[Label, ...]:
    by_trigger: dict[str, list[Move]] = {}
    for row in rows:
        by_trigger.setdefault(row.trigger, []).append(row)
    return tuple(
        Label(
            text=said(trigger),
            sure=any(row.evidence is not Evidence.INFERRED for row in same),
            tip="\n".join(dict.fromkeys(map(_known, same))),
        )
        for trigger, same in by_trigger.items()
    )


def _known(move: Move) -> str:
    told = f"{move.evidence.value}, {move.page}"
    return f"{move.guard} ({told})" if move.guard else told


def life(kind: str) -> Diagram:
    """
    Return the picture of everything that can happen to a kind of thing.

    Args:
        kind: A KIND of the scenario language, or `fraud`.
    """
    table = LIFECYCLES[kind]
    pairs = between(table.moves)
    seen = {s for before, after in pairs for s in (before, after)}
    edges = tuple(way(rows) for (b, a), rows in pairs.items() if b != a)
    nodes = [Node(key=START, text="")] if None in seen else []
    nodes += [
        state(table, name, stays=_labels(pairs.get((name, name), ())))
        for name in table.states
        if name in seen
    ]
    never = [name for name in table.states if name not in seen]
    final = [node.text for node in nodes if node.final]
    stays = any(node.stays for node in nodes)
    panel = Panel(
        title="",
        nodes=tuple(nodes),
        edges=edges,
        note=f"named, and never reached: {', '.join(never)}" if never else "",
    )
    legend = {} if all(edge.sure for edge in edges) else {"inferred": INFERRED}
    if final:
        legend["final"] = "nothing leaves it"
    return Diagram(
        title=f"The life of {with_article(titled(kind))}",
        summary=f"{_count(len(nodes) - (None in seen), 'state')}, "
        f"{_count(len(table.moves), 'move')}."
        + (" What stands inside a state leaves it as it is." if stays else ""),
        described=described(panel),
        panels=(panel,),
        legend=legend,
    )


def described(panel: Panel, *, taken: bool = False) -> str:
    """
    Return a panel in words, for who does not see it.

    Args:
        taken: Whether only the ways count that a story takes.
    """
    words = []
    for edge in panel.edges:
        if taken and edge.look is Look.PALE:
            continue
        by = ", ".join(label.text for label in edge.labels)
        begin = f"From {edge.before}" if edge.before else "At first"
        words.append(f"{begin} to {edge.after} by {by}.")
    return " ".join([f"{panel.title}:", *words] if panel.title else words)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
