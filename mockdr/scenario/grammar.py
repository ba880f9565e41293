"""Every key that a scenario may have, and what it means: one table for each mapping."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = [
    "ACT",
    "CALL",
    "DELIVERY",
    "ERROR",
    "FAULT",
    "FILE",
    "GIVEN",
    "HEADS",
    "MATCH",
    "RULE",
    "THEN",
    "WHEN",
]

#: Keys to what they mean, in the order in which a story is best told.
Keys = Mapping[str, str]

#: The file itself.
FILE: Final[Keys] = MappingProxyType(
    {
        "scenario": "The name of the story; it is also the name of the file.",
        "summary": "One sentence that tells who does what, and how it turns out.",
        "tags": "Free words, by which stories are found and chosen.",
        "version": "The API version that the merchant speaks; the newest when absent.",
        "given": "The world before the first request.",
        "matrix": "Names with lists of values: the file stands for every combination, "
        "and `<name>` for the value of each.",
        "steps": "Who does what, one after the other; first a call of the merchant.",
        "rules": "What strikes requests at any time, by counting them.",
        "delivery": "How events are bent on their way to the merchant's webhooks.",
    }
)

#: What tells steps apart: who acts.
HEADS: Final[Keys] = MappingProxyType(
    {
        "merchant": "The merchant's software calls this operation.",
        "customer": "The shopper does this.",
        "provider": "Digital River, or a bank behind it, does this.",
        "fraud": "Whoever reviews orders for fraud decides this.",
        "any_order": "Calls that may come in any order; all of them come.",
    }
)

_OF: Final = (
    "What it is about: a name of this story, a kind such as `order`, or one by its "
    "number, such as `charge.2`."
)
_THEN: Final = "How it turns out. It chooses among what is possible, and is checked."
_NOTE: Final = "Words for whoever reads the story; nothing depends on them."

#: A step in which the merchant calls.
CALL: Final[Keys] = MappingProxyType(
    {
        "merchant": HEADS["merchant"],
        "of": _OF,
        "match": "What the request must contain to be this step.",
        "as": "A name for the thing that it makes.",
        "times": "How often it comes: `2` exactly, `0..1` perhaps, `1..` once or more.",
        "then": _THEN,
        "fault": "How the connection or the answer breaks, as no contract describes.",
        "note": _NOTE,
    }
)

#: A step in which anybody else acts, besides the key that says who.
ACT: Final[Keys] = MappingProxyType(
    {
        "of": _OF,
        "source": "What the shopper pays with: fields of a payment source.",
        "as": "A name for the source that the shopper chooses.",
        "after": "How long after the step before it happens, such as `48h`. Without "
        "it, shoppers are waited for, and machines are at once.",
        "then": _THEN,
        "note": _NOTE,
    }
)

#: What a request must contain.
MATCH: Final[Keys] = MappingProxyType(
    {
        "body": "A part of its body: objects are parts, lists match item by item, and "
        "null means absent.",
        "body_schema": "A JSON Schema that its body obeys.",
        "query": "Parameters behind the question mark; null means absent.",
        "headers": "Headers that it has, in any case; null means absent.",
    }
)

#: What a step claims, besides the states of things.
THEN: Final[Keys] = MappingProxyType(
    {
        "fraud": "What the fraud review of the order says.",
        "next_action": "What the answer asks the shop to do next.",
        "error": "The error that is answered: its code, or a mapping that picks one.",
        "reason": "The code of the decline or failure that the failed thing carries.",
        "events": "All events of this step, in order.",
        "reply": "A part of the answer's body. It is checked, and never made so.",
        "headers": "Documented headers of the answer.",
    }
)

#: An error that a code alone does not tell from others.
ERROR: Final[Keys] = MappingProxyType(
    {
        "code": "Its code; its type, where it has none.",
        "type": "The type of the answer's body, such as `bad_request`.",
        "status": "The status of HTTP.",
        "parameter": "The parameter that it complains of; null where it names none.",
    }
)

#: How the connection or an answer breaks.
FAULT: Final[Keys] = MappingProxyType(
    {
        "kind": "What the client sees.",
        "work": "Whether the server did what was asked, although the answer suffers.",
        "for": "How long it takes, in real time, for example `5s`.",
        "status": "The status of the answer.",
        "headers": "Headers of the answer.",
        "body": "The body of the answer; with `alter`, what changes in the true one.",
    }
)

#: The world before the first request.
GIVEN: Final[Keys] = MappingProxyType(
    {
        "customers": "Customers by name; `sources` are the cards that they have saved.",
        "skus": "Products by name.",
        "plans": "Subscription plans by name.",
        "webhooks": "Receivers of events by name.",
        "checkout": "What the checkout has when mockdr plays the merchant itself.",
        "source": "What is paid with when mockdr plays the shopper itself.",
        "settings": "Settings of the tenant for this story.",
    }
)

#: Which of many are struck; one of these at most.
WHEN: Final[Keys] = MappingProxyType(
    {
        "first": "Only so many, from the first on.",
        "every": "One in so many: the last of each.",
        "probability": "Each with this chance, from 0 to 1; by the seed.",
    }
)

#: What strikes requests.
RULE: Final[Keys] = MappingProxyType(
    {
        "merchant": "The operation whose calls are struck, or `any`.",
        "match": "What their requests must contain.",
        **WHEN,
        "fault": CALL["fault"],
        "then": "The error that they are answered with.",
    }
)

#: How events are bent on their way.
DELIVERY: Final[Keys] = MappingProxyType(
    {
        "event": "The type of the events, or `any`.",
        "kind": "What becomes of them.",
        "by": "How late, or how old they look, for example `10m`.",
        "copies": "How often each comes in all.",
        "attempts": "How many attempts find nobody at home.",
        **WHEN,
    }
)
