"""First drafts of stories: how the shopper pays, and what comes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from mockdr import contract
from mockdr.contract import PaymentMethod
from mockdr.engine.looking import look_closely
from mockdr.engine.prose.phrases import paying_by
from mockdr.scenario.form.layout import reform

__all__ = ["OUTCOMES", "Outcome", "draft", "drafted_name", "methods", "outcomes_of"]

#: When the shopper's yes comes: with the order, before it, behind it, or with money.
Way = Literal["at_once", "before", "behind", "later"]

#: By way of payment: steps, each as the inside of a mapping; None where no way leads.
Steps: TypeAlias = Callable[[Way], "tuple[str, ...] | None"]

#: What a source of a type cannot do without; its values are those of the tests.
_DETAILS: Final[Mapping[str, str]] = {
    "konbini": "konbini: {storeId: 030}",
    "onlineBanking": "onlineBanking: {bankCode: 86}",
}
_PLACED: Final = "order: pending_payment, session: pending_redirect"
_WAITS: Final = "order: pending_payment, session: pending_funds"
_CHOOSE: Final = "customer: chooses, source: {<source>}"
_ATTACH: Final = "merchant: attachSourceToCheckout"
_ORDER: Final = "merchant: createOrders"
_SHIP: Final = (
    "merchant: createFulfillments, then: {fulfillment: created, capture: pending}",
    "provider: completes, of: capture, after: 1h, then: {capture: complete}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    How a story can end.

    Args:
        name: A word for it.
        says: What happens, as a sentence goes on after the method of payment.
        steps: What leads there.
        cards: Whether only cards come there, and the wallets that hold them.
    """

    name: str
    says: str
    steps: Steps
    cards: bool = False


def _paid(way: Way, then: str, after: str = "24h") -> tuple[str, ...]:
    """Return the way to an order that is paid, and what *then* says of it."""
    begin = ("merchant: createCheckouts", _CHOOSE)
    match way:
        case "at_once":
            return (*begin, _ATTACH, f"{_ORDER}, then: {{{then}}}")
        case "before":
            approve = "customer: approves, then: {source: chargeable}"
            return (*begin, approve, _ATTACH, f"{_ORDER}, then: {{{then}}}")
        case "behind":
            return (
                *_unpaid(way),
                "customer: approves, then: {source: chargeable}",
                f"merchant: refreshOrders, then: {{{then}}}",
            )
        case "later":
            return (*_unpaid(way), f"customer: pays, after: {after}, then: {{{then}}}")


def _unpaid(way: Way) -> tuple[str, ...]:
    """Return the way to an order that waits for its money."""
    placed, next_action = _PLACED, "redirect"
    if way == "later":
        placed, next_action = _WAITS, "show_payment_instructions"
    then = f"then: {{{placed}, next_action: {next_action}}}"
    return ("merchant: createCheckouts", _CHOOSE, _ATTACH, f"{_ORDER}, {then}")


def _accepted(*more: str) -> Callable[[Way], tuple[str, ...]]:
    return lambda way: (*_paid(way, "order: accepted, session: complete"), *more)


def _reviewed(act: str) -> Callable[[Way], tuple[str, ...]]:
    return lambda way: (
        *_paid(way, "order: in_review, fraud: review_opened"),
        f"fraud: {act}",
    )


def _ordered(then: str, *more: str) -> Steps:
    """Return the steps where the order itself says what comes of it."""
    return lambda way: (
        (*_paid(way, then), *more) if way in {"at_once", "before"} else None
    )


def _waiting(
    *more: str, ways: tuple[Way, ...]
) -> Callable[[Way], tuple[str, ...] | None]:
    """Return the steps where an order waits for money, and *more* follows."""
    return lambda way: (*_unpaid(way), *more) if way in ways else None


def _declined(way: Way) -> tuple[str, ...]:
    if way in {"behind", "later"}:
        fails = "provider: fails, of: source, after: 1h, "
        return (*_unpaid(way), f"{fails}then: {{source: failed, order: cancelled}}")
    return _paid(
        way, "error: failed-request, reason: insufficient_funds, session: failed"
    )


def _second_try(way: Way) -> tuple[str, ...] | None:
    if way != "at_once":
        return None
    return (
        *_paid(way, "error: failed-request, session: failed"),
        "merchant: createCheckouts, as: second",
        _CHOOSE,
        f"{_ATTACH}, of: second",
        f"{_ORDER}, of: second, then: {{order: accepted, session: complete}}",
    )


def _challenged(way: Way) -> tuple[str, ...] | None:
    if way != "at_once":
        return None
    begin, choose, *rest = _paid(way, "order: accepted, session: complete")
    passes = "customer: authenticates, then: {source: chargeable}"
    return (begin, f"{choose}, then: {{source: requires_action}}", passes, *rest)


def _paid_late(way: Way) -> tuple[str, ...] | None:
    if way != "later":
        return None
    return _paid(way, "order: accepted, session: complete", after="12d")


_REDIRECTED: Final[tuple[Way, ...]] = ("behind",)
_TRANSFERRED: Final[tuple[Way, ...]] = ("later",)
_LATER_SCA: Final = (
    "error: additional_payment_action_required, session: requires_action, "
    "next_action: sca_required"
)
_REFUND: Final = "merchant: createRefunds, match: {body: {percent: 100}}"

#: Outcomes in which a bank asks the holder of a card.
_CARDS: Final = frozenset({"authentication", "authentication-fails", "challenged"})
#: Every outcome by name, in the order in which people think of them.
OUTCOMES: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        name: Outcome(name=name, says=says, steps=steps, cards=name in _CARDS)
        for name, says, steps in (
            ("accepted", "the order is paid and accepted", _accepted()),
            ("declined", "the bank refuses to pay", _declined),
            ("second-try", "the first try is declined, a second one paid", _second_try),
            ("paid-late", "the money comes after twelve days", _paid_late),
            (
                "never-paid",
                "the money never comes, and the order is cancelled",
                _waiting(
                    "provider: expires, of: source, "
                    "then: {source: failed, order: cancelled}",
                    ways=_TRANSFERRED,
                ),
            ),
            (
                "turned-away",
                "the shopper says no on the page, and the order waits",
                _waiting(
                    "customer: cancels, then: {source: pending_redirect}",
                    "merchant: refreshOrders, then: {order: pending_payment}",
                    ways=_REDIRECTED,
                ),
            ),
            (
                "abandoned",
                "the shopper never comes back, and the order waits",
                _waiting(
                    f"merchant: retrieveOrders, then: {{{_PLACED}}}", ways=_REDIRECTED
                ),
            ),
            (
                "authentication",
                "the bank wants to know who is paying, and the second try is accepted",
                _ordered(
                    _LATER_SCA,
                    "customer: authenticates, of: session, "
                    "then: {session: requires_confirmation}",
                    f"{_ORDER}, then: {{order: accepted, session: complete}}",
                ),
            ),
            (
                "authentication-fails",
                "the shopper cannot say to the bank who is paying",
                _ordered(
                    _LATER_SCA,
                    "customer: fails_authentication, of: session, "
                    "then: {session: failed}",
                ),
            ),
            ("challenged", "the bank asks before the order is placed", _challenged),
            (
                "in-review",
                "the order is reviewed, and accepted after two hours",
                _reviewed("passes, after: 2h, then: {order: accepted, fraud: passed}"),
            ),
            (
                "blocked",
                "the order is reviewed, and blocked after two hours",
                _reviewed("blocks, after: 2h, then: {order: blocked, fraud: blocked}"),
            ),
            (
                "decided-later",
                "the bank takes six hours to say yes",
                _ordered(
                    "order: pending_payment, session: pending, charge: pending",
                    "provider: completes, of: charge, after: 6h, "
                    "then: {charge: capturable, order: accepted, session: complete}",
                ),
            ),
            (
                "fails-later",
                "the bank takes six hours to say no",
                _ordered(
                    "order: pending_payment, session: pending, charge: pending",
                    "provider: fails, of: charge, after: 6h, "
                    "then: {charge: failed, order: cancelled, session: failed}",
                ),
            ),
            (
                "shipped",
                "the goods are sent, and the money is taken",
                _accepted(*_SHIP),
            ),
            (
                "capture-fails",
                "the goods are sent, but the money cannot be taken",
                _accepted(
                    _SHIP[0],
                    "provider: fails, of: capture, after: 1h, then: {capture: failed}",
                ),
            ),
            (
                "refunded",
                "the goods are sent, and all of the money goes back",
                _accepted(
                    *_SHIP,
                    f"{_REFUND}, then: {{refund: pending}}",
                    "provider: completes, of: refund, after: 5m, "
                    "then: {refund: succeeded}",
                ),
            ),
            (
                "refund-fails",
                "the goods are sent, and the refund fails",
                _accepted(
                    *_SHIP,
                    f"{_REFUND}, then: {{refund: pending}}",
                    "provider: fails, of: refund, after: 1h, then: {refund: failed}",
                ),
            ),
            (
                "bank-details",
                "the refund waits until the shopper tells where to",
                _accepted(
                    *_SHIP,
                    f"{_REFUND}, then: {{refund: pending}}",
                    "provider: asks_bank_details, of: refund, after: 2m, "
                    "then: {refund: pending_information}",
                    "customer: sends_bank_details, after: 3d, then: {refund: pending}",
                    "provider: completes, of: refund, after: 1d, "
                    "then: {refund: succeeded}",
                ),
            ),
            (
                "disputed",
                "the shopper's bank opens a dispute, and closes it again",
                _accepted(
                    *_SHIP,
                    "provider: disputes, after: 20d, then: {order: dispute}",
                    "provider: resolves_dispute, after: 10d, then: {order: complete}",
                ),
            ),
            (
                "charged-back",
                "the shopper's bank takes the money back",
                _accepted(
                    *_SHIP,
                    "provider: disputes, after: 20d, then: {order: dispute}",
                    "provider: charges_back, after: 10d",
                ),
            ),
        )
    }
)


def methods() -> tuple[PaymentMethod, ...]:
    """
    Return the methods of payment about which anything is known.

    Where clients spell one otherwise than the documentation, its spelling is the one.
    """
    known = contract.payment_methods().values()
    spelt = Counter(method.type.lower() for method in known)
    return tuple(
        m
        for m in known
        if m.flow is not None
        and not m.secondary
        and (m.evidence == "documented" or spelt[m.type.lower()] == 1)
    )


def drafted_name(method: str, outcome: str) -> str:
    """Return the name of a story where nobody chose another."""
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", method).lower()
    return f"{words}-{outcome}"


def draft(method: PaymentMethod, outcome: Outcome, name: str) -> str | None:
    """
    Return the text of a story, or None where nobody who pays so could come there.

    Args:
        method: How the shopper pays.
        outcome: What comes of it.
        name: Of the story.
    """
    steps = outcome.steps(_way(method))
    # What is paid at once and can be saved is a card, or a wallet of cards.
    card = method.flow == "standard" and method.savable
    if steps is None or (outcome.cards and not card):
        return None
    source = f"type: {method.type}"
    if method.type in _DETAILS:
        source += f", {_DETAILS[method.type]}"
    lines = [
        f"scenario: {name}",
        f"summary: A shopper pays by {paying_by(method.type)}; {outcome.says}.",
        f"tags: [{outcome.name}]",
        "steps:",
        *(f"  - {{{step.replace('<source>', source)}}}" for step in steps),
    ]
    return reform("\n".join(lines) + "\n")


@cache
def outcomes_of(method: PaymentMethod) -> tuple[Outcome, ...]:
    """Return the outcomes that the provider's lifecycles allow for a method."""
    found = []
    for outcome in OUTCOMES.values():
        text = draft(method, outcome, "draft")
        if text is not None and not look_closely(text, "draft.yaml"):
            found.append(outcome)
    return tuple(found)


def _way(method: PaymentMethod) -> Way:
    if method.flow == "standard":
        return "at_once"
    if method.flow == "receiver":
        return "later"
    return "before" if method.order_flow == "redirect_then_submit" else "behind"
