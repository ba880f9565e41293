"""English for where a story leaves the contract: faults, rules, bent deliveries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockdr.contract import errors
from mockdr.engine.forcing import DECLINED
from mockdr.engine.prose.phrases import called, counted, joined, lasting
from mockdr.scenario.bends import ANY, Bend, When
from mockdr.scenario.story import ErrorClaim, Fault, Match
from mockdr.scenario.strikes import Strike

__all__ = ["answered", "befalls", "bent", "containing", "often", "struck"]

#: What the shop sees of a fault.
_SEEN: Final = {
    "reset": "the connection is reset",
    "empty": "the connection is closed without an answer",
    "hang": "no answer ever comes",
    "status": "the answer is",
    "delay": "the true answer comes late",
    "truncate": "half of the answer is missing",
    "garbage": "the answer is gibberish",
    "alter": "the answer is not what the provider wrote",
}
#: Where the message of an error names what it is about.
_BLANK: Final = re.compile(r"'?\{\w+\}'?")
_REFERENCE: Final = re.compile(r"<([a-z][\w.-]*)>")
_DONE: Final = "The provider has done the work all the same."
_UNDONE: Final = "The provider has done nothing."
_DELIVERED: Final = {
    "duplicate": "comes {copies}",
    "late": "comes {by} late",
    "swap": "comes after the next one",
    "drop": "never comes",
    "stale": "looks {by} too old",
    "tampered": "is changed after it was signed",
    "old_secret": "is signed with the old secret",
    "unknown_type": "is followed by one of a type that nobody knows",
    "down": "meets a receiver that is down, {attempts}",
}
_COUNTED: Final = ("never", "once", "twice")
_NTH: Final = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 10: "tenth"}


def answered(claim: ErrorClaim, reason: str | None = None) -> str:
    """
    Return an error as people say it: `409 failed-request`, with its message.

    Args:
        reason: Why it is, which the answer to a declined order tells for a code.
    """
    entry = errors()[claim.keys[0]] if claim.keys else None
    if entry is None:
        return claim.text
    word = entry.code or entry.type or entry.key
    if reason is not None and entry.key == DECLINED:
        word = reason
    about = f" about {claim.parameter}" if claim.parameter else ""
    message = _BLANK.sub("…", entry.template or entry.message or "").rstrip(".")
    said = f", “{message}”" if message else ""
    return f"{entry.status} {word}{about}{said}"


def befalls(fault: Fault) -> Iterator[str]:
    """Yield the sentences about a fault."""
    seen = _SEEN[fault.kind]
    if fault.kind == "status":
        seen += f" {fault.status}, which no contract promises"
    if fault.wait is not None:
        wait = lasting(fault.wait)
        seen += f", after {wait}" if fault.kind != "hang" else f", for {wait}"
    yield f"{_capital(seen)}."
    if fault.kind in ("reset", "empty", "hang", "status", "truncate", "garbage"):
        yield _DONE if fault.work == "done" else _UNDONE


def struck(rule: Strike) -> str:
    """Return the sentence about a rule: whom it strikes, when, and with what."""
    about = "" if rule.operation is None else f" of {rule.operation}"
    if rule.match is not None and (said := containing(rule.match)):
        about += f"{said},"
    words = [f"{_capital(_when(rule.when, 'call', about))} is struck:"]
    if rule.fault is not None:
        words += befalls(rule.fault)
    elif rule.then is not None and rule.then.error is not None:
        words.append(f"the answer is {answered(rule.then.error, rule.then.reason)}.")
    return " ".join(words)


def bent(bend: Bend) -> str:
    """Return the sentence about a delivery that goes astray."""
    about = "" if bend.event == ANY else f" {bend.event}"
    told = _DELIVERED[bend.kind].format(
        copies=often(bend.copies),
        attempts=often(bend.attempts),
        by=lasting(bend.by) if bend.by else "",
    )
    return f"{_capital(_when(bend.when, 'webhook', about))} {told}."


def containing(match: Match) -> str:
    """Return what a request must say, for the end of a sentence; empty for nothing."""
    said = []
    if isinstance(match.body, dict):
        deep = {k: v for k, v in match.body.items() if isinstance(v, (dict, list))}
        said += [f"{k} {_value(v)}" for k, v in match.body.items() if k not in deep]
        if deep:
            said.append(f"{joined(list(deep))} as the story says")
    if isinstance(match.body_schema, dict):
        said.append("a body that fits a schema")
    said += [
        f"{key} {_value(value)} in its query" for key, value in match.query.items()
    ]
    said += [f"the header {name}" for name in match.headers]
    return f", with {joined(said)}" if said else ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "left out"
    return _REFERENCE.sub(_referred, str(value))


def _referred(found: re.Match[str]) -> str:
    """Return a reference as people say it: `the id of “paid”`."""
    name, *fields = found[1].split(".")
    if not fields:
        return f"what “{name}” says"
    return f"the {' of the '.join(reversed(fields))} of {called(name)}"


def _when(when: When, noun: str, about: str) -> str:
    """Return which of the calls or webhooks are meant, as the subject of a sentence."""
    if when.first is not None and when.first > 1:
        return f"each of the first {counted(when.first, noun)}{about}"
    if when.first is not None:
        return f"the first {noun}{about}"
    if when.every is not None and when.every > 1:
        return f"every {_NTH.get(when.every, f'{when.every}th')} {noun}{about}"
    if when.probability is not None and when.probability < 1:
        return f"every {noun}{about}, with a chance of {when.probability:.0%},"
    return f"every {noun}{about}"


def often(count: int) -> str:
    """Return how often something happens: `twice`."""
    return _COUNTED[count] if count < len(_COUNTED) else counted(count, "time")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
