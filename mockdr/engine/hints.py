"""What somebody who wrote a word wrongly may have meant, for headers and journal."""

from __future__ import annotations

from collections.abc import Iterable

from mockdr import contract
from mockdr.base.diagnostics import near
from mockdr.contract import Problem

__all__ = ["misspelt", "no_event_type", "no_version"]


def misspelt(
    operation_id: str, problems: Iterable[Problem], version: str | None
) -> str:
    """
    Return which fields were meant by those that the contract does not have.

    Args:
        operation_id: Whose request it is.
        problems: What is wrong with the request.
        version: The API version that it is written in; None for the newest.
    """
    told = []
    for problem in problems:
        if problem.kind != "unknown" or problem.rule == "not" or not problem.pointer:
            continue
        *path, name = problem.pointer.split("/")[1:]
        place = tuple("*" if step.isdecimal() else step for step in path)
        known = contract.fields_of(f"request:{operation_id}", place, version)
        meant = near(name, known)
        if meant is not None:
            told.append(f"{problem.parameter}: did you mean {meant!r}?")
    return "; ".join(told)


def no_version(version: str) -> str:
    """Return the versions there are, where *version* is none of them."""
    return f"there is no version {version!r}: {', '.join(contract.versions())}"


def no_event_type(type: str) -> str:
    """Return what the event *type* may have been meant to be, or where the list is."""
    meant = near(type, contract.event_types())
    if meant is not None:
        return f"{type}: did you mean {meant!r}?"
    return f"{type} is no event: the page event-types.md lists them"
