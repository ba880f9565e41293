"""The merchant of self-play: the least that the contract wants of each request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from mockdr import contract
from mockdr.base.errors import Json, MockdrError
from mockdr.contract import payment_methods
from mockdr.engine.details import form
from mockdr.engine.goods import all_of
from mockdr.engine.homes import home_of
from mockdr.engine.least import LEAST, NAMELESS
from mockdr.engine.least_parcels import PARCELS
from mockdr.engine.least_recurring import RECURRING, SUBSCRIBED, subscribing
from mockdr.engine.least_refunds import GIVING_BACK
from mockdr.engine.older import fitted
from mockdr.engine.paid_for import checkout_meant, session_of
from mockdr.engine.prologue import prologue
from mockdr.engine.words import PATH_KINDS
from mockdr.scenario.story import NONE, ActStep, CallStep, Story

if TYPE_CHECKING:
    from mockdr.engine.tenant import Tenant
    from mockdr.scenario.runner import Run

__all__ = ["Merchant", "Wanted"]

_EMAIL: Final = "shopper@example.com"
#: The id of what is not there, where a story wants it not to be.
_NOWHERE: Final = "not-there"

#: operationId to the id under which it may make what is not there yet.
_NEW: Final[Mapping[str, str]] = {"upsertSkus": "sku-new"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A request to send; `secret` tells with which half of the key."""

    operation: str
    method: str
    path: str
    secret: bool
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None


class Merchant:
    """
    Knows what to send for a step, from what there is in its tenant.

    Args:
        tenant: The world that it sells in.
        story: The story that it plays.
    """

    def __init__(self, tenant: Tenant, story: Story) -> None:
        self._tenant = tenant
        self._story = story

    def request(self, step: CallStep, run: Run | None) -> Wanted:
        """
        Return the contract's least request for *step*, patched with what it matches.

        Raises:
            MockdrError: If nothing is there that the request could name.
        """
        operation = contract.operations()[step.operation]
        path = operation.path
        for kind, name in zip(
            PATH_KINDS.get(operation.id, ()), _parameters(path), strict=False
        ):
            path = path.replace(f"{{{name}}}", self._name(step, run, kind))
        if operation.id in NAMELESS:
            (name,) = _parameters(path)
            path = path.replace(f"{{{name}}}", NAMELESS[operation.id](self._tenant))
        body = self._body(step, run)
        query: list[tuple[str, str]] = []
        headers: dict[str, str] = {}
        match = step.match
        if match is not None:
            if match.body is not NONE:
                body = _patch(body or {}, self._resolved(run, match.body))
            for key, value in match.query.items():
                values = value if isinstance(value, list) else [value]
                query += [(key, _as_query(self._resolved(run, v))) for v in values]
            headers = {
                key: str(self._resolved(run, value))
                for key, value in match.headers.items()
                if value is not None
            }
        body = fitted(operation, body, headers, self._story)
        session = self._session(step, run)
        if operation.id == "listPaymentMethods" and session and not query:
            # A page asks for the session that it pays, or by filters for none.
            query.append(("sessionId", session))
        if operation.id in ("retrievePaymentSources", "updatePaymentSources"):
            query.append(("secret", self._secret(path.rsplit("/", 1)[-1])))
        return Wanted(
            operation=operation.id,
            method=operation.method,
            path=path,
            secret=operation.key != "public",
            query=tuple(query),
            headers=headers,
            body=body,
        )

    def prologue(self, operation: str) -> tuple[str, ...]:
        """Return the moves that must come before *operation* can be called at all."""
        first = next(self._story.calls())
        return prologue(operation, named=first.of is not None)

    # -- bodies ----------------------------------------------------------------

    def _body(self, step: CallStep, run: Run | None) -> Json:
        operation = step.operation
        if operation == "createCheckouts":
            return self._checkout(step, run)
        if operation in ("updateCheckouts", "updateOrders", "updateCustomers"):
            return None if step.match else {"metadata": {"played": "yes"}}
        if operation == "createSources":
            return self._credit(step, run)
        if operation == "createPaymentSources":
            return self._source(step, run)
        if operation == "authenticatePaymentSources":
            return {
                "sessionId": self._session(step, run),
                "sourceClientSecret": self._secret(self._name(step, run, "source")),
            }
        if operation == "createOrders":
            if step.of is None and not self._has("checkout", run):
                return self._checkout(step, run)
            return {"checkoutId": self._name(step, run, "checkout")}
        if operation == "createCustomers":
            return {"email": _EMAIL}
        if operation == "createFulfillments":
            asked = step.match.body if step.match is not None else NONE
            return self._goods(self._name(step, run, "order"), asked)
        giving = {**GIVING_BACK, **RECURRING}.get(operation)
        if giving is not None:
            asked = step.match.body if step.match is not None else NONE
            known = asked if isinstance(asked, dict) else {}
            return giving(partial(self._document, step, run), known)
        parcel = PARCELS.get(operation)
        if parcel is not None:
            about = partial(self._document, step, run)
            return parcel(about, self._tenant.clock.now)
        least = LEAST.get(operation)
        if least is None:
            return None
        return least(partial(self._name, step, run), self._tenant.clock.now)

    def _goods(self, order: str, asked: Json) -> Json:
        record = self._tenant.peek("order", order)
        return None if record is None else all_of(record, asked)

    def _checkout(self, step: CallStep, run: Run | None) -> dict[str, Json]:
        currency = self._currency(step)
        home = home_of(currency)
        whole = currency in ("JPY", "KRW")
        body: dict[str, Json] = {
            "currency": currency,
            "email": _EMAIL,
            "billTo": {"name": "William Brown", "address": home},
            "shipTo": {"name": "William Brown", "address": home},
            "shipFrom": {"address": {"country": "US", "postalCode": "55343"}},
            "shippingChoice": {
                "amount": 500 if whole else 5.0,
                "description": "standard",
                "serviceLevel": "SG",
            },
            "items": [
                {"skuId": "sku-1", "price": 10_000 if whole else 100.0, "quantity": 2}
            ],
        }
        plan = self._newest("plan", run)
        if plan and next(self._story.calls()).operation in SUBSCRIBED:
            body = subscribing(body, plan=plan, customer=self._newest("customer", run))
        if self._story.given.checkout is not NONE:
            body = _patch(body, self._resolved(run, self._story.given.checkout))
        return body

    def _currency(self, step: CallStep) -> str:
        """Return a currency that every source of the story can pay in."""
        del step
        fitting: list[str] = []
        for type in self._types():
            method = payment_methods().get(type)
            if method is None or not method.currencies:
                continue
            both = [c for c in fitting if c in method.currencies]
            fitting = both or fitting or list(method.currencies)
        return fitting[0] if fitting else "USD"

    def _types(self) -> list[str]:
        given = self._story.given.source
        chosen = [
            move.source
            for move in self._story.steps
            if isinstance(move, ActStep) and move.source is not NONE
        ]
        sent = [
            call.match.body
            for call in self._story.calls()
            if call.match is not None and isinstance(call.match.body, dict)
        ]
        bodies = [*([] if given is NONE else [given]), *chosen, *sent]
        return [str(body.get("type")) for body in bodies]

    def _credit(self, step: CallStep, run: Run | None) -> dict[str, Json]:
        checkout = self._meant(step, run) or self._newest("checkout", run)
        session = self._tenant.document("checkout", checkout) if checkout else None
        body: dict[str, Json] = {"type": "customerCredit", "customerCredit": {}}
        if session is not None:
            body["paymentSessionId"] = session["payment"]["session"]["id"]
            body["amount"] = session["payment"]["session"][
                "amountRemainingToBeContributed"
            ]
        asked = step.match.body if step.match is not None else NONE
        if isinstance(asked, dict) and asked.get("type") == "creditCard":
            form = self._form({"type": "creditCard"}, checkout)
            card = {
                "type": "creditCard",
                "reusable": False,
                "paymentSessionId": body.get("paymentSessionId"),
                "owner": form.get("owner"),
                "creditCard": form["creditCard"],
            }
            return {name: value for name, value in card.items() if value is not None}
        return body

    def _source(self, step: CallStep, run: Run | None) -> dict[str, Json]:
        checkout = self._meant(step, run) or self._newest("checkout", run)
        asked = step.match.body if step.match is not None else NONE
        fields: dict[str, Json] = {"type": "creditCard"}
        if isinstance(asked, dict) and "type" in asked:
            fields["type"] = asked["type"]
        elif self._story.given.source is not NONE:
            fields = dict(self._resolved(run, self._story.given.source))
        document = self._tenant.document("checkout", checkout) if checkout else None
        if document is not None:
            fields["sessionId"] = document["payment"]["session"]["id"]
        return self._form(fields, checkout)

    def _form(
        self, fields: Mapping[str, Json], checkout: str | None
    ) -> dict[str, Json]:
        method = payment_methods().get(str(fields["type"]))
        if method is None:
            return dict(fields)
        document = self._tenant.document("checkout", checkout) if checkout else None
        return form(method, fields, document or {}, self._tenant.clock.now)

    # -- names -----------------------------------------------------------------

    def _resolved(self, run: Run | None, value: Json) -> Json:
        theatre = self._tenant.theatre
        holder = run if run is not None else theatre.playings[-1]
        return theatre.resolve(holder, value)

    def _name(self, step: CallStep, run: Run | None, kind: str) -> str:
        """Return the id of the thing of *kind* that *step* is about."""
        if step.of is not None:
            named = self._of(step.of, run)
            for found, id in named:
                if found == kind:
                    return id
            if kind == "customer" and named:
                owner = self._tenant.document(*named[0]) or {}
                if owner.get("customerId"):
                    return str(owner["customerId"])
            meant = self._meant(step, run) if kind == "checkout" else None
            if meant is not None:
                return meant
        fitting = self._fitting(step.operation, kind, run)
        if fitting is None and _finds_nothing(step):
            return _NOWHERE
        if fitting is None:
            raise _nothing(step, kind)
        return fitting

    def _document(self, step: CallStep, run: Run | None, kind: str) -> Json:
        """Return the document of the thing of *kind* that *step* is about."""
        name = self._name(step, run, kind)
        if name == _NOWHERE:
            raise _nothing(step, kind)
        return self._tenant.document(kind, name)

    def _meant(self, step: CallStep, run: Run | None) -> str | None:
        """Return the checkout that *step* names, if it names what is for one."""
        named = self._of(step.of, run) if step.of is not None else []
        return checkout_meant(self._tenant, step.operation, named)

    def _session(self, step: CallStep, run: Run | None) -> str | None:
        meant = session_of(self._tenant, self._meant(step, run))
        return meant or self._newest("session", run)

    def _of(self, of: str, run: Run | None) -> list[tuple[str, str]]:
        theatre = self._tenant.theatre
        if run is not None:
            found = theatre.subjects(run, of)
            if found:
                return list(found)
        return list(theatre.called(of))

    def _fitting(self, operation: str, kind: str, run: Run | None) -> str | None:
        if operation == "detachSourceToCheckout" and kind == "source":
            checkout = self._newest("checkout", run)
            record = self._tenant.peek("checkout", checkout) if checkout else None
            if record is not None and record.private.get("sources"):
                return str(record.private["sources"][-1])
        if kind == "source" and operation in (
            "attachSourceToCheckout",
            "createCustomerSource",
        ):
            for id in self._all("source", run):
                state = self._tenant.state_of("source", id)
                if state in ("chargeable", "pending_redirect", "pending_funds"):
                    return id
        return self._newest(kind, run) or _NEW.get(operation)

    def _all(self, kind: str, run: Run | None) -> list[str]:
        owned = [] if run is None else [t.id for t in run.things if t.kind == kind]
        rest = [id for id in self._tenant.store.newest(kind) if id not in owned]
        return [*reversed(owned), *rest]

    def _newest(self, kind: str, run: Run | None) -> str | None:
        return next(iter(self._all(kind, run)), None)

    def _has(self, kind: str, run: Run | None) -> bool:
        return self._newest(kind, run) is not None

    def _secret(self, source: str) -> str:
        document = self._tenant.document("source", source) or {}
        return str(document.get("clientSecret", ""))


def _finds_nothing(step: CallStep) -> bool:
    """Tell whether the story lets the call be answered that nothing is there."""
    error = step.then.error if step.then is not None else None
    return error is not None and contract.errors()[error.keys[0]].status == 404  # noqa: PLR2004  (HTTP's)


def _nothing(step: CallStep, kind: str) -> MockdrError:
    return MockdrError(
        f"{step.place}: there is no {kind} that {step.operation} could name",
        help="let an earlier step make one, or name one with `of`",
    )


def _as_query(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _patch(body: Json, wanted: Json) -> Json:
    """Return *body* changed so that it matches *wanted*: null takes a field away."""
    if isinstance(wanted, dict):
        patched = dict(body) if isinstance(body, dict) else {}
        for name, value in wanted.items():
            if value is None:
                patched.pop(name, None)
            else:
                patched[name] = _patch(patched.get(name), value)
        return patched
    if isinstance(wanted, list):
        there = body if isinstance(body, list) else []
        padded = [*there, *([there[-1] if there else None] * len(wanted))]
        return [_patch(padded[i], item) for i, item in enumerate(wanted)]
    return wanted
