"""Webhooks with OAuth: a token is fetched first, and holds on the tenant's clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import parse_qsl

import orjson
import pytest

from mockdr.events.delivery import Answer
from mockdr.events.senders import RecordingSender
from tests.whole.postbox import office

HOOK = "https://shop.example/hook"
LOGIN = "https://login.example/token"
BLOCK = {"tokenEndPoint": LOGIN, "clientID": "shop", "clientSecret": "hidden"}


class Login(RecordingSender):
    """Gives tokens, each another, that hold for an hour."""

    def __init__(self) -> None:
        super().__init__(then=self._token)

    def _token(self, parcel) -> Answer:
        assert dict(parse_qsl(parcel.body.decode()))["client_secret"] == "hidden"
        told = {"access_token": f"t{len(self.parcels)}", "expires_in": 3600}
        return Answer(outcome="answered", status=200, body=orjson.dumps(told))


@pytest.fixture
def shop():
    """Return an office with a webhook that asks for a token."""
    shop = office()
    shop.hook(HOOK, transportType="OAUTH", oauth=BLOCK)
    return shop


def shown(shop):
    return [sent.parcel.headers.get("Authorization") for sent in shop.postbox.sent]


def test_every_delivery_shows_the_token_until_it_ends(shop):
    login = Login()
    shop.mail.route(LOGIN, login)
    for minutes in (0, 59, 1):
        shop.tenant.clock.advance(timedelta(minutes=minutes))
        shop.tell()
        shop.mail.flush()

    assert shown(shop) == ["Bearer t1", "Bearer t1", "Bearer t2"]
    assert len(login.parcels) == 2
    assert [sent.url for sent in shop.postbox.sent] == [HOOK] * 3


def test_in_a_running_loop_it_is_the_same(shop):
    shop.mail.route(LOGIN, Login())
    shop.tell()
    asyncio.run(shop.mail.flush_async())

    assert shown(shop) == ["Bearer t1"]


def test_without_a_token_the_attempt_has_failed_and_is_made_again(shop):
    login = RecordingSender(503, then=Login())
    shop.mail.route(LOGIN, login)
    shop.tell()
    shop.mail.flush()
    (delivery,) = shop.mail.deliveries
    failed = delivery.attempts[0].answer

    assert (delivery.state, failed.outcome) == ("pending", "unreachable")
    assert failed.reason == f"no token from {LOGIN}: it answered 503"
    assert shop.postbox.sent == []


def test_a_token_is_fetched_over_the_wire_where_nobody_else_gives_it(shop):
    """The webhook and its token are two addresses, each with its own way."""
    hooks = RecordingSender()
    shop.mail.route(HOOK, hooks)
    shop.postbox.says = {LOGIN: "slow"}
    shop.tell()
    shop.mail.flush()

    assert [sent.url for sent in shop.postbox.sent] == [LOGIN]
    assert hooks.parcels == []
    assert shop.mail.deliveries[0].attempts[0].answer.outcome == "timeout"


@pytest.mark.parametrize("inside", [HOOK, LOGIN])
def test_who_has_an_application_of_this_process_on_the_way_is_left_to_the_hands(
    shop, inside
):
    """An application works in the thread of the test, and not in the courier's."""
    shop.mail.route(inside, Login())
    shop.tell()
    before = shop.mail.waits_for_courier()
    shop.mail.flush_urls()

    assert not before
    assert shop.postbox.sent == []
    assert shop.mail.waiting


def test_a_world_that_begins_anew_has_no_token_left(shop):
    login = Login()
    for _ in range(2):
        shop.mail.route(LOGIN, login)
        shop.tell()
        shop.mail.flush()
        shop.world.reset(shop.name)
        shop.hook(HOOK, transportType="OAUTH", oauth=BLOCK)

    assert shown(shop) == ["Bearer t1", "Bearer t2"]


def test_basic_authentication_is_shown_as_it_is_and_asks_nobody():
    shop = office()
    shop.hook(HOOK, authentication={"userName": "ann", "password": "pä:ss"})
    shop.tell()
    shop.mail.flush()

    assert shown(shop) == ["Basic YW5uOnDDpDpzcw=="]
