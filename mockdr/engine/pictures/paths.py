"""The way that a story takes through a lifecycle, and where it was barred."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mockdr.contract import errors
from mockdr.domain import LIFECYCLES, Lifecycle, Move
from mockdr.domain.billing import SESSION_MOVES
from mockdr.engine.pictures.diagram import (
    START,
    Edge,
    Label,
    Look,
    Node,
    Panel,
)
from mockdr.engine.pictures.lives import between, said, state, titled, way
from mockdr.engine.witness import Refused, Taken
from mockdr.engine.words import MAKES

__all__ = ["FIRST", "Barred", "barred", "concerns", "drawn", "kinds_of", "path"]

#: What a story is about, if several kinds move: first what people look for.
FIRST: Final = (
    "session",
    "order",
    "refund",
    "subscription",
    "invoice",
    "return",
    "checkout",
    "charge",
    "source",
)
#: What nearly every story is about.
_MAIN: Final = ("session", "order")
#: Kinds that tell, beside a session and an order, nothing that these do not tell.
_ASIDE: Final = frozenset(
    {"item", "checkout", "source", "charge", "capture", "cancel", "fraud", "customer"}
)
#: Where nobody wants a thing to end.
_FAILED: Final = "failed"
#: How many kinds one picture shows, unless somebody asks for more.
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """
    A call that led nowhere.

    Args:
        trigger: What was called.
        told: What came of it: `409 failed-request`, or what befell the answer.
        step: The number of the story's step.
        states: KIND to the state of what it was about.
        struck: Whether a rule kept it from being done; what moved in that step is the
            doing of another try.
    """

    trigger: str
    told: str
    step: int
    states: Mapping[str, str]
    struck: bool = False


def barred(refused: Iterable[Refused]) -> Iterator[Barred]:
    """Yield the calls that were refused, each once however much was wrong with it."""
    seen = set()
    for one in refused:
        if (one.step, one.operation) in seen:
            continue
        seen.add((one.step, one.operation))
        yield Barred(
            trigger=one.operation,
            told=f"{errors()[one.key].status} {one.code}",
            step=one.step,
            states=one.states,
        )


def kinds_of(moves: Iterable[Taken]) -> tuple[str, ...]:
    """Return the kinds that went from one state to another, what matters most first."""
    found = dict.fromkeys(
        move.kind for move in moves if move.before not in (None, move.after)
    )
    rank = {kind: index for index, kind in enumerate(FIRST)}
    return tuple(sorted(found, key=lambda kind: rank.get(kind, len(rank))))


def drawn(
    moves: Sequence[Taken],
    stops: Sequence[Barred],
    wanted: Collection[str] = (),
    named: Collection[str] = (),
) -> tuple[str, ...]:
    """
    Return the kinds that a picture shows.

    Args:
        wanted: Those that somebody asks for; what never moved is left out.
        named: Those that the story itself names, what it names most first.
    """
    known = dict.fromkeys(move.kind for move in moves)
    if wanted:
        return tuple(kind for kind in wanted if kind in known)
    rank = {kind: index for index, kind in enumerate(FIRST)}
    moved = kinds_of(move for move in moves if move.step)
    found = [kind for kind in named if kind in known and _counts(kind, moves, stops)]
    found += [kind for kind in moved if kind not in (*_ASIDE, *_MAIN)]
    # An order that is accepted at once has no second state, and is the point.
    found += [kind for kind in _MAIN if kind in known and _counts(kind, moves, stops)]
    if not found:
        # What was never made has a life all the same, that it did not begin.
        making = dict.fromkeys(MAKES.get(stop.trigger, "") for stop in stops)
        found = list(moved) or [kind for kind in making if kind in LIFECYCLES]
    found = found or [kind for kind in (*FIRST, *known) if kind in known][:1]
    found = [*dict.fromkeys(found)][:_SHOWN]
    return tuple(sorted(found, key=lambda kind: rank.get(kind, len(rank))))


def _counts(kind: str, moves: Iterable[Taken], stops: Iterable[Barred]) -> bool:
    """Tell whether a story itself, and not what comes before it, is about a kind."""
    return any(m.kind == kind and m.step and m.before != m.after for m in moves) or any(
        concerns(stop, kind) for stop in stops
    )


def concerns(stop: Barred, kind: str) -> bool:
    """Tell whether a call that led nowhere was to make or to move things of a kind."""
    if MAKES.get(stop.trigger) == kind:
        return True
    triggers = (row.trigger for row in LIFECYCLES[kind].moves)
    return kind in stop.states and stop.trigger in triggers


def path(
    kind: str,
    moves: Iterable[Taken],
    stops: Sequence[Barred] = (),
    *,
    onward: bool = False,
) -> Panel:
    """
    Return the way that things of one kind took through their life.

    Args:
        kind: A KIND of the scenario language, or `fraud`.
        moves: The moves of all kinds, in order.
        stops: The calls that led nowhere and are shown here.
        onward: Whether it also shows where it could go on from where it ended, and by
            what.
    """
    table = LIFECYCLES[kind]
    own = [move for move in moves if move.kind == kind]
    ends = {move.id: move.after for move in own}.values()
    gone = _gone(own, stops)
    moved = {(move.step, move.trigger) for move in own if move.before != move.after}
    bars = _bars(
        kind, [s for s in stops if s.struck or (s.step, s.trigger) not in moved]
    )
    barred_ways = [edge for _, edge in bars]
    on_it = {key for edge in (*gone, *barred_ways) for key in edge.ends}
    on_it |= {move.after for move in own}
    # Before the story begins, nobody wonders what else could be.
    told = [move for move in own if move.step]
    left = {edge.before for edge in (*_gone(told, ()), *barred_ways)}
    asking = on_it if onward else left
    written = frozenset(ends) if onward else frozenset()
    aside = _aside(_fitting(table, own), asking, {edge.ends for edge in gone}, written)
    beside = {edge.after for edge in aside} - on_it
    nodes = [Node(key=START, text="", look=Look.TAKEN)] if START in on_it else []
    for name in table.states:
        if name in on_it:
            look = Look.END if name in ends else Look.TAKEN
            nodes.append(state(table, name, look, _stays(table, name, own, stops)))
        elif name in beside:
            nodes.append(state(table, name, Look.PALE))
    nodes += [node for node, _ in bars]
    return Panel(
        title=titled(kind), nodes=tuple(nodes), edges=(*gone, *barred_ways, *aside)
    )


def _gone(moves: Iterable[Taken], stops: Iterable[Barred]) -> list[Edge]:
    """Return the ways that were taken, in the order of their first time."""
    told = {(s.step, s.trigger): s.told for s in stops if not s.struck}
    taken: dict[tuple[str | None, str], list[Taken]] = {}
    for move in moves:
        if move.before != move.after:
            taken.setdefault((move.before, move.after), []).append(move)
    edges = []
    for (before, after), these in taken.items():
        refusals = [told.get((move.step, move.trigger)) for move in these]
        labels = list(_numbered((_did(m), m.step) for m in these))
        failed = after == _FAILED and any(_by_hand(move) for move in these)
        labels += [Label(text=f"✕ {one}") for one in dict.fromkeys(refusals) if one]
        edges.append(
            Edge(
                before=START if before is None else before,
                after=after,
                labels=tuple(labels),
                look=Look.REFUSED if failed or any(refusals) else Look.TAKEN,
            )
        )
    return edges


def _by_hand(move: Taken) -> bool:
    """Tell whether somebody did it who calls nothing: the shopper, the provider."""
    return "." in move.trigger


def _did(move: Taken) -> str:
    """Return what moved it, and whether that failed or came by itself."""
    bad = "✕ " if move.after == _FAILED and _by_hand(move) else ""
    return f"{bad}{'then ' if move.follows else ''}{said(move.trigger)}"


def _bars(kind: str, stops: Iterable[Barred]) -> list[tuple[Node, Edge]]:
    """Return a bar for each state from which calls led nowhere, and the way to it."""
    barring: dict[str, list[Barred]] = {}
    for stop in stops:
        barring.setdefault(stop.states.get(kind, START), []).append(stop)
    bars = []
    for before, these in barring.items():
        key = f"✕ {before}"
        told = _numbered((stop.told, stop.step) for stop in these)
        text = f"✕ {told[0].text}" if len(told) == 1 else "✕ refused"
        triggers = _numbered((said(stop.trigger), stop.step) for stop in these)
        node = Node(
            key=key,
            text=text,
            look=Look.BLOCKED,
            stays=() if len(told) == 1 else told,
        )
        edge = Edge(before=before, after=key, labels=triggers, look=Look.BLOCKED)
        bars.append((node, edge))
    return bars


def _numbered(pairs: Iterable[tuple[str, int]]) -> tuple[Label, ...]:
    """Return a line for each text, with the numbers of the steps that have it."""
    found: dict[str, list[int]] = {}
    for text, step in pairs:
        found.setdefault(text, []).append(step)
    # What no step or call did has a number below 0, which says nothing to people.
    return tuple(
        Label(text=text, numbers=tuple(n for n in dict.fromkeys(steps) if n >= 0))
        for text, steps in found.items()
    )


def _aside(
    rows: Iterable[Move],
    asking: Collection[str],
    gone: Collection[tuple[str, str]],
    written: Collection[str],
) -> list[Edge]:
    """Return the ways that the things could have taken, and did not."""
    return [
        way(these, Look.PALE, written=before in written)
        for (before, after), these in between(rows).items()
        if before in asking and before != after and (before, after) not in gone
    ]


def _fitting(table: Lifecycle, moves: Iterable[Taken]) -> list[Move]:
    """
    Return the rows that things like these can take.

    A session pays for a checkout or for an invoice, and each moves it in its own way.
    """
    billed = {(row.before, row.trigger, row.after) for row in SESSION_MOVES}
    if table.kind != "session" or any(move.row[1:] in billed for move in moves):
        return list(table.moves)
    return [row for row in table.moves if row not in SESSION_MOVES]


def _stays(
    table: Lifecycle, name: str, moves: Iterable[Taken], stops: Iterable[Barred]
) -> tuple[Label, ...]:
    """Return what was done in a state and left the thing there, in the story itself."""
    told = {(stop.step, stop.trigger) for stop in stops}
    rows = {row.trigger for row in table.at(name) if row.after == name}
    these = (
        move
        for move in moves
        if move.before == move.after == name
        and move.step
        and move.trigger in rows
        and (move.step, move.trigger) not in told
    )
    return _numbered((said(move.trigger), move.step) for move in these)
