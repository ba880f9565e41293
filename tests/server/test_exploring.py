"""A shop is explored: what it does wrong is found, shortened, told, and written."""

from __future__ import annotations

import enum
from typing import Literal

import pytest

import mockdr
from mockdr.engine.rehearsal import rehearse
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import story_from_text
from tests.engine.shop import Shop as Cart

CART = Cart().order_body()


class Shop:
    """A shop that sells one thing at a time, and ships what is paid."""

    def __init__(self, provider):
        self.provider = provider
        self.client = provider.client()
        self.told = []
        self.checkout = self.order = None
        self.shipped = False
        provider.webhooks.deliver_to(self._hears)

    def _hears(self, environ, start):
        self.told.append(environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    def _send(self, path, body=None):
        return self.client.post(path, json=body).json()

    def begins(self):
        if self.checkout is not None:
            raise mockdr.NotNow
        self.checkout = self._send("/checkouts", CART)

    def can_pays(self):
        return self.checkout is not None and self.order is None

    def pays(self, method: Literal["creditCard", "wireTransfer"]):
        id = self.checkout["id"]
        source = self.provider.customer.chooses(method, self.checkout)
        self._send(f"/checkouts/{id}/sources/{source.id}")
        self.order = self._send("/orders", {"checkoutId": id})

    def _is_paid(self):
        return self.provider.order(self.order["id"])["state"] == "accepted"

    def can_ships(self):
        return self.order is not None and not self.shipped and self._is_paid()

    def ships(self):
        id = self.order["items"][0]["id"]
        lines = [{"itemId": id, "quantity": 2}]
        self._send("/fulfillments", {"orderId": self.order["id"], "items": lines})
        self.shipped = True

    def check_it_hears_of_its_order(self):
        if self.order is not None:
            assert any(self.order["id"].encode() in told for told in self.told)

    def close(self):
        self.client.close()


class Hasty(Shop):
    """Ships at once, whether or not it is paid."""

    def can_ships(self):
        return self.order is not None and not self.shipped

    def check_nothing_is_shipped_for_nothing(self):
        if self.shipped:
            order = self.provider.order(self.order["id"])
            assert order["state"] != "pending_payment", "shipped before it was paid"


class Careless(Shop):
    """Sends a body that the contract does not know."""

    def asks_for_more(self):
        self._send("/customers", {"email": "ann@example.com", "colour": "red"})


@pytest.fixture(scope="module")
def provider():
    with mockdr.start(now="2024-05-01T12:00:00Z", unfinished="allow") as running:
        yield running


def failing(provider, driver, **more):
    with pytest.raises(mockdr.JourneyFailed) as failed:
        provider.explore(driver, **{"examples": 60, "seed": 1, **more})
    return failed.value


def test_a_shop_that_does_well_is_told_how_far_it_was_gone(provider):
    explored = provider.explore(Shop, examples=15, steps=12, seed=4)

    assert explored.journeys >= 15
    assert {"shop begins", "shop ships"} <= set(explored.steps)
    assert "customer pays (source.1)" in explored.steps
    assert explored.answers["createOrders 201"] > 0
    assert explored.answers["createFulfillments 201"] > 0


def test_a_planted_mistake_shrinks_to_its_three_steps(provider):
    failed = failing(provider, Hasty)

    assert failed.journey == (
        *("shop begins", "shop pays (method=wireTransfer)", "shop ships"),
    )
    assert isinstance(failed.__cause__, AssertionError)
    text = str(failed)
    assert text.startswith("a journey of 3 steps goes wrong (seed 1, ")
    assert "\nAssertionError: shipped before it was paid\n" in text
    assert "the payment session" in text


def test_what_goes_wrong_is_written_as_a_scenario_that_plays(provider, tmp_path):
    failed = failing(provider, Hasty, out=tmp_path / "unpaid-yet-shipped.yaml")

    assert failed.file == tmp_path / "unpaid-yet-shipped.yaml"
    assert f"written to {failed.file}" in str(failed)
    story = story_from_text(
        failed.file.read_text("utf-8"), "unpaid-yet-shipped.yaml", vocabulary()
    )
    assert rehearse(story) == ()
    calls = [call.operation for call in story.calls()]
    assert calls == [
        *("createCheckouts", "attachSourceToCheckout", "createOrders"),
        "createFulfillments",
    ]


def test_who_leaves_the_contract_is_found_as_well(provider):
    failed = failing(provider, Careless)

    assert failed.journey == ("shop asks_for_more",)
    assert "outside the contract in #1: createCustomers" in str(failed)


def test_the_rules_of_conduct_are_looked_at(provider):
    class Twice(Shop):
        """Orders twice what has been ordered once."""

        def orders_again(self):
            if self.order is None:
                raise mockdr.NotNow
            self._send("/orders", {"checkoutId": self.checkout["id"]})
            self._send("/orders", {"checkoutId": self.checkout["id"]})
            pytest.fail("it should have been content")

    failed = failing(provider, Twice, acts=["customer"])

    assert failed.journey[-1] == "shop orders_again"
    assert "it should have been content" in str(failed)


def test_only_those_act_who_are_wanted(provider):
    explored = provider.explore(Shop, acts=["provider.fails"], examples=15, seed=2)

    others = {s for s in explored.steps if not s.startswith("shop ")}
    assert others
    assert all(step.startswith("provider fails") for step in others)


def test_a_scenario_is_in_force_on_each_journey(provider):
    failed = failing(provider, Shop, scenarios=[REFUSED])

    assert failed.journey == ("shop begins", "shop pays (method=creditCard)")
    assert "then: {error: too_many_requests}" in failed.scenario


REFUSED = """
scenario: refused
summary: The first checkout comes too soon.
steps:
  - merchant: createCheckouts
    then: {error: too_many_requests}
"""


class Size(enum.Enum):
    """A size."""

    SMALL = 1
    LARGE = 2


def test_a_step_is_made_of_each_value_of_its_parameters(provider):
    class Choosing:
        """Has steps with choices."""

        def __init__(self, provider):
            pass

        def sends(self, size: Size, fast: bool, note: str = "none"):
            assert (size in Size, fast in (True, False), note) == (True, True, "none")

    explored = provider.explore(Choosing, examples=30, steps=5, seed=1)

    assert set(explored.steps) == {
        f"shop sends (size={size}, fast={fast})"
        for size in ("SMALL", "LARGE")
        for fast in (True, False)
    }


def test_a_driver_that_cannot_be_used_is_refused_with_advice(provider):
    class Idle:
        """Can do nothing."""

        def __init__(self, provider):
            pass

    class Vague(Idle):
        """Has a step of which nobody knows what it takes."""

        def pays(self, method):
            pass

    class Absent(Idle):
        """Would have to be awaited."""

        async def pays(self):
            pass

    for driver, said in (
        (Idle, "Idle can do nothing; give it methods"),
        (Vague, "'method' of the step pays can be; annotate it with Literal"),
        (Absent, "the step pays is asynchronous; let it call asyncio.run"),
    ):
        with pytest.raises(mockdr.MockdrError) as no:
            provider.explore(driver)
        assert said in str(no.value)


def test_an_actor_who_does_not_exist_is_named_nearly(provider):
    with pytest.raises(mockdr.MockdrError, match="did you mean"):
        provider.explore(Shop, acts=["provider.fail"])


def test_without_pytest_it_has_a_server_of_its_own():
    with pytest.raises(mockdr.JourneyFailed) as failed:
        mockdr.explore(Hasty, examples=60, seed=1, now="2024-05-01T12:00:00Z")

    assert len(failed.value.journey) == 3
