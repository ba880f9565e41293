"""Every move of a delivery that its table tells of is made by something."""

from __future__ import annotations

import pytest

from mockdr.domain import LIFECYCLES
from tests.whole.postbox import office

ADDRESS = "https://a.example/hook"
TABLE = LIFECYCLES["webhook_delivery"]


def told(says="fine", **settings):
    """Return an office with one delivery that is ready, and what is to be answered."""
    shop = office(says={ADDRESS: [says, "fine"]}, **settings)
    shop.hook(ADDRESS)
    shop.tell()
    return shop, shop.mail.deliveries[0]


def sent(says="fine", **settings):
    shop, delivery = told(says, **settings)
    shop.mail.flush()
    return shop, delivery


def answered(says, **settings):
    def happen():
        shop, delivery = told(says, **settings)
        before = delivery.state
        shop.mail.flush()
        return before, delivery

    return happen


def by_request(method, **fields):
    def happen():
        shop, delivery = sent("broken")
        before = delivery.state
        shop.send(method, f"/webhooks/{delivery.webhook}", fields or None)
        return before, delivery

    return happen


def resent(makes):
    def happen():
        shop, delivery = makes()
        before = delivery.state
        shop.postbox.says[ADDRESS] = "fine"
        shop.mail.resend(delivery)
        shop.mail.flush()
        return before, delivery

    return happen


def cancelled():
    shop, delivery = told()
    path = f"/webhooks/{delivery.webhook}"
    shop.send("PATCH", path, {"enabled": False})
    shop.send("PATCH", path, {"enabled": True})
    return shop, delivery


def bent_away():
    shop = office()
    shop.hook(ADDRESS)
    shop.tenant.bend("customer.created", "drop")
    shop.tell()
    return shop, shop.mail.deliveries[0]


#: Move to what makes it, and gives the state before and the delivery after.
MADE_BY = {
    (None, "event.matches", "pending"): lambda: (None, told()[1]),
    (None, "event.drops", "dropped"): lambda: (None, bent_away()[1]),
    ("pending", "receiver.accepts", "delivered"): answered("fine"),
    ("pending", "receiver.fails", "pending"): answered("broken"),
    ("pending", "receiver.fails", "failed"): answered("slow", retries="none"),
    ("pending", "target.forbidden", "blocked"): answered("forbidden"),
    ("pending", "webhook.disabled", "cancelled"): by_request("PATCH", enabled=False),
    ("pending", "webhook.deleted", "cancelled"): by_request("DELETE"),
    ("failed", "receiver.accepts", "delivered"): resent(
        lambda: sent("broken", retries="none")
    ),
    ("blocked", "receiver.accepts", "delivered"): resent(lambda: sent("forbidden")),
    ("dropped", "receiver.accepts", "delivered"): resent(bent_away),
    ("cancelled", "receiver.accepts", "delivered"): resent(cancelled),
}


def test_every_row_has_something_that_makes_it():
    assert {(m.before, m.trigger, m.after) for m in TABLE.moves} == MADE_BY.keys()


@pytest.mark.parametrize("move", MADE_BY)
def test_a_move_of_the_table_is_made(move):
    before, delivery = MADE_BY[move]()
    assert (before, delivery.state) == (move[0], move[2])


MADE = {
    "delivered": sent,
    "pending": lambda: sent("broken"),
    "failed": lambda: sent("broken", retries="none"),
    "blocked": lambda: sent("forbidden"),
    "dropped": bent_away,
    "cancelled": cancelled,
}


@pytest.mark.parametrize("answer", ["broken", "forbidden", "fine"])
@pytest.mark.parametrize("state", MADE)
def test_what_is_sent_again_by_hand_goes_out_and_only_a_2xx_changes_anything(
    state, answer
):
    shop, delivery = MADE[state]()
    before, attempts = delivery.next, len(delivery.attempts)
    shop.postbox.says[ADDRESS] = answer
    shop.mail.resend(delivery)
    shop.mail.flush()

    assert len(delivery.attempts) == attempts + 1
    assert delivery.attempts[-1].by_hand
    if answer == "fine":
        assert (delivery.state, delivery.next) == ("delivered", None)
        assert shop.tenant.clock.due == []
    else:
        assert (delivery.state, delivery.next) == (state, before)


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ("fine", "delivered"),
        ("broken", "pending"),
        ("moved", "pending"),
        ("slow", "pending"),
        ("gone", "pending"),
        ("forbidden", "blocked"),
    ],
)
def test_only_a_2xx_in_time_is_a_success(says, state):
    _, delivery = sent(says)
    assert delivery.state == state
    assert (delivery.next is not None) == (state == "pending")
