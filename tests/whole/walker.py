"""Somebody who calls anything and lets anything happen, with what is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from mockdr.contract import operations
from mockdr.domain import LIFECYCLES
from mockdr.engine.acts import Impossible, able
from mockdr.engine.operations.table import OPERATIONS
from mockdr.engine.settings import Settings
from mockdr.engine.things import Thing
from mockdr.engine.words import VERBS
from tests.engine.shop import NOON, Shop, card, named
from tests.whole.estate import BODIES, PLAN, SHIP_TO, ask, tomorrow

#: Cards and what they do later.
CARDS = (
    "4444222233331111",
    "4000000000004103",
    "4000000000004111",
    "4000000000004442",
    "4485951788521565",
    "4556602564240839",
    "4024007120579635",
)
#: So many things of a kind are called upon; older ones are left alone.
NEAR = 3
#: How far the clock goes in one step.
WAITS = (timedelta(0), timedelta(hours=1), timedelta(days=3), timedelta(days=31))


class Walker:
    """One tenant, and the ids that its replies named, by path of their collection."""

    def __init__(self) -> None:
        self.shop = Shop(settings=Settings(now=NOON, finance="always"))
        self.ids: dict[str, list[str]] = defaultdict(list)
        self.headers: dict[str, str] = {}
        self.trigger = ""
        self.states = self.seen()

    # -- steps ------------------------

    def call(self, operation: str, n: int, m: int) -> None:
        """Call *operation*, on the things and in the way that the numbers say."""
        self.trigger = operation
        found = operations()[operation]
        params: dict[str, str | None]
        if operation in WAYS:
            params, body = WAYS[operation](self, n, m)
        elif "{" in found.path or callable(BODIES.get(operation)):
            params, body = self.named(operation, n, m), self.body(operation)
        else:
            params, body = {}, BODIES.get(operation)
        if any(value is None for value in params.values()):
            return
        answer = self.shop.send(
            found.method,
            found.path.format(**params),
            self.dressed(body),
            key="public" if found.key == "public" else None,
            headers=self.headers,
        )
        assert answer.status < 500, (operation, body, answer.raw, answer.hint)
        if answer.status < 300 and found.method in ("POST", "PUT") and answer.raw:
            self.note(found.path.partition("/{")[0], answer.body)
        self.check()

    def act(self, actor: str, verb: str, n: int) -> None:
        """Let somebody act on something, if anything can take it."""
        self.trigger = f"{actor}.{verb}"
        tenant = self.shop.tenant
        things = [
            id
            for kind in VERBS[actor, verb]
            for id in tenant.store.newest(kind)
            if able(tenant, actor, verb, Thing(kind, id))
        ]
        if not things:
            return
        try:
            tenant.happen(actor, verb, things[n % len(things)])
        except Impossible:
            return  # a guard of the table, or the contract, says no
        self.check()

    def wait(self, n: int) -> None:
        """Let time pass."""
        self.trigger = ""
        self.shop.tenant.clock.advance(WAITS[n % len(WAITS)])
        self.check()

    # -- what there is ------------------------

    def note(self, path: str, body: Any) -> None:
        if isinstance(body, dict) and "id" in body:
            if body["id"] not in self.ids[path]:
                self.ids[path].append(body["id"])
            for item in body.get("items") or ():
                info = item.get("subscriptionInfo") or {}
                if "subscriptionId" in info:
                    self.ids["/subscriptions"].append(info["subscriptionId"])
        for kept in self.ids.values():
            del kept[:-NEAR]

    def one(self, path: str, n: int) -> str | None:
        found = self.ids[path]
        return found[n % len(found)] if found else None

    def named(self, operation: str, n: int, m: int) -> dict[str, str | None]:
        path = operations()[operation].path
        params: dict[str, str | None] = {}
        if "{id}" in path:
            params["id"] = self.one(path.partition("/{id}")[0], n)
        if "{sourceId}" in path:
            params["sourceId"] = self.one("/payments/sources", m)
        if "{taxId}" in path:
            params["taxId"] = self.one("/tax-identifiers", m)
        if "{upstreamId}" in path:
            params["upstreamId"] = "credit-1"
        return params

    def dressed(self, body: Any) -> Any:
        """Return a body as it is sent."""
        return body

    def body(self, operation: str) -> Any:
        body = BODIES.get(operation)
        return ask(self.shop, operation).body if callable(body) else body

    def order(self, n: int) -> Any:
        id = self.one("/orders", n)
        return id and self.shop.read("order", id)

    # -- what must hold ------------------------

    def seen(self) -> dict[tuple[str, str], str | None]:
        tenant = self.shop.tenant
        return {
            (kind, id): tenant.state_of(kind, id)
            for kind in LIFECYCLES
            for id in tenant.store.newest("order" if kind == "fraud" else kind)
        }

    def check(self) -> None:
        """See that every move is in its table, and that the sums add up."""
        after = self.seen()
        for thing, state in after.items():
            before = self.states.get(thing)
            if state != before:
                self.check_move(thing[0], before, state)
        self.states = after
        for id in self.shop.tenant.store.newest("order"):
            check_money(self.shop.tenant.document("order", id))

    def check_move(self, kind: str, before: str | None, after: str | None) -> None:
        """A step may bring several rows with it, of which the first may be skipped."""
        table = LIFECYCLES[kind]
        assert after in table.states, (kind, after)
        reached = {before}
        for _ in table.states:
            reached |= {
                move.after
                for state in reached
                for move in table.at(state)
                if move.trigger == self.trigger
                or move.trigger.startswith(("provider.", "fraud."))
                or before is None
            }
        assert after in reached, (kind, before, self.trigger, after)


def exact(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def check_money(order: Any) -> None:
    """See that nobody takes or gives more than there was."""
    total = exact(order["totalAmount"])
    captured, cancelled, refunded, left = (
        exact(order.get(name))
        for name in (
            *("capturedAmount", "cancelledAmount", "refundedAmount"),
            "availableToRefundAmount",
        )
    )
    assert captured + cancelled <= total, order
    assert refunded <= captured, order
    assert 0 <= left <= captured - refunded, order
    for charge in order["payment"].get("charges", ()):
        parts = {
            name: [
                exact(part["amount"])
                for part in charge.get(name, ())
                if part["state"] not in ("failed", "expired")
            ]
            for name in ("captures", "cancels", "refunds")
        }
        taken = sum(parts["captures"]) + sum(parts["cancels"])
        assert taken <= exact(charge["amount"]), order
        assert sum(parts["refunds"]) <= sum(parts["captures"]), order
    for item in order["items"]:
        gross = exact(item["amount"]) + exact((item.get("tax") or {}).get("amount"))
        assert 0 <= exact(item.get("availableToRefundAmount")) <= gross, order


# -- ways to call with what is there ------------------------

Way = Callable[[Walker, int, int], tuple[dict[str, str | None], Any]]


def _lines(walker: Walker, n: int, m: int) -> Any:
    order = walker.order(n)
    return order and (order, order["items"][m % len(order["items"])])


def fulfil(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    found = _lines(walker, n, m)
    if not found:
        return {"id": None}, None
    order, item = found
    what = ("quantity", "cancelQuantity")[m % 2]
    line = {"itemId": item["id"], what: 1 + m % 3}
    return {}, {"orderId": order["id"], "items": [line]}


def give_back(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    found = _lines(walker, n, m)
    if not found:
        return {"id": None}, None
    order, item = found
    ways = (
        {"amount": 3.33},
        {"percent": 50},
        {"type": "shipping", "percent": 100},
        {"type": "tax", "percent": 100},
        {"items": [{"itemId": item["id"], "quantity": 1, "percent": 40}]},
        {"items": [{"itemId": item["id"], "quantity": 1, "amount": 1.11}]},
        {"percent": 100},
    )
    way = ways[m % len(ways)]
    return {}, {"orderId": order["id"], "currency": order["currency"], **way}


def send_back(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    found = _lines(walker, n, m)
    if not found:
        return {"id": None}, None
    order, item = found
    line = {"itemId": item["id"], "quantity": 1 + m % 2}
    return {}, {"orderId": order["id"], "items": [line]}


def accept(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    return {"id": walker.one("/returns", n)}, {"state": "accepted"}


def buy(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    """Order something with one card or another, and now and then on store credit."""
    shop = walker.shop
    lines = [
        {"skuId": f"sku-{k}", "price": 9.99 + k, "quantity": 1 + (n + k) % 3}
        for k in range(1 + m % 2)
    ]
    checkout = shop.checkout(items=lines)
    if n % 3 == 0:
        shop.made(shop.attach(checkout, shop.credit(checkout, 5.55)))
    shop.made(shop.attach(checkout, paying(shop, checkout, n)))
    return {}, {"checkoutId": checkout["id"]}


def paying(shop: Shop, checkout: Any, n: int) -> Any:
    """Return a source of the checkout: a card, or one that the customer has to do."""
    if n % 9 == 7:
        return shop.redirected(checkout)
    if n % 9 == 8:
        return shop.wire(checkout, owner=named("RefundFailAfterPaymentInfo"))
    return shop.source(checkout, creditCard=card(CARDS[n % len(CARDS)]))


def subscribe(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    shop = walker.shop
    plan = walker.one("/plans", n)
    customer = shop.customer(email="a@example.com")
    saved = shop.saved_card(customer, creditCard=card(CARDS[m % len(CARDS)]))
    info = {"planId": plan, "terms": "t", "autoRenewal": True}
    line = {"skuId": "sku-1", "price": 10.0, "subscriptionInfo": info}
    made = shop.post(
        "/checkouts",
        shop.digital_body(customerId=customer["id"], items=[line]),
    )
    if plan is None or made.status != 201:
        return {"id": None}, None
    walker.note("/checkouts", made.body)
    shop.attach(made.body, saved)
    return {}, {"checkoutId": made.body["id"]}


def order(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    return (subscribe if n % 4 == 3 else buy)(walker, n, m)


def change(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    ways = (
        {"state": "active"},
        {"state": "cancelled"},
        {"metadata": {"a": m}},
        {"planId": walker.one("/plans", m) or "none"},
        {"items": [{"skuId": "sku-2", "price": 5.0, "quantity": 2}]},
    )
    return {"id": walker.one("/subscriptions", n)}, ways[m % len(ways)]


def a_plan(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    return {}, {**PLAN, "interval": ("day", "week", "month", "year")[m % 4]}


def plan_state(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    states = ("draft", "active", "discontinued", "deactivated")
    return {"id": walker.one("/plans", n)}, {"state": states[m % len(states)]}


def of_the_warehouse(walker: Walker, n: int, m: int) -> Any:
    id = walker.one("/fulfillment-orders", n)
    if id is None:
        return {"id": None}, None
    made = walker.shop.get(f"/fulfillment-orders/{id}").body
    line = {"fulfillmentOrderItemId": made["items"][0]["id"], "quantity": 1 + m % 2}
    return {}, {"fulfillmentOrderId": id, "items": [line]}


def keep(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    line = {"inventoryItemId": walker.one("/inventory-items", n), "quantity": 1 + m}
    if line["inventoryItemId"] is None:
        return {"id": None}, None
    return {}, {**ask(walker.shop, "createReservations").body, "items": [line]}


def send_out(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    line = {"inventoryItemId": walker.one("/inventory-items", n), "quantity": 2}
    if line["inventoryItemId"] is None:
        return {"id": None}, None
    body = {
        "currency": "USD",
        "upstreamOrderTime": walker.shop.tenant.clock.now.strftime("%FT%TZ"),
        "shipTo": SHIP_TO,
        "shippingChoice": {"id": "SG"},
        "items": [line],
    }
    reservation = walker.one("/reservations", m)
    if reservation and m % 2:
        body["reservationId"] = reservation
    return {}, body


def link(walker: Walker, n: int, m: int) -> tuple[dict[str, str | None], Any]:
    file = walker.one("/files", n)
    return {"file": file}, {"fileId": file, "expiresTime": tomorrow(walker.shop)}


WAYS: dict[str, Way] = {
    "createOrders": order,
    "createFulfillments": fulfil,
    "createRefunds": give_back,
    "createReturns": send_back,
    "updateReturns": accept,
    "createPlans": a_plan,
    "updatePlans": plan_state,
    "updateSubscriptions": change,
    "createFulfillmentCancellations": of_the_warehouse,
    "createFulfillmentReturns": of_the_warehouse,
    "createReservations": keep,
    "createFulfillmentOrders": send_out,
    "createFileLinks": link,
}

#: What is called on a walk: what writes, and does not only look.
CALLS = sorted(
    id
    for id, operation in operations().items()
    if operation.method != "GET" and id in OPERATIONS
)
ACTS = sorted(VERBS)
