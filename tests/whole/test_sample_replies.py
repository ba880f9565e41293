"""Every complete reply of the pages has the fields of ours, or we know why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mockdr.contract import fields_of
from tests.contract.sheets import EXAMPLES, needs_sheets
from tests.engine.shop import Shop
from tests.engine.test_examples import SOURCES, example, without
from tests.engine.test_examples import fields as paths
from tests.whole.estate import (
    PLAN,
    ask,
    created,
    fulfilled,
    fulfilment,
    newest,
    returned,
    subscription,
    tax_identifier,
)

pytestmark = needs_sheets

#: Compared in tests/engine, with what leads to them.
ELSEWHERE = {"0201", "0322", "0363", "0380", "0487", "0813", "0827", *SOURCES}


#: Fields of requests that older versions took.
GONE = ("allowOversell",)


# -- the same situation ------------------------


def remade(operation: str, number: str, **headers: str) -> Callable[[Shop], Any]:
    """Return a maker of what *operation* makes of the sample's own fields."""

    def make(shop: Shop) -> Any:
        known = {*fields_of(f"request:{operation}", ()), *GONE}
        body = {k: v for k, v in example(number).items() if k in known}
        path = ask(shop, operation).path
        return shop.made(shop.post(path, body, headers=headers))

    return make


def updated(number: str, **headers: str) -> Callable[[Shop], Any]:
    """Return a maker of an SKU that was changed, as a version shows it."""

    def make(shop: Shop) -> Any:
        made = remade("createSkus", number, **headers)(shop)
        path, body = f"/skus/{made['id']}", {"countryOfOrigin": "US"}
        return shop.made(shop.post(path, body, headers=headers))

    return make


def taken(shop: Shop) -> Any:
    """A return of all that was sent, accepted."""
    order = fulfilled(shop)
    body = {**returned(order), "reason": "Damaged Goods"}
    made = shop.made(shop.post("/returns", body))
    return shop.made(shop.post(f"/returns/{made['id']}", {"state": "accepted"}))


def waiting_tax_identifier(shop: Shop) -> Any:
    """One that an authority has still to look at."""
    value = "DE234567890"
    return shop.made(shop.post("/tax-identifiers", tax_identifier(value)))


def customers_tax_identifier(shop: Shop) -> Any:
    waiting = waiting_tax_identifier(shop)
    customer = shop.customer()
    path = f"/customers/{customer['id']}/tax-identifiers/{waiting['id']}"
    return shop.made(shop.post(path))


def customer(shop: Shop) -> Any:
    sample = example("0362")
    names = ("email", "shipping", "locale", "type")
    made = shop.customer(**{name: sample[name] for name in names})
    shop.saved_card(made)
    return shop.read("customer", made["id"])


def in_its_free_period(shop: Shop) -> Any:
    """A subscription that costs nothing yet, after a change of its items."""
    plan = shop.made(shop.post("/plans", PLAN))
    customer = shop.customer(email="a@example.com", locale="en_US")
    saved = shop.saved_card(customer)
    info = {
        "planId": plan["id"],
        "terms": "t",
        "autoRenewal": True,
        "freeTrial": True,
    }
    items = [{"skuId": "sku-1", "price": 0, "subscriptionInfo": info}]
    checkout = shop.made(
        shop.post(
            "/checkouts",
            shop.digital_body(
                customerId=customer["id"], items=items, sourceId=saved["id"]
            ),
        )
    )
    shop.made(shop.order(checkout))
    id = checkout["items"][0]["subscriptionInfo"]["subscriptionId"]
    shop.made(shop.post(f"/subscriptions/{id}", {"state": "active"}))
    body = {"items": [{"price": 29.95, "skuId": "sku-2", "quantity": 2}]}
    return shop.made(shop.post(f"/subscriptions/{id}", body))


def sent(shop: Shop) -> Any:
    return shop.made(shop.post("/fulfillments", fulfilment(shop.ordered(), 1)))


def asked(operation: str, **more: Any) -> Callable[[Shop], Any]:
    def send(shop: Shop) -> Any:
        return shop.made(ask(shop, operation).send(shop, **more))

    return send


def methods(shop: Shop) -> Any:
    query = {"currency": "USD", "country": "US", "supportsRecurring": "true"}
    answer = shop.get("/payments/payment-methods", key="public", query=query)
    return shop.made(answer)["paymentMethods"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    What a sample shows, made by us.

    Args:
        theirs: Fields that only the sample has, and why.
        ours: Fields that only our reply has, and why.
    """

    make: Callable[[Shop], Any]
    theirs: dict[str, str] = field(default_factory=dict)
    ours: dict[str, str] = field(default_factory=dict)


TAX = "the sample is older than the samples of applicability and liveMode"
PAGE = "words and pictures for the provider's own page, in the shopper's language"
SDK = "the SDK's model has it"
ITALY = {"country": "IT", "sellingEntity": "DR_IRELAND-ENTITY"}

SITUATIONS = {
    "0182": Situation(make=newest("/payouts")),
    "0184": Situation(make=newest("/sales-summaries")),
    "0240": Situation(
        make=asked("listCountrySpecifications", query=ITALY),
        ours={"data[].invoiceAttributeInfo": SDK},
    ),
    "0338": Situation(
        make=customers_tax_identifier,
        ours=dict.fromkeys(
            ("verifiedName", "verifiedAddress"), "samples of what is verified have it"
        ),
    ),
    "0343": Situation(
        make=waiting_tax_identifier, ours={"applicability": TAX, "liveMode": TAX}
    ),
    "0360": Situation(make=created("createTaxIdentifiers")),
    "0362": Situation(make=customer, ours={"updatedTime": SDK, "sources[].flow": SDK}),
    "0364": Situation(make=asked("listInventoryLevels")),
    "0365": Situation(make=asked("listInventoryLevels")),
    "0374": Situation(
        make=created("postShippingQuotes"),
        ours={
            "quotes[].serviceLevel": "another sample and the SDK have it",
            "quotes[].shipFrom.address.line1": "it was sent",
        },
    ),
    "0381": Situation(make=subscription),
    "0389": Situation(make=methods),
    "0423": Situation(
        make=created("listShippingMethodQuotes"),
        theirs={"shipments": "a shop tells them; we offer the methods of the sample"},
    ),
    "0476": Situation(make=created("createFiles")),
    "0518": Situation(make=sent),
    "0556": Situation(make=taken, ours={"refundIds": SDK, "updatedTime": SDK}),
    "0559": Situation(make=taken, ours={"refundIds": SDK, "updatedTime": SDK}),
    "0782": Situation(make=updated("0782", **{"digitalriver-version": "2021-03-23"})),
    "0785": Situation(make=updated("0785", **{"digitalriver-version": "2021-03-23"})),
    "0794": Situation(make=remade("createFees", "0794")),
    "0797": Situation(make=updated("0797")),
    "0811": Situation(
        make=in_its_free_period,
        ours={"currentPeriodStartDate": "samples of events have it"},
    ),
    "0837": Situation(make=remade("createPlans", "0837")),
    "0838": Situation(make=remade("createPlans", "0838")),
}


def test_every_complete_reply_is_compared():
    rows = json.loads((EXAMPLES / "index.json").read_text("utf-8"))
    numbers = {
        row["file"].removesuffix(".json")
        for row in rows
        if row["kind"] == "response" and row["complete"]
    }
    assert numbers <= SITUATIONS.keys() | ELSEWHERE
    assert not SITUATIONS.keys() & ELSEWHERE


@pytest.mark.parametrize("number", SITUATIONS)
def test_a_reply_has_the_fields_of_its_example(number):
    situation = SITUATIONS[number]
    theirs = set(paths(example(number)))
    ours = set(paths(situation.make(Shop())))
    assert without(theirs - ours, *situation.theirs) == set()
    assert without(ours - theirs, *situation.ours) == set()


@pytest.mark.parametrize("number", SITUATIONS)
def test_a_difference_is_still_one(number):
    situation = SITUATIONS[number]
    theirs = set(paths(example(number)))
    ours = set(paths(situation.make(Shop())))
    for only, there in (
        (situation.theirs, theirs - ours),
        (situation.ours, ours - theirs),
    ):
        for path in only:
            assert without(there, path) != there, path
