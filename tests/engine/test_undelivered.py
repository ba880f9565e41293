"""What a test is told that it left undelivered: of what is alike, once."""

from __future__ import annotations

import pytest

from mockdr.contract import event_types
from tests.whole.postbox import office

ALL = tuple(event_types())
URL = "https://a.example/hook"
TYPES = ("customer.created", "customer.updated", "sku.created")


def left(says, *told, takes=TYPES, bend=None):
    """Return the shop, and what it is told once *told* was sent to a receiver."""
    shop = office(says={URL: says})
    shop.hook(URL, *takes)
    if bend is not None:
        shop.tenant.bend(
            "any", bend, **({"by": "1h"} if bend in ("late", "stale") else {})
        )
    for number, type in enumerate(told):
        shop.tell(type, str(number))
    shop.mail.flush()
    return shop, shop.findings("unfinished")


DUE = "to be tried again at 2026-05-01T12:05:00Z"
FIRST = "the first: customer.created of customer 0,"


def test_what_an_address_answers_alike_is_told_once():
    shop, [told] = left(lambda _: "broken", *TYPES, *TYPES)

    assert told == (
        f"6 deliveries to {URL} were answered 500; {FIRST} {DUE}; "
        "expect(TYPE, status=500) says of each that it is meant"
    )
    [finding] = shop.tenant.check()
    assert finding.details["deliveries"] == [1, 2, 3, 4, 5, 6]


def test_of_one_type_the_advice_names_it():
    _, [told] = left(lambda _: "gone", *TYPES[:1] * 3)

    assert told == (
        f"3 deliveries to {URL} were not delivered: nobody there; {FIRST} {DUE}; "
        "expect('customer.created', status='unreachable') says that it is meant"
    )


def test_what_is_answered_otherwise_is_told_besides():
    _, told = left(["broken", "slow", "broken"], *TYPES)

    assert len(told) == 2
    assert told[0].startswith("2 deliveries")
    assert f"customer.updated of customer 1 to {URL}: {DUE}, last: no ans" in told[1]


def test_who_takes_everything_learns_how_to_take_less():
    _, [told] = left(lambda _: "broken", *TYPES, takes=ALL)

    assert told.endswith("; the webhook takes all types, and types=[...] narrows it")


def test_what_is_late_on_purpose_is_told_once():
    _, [told] = left("fine", *TYPES, bend="late")

    assert told == (
        f"3 deliveries to {URL} are not there yet; {FIRST} late, due at "
        "2026-05-01T13:00:00Z (bent: late); expect(TYPE) lets the clock go there"
    )


@pytest.mark.parametrize("bend", ["tampered", "down", "stale", "old_secret"])
def test_who_refuses_everything_is_not_hidden_by_what_is_to_be_refused(bend):
    shop, [told] = left(lambda _: "broken", TYPES[0], bend=bend)
    assert told.endswith("expect('customer.created') lets the true attempt happen")

    shop.tenant.clock.run_until_idle()
    [told] = shop.findings("unfinished")
    assert f"failed after 4 attempts (bent: {bend}), last: 500" in told


def test_who_refuses_only_what_is_to_be_refused_is_content_once_it_is_true():
    shop, _ = left(["broken", "fine"], TYPES[0], bend="tampered")
    shop.tenant.clock.run_until_idle()

    assert shop.findings("unfinished") == []
