"""The things that one payment session ties together, and an outcome applied to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from mockdr.base.errors import Json, MockdrError
from mockdr.domain import Outcome, choose, possible
from mockdr.engine.funding import refund
from mockdr.engine.sessions import holder_of
from mockdr.engine.things import Record
from mockdr.engine.turn import Turn

__all__ = ["Stage", "apply", "decide", "new_charge", "stage_of"]

#: KINDs that say, when they fail, why they did.
_TELLING: Final = ("charge", "capture", "cancel", "refund")

_OPEN: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class Stage:
    """
    A session, and what belongs to it as far as it exists.

    Args:
        checkout: What the session pays for; also an invoice, which has no state of
            a checkout.
        primary: The source that pays what store credit does not.
        secondaries: Store credits, in the order of their attachment.
        charges: In the order of capture: secondaries first, the primary last.
    """

    session: Record
    checkout: Record
    primary: Record | None = None
    secondaries: list[Record] = field(default_factory=list)
    order: Record | None = None
    charges: list[Record] = field(default_factory=list)

    @property
    def sources(self) -> list[Record]:
        """Every source, the primary first."""
        return [*([self.primary] if self.primary else []), *self.secondaries]

    def situation(self) -> dict[str, str | None]:
        """Return the state of each kind, as the table of outcomes asks for it."""
        charge = self.charges[-1] if self.charges else None
        order = self.order
        source = next(iter(self.sources), None)
        return {
            "checkout": self.checkout.private.get("state"),
            "session": self.session.document["state"],
            "source": source.document["state"] if source else None,
            "order": order.document["state"] if order else None,
            "fraud": order.document.get("fraudState") if order else None,
            "charge": charge.document["state"] if charge else None,
        }


def stage_of(turn: Turn, session: Record) -> Stage:
    """Return what *session* ties together, and note what the turn is about."""
    checkout = holder_of(turn, session)
    if checkout is None:
        raise MockdrError(f"the session {session.id} pays for nothing that is kept")
    stage = Stage(session=session, checkout=checkout)
    primary = checkout.private.get("primary")
    if primary is not None:
        stage.primary = turn.sure("source", primary)
    stage.secondaries = [
        turn.sure("source", id) for id in checkout.private.get("secondaries", ())
    ]
    order = session.private.get("order")
    if order is not None:
        stage.order = turn.sure("order", order)
        stage.charges = [
            turn.sure("charge", id) for id in stage.order.private.get("charges", ())
        ]
    about = turn.about
    about["session"], about[checkout.kind] = session.id, checkout.id
    if stage.primary is not None:
        about["source"] = stage.primary.id
    if stage.order is not None:
        about["order"] = stage.order.id
    if stage.charges:
        about["charge"] = stage.charges[-1].id
    if checkout.document.get("customerId"):
        about["customer"] = checkout.document["customerId"]
    return stage


def decide(
    turn: Turn,
    situation: Mapping[str, str | None],
    result: str | None,
    *,
    flow: str | None = None,
    settled: Mapping[str, str] = _OPEN,
    barred: Mapping[str, str] = _OPEN,
) -> Outcome:
    """
    Return which documented outcome this turn has.

    The step's claims choose among those that the situation allows, then the test
    value, then the order of the table. Outcomes of things that *situation* does not
    speak of are other things' outcomes.

    Args:
        settled: KIND to the state after that facts decide, and nobody chooses.
        barred: KIND to a state after that facts exclude.

    Raises:
        MockdrError: If the table has no outcome for the situation.
    """
    candidates = tuple(
        outcome
        for outcome in possible(turn.trigger, situation, flow=flow)
        if outcome.agrees(settled)
        and not barred.items() & outcome.then.items()
        and all(
            kind in situation or before is None
            for kind, before in outcome.situation.items()
        )
    )
    turn.candidates = candidates
    turn.situation = ", ".join(f"{k} {v}" for k, v in situation.items() if v)
    claims = turn.claims
    # Only what fails tells why it did: a reason chooses it.
    reason = None if claims.error else claims.reason
    telling = tuple(filter(_tells, candidates)) if reason else ()
    outcome = choose(telling, claims=claims.states) or choose(
        candidates,
        claims=claims.states,
        error_key=claims.error,
        test_result=result,
    )
    if outcome is None:
        # The claims cannot be had here: happen as documented, the check will tell.
        outcome = choose(candidates, claims={}, error_key=None, test_result=result)
    if outcome is None:
        raise MockdrError(
            f"nothing is documented for {turn.trigger} in {dict(situation)}"
        )
    turn.outcome = outcome
    return outcome


def _tells(outcome: Outcome) -> bool:
    """Tell whether something fails in *outcome* that has a place for the reason."""
    return outcome.error is None and any(
        outcome.then.get(kind) == "failed" for kind in _TELLING
    )


def apply(turn: Turn, stage: Stage, outcome: Outcome) -> None:
    """Move everything on the stage as *outcome* says, and tell its events in order."""
    after = outcome.then
    events = list(outcome.events)
    primary = stage.primary
    if primary is not None and "source.chargeable" in events:
        # It becomes chargeable before it is charged: the event shows it so.
        primary.document["state"] = "chargeable"
        turn.save(primary)
        turn.tell("source.chargeable", primary)
        events.remove("source.chargeable")
    if after.get("charge") == "cancelled" and not stage.charges:
        # Authorized first, and its event shows it so; then given back.
        _charge(turn, stage, "capturable")
        for charge in stage.charges:
            turn.tell("order.charge.capturable", charge)
        events.remove("order.charge.capturable")
    if "charge" in after:
        _charge(turn, stage, after["charge"])
    if outcome.spends:
        _spend(turn, stage)
    elif "source" in after and primary is not None:
        _move(turn, primary, after["source"])
    if "checkout" in after:
        stage.checkout.private["state"] = after["checkout"]
        turn.save(stage.checkout, moved=False)
    if "session" in after:
        _move_session(turn, stage, after["session"], outcome.next_action)
    # A source fails before there is an order: what it would have paid remains.
    fails = stage.order is None and after.get("session") == "requires_source"
    for source in stage.sources:
        refund(turn, source, but=None if fails else stage.session.id)
    if stage.order is not None:
        _move_order(turn, stage.order, after)
    for type in events:
        for record in _subjects(stage, type):
            turn.tell(type, record)


def _subjects(stage: Stage, type: str) -> list[Record]:
    if type.startswith("source."):
        return [stage.primary] if stage.primary else []
    if type.startswith("order.charge."):
        return stage.charges
    if type.startswith("order."):
        return [stage.order] if stage.order else []
    return [stage.checkout]


def _spend(turn: Turn, stage: Stage) -> None:
    """Charge every source: those of a single use are consumed by it."""
    for source in stage.sources:
        if source.document["state"] == "chargeable" and not source.document["reusable"]:
            _move(turn, source, "consumed")


def _move(turn: Turn, source: Record, state: str) -> None:
    if source.document["state"] != state:
        source.document["state"] = state
        turn.save(source)


def _move_session(
    turn: Turn, stage: Stage, state: str, next_action: str | None
) -> None:
    session = stage.session
    session.document["state"] = state
    if next_action == "none":
        session.document.pop("nextAction", None)
    elif next_action is not None:
        session.document["nextAction"] = _next_action(stage, next_action)
    turn.save(session)


def _next_action(stage: Stage, action: str) -> dict[str, Json]:
    """
    Return what the customer has to do next.

    Source: payment-sessions.md for `redirect` and `show_payment_instructions`;
    `sca_required` was observed in the vendor's browser library.
    """
    source = stage.primary
    if action == "redirect" and source is not None:
        url = source.private["redirect"]["redirectUrl"]
        return {"action": action, "data": {"redirectUrl": url}}
    if action == "show_payment_instructions" and source is not None:
        return {
            "action": action,
            "data": {
                "sourceId": source.id,
                "sourceClientSecret": source.document["clientSecret"],
            },
        }
    return {"action": action, "data": {"sessionId": stage.session.id}}


def _charge(turn: Turn, stage: Stage, state: str) -> None:
    order = stage.order
    if order is None:
        return
    if not stage.charges:
        amounts = order.private["amounts"]
        for source in [*stage.secondaries, *([stage.primary] if stage.primary else [])]:
            if amounts[source.id]["amount"]:
                stage.charges.append(
                    turn.make(new_charge(turn, stage, source, amounts, state))
                )
        order.private["charges"] = [charge.id for charge in stage.charges]
        turn.save(order)
    for charge in stage.charges:
        if charge.document["state"] == state:
            continue
        if state == "cancelled":
            id = turn.tenant.ids.uuid()
            charge.document.setdefault("cancels", []).append(
                {
                    "id": id,
                    "createdTime": turn.time,
                    "amount": charge.document["amount"],
                    "state": "complete",
                }
            )
            turn.make(Record("cancel", id, {"charge": charge.id}))
        if state == "failed":
            charge.document["failureCode"] = turn.claims.reason or "declined"
        if state == "capturable":
            charge.private["authorized"] = turn.time
        charge.document["state"] = state
        turn.save(charge)
    if stage.charges:
        turn.about["charge"] = stage.charges[-1].id


def new_charge(
    turn: Turn,
    stage: Stage,
    source: Record,
    amounts: Mapping[str, Mapping[str, float]],
    state: str,
) -> Record:
    """Source: the samples of charges; one a source, its amount the source's."""
    order = stage.order
    document: dict[str, Json] = {
        "id": turn.tenant.ids.uuid(),
        "createdTime": turn.time,
        "currency": stage.checkout.document["currency"],
        "amount": amounts.get(source.id, {}).get("amount", 0.0),
        "state": state,
        "captured": False,
        "refunded": False,
        "sourceId": source.id,
        "paymentSessionId": stage.session.id,
        "type": stage.checkout.document.get("chargeType", "customer_initiated"),
        "liveMode": turn.tenant.live,
    }
    if order is not None:
        document["orderId"] = order.id
    return Record("charge", document["id"], document)


def _move_order(turn: Turn, order: Record, after: Mapping[str, str]) -> None:
    document = order.document
    state = after.get("order")
    if state is not None and document.get("state") != state:
        document["state"] = state
        document["stateTransitions"][state] = turn.time
        document["updatedTime"] = turn.time
        turn.save(order)
        if state in ("cancelled", "blocked"):
            for item in document["items"]:
                item["state"] = state
                item["stateTransitions"][state] = turn.time
                item["availableToRefundAmount"] = 0.0
                turn.touch("item", item["id"])
    review = after.get("fraud")
    if review is not None and document.get("fraudState") != review:
        document["fraudState"] = review
        document.setdefault("fraudStateTransitions", {})[review] = turn.time
        turn.save(order)
