"""What a file says of a request: which operation it calls, and in which version."""

from __future__ import annotations

from mockdr.base.diagnostics import near
from mockdr.base.fixes import respelt
from mockdr.base.source import Scalar
from mockdr.scenario.context import Context
from mockdr.scenario.findings import said
from mockdr.scenario.tree import MapNode, Node
from mockdr.scenario.vocabulary import OperationWord

__all__ = ["operation_named", "version_asked"]


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
        # Whoever writes a path does not mean a name.
        close = None
        if name.text.isalnum():
            close = near(name.text, (*besides, *operations))
        example = " or ".join(("createOrders", *besides))
        context.findings.add(
            "MDR301",
            f"there is no operation {said(name.text)}",
            name.place,
            help=f"did you mean {close!r}?"
            if close is not None
            else f"write an operationId, for example {example}; `mockdr contract` "
            "lists them",
            fix=respelt(name.text, (*besides, *operations), name.place)
            if close is not None
            else None,
        )
    return operation
