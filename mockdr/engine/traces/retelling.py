"""A recording is told as a story: who did what, in the words of scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mockdr import contract
from mockdr.base.errors import Json
from mockdr.contract import Operation
from mockdr.domain.source import INITIAL
from mockdr.engine.gates import VERSION, known_of
from mockdr.engine.traces.cast import Cast
from mockdr.engine.traces.draft import Draft, Ref, Step
from mockdr.engine.traces.inferring import BROUGHT, Act, Change, acts_between, needed
from mockdr.engine.traces.scrubbing import Scrubber
from mockdr.engine.traces.showing import shown_path, shown_text
from mockdr.engine.traces.sifting import Heard, Sifted
from mockdr.engine.traces.sightings import errors_in, sightings, signature
from mockdr.engine.traces.subjects import (
    NAMING,
    gap_before,
    named_in,
    query_of,
    subject_of,
    version_of,
)
from mockdr.engine.traces.turnouts import (
    ACTIONS,
    documented_values,
    fault_of,
    refusal_of,
)
from mockdr.engine.words import MAKES, reads

__all__ = ["Teller", "retell"]

#: Operations that a shopper's new source is first named to.
_FUNDS: Final = frozenset(
    {"attachSourceToCheckout", "updateCheckouts", "createCustomerSource"}
)
#: KINDs whose states a step tells when a reply shows them.
_TOLD: Final = (
    "order",
    "session",
    "source",
    "refund",
    "return",
    "invoice",
    "subscription",
    "charge",
    "tax_identifier",
    "fulfillment_order",
    "logistics_return",
)
#: What mockdr puts into a checkout of its own, unless it is told not to.
_USUAL: Final = ("email", "billTo", "shipTo", "shipFrom", "shippingChoice")
_REFUSED: Final = 400
_NOT_FOUND: Final = 404
_OWING: Final = "additional_payment_action_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """
    What was seen of a thing last.

    Args:
        fresh: Whether it was seen so only when it became so.
        heard: How many calls there had been.
    """

    state: str | None
    fresh: bool
    heard: int


def retell(sifted: Sifted, name: str, summary: str) -> Draft:
    """
    Return the story that a recording tells, as far as replies show it.

    Args:
        sifted: What was said to the provider.
        name: The story's.
        summary: One sentence.
    """
    teller = Teller(sifted)
    for call in sifted.heard:
        teller.hear(call)
    return teller.draft(name, summary)


class Teller:
    """
    Listens to one recording from its first call to its last.

    Args:
        sifted: What was said to the provider.
    """

    def __init__(self, sifted: Sifted) -> None:
        self._cast = Cast(sifted.heard)
        self._scrubber = Scrubber(refer=self._cast.refer)
        self._steps: list[Step] = []
        self._known: dict[tuple[str, str], _Known] = {}
        self._remarks: list[str] = []
        self._checkout: dict[str, Json] = {}
        self._heard: list[Heard] = []
        self._sessions: dict[str, str] = {}
        spoken = Counter(filter(None, map(version_of, sifted.heard)))
        self._version = spoken.most_common(1)[0][0] if spoken else contract.newest()

    def hear(self, call: Heard) -> None:
        """Add what *call* tells."""
        operation = call.operation
        self._heard.append(call)
        if operation is None:
            self._remarks.append(
                f"call {call.exchange.number} is left out: the contract has no "
                f"{shown_text(call.exchange.method)} {shown_path(call.path)}"
            )
            return
        acts = self._acted(call, operation)
        step = self._call(call, operation)
        if not acts and self._repeats(step):
            before = self._steps[-1]
            self._steps[-1] = replace(before, times="1..", calls=(*before.calls, call))
        else:
            self._steps.append(step)
        self._remember(call, operation)

    def draft(self, name: str, summary: str) -> Draft:
        """Return the story, its things named as far as that is needed."""
        steps, given = self._cast.named(self._steps, self._checkout)
        begun = next((i for i, s in enumerate(steps) if s.who == "merchant"), 0)
        # A story begins with a call: how the shopper pays is then given.
        chosen = next((dict(s.source) for s in steps[:begun] if s.source), {})
        if steps and steps[begun].what != "createCheckouts":
            chosen = chosen or self._cast.paid_with()
        if chosen:
            given["source"] = chosen
        return Draft(
            name=name,
            summary=summary,
            version=None if self._version == contract.newest() else self._version,
            given=given,
            steps=steps[begun:],
            remarks=tuple(self._remarks),
        )

    def _acted(self, call: Heard, operation: Operation) -> bool:
        """Add who acted before *call*, as far as it shows that; tell if anybody did."""
        self._introduce(call, operation)
        acts = acts_between((*self._changes(call), *self._needed(call, operation)))
        for act in acts:
            self._steps.append(self._act(act))
        return bool(acts)

    # -- who and what was there before --------------------------------------------

    def _introduce(self, call: Heard, operation: Operation) -> None:
        """Let appear what *call* names, and no call before it has made."""
        body = call.request if isinstance(call.request, dict) else {}
        done = 0 < call.status < _REFUSED
        for kind, id in named_in(call, operation, body):
            # A shopper's source may be refused without having been shown.
            held = kind == "source" and call.status != _NOT_FOUND
            known = done or self._cast.facts(kind, id) or held
            if self._cast.knows(kind, id) or not known:
                continue
            if kind == "customer":
                self._cast.give_customer(id)
            elif kind == "plan":
                self._cast.give_plan(id)
            elif kind == "sku" and operation.id != "upsertSkus":
                self._cast.give_sku(id)
            elif kind == "source":
                self._source(id, operation, body)
            else:
                self._bring(kind, id, operation)

    def _bring(self, kind: str, id: str, operation: Operation) -> None:
        """Let others make what no call has made, and none can."""
        state = str(self._cast.facts(kind, id).get("state", ""))
        if operation.id == "openInvoices":
            state = "draft"
        for made, of, when, trigger in BROUGHT:
            if kind == made and self._cast.all_of(of) and when in ("", state):
                actor, _, verb = trigger.partition(".")
                self._steps.append(Step(who=actor, what=verb))
                self._cast.appear(kind, id)
                return

    def _source(self, id: str, operation: Operation, body: Mapping[str, Json]) -> None:
        facts = self._cast.facts("source", id)
        owner = str(facts.get("customerId") or body.get("customerId") or "")
        if operation.id not in _FUNDS:
            owner = owner or self._cast.only("customer")
        saved = facts.get("reusable") is True or operation.id not in _FUNDS
        before = owner and not self._cast.is_made("customer", owner)
        if before and saved and operation.id != "createCustomerSource":
            self._cast.give_source(id, owner)
        elif operation.id in _FUNDS:
            self._choose(id)

    def _choose(self, id: str) -> None:
        """Let the customer choose a source that no call has made."""
        facts = self._cast.facts("source", id)
        kind = str(facts.get("type"))
        kind = kind if kind in contract.payment_methods() else "creditCard"
        source: dict[str, Json] = {"type": kind}
        part = facts.get(kind)
        if isinstance(part, Mapping):
            known = self._scrubber.clean(part)
            sent = {n: known[n] for n in ("storeId", "bankCode") if n in known}
            source |= {kind: sent} if sent else {}
        documented = documented_values(kind, facts)
        # Whatever such a value leads to, this is where it was when it was seen.
        then = {"source": str(facts["state"])} if documented else {}
        source |= documented
        self._cast.enter("source", id, step=len(self._steps))
        self._steps.append(
            Step(who="customer", what="chooses", source=source, then=then)
        )
        method = contract.payment_methods().get(kind)
        first = INITIAL.get((method.flow if method is not None else None) or "")
        if first is not None:
            self._known["source", id] = _Known(
                state=first, fresh=True, heard=len(self._heard)
            )

    # -- acts -------------------------------------------------------------------------

    def _changes(self, call: Heard) -> Iterator[Change]:
        for seen in sightings(call):
            shown = [(seen.kind, seen.state)]
            if seen.kind == "order":
                shown.append(("fraud", seen.document.get("fraudState")))
            for kind, state in shown:
                known = self._known.get((kind, seen.id))
                if known is None or not known.state or not state:
                    continue
                if known.state != state:
                    yield Change(
                        kind=kind,
                        id=seen.id,
                        before=known.state,
                        after=str(state),
                        fresh=known.fresh,
                        operations=self._called_since(known.heard),
                    )

    def _needed(self, call: Heard, operation: Operation) -> Iterator[Change]:
        """Yield what must have changed, or *call* would have been refused."""
        body = call.request if isinstance(call.request, dict) else {}
        if not 0 < call.status < _REFUSED:
            return
        shown = {(seen.kind, seen.id) for seen in sightings(call)}
        for kind, id in named_in(call, operation, body):
            known = self._known.get((kind, id))
            if known is None or not known.state or (kind, id) in shown:
                continue
            after = needed(kind, known.state, operation.id)
            if after:
                self._known[kind, id] = replace(known, state=after)
                yield Change(kind=kind, id=id, before=known.state, after=after)

    def _called_since(self, heard: int) -> frozenset[str]:
        return frozenset(
            call.operation.id
            for call in self._heard[heard:]
            if call.operation is not None and call.status < _REFUSED
        )

    def _act(self, act: Act) -> Step:
        actor, _, verb = act.trigger.partition(".")
        then: dict[str, Json] = {}
        for change in act.moved:
            same = {c.after for c in act.moved if c.kind == change.kind}
            if len(same) == 1 and change.kind != "fraud":
                then[change.kind] = change.after
        things = [c.id for c in act.moved if c.kind == act.of]
        of: str | Ref | None = None
        if len(things) == 1:
            of = Ref(kind=act.of, id=things[0])
        elif verb in ("completes", "fails", "expires"):
            of = act.of or None
        gap = gap_before(self._heard)
        return Step(who=actor, what=verb, of=of, after=gap, then=then)

    # -- calls ----------------------------------------------------------------------

    def _call(self, call: Heard, operation: Operation) -> Step:
        body = call.request if isinstance(call.request, dict) else {}
        # What the contract does not know might be anything of anybody's.
        body = known_of(body, contract.check_request(operation.id, body, call.version))
        asked = self._scrubber.clean(body)
        for field, _ in NAMING:
            asked.pop(field, None)
        if (
            operation.id == "createCheckouts"
            and not self._checkout
            and call.status < _REFUSED
        ):
            absent = dict.fromkeys(name for name in _USUAL if name not in body)
            self._checkout = self._scrubber.clean(body, invent=True) | absent
        match: dict[str, Json] = {"body": asked} if asked else {}
        query = query_of(call, operation, self._cast, self._scrubber)
        if query:
            match["query"] = query
        if version_of(call) not in ("", self._version):
            match["headers"] = {VERSION: version_of(call)}
        fault = fault_of(call, operation)
        return Step(
            who="merchant",
            what=operation.id,
            of=subject_of(call, operation, self._cast),
            asked=match,
            fault=fault,
            then={} if fault else self._then(call, operation),
            calls=(call,),
        )

    def _then(self, call: Heard, operation: Operation) -> dict[str, Json]:
        if call.status >= _REFUSED:
            return refusal_of(call, operation)
        then: dict[str, Json] = {}
        shown = list(sightings(call))
        for kind in _TOLD:
            states = [(s.id, s.state) for s in shown if s.kind == kind and s.state]
            told = dict.fromkeys(state for _, state in states)
            makes = MAKES.get(operation.id) == kind
            news = makes or any(self._is_news(kind, *s) for s in states)
            if len(told) == 1 and news:
                then[kind] = next(iter(told))
        fraud = {s.document.get("fraudState") for s in shown if s.kind == "order"}
        if (
            "order" in then
            and fraud <= {"review_opened", "blocked"}
            and len(fraud) == 1
        ):
            then["fraud"] = fraud.pop()
        for seen in shown:
            action = seen.document.get("nextAction")
            action = action.get("action") if isinstance(action, dict) else None
            if seen.kind == "session" and "session" in then and action in ACTIONS:
                then["next_action"] = action
        return then

    def _is_news(self, kind: str, id: str, state: str | None) -> bool:
        known = self._known.get((kind, id))
        if known is None:
            return kind not in ("source", "charge")
        return known.state != state

    def _repeats(self, step: Step) -> bool:
        """Tell whether the shop only looks again at what it has just seen."""
        if not self._steps or not reads(step.what) or step.fault:
            return False
        before = self._steps[-1]
        return (before.what, before.of, before.asked) == (
            step.what,
            step.of,
            step.asked,
        ) and signature(before.calls[-1]) == signature(step.calls[-1])

    def _remember(self, call: Heard, operation: Operation) -> None:
        makes, holder = MAKES.get(operation.id), ""
        for seen in sightings(call):
            if seen.kind == makes and not seen.path:
                self._cast.enter(seen.kind, seen.id, step=len(self._steps) - 1)
            self._cast.see(seen)
            self._note(seen.kind, seen.id, seen.state, operation.id)
            if seen.kind == "order" and "fraudState" in seen.document:
                fraud = str(seen.document["fraudState"])
                self._note("fraud", seen.id, fraud, operation.id)
            # What holds others is seen before what it holds.
            holder = seen.id if seen.kind == "checkout" else holder
            if seen.kind == "session":
                self._sessions[holder] = seen.id
        if any(error.get("code") == _OWING for error in errors_in(call)):
            body = call.request if isinstance(call.request, dict) else {}
            owing = self._sessions.get(str(body.get("checkoutId", "")))
            if owing:
                self._note("session", owing, "requires_action", operation.id)

    def _note(self, kind: str, id: str, state: str | None, operation: str) -> None:
        if state is None:
            return
        known = self._known.get((kind, id))
        news = known is None or known.state != state
        self._known[kind, id] = _Known(
            state=state, fresh=news and not reads(operation), heard=len(self._heard)
        )
