"""Says in plain words what happens at the provider, and what a state means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import wire_time
from mockdr.base.errors import Json
from mockdr.engine.journal import Entry
from mockdr.engine.tape import Act, Called

__all__ = [
    "ACTS",
    "CALLS",
    "CHARGES",
    "LOST",
    "ORDERS",
    "REFUSALS",
    "SESSIONS",
    "SOURCES",
    "row",
]

#: Faults after which whoever called has got no answer that could be read.
LOST: Final = frozenset({"reset", "empty", "hang", "truncate", "garbage"})

#: What a customer can do who was not believed.
_UNPROVEN: Final = (
    "The bank's challenge was not passed, so there is no source. Pay again, or choose "
    "another way."
)

#: State of a payment session to what it means for who looks at it.
#: Source: payment-sessions.md.
SESSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requires_source": "Nobody has said yet how all of it is to be paid.",
        "requires_confirmation": "It is known who pays. The order can be placed.",
        "requires_action": "The bank wants the customer to prove who they are.",
        "pending_redirect": "The customer has to approve on another page.",
        "pending_funds": "The customer has to send the money.",
        "pending": "The customer has done all; the bank takes its time.",
        "complete": "The money can be taken. The session moves no more.",
        "failed": "It came to nothing. The shop needs a new checkout.",
        "cancelled": "It was given up. The shop needs a new checkout.",
    }
)

#: State of a source to what it means. Source: payment-sources/README.md.
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requires_action": "The bank challenges the customer first.",
        "pending_redirect": "It waits for the customer on another page.",
        "pending_funds": "It waits for the customer's money.",
        "chargeable": "It can be charged.",
        "consumed": "It was charged, once and for all.",
        "failed": "It failed.",
        "cancelled": "It was taken off, and cannot come back.",
    }
)

#: State of an order to what it means for the shop. Source: order-lifecycle pages.
ORDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accepted": "Paid for as far as the shop is concerned: send the goods.",
        "in_review": "Somebody looks at it. Do not send anything yet.",
        "pending_payment": "The customer has still to pay. Do not send anything yet.",
        "blocked": "The review refused it. Send nothing.",
        "cancelled": "It is off. Send nothing.",
        "fulfilled": "Everything is on its way; the money is being taken.",
        "complete": "Sent and paid.",
        "returned": "Everything came back.",
        "dispute": "The customer wants the money back from the bank.",
    }
)

#: State of a charge to what it means.
CHARGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pending": "The bank has not decided yet.",
        "capturable": "Authorized: taken once the goods are sent.",
        "processing": "The money is on its way.",
        "complete": "The money was taken.",
        "cancelled": "Let go; nothing is taken.",
        "failed": "The bank said no.",
    }
)

#: operationId to what the caller wants.
CALLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "createCheckouts": "The shop makes a checkout of the cart, and with it "
        "the provider opens a payment session.",
        "retrieveCheckouts": "The shop looks at the checkout again.",
        "attachSourceToCheckout": "The shop says that this source is to pay.",
        "createOrders": "The shop places the order.",
        "retrieveOrders": "The shop looks at the order.",
        "listOrders": "The shop looks whether there is an order.",
        "refreshOrders": "The customer is back: the shop lets the provider see how "
        "the payment went.",
        "createFulfillments": "The shop says that it sends everything; now the "
        "provider takes the money.",
        "createRefunds": "The shop gives the money back.",
        "listPaymentMethods": "The page asks how this session can be paid.",
        "createPaymentSources": "The page hands over how the customer pays. The "
        "shop never sees it: it gets a source.",
        "retrievePaymentSources": "The page looks at the source.",
        "updatePaymentSources": "The page changes the source.",
        "authenticatePaymentSources": "The page lets the customer answer the bank.",
        "listOnlineBankingBanks": "The page asks which banks there are.",
    }
)

#: Error code to what the shop has to know of it. Source: payments pages of 2023.
REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "failed-request": "The bank declined. This checkout is used up: another try "
        "needs a new one.",
        "additional_payment_action_required": "No decline: the customer has to "
        "prove who they are, then the same order goes through.",
        "order_submit_failed": "The session is not ready for an order.",
        "unknown_error": "The bank refuses this way of paying, and the provider tells "
        "no more than that. Another card or method may do.",
    }
)

#: Verb to what somebody does; `{who}` begins the sentence.
ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "approves": "{who} approves the payment.",
        "cancels": "{who} turns the payment down and goes back.",
        "authenticates": "{who} passes the bank's challenge.",
        "fails_authentication": "{who} does not pass the bank's challenge.",
        "pays": "{who} pays.",
        "chooses": "{who} chooses how to pay.",
        "passes": "{who} lets the order pass.",
        "blocks": "{who} stops the order.",
    }
)

_WHO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "customer": "The customer",
        "provider": "The provider",
        "fraud": "The fraud review",
    }
)


def row(number: int, act: Act) -> dict[str, Json]:
    """
    Return what the page shows of *act*.

    Args:
        number: Its place on the tape, counted from 1; what comes later is larger.
    """
    told: dict[str, Json] = {"number": number, "at": wire_time(act.at)}
    if act.what == "call":
        called: Called = act.said["called"]
        return {**told, **_call(called.entry)}
    if act.what == "happen":
        return {**told, **_act(act.said)}
    if act.what == "play":
        return {
            **told,
            "who": "tester",
            "said": f"The scenario {act.said['story'].title} is in force.",
        }
    if act.what == "stop":
        name = act.said["scenario"]
        said = f"The scenario {name} is not in force any more."
        return {**told, "who": "tester", "said": said}
    if act.what == "proof":
        verb = "authenticates" if act.said["passed"] else "fails_authentication"
        return {**told, **_act({"actor": "customer", "verb": verb})}
    if act.what == "delivered":
        return {
            **told,
            "who": "webhook",
            "said": f"A webhook is told of {act.said['type']}.",
        }
    return {**told, "who": "tester", "said": f"Somebody lets happen: {act.what}."}


def _call(entry: Entry) -> dict[str, Json]:
    asked = CALLS.get(entry.operation or "", f"Somebody calls {entry.path}.")
    told: dict[str, Json] = {
        "who": "page" if entry.key == "public" else "shop",
        "said": asked,
        "call": f"{entry.method} {entry.path}",
        "seq": entry.seq,
        "status": entry.status,
        "events": entry.events,
    }
    reply = entry.reply
    errors = reply.get("errors") if isinstance(reply, dict) else None
    if errors:
        code = str(errors[0].get("code", ""))
        told["refused"] = {
            "code": code,
            "message": str(errors[0].get("message", "")),
            "words": REFUSALS.get(code, ""),
        }
    elif entry.operation == "createPaymentSources" and isinstance(reply, dict):
        told["source"] = {
            "type": reply.get("type"),
            "state": reply.get("state"),
            "words": SOURCES.get(str(reply.get("state")), ""),
        }
    before, after = entry.state.get("before"), entry.state.get("after")
    if after is not None and after != before:
        told["session"] = {
            "before": before,
            "after": after,
            "words": SESSIONS.get(after, ""),
        }
    if entry.fault:
        told["fault"] = entry.fault
        told["lost"] = entry.fault in LOST
    if entry.violations:
        told["violations"] = len(entry.violations)
    return told


def _act(said: Mapping[str, Json]) -> dict[str, Json]:
    who = _WHO.get(said["actor"], said["actor"])
    sentence = ACTS.get(said["verb"], "{who} does this: " + said["verb"] + ".")
    moved = [
        f"{thing.kind} {thing.state}" for thing in said.get("moved", ()) if thing.state
    ]
    told: dict[str, Json] = {
        "who": said["actor"],
        "said": sentence.format(who=who),
        "moved": list(dict.fromkeys(moved)),
    }
    if said["verb"] == "fails_authentication":
        told["advice"] = _UNPROVEN
    return told
