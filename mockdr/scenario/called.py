"""What a file says of a request: which operation it calls, and in which version."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from mockdr.base.diagnostics import near
from mockdr.base.fixes import Fix, respelt
from mockdr.base.source import Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.respelling import instead
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import OperationWord

__all__ = ["operation_named", "version_asked"]

_REQUEST: Final = re.compile(r"([A-Za-z]{3,6})\s+(/[^\s?#]{0,200})")
_JOINTS: Final = re.compile(r"[-_\s]")


def version_asked(context: Context, match: Node | None) -> str | None:
    """Return the version of a call's bodies: a header that it must have says it too."""
    headers = match.get("headers") if isinstance(match, MapNode) else None
    for key, value in headers.entries if isinstance(headers, MapNode) else ():
        named = key.text.lower() == context.vocabulary.version_header
        if named and isinstance(value, Scalar):
            return value.text
    return context.version


def operation_named(
    context: Context, name: Scalar, *, besides: tuple[str, ...] = ()
) -> OperationWord | None:
    """
    Return the operation of that name; note it where there is none.

    Args:
        besides: Words that could stand there instead.
    """
    operations = context.vocabulary.operations
    operation = operations.get(name.text)
    if operation is None:
        words = (*besides, *operations)
        close, fix = _named_otherwise(context, name, words)
        example = " or ".join(("createOrders", *besides))
        context.findings.add(
            "MDR301",
            f"there is no operation {said(name.text)}",
            name.place,
            help=f"did you mean {close!r}?"
            if close is not None
            else f"write an operationId, for example {example}; `mockdr contract` "
            "lists them",
            fix=fix,
        )
    return operation


def _named_otherwise(
    context: Context, name: Scalar, words: Collection[str]
) -> tuple[str | None, Fix | None]:
    """Return what is meant by a method and a path, or by a name spelt otherwise."""
    asked = _REQUEST.fullmatch(name.text)
    if asked is not None:
        called = context.vocabulary.operation_at(asked[1].upper(), asked[2])
        fix = instead(name, called) if called is not None else None
        return called, fix
    if "/" in name.text:
        return None, None
    # Spaces, hyphens and underscores only spell a name.
    close = near(_JOINTS.sub("", name.text), words)
    fix = respelt(name.text, words, name.place)
    safe = fix is not None and fix.edits[0].new == close
    return close, fix if safe else None
