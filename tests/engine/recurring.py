"""A shop that sells by subscription: what its tests have in common."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.shop import Shop, card

PLAN = {
    "terms": "It renews by the month.",
    "contractBindingDays": 365,
    "interval": "month",
    "intervalCount": 1,
    "name": "By the month",
    "reminderOffsetDays": 5,
    "billingOffsetDays": 5,
    "collectionPeriodDays": 10,
    "state": "active",
}
DECLINED = "4000000000003600"


def made(answer):
    assert answer.status in (200, 201), answer.raw
    return answer.body


def plan(shop, **fields):
    """Make a plan; None leaves a field out."""
    body = {**PLAN, **fields}
    return made(shop.post("/plans", {k: v for k, v in body.items() if v is not None}))


class Subscriber:
    """
    A customer with a saved card and a subscription.

    Args:
        price: Of one piece; two are sold.
        terms: Fields of the plan.
    """

    def __init__(self, shop: Shop, *, price=10.0, active=True, **terms):
        self.shop = shop
        self.plan = plan(shop, **terms)
        self.customer = shop.customer(email="ann@example.com")
        self.card = shop.saved_card(self.customer)
        info = {"planId": self.plan["id"], "terms": "I agree."}
        if not price:
            info["freeTrial"] = True
        self.checkout = made(
            shop.post(
                "/checkouts",
                shop.digital_body(
                    customerId=self.customer["id"],
                    sourceId=self.card["id"],
                    items=[
                        {
                            "skuId": "sku-1",
                            "price": price,
                            "quantity": 2,
                            "subscriptionInfo": info,
                        }
                    ],
                ),
            )
        )
        self.id = self.checkout["items"][0]["subscriptionInfo"]["subscriptionId"]
        self.order = made(shop.order(self.checkout))
        if active:
            made(self.change(state="active"))

    def change(self, **fields):
        return self.shop.post(f"/subscriptions/{self.id}", fields)

    def now(self):
        return self.shop.get(f"/subscriptions/{self.id}").body

    @property
    def state(self):
        return self.now()["state"]

    def invoices(self):
        """Return its invoices, oldest first."""
        return self.shop.get("/invoices", query={"limit": 100}).body["data"][::-1]

    def pass_days(self, days):
        """Let time pass; return what was told meanwhile, as (day, type)."""
        before = len(self.shop.tenant.events())
        self.shop.tenant.clock.advance(timedelta(days=days))
        return [
            (event["createdTime"][5:10], event["type"])
            for event in self.shop.tenant.events()[before:]
        ]

    def lose_card(self):
        path = f"/customers/{self.customer['id']}/sources/{self.card['id']}"
        assert self.shop.delete(path).status == 204

    def another_card(self, number=None):
        more = {} if number is None else {"creditCard": card(number)}
        return self.shop.saved_card(self.customer, **more)


def of_subscription(told):
    """Return what of *told* is about subscriptions or invoices."""
    return [
        (day, type)
        for day, type in told
        if type.startswith(("subscription.", "invoice."))
    ]
