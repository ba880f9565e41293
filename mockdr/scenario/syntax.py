"""Says in plain words what the YAML reader complains of."""

from __future__ import annotations

from typing import Final

import yaml

__all__ = ["explain"]

#: A part of the reader's complaint; what is wrong; what to do.
_COMPLAINTS: Final = (
    (
        "mapping values are not allowed",
        "a colon is not possible here",
        (
            "a text with a colon and a space in it needs quotes, and the keys of one "
            "mapping begin in the same column"
        ),
    ),
    (
        "sequence entries are not allowed",
        "a list item cannot begin here",
        "put the dash on a line of its own, or write the list as [a, b]",
    ),
    (
        "cannot start any token",
        "a text cannot begin with this character",
        "put the text into quotes",
    ),
    (
        "unknown escape character",
        "there is no such escape",
        "double the backslash, or use single quotes",
    ),
    (
        "unexpected end of stream",
        "the quotes that open here are never closed",
        "close them",
    ),
    (
        "expected ',' or ']'",
        "this list does not go on like a list",
        "separate its items with commas and close it with ]",
    ),
    (
        "expected ',' or '}'",
        "this mapping does not go on like a mapping",
        "separate its entries with commas and close it with }",
    ),
    (
        "did not find expected '-' indicator",
        "the list above does not go on like this",
        "begin the item with a dash, in the column of the dashes above",
    ),
    (
        "did not find expected key",
        "the mapping above does not go on like this",
        "write key: value, in the column of the keys above",
    ),
    (
        "did not find expected node content",
        "something is missing here",
        "close each bracket that was opened, and put texts with brackets into quotes",
    ),
    (
        "could not find expected ':'",
        "this key has no colon",
        "write key: value",
    ),
    (
        "undefined tag handle",
        "a tag is not allowed",
        "an exclamation mark that is meant as text needs quotes",
    ),
)


def explain(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """Return what is wrong, and what to do about it."""
    problem = error.problem or "it cannot be read"
    mark, context = error.problem_mark, error.context_mark
    for part, message, todo in _COMPLAINTS:
        if part in problem:
            if (
                mark
                and context
                and context.line < mark.line
                and "quotes" not in message
            ):
                return message, f"{todo}; it begins on line {context.line + 1}"
            return message, todo
    return f"this is not YAML: {problem}", "texts with special characters need quotes"
