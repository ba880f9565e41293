"""Codes 3xx: names and types that the contract does not have."""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["NAMES"]

NAMES: Final = (
    rule(
        "MDR301",
        "unknown-operation",
        "The contract has no such operation.",
        "Operations are named by their operationId, for example createOrders.",
    ),
    rule(
        "MDR302",
        "unknown-error",
        "The operation cannot answer this error.",
        "An error stands in the catalogue for certain operations, by its code (or by "
        "its type, where it has no code).",
    ),
    rule(
        "MDR303",
        "ambiguous-error",
        "The error fits several entries of the catalogue.",
        "Write the mapping that fits the one that is meant.",
    ),
    rule(
        "MDR305",
        "unknown-verb",
        "The actor has no such verb.",
        "The list of verbs is closed: each is a trigger of the lifecycle tables.",
    ),
    rule(
        "MDR307",
        "unknown-event",
        "The contract has no such event type.",
        "Event types are spelt as the provider's webhooks spell them.",
    ),
    rule(
        "MDR308",
        "unknown-field",
        "The contract has no such field there.",
        "What is sent may hold more than the contract lists, so there it is a warning; "
        "in `match` and `reply` it can never fit.",
    ),
    rule(
        "MDR309",
        "wrong-type",
        "A value is not of the type that the contract has for the field.",
        "The contract gives a scalar of a body its type.",
    ),
    rule(
        "MDR310",
        "unknown-version",
        "There is no such API version.",
        "Versions are dates; the newest is the default.",
    ),
    rule(
        "MDR312",
        "unknown-reason",
        "There is no such decline or failure code.",
        "`reason` is one of the documented codes.",
    ),
    rule(
        "MDR313",
        "unknown-source-type",
        "There is no such type of payment source.",
        "Types are spelt as in the provider's documentation.",
    ),
    rule(
        "MDR314",
        "unknown-setting",
        "There is no such setting.",
        "`given.settings` takes the settings that concern a tenant.",
    ),
    rule(
        "MDR315",
        "no-body-there",
        "A body is claimed where the contract has none.",
        "The operation takes no body, or answers without one.",
    ),
    rule(
        "MDR316",
        "undocumented-header",
        "`then` claims a header that the answer does not have.",
        "The contract documents Retry-After, with a 429; what leaves the contract is "
        "a matter of `fault`.",
    ),
)
