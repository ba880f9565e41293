"""What a scenario says about the way of its events: `delivery`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json, MockdrError
from mockdr.base.source import Place, Scalar
from mockdr.scenario.bends import ANY, Bend, BendKind
from mockdr.scenario.context import Context
from mockdr.scenario.counting import read_count, read_when
from mockdr.scenario.findings import Enough, Findings
from mockdr.scenario.grammar import DELIVERY
from mockdr.scenario.kinds import Takes, check_keys, read_kind
from mockdr.scenario.overlaps import note_overlaps
from mockdr.scenario.tree import ListNode, MapNode, Node
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["KINDS", "SETTING", "parse_delivery", "read_bend"]

#: Every kind of adversity, and what it may be told.
KINDS: Final[Mapping[BendKind, Takes]] = MappingProxyType(
    {
        "duplicate": Takes(takes=("copies",)),
        "late": Takes(takes=("by",), needs=("by",)),
        "swap": Takes(),
        "drop": Takes(),
        "stale": Takes(takes=("by",), needs=("by",)),
        "tampered": Takes(),
        "old_secret": Takes(),
        "unknown_type": Takes(),
        "down": Takes(takes=("attempts",)),
    }
)
#: The words that stand for a whole list where `delivery` is a setting.
SETTING: Final = ("none", "chaos")
_LISTED: Final = "list what to bend, for example [{event: any, kind: duplicate}]"
#: What events are called where they are sent.
_ON_THE_WIRE: Final = "type"
_EXAMPLES: Final = {"by": "10m", "copies": "3", "attempts": "2"}
#: No calendar ends within it, on either side.
_LONGEST: Final = timedelta(days=3650)
#: More would try nobody's handler, only the machine.
_MOST_COPIES: Final = 100
#: More than any plan of retries has.
_MOST_ATTEMPTS: Final = 1_000
#: Of what is wrong with a mapping from outside, so much is told in one message.
_FEW: Final = 3


def parse_delivery(context: Context, node: Node) -> tuple[Bend, ...]:
    """Return how the events of a story are bent on their way."""
    if isinstance(node, Scalar) and node.text.strip():
        context.misshapen(node, "'delivery'", "a list", _instead(node.text.strip()))
        return ()
    bends = [_bend(context, i) for i in context.items(node, "'delivery'") or ()]
    found = tuple(bend for bend in bends if bend is not None)
    # Of entries that are wrong nobody knows what they would do.
    if not context.findings.fatal:
        note_overlaps(context.findings, found)
    return found


def _instead(word: str) -> str:
    """Return what to write instead of a single word."""
    if word in SETTING:
        return (
            f"{word} is a value of the setting: write given: {{settings: {{delivery: "
            f"{word}}}}}, or say it in the test's marker, delivery={word!r}"
        )
    return _LISTED


def read_bend(value: Mapping[str, Json], vocabulary: Vocabulary) -> Bend:
    """
    Return the bend that a mapping from outside a file says, in the words of one.

    Args:
        value: Keys and values of one entry of `delivery`; `by` may be a duration.

    Raises:
        MockdrError: If a file could not say so either; what is wrong, and what to do.
    """
    findings = Findings()
    bend = None
    try:
        context = Context(vocabulary=vocabulary, findings=findings)
        bend = _bend(context, _node(value))
    except Enough:
        pass
    wrong = findings.sorted()[:_FEW]
    if bend is None or wrong:
        raise MockdrError(
            "; ".join(d.message for d in wrong),
            help="; ".join(d.help for d in wrong if d.help),
        )
    return bend


_NOWHERE: Final = Place(file="", line=1, column=1, end_line=1, end_column=1)


def _node(value: Json) -> Node:
    """Return what a file would hold that says *value*."""
    if isinstance(value, Mapping):
        return MapNode(
            entries=tuple(
                (Scalar(text=str(key), place=_NOWHERE), _node(inner))
                for key, inner in value.items()
                if inner is not None
            ),
            place=_NOWHERE,
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ListNode(items=tuple(map(_node, value)), place=_NOWHERE)
    if isinstance(value, timedelta):
        value = f"{value // timedelta(milliseconds=1)}ms"
    return Scalar(text=str(value), place=_NOWHERE)


def _bend(context: Context, node: Node) -> Bend | None:
    needs = {
        "event": f"a type of event, or {ANY}",
        "kind": f"one of {', '.join(KINDS)}",
    }
    node = _renamed(context, node)
    found = context.mapping(node, "a delivery", DELIVERY, needs=needs)
    if found is None:
        return None
    event = context.event(found.get("event"), "'event'", besides=(ANY,))
    kind = read_kind(context, found.get("kind"), "the kind of a delivery", KINDS)
    by = _by(context, found.get("by"))
    copies = read_count(context, found, "copies", 2, _MOST_COPIES)
    attempts = read_count(context, found, "attempts", 1, _MOST_ATTEMPTS)
    when = read_when(context, found, node, what="a delivery", struck="events")
    if kind is None:
        return None
    check_keys(
        context,
        node,
        kind=kind,
        kinds=KINDS,
        code="MDR402",
        noun="the delivery",
        examples=_EXAMPLES,
    )
    return Bend(
        event=event or ANY,
        kind=kind,
        by=by,
        copies=copies or 2,
        attempts=attempts or 1,
        when=when,
        place=found.get("event", node).place,
    )


def _renamed(context: Context, node: Node) -> Node:
    """Return *node* as it is meant where it says `type` for `event`, and note that."""
    key = node.key(_ON_THE_WIRE) if isinstance(node, MapNode) else None
    if not isinstance(node, MapNode) or key is None or node.key("event") is not None:
        return node
    context.findings.add(
        "MDR101",
        f"a delivery has no key {key.text!r}",
        key.place,
        help="did you mean 'event'?",
    )
    meant = Scalar(text="event", place=key.place)
    entries = tuple((meant if k is key else k, v) for k, v in node.entries)
    return replace(node, entries=entries)


def _by(context: Context, node: Node | None) -> timedelta | None:
    by = context.duration(node, "'by'")
    if node is None or by is None or timedelta(0) < by <= _LONGEST:
        return by
    context.findings.add(
        "MDR403",
        "'by' is longer than any retry" if by else "'by' says that nothing is bent",
        node.place,
        help=f"write a duration of up to {_LONGEST.days}d"
        if by
        else "write a duration that is longer, for example 10m",
    )
    return None
