"""What steps say about the headers of a reply: the contract has one, a fault any."""

from __future__ import annotations

import re
from typing import Final

from mockdr.base.errors import Json
from mockdr.base.source import Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.story import ErrorClaim, Fault
from mockdr.scenario.tree import Node
from mockdr.scenario.vocabulary import OperationWord
from mockdr.scenario.wire import read_references

__all__ = ["DOCUMENTED", "documented_headers", "free_headers", "may_wait"]

#: Headers of a reply that the contract documents, and the status that they come with.
DOCUMENTED: Final = {"Retry-After": 429}

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_SECONDS = re.compile(r"[0-9]{1,9}")


def may_wait(
    operation: OperationWord | None, error: ErrorClaim | None, fault: Fault | None
) -> bool:
    """Tell whether the answer of a step is one that says when to come again."""
    wanted = DOCUMENTED["Retry-After"]
    if fault is not None and fault.kind == "status":
        return fault.status == wanted
    if error is None or operation is None:
        return False
    return any(e.status == wanted for e in operation.errors if e.key in error.keys)


def documented_headers(context: Context, node: Node, *, waits: bool) -> dict[str, Json]:
    """
    Return the headers that `then` claims, as far as the contract has them.

    Args:
        context: Takes the findings.
        node: The value of `headers`.
        waits: Whether the answer may carry them; see `may_wait`.
    """
    known = {name.lower(): name for name in DOCUMENTED}
    found: dict[str, Json] = {}
    for key, value in context.entries(node, "'headers'") or ():
        name = known.get(key.text.lower())
        if name is None:
            context.findings.unknown(
                "MDR316",
                f"the contract has no header {said(key.text)} in any answer",
                key.place,
                word=key.text,
                words=known.values(),
                otherwise="a fault of kind status sets any header; 'then' knows",
            )
            continue
        word = context.word(value, f"{said(key.text)} in 'headers'", "a text")
        if not waits:
            context.findings.add(
                "MDR316",
                f"{name} comes with a {DOCUMENTED[name]}, and this step answers none",
                key.place,
                help="claim error: too_many_requests, or set the header by a fault of "
                "kind status",
            )
        elif word is not None and not _SECONDS.fullmatch(word.text):
            context.findings.add(
                "MDR120",
                f"{name} cannot be {said(word.text)}",
                word.place,
                help="write whole seconds, for example 2",
            )
        elif word is not None:
            found[name] = word.text
    return found


def free_headers(context: Context, node: Node) -> dict[str, str]:
    """Return the headers of a fault: any that HTTP can carry; they may refer."""
    found: dict[str, str] = {}
    for key, value in context.entries(node, "'headers'") or ():
        if not isinstance(value, Scalar):
            context.word(value, f"{said(key.text)} in 'headers'", "a text")
            continue
        read_references(context, value, strict=False)
        found[key.text] = value.text
        if not _NAME.fullmatch(key.text):
            context.findings.add(
                "MDR120",
                f"no header can be named {said(key.text)}",
                key.place,
                help="use letters, digits and hyphens, for example X-Request-Id",
            )
        if not _VALUE.fullmatch(value.text):
            context.findings.add(
                "MDR120",
                f"the header {said(key.text)} cannot be {said(value.text)}",
                value.place,
                help="a header is one line of plain ASCII",
            )
    return found
