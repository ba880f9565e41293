"""English for the words of the language: what is done, and how things stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from mockdr.contract import payment_methods
from mockdr.domain import LIFECYCLES
from mockdr.engine.words import KINDS
from mockdr.scenario.findings import with_article

__all__ = [
    "acts",
    "called",
    "calls",
    "counted",
    "joined",
    "lasting",
    "noun_of",
    "paying_by",
    "stands",
]

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: What an operation does, as the third person does it.
_VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "retrieve": "looks up",
        "list": "lists",
        "refresh": "refreshes",
        "attach": "attaches",
        "detach": "detaches",
        "authenticate": "asks for the authentication of",
        "upsert": "creates or replaces",
    }
)
#: Operations whose names say it otherwise.
_CALLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "attachSourceToCheckout": "attaches a source to the checkout",
        "detachSourceToCheckout": "takes a source off the checkout",
        "attachSourceToInvoice": "attaches a source to the invoice",
        "detachSourceToInvoice": "takes a source off the invoice",
        "createCustomerSource": "saves a source for the customer",
        "deleteCustomerSource": "removes a source of the customer",
        "createCustomerTaxIdentifier": "gives the customer a tax identifier",
        "createDropInCheckoutSession": "opens a hosted checkout",
        "createDropInCheckoutLink": "creates a link to a hosted checkout",
        "createPricingConversions": "converts prices",
        "createReturnPortalUrl": "asks for the address of the return portal",
        "retrieveOrderTracking": "looks up where the order's parcels are",
        "retrieveCountryCurrency": "asks for the currency of a country",
        "postShippingQuotes": "asks what shipping costs",
        "storeCreditsCallout": "puts store credit on the checkout",
        "removeStoreCreditsCallout": "takes store credit off the checkout",
        "redirectPayments": "sends the shopper to the redirect page",
    }
)
#: (actor, verb) to what is done, and to what it is done where the story does not say.
_ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer.chooses": "chooses how to pay",
        "customer.authenticates": "proves who they are",
        "customer.fails_authentication": "fails to prove who they are",
        "customer.approves": "approves the payment on the redirect page",
        "customer.cancels": "turns back on the redirect page",
        "customer.pays": "pays",
        "customer.sends_bank_details": "says to which account the money is to go",
        "customer.submits": "submits the hosted checkout",
        "provider.completes": "lets {of} go through",
        "provider.fails": "lets {of} fail",
        "provider.expires": "lets {of} expire",
        "provider.asks_bank_details": "asks for bank details",
        "provider.reminds": "reminds the shopper of the coming renewal",
        "provider.renews": "renews the subscription",
        "provider.retries": "tries again to collect the payment",
        "provider.disputes": "opens a dispute over the order",
        "provider.resolves_dispute": "settles the dispute",
        "provider.charges_back": "takes the money back from the shop",
        "provider.pays_out": "pays the shop",
        "fraud.passes": "finds nothing wrong",
        "fraud.blocks": "blocks the order",
    }
)
#: How people call a thing whose KIND says less.
_NOUNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "session": "payment session",
        "cancel": "cancellation",
        "capture": "capture",
        "sku": "SKU",
        "fraud": "review",
        "item": "order line",
        "source": "payment source",
    }
)
#: States that are no participles.
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requires_source": "wants a source",
        "requires_confirmation": "is ready for the order",
        "requires_action": "waits for the shopper to prove who they are",
        "pending_redirect": "waits for the shopper on the redirect page",
        "pending_funds": "waits for the money",
        "pending_payment": "waits for its payment",
        "pending_information": "waits for information",
        "pending": "is pending",
        "in_review": "is under review",
        "dispute": "is disputed",
        "burnt": "can no longer be used",
        "consumed": "is used up",
        "failed": "has failed",
        "passed": "has passed",
        "review_opened": "is open",
        "expired": "has expired",
        "lapsed": "has lapsed",
        "ended": "has ended",
        "draft": "is a draft",
        "succeeded": "has succeeded",
        "activePendingInvoice": "waits for an invoice to be paid",
        "activeFree": "is active and free",
    }
)
_UNITS: Final = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
    ("second", timedelta(seconds=1)),
    ("millisecond", timedelta(milliseconds=1)),
)
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven")
_ORDINAL: Final = re.compile(r"(?P<kind>[a-z_]+)\.(?P<number>\d+)")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")


def calls(operation: str) -> str:
    """Return what the shop does by calling an operation: `creates an order`."""
    if operation in _CALLS:
        return _CALLS[operation]
    verb, *words = _HUMP.split(operation)
    noun = " ".join(words).lower().replace("sku", "SKU").replace("drop in", "drop-in")
    third = _VERBS.get(verb, f"{verb}s")
    if verb == "list":
        return f"{third} the {_plural(noun)}"
    if verb in ("create", "upsert"):
        return f"{third} {_with_article(_single(noun))}"
    return f"{third} the {_single(noun)}"


def acts(trigger: str, of: str) -> str:
    """
    Return what somebody does: `pays`, `lets the charge fail`.

    Args:
        trigger: `actor.verb`.
        of: To what it is done, as `called` says it.
    """
    return _ACTS.get(trigger, trigger.partition(".")[2].replace("_", " ")).format(of=of)


def called(thing: str) -> str:
    """Return a THING of the language as people call it: `the second charge`."""
    found = _ORDINAL.fullmatch(thing)
    if found is None:
        known = thing in LIFECYCLES or thing in KINDS
        return f"the {noun_of(thing)}" if known else f"“{thing}”"
    number = int(found["number"])
    most = len(_ORDINALS)
    place = _ORDINALS[number - 1] if 0 < number <= most else f"{number}th"
    return f"the {place} {noun_of(found['kind'])}"


def noun_of(kind: str) -> str:
    """Return a KIND as people say it."""
    return _NOUNS.get(kind, kind.replace("_", " "))


def paying_by(type: str) -> str:
    """Return a type of source as people say it: `card`, `Konbini`."""
    if type == "creditCard":
        return "card"
    method = payment_methods().get(type)
    return method.title if method is not None else type


def stands(state: str) -> str:
    """Return how a thing stands: `is accepted`, `waits for the money`."""
    if state in _STATES:
        return _STATES[state]
    return f"is {' '.join(_HUMP.split(state)).replace('_', ' ').lower()}"


def lasting(duration: timedelta) -> str:
    """Return a duration in words: `two days`, `1 minute and 30 seconds`."""
    parts, left = [], duration
    for name, length in _UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(counted(count, name))
    return joined(parts) or "no time"


def counted(count: int, noun: str) -> str:
    """Return how many there are, in words where they are few."""
    number = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{number} {noun if count == 1 else _plural(noun)}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return a list as it is said: `a, b and c`."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _single(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _plural(noun: str) -> str:
    if noun.endswith("s"):
        return noun
    return (
        f"{noun[:-1]}ies"
        if noun.endswith("y") and noun[-2:-1] not in "aeo"
        else f"{noun}s"
    )


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun.startswith("SKU") else with_article(noun)
