"""Codes 2xx: states that are not there, and moves that nothing can make."""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["STATES"]

STATES: Final = (
    rule(
        "MDR201",
        "impossible",
        "No documented move from here agrees with `then`.",
        "`then` chooses among what the provider documents; nothing but `fault` may "
        "leave the contract.",
    ),
    rule(
        "MDR202",
        "unknown-state",
        "A thing has no such state.",
        "A state that does not exist is never reached.",
    ),
    rule(
        "MDR204",
        "thing-without-state",
        "A state is claimed of a thing that has none.",
        "SKUs, plans and webhooks have no lifecycle.",
    ),
    rule(
        "MDR205",
        "unknown-thing",
        "Nothing in the story has this name.",
        "A thing is named by `as` or in `given`, or is the KIND of a thing.",
    ),
    rule(
        "MDR206",
        "not-yet-named",
        "A name is used before the step that gives it.",
        "A story is played from top to bottom.",
    ),
    rule(
        "MDR207",
        "of-whom",
        "An act does not say what it is about.",
        "`completes`, `fails` and `expires` move things of several kinds: say which.",
    ),
    rule(
        "MDR208",
        "of-another-kind",
        "An act cannot be about a thing of this kind.",
        "Each verb moves things of certain kinds.",
    ),
    rule(
        "MDR209",
        "dangling-reference",
        "A reference names no field of a thing.",
        "A reference is a thing and a field, for example <checkout.id>.",
    ),
    rule(
        "MDR210",
        "cannot-go-on",
        "Rehearsed, the story cannot go on at this step.",
        "Nothing can take the act, or no request fits the call.",
    ),
    rule(
        "MDR211",
        "turns-out-otherwise",
        "Rehearsed, the step turns out otherwise than `then` says.",
        "What the request and the state make of a step comes before what a story asks.",
    ),
)
