"""What an editor tells of the words of payments, read off contract and lifecycles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.contract.errors import ErrorEntry, errors
from mockdr.domain import LIFECYCLES
from mockdr.domain.lifecycle import Lifecycle
from mockdr.engine.prose.phrases import calls
from mockdr.engine.prose.states import meaning
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.words import VERBS
from mockdr.scenario.editor.schema import Hovers, editor_schema
from mockdr.scenario.findings import with_article

__all__ = ["hovers", "schema"]

#: Operations that are named where an error is explained; more of them are counted.
_NAMED: Final = 4
#: Who acts, as a sentence begins.
_WHO: Final = {
    "customer": "The customer",
    "provider": "The provider",
    "fraud": "The fraud desk",
}
#: What people do, by verb; "it" is what the act is about.
_DOES: Final = {
    "chooses": "picks what to pay with, and so makes a source",
    "authenticates": "passes the bank's check of who is paying",
    "fails_authentication": "does not pass the bank's check of who is paying",
    "approves": "says yes on the page of the payment method",
    "cancels": "says no on the page of the payment method",
    "pays": "brings the money, at the counter or by transfer",
    "sends_bank_details": "tells where the money is to go",
    "submits": "finishes the page that mockdr shows for a session",
    "completes": "brings it to its good end",
    "fails": "brings it to its bad end",
    "expires": "lets its time run out",
    "asks_bank_details": "asks the shopper where the money is to go",
    "reminds": "announces the next renewal",
    "renews": "bills the next period",
    "retries": "tries once more to collect the money",
    "disputes": "opens a dispute for the shopper's bank",
    "resolves_dispute": "closes the dispute in the shop's favour",
    "charges_back": "takes the money back for the shopper's bank",
    "pays_out": "sends the shop its money",
    "passes": "lets the order go on",
    "blocks": "stops the order",
}
#: What one kind of fault or delivery is, and each answer to what comes next.
_WORDS: Final = {
    "redirect": "The shop sends the shopper to the page of the payment method.",
    "show_payment_instructions": "The shop shows where and how to pay.",
    "sca_required": "The shopper has to prove to the bank who is paying.",
    "none": "Nothing is left to do.",
    "reset": "The connection is reset.",
    "empty": "The connection closes without a byte.",
    "hang": "Nothing comes, until the client leaves or `for` is over.",
    "status": "Another status than the true one, with any headers and body.",
    "delay": "The true answer, after `for`.",
    "truncate": "The first half of the true answer.",
    "garbage": "Random bytes.",
    "alter": "The true answer with `body` merged into it.",
    "duplicate": "The same event comes more than once.",
    "late": "It comes later, by `by`.",
    "swap": "It comes after the next one.",
    "drop": "It never comes.",
    "stale": "Its timestamp is older than true, by `by`.",
    "tampered": "Its body is changed after it was signed.",
    "old_secret": "Only the oldest secret signs it.",
    "unknown_type": "An event of a type that nobody knows comes besides.",
    "down": "The receiver answers nothing for the first attempts.",
}


def schema() -> Json:
    """Return the JSON Schema of scenario files, for editors."""
    return editor_schema(vocabulary(), hovers())


def hovers() -> Hovers:
    """Return what is told of operations, states, errors, events and the like."""
    return Hovers(
        operations={
            id: f"{operation.method} {operation.path}\n{_doing(id)}"
            for id, operation in contract.operations().items()
        },
        verbs={
            (actor, verb): f"{_WHO[actor]} {_DOES[verb]}. Of: {_listed(kinds)}."
            for (actor, verb), kinds in VERBS.items()
        },
        states={
            (kind, state): f"{meaning(kind, state)}\n{_leads(lifecycle, state)}"
            for kind, lifecycle in LIFECYCLES.items()
            for state in lifecycle.states
        },
        errors=_errors(),
        events={
            name: _tells(event.object)
            + (f" State: {_listed(event.states)}." if event.states else "")
            + (" Deprecated." if event.deprecated else "")
            for name, event in contract.event_types().items()
        },
        sources={
            type_: f"{method.title}. Flow: {method.order_flow or 'not documented'}."
            + (f" Countries: {_listed(method.countries)}." if method.countries else "")
            + (f" New ones are {method.initial_state}." if method.initial_state else "")
            for type_, method in contract.payment_methods().items()
        },
        reasons={
            code: f"A {how} decline: it {_AGAIN[how]}."
            for code, how in contract.decline_codes().items()
        },
        versions=contract.version_notes(),
        words=_WORDS,
    )


#: How the contract writes that an event carries no thing any more.
_GONE: Final = "empty; previousAttributes: "
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AGAIN: Final = {"hard": "is not tried again", "soft": "may be tried again"}


def _doing(operation: str) -> str:
    word = vocabulary().operations[operation]
    told = f"The shop {calls(operation)}."
    if word.reads:
        return f"{told} Nothing moves."
    kind = (word.makes or "").replace("_", " ")
    return told if kind in told.lower() else f"{told} It makes {with_article(kind)}."


def _tells(object: str) -> str:
    """Return what an event tells of; of what is gone it tells what it was."""
    gone = object.removeprefix(_GONE)
    if gone != object:
        return f"Tells that the {gone} is gone, and what it was before."
    what, _, aside = object.strip("{}").partition("; ")
    words = _HUMP.sub(" ", what).replace(" + ", ", ")
    words = words.replace("previous Attributes", "what it was before")
    return f"Tells of: {words}." + (f" {aside[0].upper()}{aside[1:]}." if aside else "")


def _leads(lifecycle: Lifecycle, state: str) -> str:
    """Return which ways lead out of a state."""
    ways = dict.fromkeys(
        f"{move.trigger} → {move.after}"
        for move in lifecycle.at(state)
        if move.after != state
    )
    return "From here: " + ", ".join(ways) + "." if ways else "Nothing leaves it."


def _errors() -> dict[str, str]:
    """Return by what `then.error` says: status, type, text, and when it comes."""
    entries: dict[str, list[ErrorEntry]] = {}
    for entry in errors().values():
        entries.setdefault(entry.code or entry.type or "", []).append(entry)
    return {word: _error(found) for word, found in entries.items()}


def _error(entries: list[ErrorEntry]) -> str:
    first = entries[0]
    told = f"{first.status} {first.type or ''}".strip()
    if len(entries) > 1:
        told += f", and {len(entries) - 1} more of this code"
    if first.message:
        told += f": {first.message}"
    if len(entries) == 1:
        told += f"\nWhen {first.when}."
    operations = first.operations
    if len(entries) == 1 and "*" not in operations:
        told += f"\nAnswered by {_listed(operations)}."
    return told


def _listed(words: Iterable[str]) -> str:
    found = [word.replace("_", " ") for word in words]
    more = len(found) - _NAMED
    if more > 1:
        return f"{', '.join(found[:_NAMED])} and {more} more"
    return ", ".join(found)
