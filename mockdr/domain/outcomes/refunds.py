"""How money goes back: refunds, the returns that bring them, disputes, payouts."""

from __future__ import annotations

from typing import Final

from mockdr.domain import refund, returns
from mockdr.domain.dispute import DISPUTABLE
from mockdr.domain.lifecycle import Evidence
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["REFUNDS"]

_I = Evidence.INFERRED
_PAGE = "issuing-refunds.md"
_BANK = "handling-refunds-for-asynchronous-payment-methods.md"
_RETURNS = "creating-a-return.md"
_DISPUTES = "disputes-and-chargebacks.md"
_EVENTS = "event-types.md"

_OPEN = ("pending", "pending_information")
_BEGUN = ("refund.pending", "order.charge.refund.pending")
_GIVEN = ("order.charge.refund.complete", "refund.complete", "order.refunded")

_REFUNDED = (
    Outcome(
        name="refund begun",
        trigger="createRefunds",
        situation={"refund": None},
        then={"refund": "pending"},
        events=_BEGUN,
        page=_PAGE,
    ),
    *(
        Outcome(
            name=f"refund in {state} changed",
            trigger="updateRefunds",
            situation={"refund": state},
            then={"refund": state},
            events=("refund.updated",),
            page=_PAGE,
        )
        for state in refund.LIFECYCLE.states
    ),
    *(
        Outcome(
            # An order is returned when its money is back, not when its goods are.
            name=f"last refund of a {order} order that was returned, {state}",
            trigger="provider.completes",
            situation={"refund": state, "order": order},
            then={
                "refund": "succeeded",
                "order": "returned",
                "sales_transaction": "open",
            },
            events=_GIVEN,
            page=_EVENTS,
        )
        for state in _OPEN
        for order in ("complete", "fulfilled")
    ),
    *(
        Outcome(
            name=f"refund succeeds, {state}",
            trigger="provider.completes",
            situation={"refund": state},
            then={"refund": "succeeded", "sales_transaction": "open"},
            events=_GIVEN,
            page=_EVENTS,
        )
        for state in _OPEN
    ),
    *(
        Outcome(
            name=f"refund fails, {state}",
            trigger="provider.fails",
            situation={"refund": state},
            then={"refund": "failed"},
            events=("order.charge.refund.failed", "refund.failed"),
            page=_EVENTS,
        )
        for state in _OPEN
    ),
    Outcome(
        name="bank details wanted",
        trigger="provider.asks_bank_details",
        situation={"refund": "pending"},
        then={"refund": "pending_information"},
        events=("refund.pending_information",),
        page=_BANK,
    ),
    Outcome(
        name="bank details sent",
        trigger="customer.sends_bank_details",
        situation={"refund": "pending_information"},
        then={"refund": "pending"},
        evidence=_I,
        page=_BANK,
    ),
    Outcome(
        name="bank details never came",
        trigger="provider.expires",
        situation={"refund": "pending_information"},
        then={"refund": "expired"},
        evidence=_I,
        page=_BANK,
    ),
)

_WHOLE = ("return.accepted", "refund.pending", "order.charge.refund.pending")

_CAME_BACK = {"return": "created", "item": "fulfilled"}

_RETURNED = (
    Outcome(
        name="return announced",
        trigger="createReturns",
        situation={"return": None},
        then={"return": "created"},
        events=("return.created",),
        page=_RETURNS,
    ),
    *(
        Outcome(
            # No event: `order.refunded` has told of the money already.
            name=f"return accepted, and with it all of a {order} order, paid back",
            trigger="updateReturns",
            situation={**_CAME_BACK, "order": order},
            then={"return": "accepted", "item": "returned", "order": "returned"},
            events=_WHOLE[:1],
            evidence=_I,
            page=_RETURNS,
        )
        for order in ("complete", "fulfilled")
    ),
    *(
        Outcome(
            name=f"return accepted{line}{paid}",
            trigger="updateReturns",
            situation=_CAME_BACK,
            then={"return": "accepted", **item, **refund_},
            events=events,
            evidence=evidence,
            page=_RETURNS,
        )
        for line, item, evidence in (
            (", and with it all of a line", {"item": "returned"}, _I),
            ("", {}, Evidence.DOCUMENTED),
        )
        for paid, refund_, events in (
            ("", {"refund": "pending"}, _WHOLE),
            (", paid back already", {}, _WHOLE[:1]),
        )
    ),
    *(
        Outcome(
            # Its events come when the rest is accepted. Source: creating-a-return.md.
            name=f"return accepted in part{line}{paid}",
            trigger="updateReturns",
            situation=_CAME_BACK,
            then={"return": "created", **item, **refund_},
            evidence=evidence,
            page=_RETURNS,
        )
        for line, item, evidence in (
            (", and with it all of a line", {"item": "returned"}, _I),
            ("", {}, Evidence.DOCUMENTED),
        )
        for paid, refund_ in (
            ("", {"refund": "pending"}),
            (", paid back already", {}),
        )
    ),
    *(
        Outcome(
            name=f"{state} return changed",
            trigger="updateReturns",
            situation={"return": state},
            then={"return": state},
            events=("return.updated",),
            page=_RETURNS,
        )
        for state in returns.LIFECYCLE.states
    ),
)

_SENT = ("fulfilled", "complete")

_DISPUTED = (
    *(
        Outcome(
            name=f"{state} order disputed",
            trigger="provider.disputes",
            situation={"order": state, "fraud": "passed"},
            then={
                "order": "dispute",
                "fraud": "review_opened",
                **({"item": "created"} if state in _SENT else {}),
            },
            events=("order.dispute",),
            page=_DISPUTES,
        )
        for state in DISPUTABLE
    ),
    *(
        Outcome(
            name=f"dispute resolved, order {state} again, {why}",
            trigger="provider.resolves_dispute",
            situation={"order": "dispute", "fraud": fraud},
            then={
                "order": state,
                "fraud": "passed",
                **({"item": "fulfilled"} if state in _SENT else {}),
            },
            events=("order.dispute.resolved",),
            evidence=evidence,
            page=_DISPUTES,
        )
        for fraud, why, evidence in (
            ("review_opened", "the bank relents", Evidence.DOCUMENTED),
            ("blocked", "after a chargeback for fraud", _I),
        )
        for state in DISPUTABLE
    ),
    *(
        Outcome(
            name=name,
            trigger="provider.charges_back",
            situation={"order": "dispute", "fraud": fraud},
            then={"order": "dispute", "sales_transaction": "open"},
            events=("sales_transaction.created", "order.chargeback"),
            evidence=evidence,
            page=_DISPUTES,
        )
        for name, fraud, evidence in (
            ("charged back", "review_opened", Evidence.DOCUMENTED),
            ("charged back again, for fraud", "blocked", _I),
        )
    ),
    Outcome(
        name="charged back for fraud",
        trigger="provider.charges_back",
        situation={"order": "dispute", "fraud": "review_opened"},
        then={"order": "dispute", "fraud": "blocked", "sales_transaction": "open"},
        events=("sales_transaction.created", "order.chargeback"),
        evidence=_I,
        page=_DISPUTES,
    ),
)

_PAID_OUT = (
    Outcome(
        name="paid out",
        trigger="provider.pays_out",
        situation={"sales_transaction": "open"},
        then={"sales_transaction": "paid"},
        events=("payout.created",),
        evidence=_I,
        page="getting-a-payout-by-id.md",
    ),
)

#: What gives money back, and what is counted of it, likeliest first.
REFUNDS: Final[tuple[Outcome, ...]] = (
    *_REFUNDED,
    *_RETURNED,
    *_DISPUTED,
    *_PAID_OUT,
)
