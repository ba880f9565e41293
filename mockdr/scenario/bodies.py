"""What steps say about requests and replies: `match`, `times`, `fault`, `source`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from mockdr.base.errors import Json
from mockdr.base.source import Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.deliveries import KINDS as DELIVERIES
from mockdr.scenario.findings import said
from mockdr.scenario.grammar import FAULT, MATCH
from mockdr.scenario.headers import free_headers
from mockdr.scenario.kinds import Takes, check_keys, read_kind
from mockdr.scenario.scalars import is_null
from mockdr.scenario.schemas import parse_schema
from mockdr.scenario.story import MOST_TIMES, NONE, Fault, Match, Times
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import OperationWord
from mockdr.scenario.wire import has_body, open_json, read_references, wire

__all__ = [
    "check_altered",
    "parse_fault",
    "parse_match",
    "parse_source",
    "parse_times",
]

_TIMES = re.compile(r"([0-9]{1,6})(\.\.([0-9]{1,6})?)?")
_STATUS = re.compile("[2-5][0-9][0-9]")
#: HTTP sends no content with these.
_BODILESS = frozenset({204, 205, 304})

FaultKind = Literal[
    "reset", "empty", "hang", "status", "delay", "truncate", "garbage", "alter"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault(Takes):
    """What one kind of fault does unless told otherwise, and the keys it takes."""

    work: Literal["done", "none"]


FAULTS: Final[dict[FaultKind, _Fault]] = {
    "reset": _Fault(work="none"),
    "empty": _Fault(work="none"),
    "hang": _Fault(work="none", takes=("for",)),
    "status": _Fault(
        work="none", takes=("status", "headers", "body"), needs=("status",)
    ),
    "delay": _Fault(work="done", takes=("for",), needs=("for",)),
    "truncate": _Fault(work="done"),
    "garbage": _Fault(work="done"),
    "alter": _Fault(work="done", takes=("body",), needs=("body",)),
}


def parse_match(
    context: Context, node: Node, operation: OperationWord | None
) -> Match | None:
    """Return what a request must contain."""
    found = context.mapping(node, "'match'", MATCH)
    if found is None:
        return None
    body: Json = NONE
    if "body" in found:
        body = _match_body(context, found["body"], operation)
    schema: Json = NONE
    if "body_schema" in found:
        schema = parse_schema(context, found["body_schema"])
    query = {}
    if "query" in found and context.entries(found["query"], "'query'") is not None:
        if operation is None:
            query = open_json(context, found["query"])
        else:
            query = wire(
                context, found["query"], f"query:{operation.id}", unknown="error"
            )
    headers = {}
    if "headers" in found:
        for key, value in context.entries(found["headers"], "'headers'") or ():
            headers[key.text.lower()] = _header(context, key, value)
    return Match(body=body, body_schema=schema, query=query, headers=headers)


def _match_body(context: Context, node: Node, operation: OperationWord | None) -> Json:
    if operation is None:
        return open_json(context, node)
    where = f"request:{operation.id}"
    if not has_body(context, where):
        context.findings.add(
            "MDR315",
            f"{operation.id} takes no body",
            node.place,
            help="leave 'body' out",
        )
        return NONE
    body = wire(context, node, where, unknown="error")
    if operation.makes == "source":
        _check_type(context, node)
    return body


def _header(context: Context, key: Scalar, value: Node) -> str | None:
    if not isinstance(value, Scalar):
        context.word(value, f"the header {said(key.text)}")
        return None
    read_references(context, value)
    return None if is_null(value) else value.text


def parse_source(context: Context, node: Node, *, typed: bool = False) -> Json:
    """
    Return the fields of a payment source.

    Args:
        typed: Whether it must have a type, since it is a new one that somebody chooses.
    """
    body = wire(context, node, "source", unknown="warning")
    if typed and isinstance(node, MapNode) and not node.torn and not node.says("type"):
        context.findings.add(
            "MDR102",
            "the source of a customer who chooses lacks 'type'",
            node.place,
            help="give at least its type, for example {type: creditCard}",
        )
    _check_type(context, node)
    return body


def _check_type(context: Context, node: Node) -> None:
    """Note a type of payment source that there is not."""
    types = context.vocabulary.source_types
    value = node.get("type") if isinstance(node, MapNode) else None
    if not types or not isinstance(value, Scalar) or is_null(value):
        return
    if value.text not in types and "<" not in value.text:
        context.findings.unknown(
            "MDR313",
            f"there is no source of type {said(value.text)}",
            value.place,
            word=value.text,
            words=types,
            otherwise="the types are",
        )


def parse_times(context: Context, node: Node | None) -> Times | None:
    """Return how often a call is played."""
    word = context.word(node, "'times'")
    if word is None:
        return None
    found = _TIMES.fullmatch(word.text)
    todo = "write 2 (exactly), 0..1 (optional) or 1.. (one or more)"
    if found is None:
        context.findings.add(
            "MDR110",
            f"'times' cannot be {said(word.text)}",
            word.place,
            help=todo,
        )
        return None
    least = int(found[1])
    most = least if found[2] is None else None if found[3] is None else int(found[3])
    if most is not None and (most < least or most == 0):
        context.findings.add(
            "MDR110",
            f"{word.text} times is never" if most == 0 else f"{word.text} counts down",
            word.place,
            help="leave the step out" if most == 0 else f"write {most}..{least}",
        )
        return None
    if max(least, most or 0) > MOST_TIMES:
        context.findings.add(
            "MDR110",
            f"a call cannot come {max(least, most or 0)} times",
            word.place,
            help=f"write {MOST_TIMES} at most, or {min(least, 1)}.. for any number",
        )
        return None
    return Times(least=least, most=most)


# Faults


def parse_fault(
    context: Context, node: Node, operation: OperationWord | None
) -> Fault | None:
    """Return how reality is bent."""
    needs = {"kind": f"one of {', '.join(FAULTS)}"}
    found = context.mapping(node, "a fault", FAULT, needs=needs)
    if found is None:
        return None
    said_kind = found.get("kind")
    if isinstance(said_kind, Scalar) and said_kind.text in DELIVERIES:
        context.findings.add(
            "MDR112",
            f"the kind of a fault cannot be {said_kind.text!r}: it is one of a "
            "delivery",
            said_kind.place,
            help=f"faults bend answers; for events write, beside 'steps', "
            f"delivery: [{{event: any, kind: {said_kind.text}}}]",
        )
        return None
    kind = read_kind(context, said_kind, "the kind of a fault", FAULTS)
    work = context.choice(found.get("work"), "'work'", ("done", "none"))
    wait = context.duration(found.get("for"), "'for'")
    status = _status(context, found.get("status"))
    headers: dict[str, str] = {}
    if "headers" in found:
        headers = free_headers(context, found["headers"])
    body: Json = NONE
    if "body" in found:
        body = _fault_body(context, found["body"], kind, operation)
    if kind is None:
        return None
    check_keys(
        context,
        node,
        kind=kind,
        kinds=FAULTS,
        code="MDR113",
        noun="the fault",
        examples=_EXAMPLES,
    )
    _check_bodiless(context, node, status)
    undone = work == "none" and _can_be_undone(context, kind, found["work"])
    return Fault(
        kind=kind,
        work=FAULTS[kind].work if work is None else "none" if undone else "done",
        wait=wait,
        status=status,
        headers=headers,
        body=body,
    )


def _status(context: Context, node: Node | None) -> int | None:
    word = context.word(node, "'status'")
    if word is None:
        return None
    if not _STATUS.fullmatch(word.text):
        context.findings.add(
            "MDR112",
            f"'status' cannot be {said(word.text)}",
            word.place,
            help="write a status of HTTP, 200 to 599",
        )
        return None
    return int(word.text)


def _fault_body(
    context: Context,
    node: Node,
    kind: FaultKind | None,
    operation: OperationWord | None,
) -> Json:
    if kind == "alter" and operation is not None:
        return wire(context, node, f"reply:{operation.id}", unknown="allow")
    return open_json(context, node, strict=False)


def _can_be_undone(context: Context, kind: FaultKind, node: Node) -> bool:
    """Tell whether a fault needs no answer; note one that spoils an answer."""
    if FAULTS[kind].work == "none":
        return True
    others = [k for k, f in FAULTS.items() if f.work == "none"]
    context.findings.add(
        "MDR113",
        f"the fault {kind!r} spoils an answer, and with work: none there is none",
        node.place,
        help=f"leave 'work' out, or choose {', '.join(others[:-1])} or {others[-1]}",
    )
    return False


def _check_bodiless(context: Context, node: Node, status: int | None) -> None:
    key = node.key("body") if isinstance(node, MapNode) else None
    if key is not None and status in _BODILESS:
        context.findings.add(
            "MDR113",
            f"an answer with status {status} has no body",
            key.place,
            help="leave 'body' out, or choose another status",
        )


def check_altered(
    context: Context, node: Node, fault: Fault, operation: OperationWord | None
) -> None:
    """Note a fault that would alter the body of a success that has none."""
    if fault.kind != "alter" or operation is None:
        return
    if not has_body(context, f"reply:{operation.id}"):
        context.findings.add(
            "MDR315",
            f"{operation.id} answers without a body, so there is none to alter",
            node.place,
            help="choose another fault",
        )


_EXAMPLES: Final = {
    "for": "5s",
    "status": "503",
    "headers": "{Retry-After: 2}",
    "body": "{…}",
}
