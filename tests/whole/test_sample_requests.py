"""Every complete request of the documentation is taken, once what it names is there."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from mockdr.contract import operations
from tests.contract.sheets import EXAMPLES, needs_sheets
from tests.contract.test_examples import browser_model
from tests.engine.shop import Shop, session_of
from tests.whole.estate import ask, order_subscription, subscribed, subscription, thing

pytestmark = needs_sheets

#: Samples that are no request as they stand.
NO_REQUEST = {
    "0020": "the items of a request, without the request",
    "0370": "a shipping quote of before 2021-12-13, whose address is flat",
}

#: Samples of an older version of the API, and the newest that takes them.
OLDER = {"0004": "2020-12-17", "0006": "2020-12-17"}

#: What a sample of the browser library is, by its model.
BROWSER = {
    "PaymentSourceRequest": "createPaymentSources",
    "AuthenticateSourceRequest": "authenticatePaymentSources",
}


def samples() -> dict[str, tuple[str, Any]]:
    """Return each complete request by its number: its operation and its body."""
    if not EXAMPLES.is_dir():
        return {}
    by_model = {
        o.request_model: id for id, o in operations().items() if o.request_model
    }
    found = {}
    for row in json.loads((EXAMPLES / "index.json").read_text("utf-8")):
        body = json.loads((EXAMPLES / row["file"]).read_text("utf-8"))
        operation = None
        if row["kind"] == "request" and row["complete"]:
            operation = row["operationId"] or by_model.get(row["guessed_model"])
        elif row["kind"] == "js" and row["complete"]:
            operation = BROWSER.get(browser_model(body))
            if operation == "authenticatePaymentSources" and "sessionId" not in body:
                operation = None  # what shows how to pay by wire takes no session
        number = row["file"].removesuffix(".json")
        if operation and number not in NO_REQUEST:
            found[number] = (operation, body)
    return found


SAMPLES = samples()


def test_every_complete_request_is_sent_or_argued():
    rows = json.loads((EXAMPLES / "index.json").read_text("utf-8"))
    numbers = {
        row["file"].removesuffix(".json")
        for row in rows
        if row["kind"] == "request" and row["complete"]
    }
    assert numbers - SAMPLES.keys() == set(NO_REQUEST)
    assert len(SAMPLES) >= 90


@pytest.mark.parametrize("number", SAMPLES)
def test_a_request_of_the_pages_is_accepted(number):
    operation, sample = SAMPLES[number]
    shop = Shop()
    headers = {"digitalriver-version": OLDER[number]} if number in OLDER else {}
    body = copy.deepcopy(sample)
    params = PREPARE.get(operation, prepare)(shop, operation, body)
    path = operations()[operation].path.format(**params)
    key = "public" if operations()[operation].key == "public" else None
    answer = shop.send(
        operations()[operation].method, path, body, key=key, headers=headers
    )
    assert answer.status < 300, answer.raw
    assert shop.findings() == []


# -- what has to be there ------------------------


def prepare(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    """Let there be what *body* names; return what the path needs."""
    params = dict(ask(shop, operation).params)
    if "customerId" in body:
        customer = shop.customer(id=literal(body, "customerId"))
        if "sourceId" in body:
            body["sourceId"] = shop.saved_card(customer)["id"]
    elif "sourceId" in body:
        body["sourceId"] = shop.source()["id"]
    for item in body.get("items", ()):
        if "planId" in item.get("subscriptionInfo", {}):
            plan(shop, item["subscriptionInfo"])
    if "planId" in body:
        plan(shop, body)
    for name in ("id", "email", "partNumber"):
        if "{{" in str(body.get(name, "")):
            body[name] = body[name].replace("{{", "").replace("}}", "")
    return params


def literal(body: Any, name: str) -> str:
    """Return an id as it is in the sample, without the marks of a placeholder."""
    body[name] = str(body[name]).strip("{}")
    return body[name]


def plan(shop: Shop, body: Any) -> None:
    active = ask(shop, "createPlans").body
    shop.made(shop.post("/plans", {**active, "id": body["planId"]}))


def checkout_of(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    body["checkoutId"] = shop.funded()[0]["id"]
    return {}


def session(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    currency = body.get("currency", "USD")
    checkout = shop.checkout(currency=currency)
    for name in ("sessionId", "paymentSessionId"):
        if name in body:
            body[name] = session_of(checkout)["id"]
    return {}


def authentication(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    checkout = shop.checkout()
    source = shop.source(checkout)
    shop.attach(checkout, source)
    body["sourceClientSecret"] = source["clientSecret"]
    body["sourceId"] = source["id"]
    body["sessionId"] = session_of(checkout)["id"]
    return {"id": source["id"]}


def order(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    """Let there be the order that *body* is about, with as many lines, sent or not."""
    lines = body.get("items") or [{}]
    items = [
        {"skuId": f"sku-{n}", "price": 10.0, "quantity": 4} for n in range(len(lines))
    ]
    placed = shop.ordered(items=items)
    if operation != "createFulfillments":
        sent = [{"itemId": i["id"], "quantity": 4} for i in placed["items"]]
        shop.made(shop.post("/fulfillments", {"orderId": placed["id"], "items": sent}))
    body["orderId"] = placed["id"]
    for line, item in zip(body.get("items", ()), placed["items"], strict=False):
        for name, ours in (("itemId", "id"), ("skuId", "skuId")):
            if name in line:
                line[name] = item[ours]
    return {}


def of_a_return(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    asked = {"items": [{"itemId": i["itemId"], "quantity": 3} for i in body["items"]]}
    order(shop, "createReturns", asked)
    made = shop.made(shop.post("/returns", asked))
    for line, item in zip(body["items"], made["items"], strict=True):
        line["itemId"] = item["itemId"]
    return {"id": made["id"]}


def of_a_subscription(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    if "planId" in body:
        plan(shop, body)
    if body.get("state") == "active":
        draft = subscription(shop)
        order_subscription(shop)
        return {"id": draft["id"]}
    return {"id": subscribed(shop)["id"]}


def of_a_draft_plan(shop: Shop, operation: str, body: Any) -> dict[str, str]:
    draft = {**ask(shop, "createPlans").body, "state": "draft"}
    made = draft if body["state"] == "active" else thing(shop, "/plans")
    if "id" not in made:
        made = shop.made(shop.post("/plans", made))
    return {"id": made["id"]}


PREPARE = {
    "createOrders": checkout_of,
    "createSources": session,
    "createPaymentSources": session,
    "authenticatePaymentSources": authentication,
    "createFulfillments": order,
    "createRefunds": order,
    "createReturns": order,
    "updateReturns": of_a_return,
    "updateSubscriptions": of_a_subscription,
    "updatePlans": of_a_draft_plan,
}
