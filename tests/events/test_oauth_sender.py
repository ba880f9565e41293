"""A token for a webhook: asked for as its block says, kept, and thrown away in time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl

import orjson
import pytest

from mockdr.events.delivery import Answer
from mockdr.events.senders import RecordingSender
from mockdr.events.senders.oauth import OAuthSender
from tests.events.receivers import Names, Patient, Receiver, parcel

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
TOKENS = "https://login.test/token?tenant=s3cret"
BLOCK = {
    "tokenEndPoint": TOKENS,
    "clientID": "shop",
    "clientSecret": "s3cret&more",
    "grantType": "password",
    "userName": "ann",
    "password": "pä ss",
}


def token(**fields: object) -> Answer:
    told = {"access_token": "t1", "token_type": "Bearer", **fields}
    return Answer(outcome="answered", status=200, body=orjson.dumps(told))


class Desk:
    """Where tokens are had, and where webhooks are; both keep what came."""

    def __init__(self, *tokens: Answer, then: int = 200) -> None:
        self.tokens = RecordingSender(*tokens, then=tokens[-1])
        self.hooks = RecordingSender(then=then)
        self.sender = OAuthSender(self._route)

    def _route(self, address: str):
        return self.tokens if address == TOKENS else self.hooks

    def send(self, moment: datetime | None = NOON, **block: object) -> Answer:
        one = parcel("https://shop.test/hooks", DigitalRiver_Signature="1, x=")
        changed = {k: v for k, v in {**BLOCK, **block}.items() if v is not None}
        return self.sender.send(replace(one, oauth=changed, moment=moment))

    @property
    def shown(self) -> list[str]:
        return [one.headers["Authorization"] for one in self.hooks.parcels]


# --- asking ---------------------------------------------------------------------


def test_a_token_is_asked_for_with_what_the_block_says_and_shown_as_a_bearer():
    desk = Desk(token())
    answer = desk.send()

    asked, told = desk.tokens.parcels[0], desk.hooks.parcels[0]
    assert answer.ok
    assert asked.url == TOKENS
    assert asked.headers == {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    assert dict(parse_qsl(asked.body.decode())) == {
        "grant_type": "password",
        "client_id": "shop",
        "client_secret": "s3cret&more",
        "username": "ann",
        "password": "pä ss",
    }
    assert told.headers == {
        "Content-Type": "application/json",
        "DigitalRiver-Signature": "1, x=",
        "Authorization": "Bearer t1",
    }
    assert told.body == b'{"id":"e1"}'


def test_what_the_block_leaves_out_is_left_out():
    desk = Desk(token())
    desk.send(
        grantType="client_credentials", userName=None, password="", audience="shop-api"
    )

    assert dict(parse_qsl(desk.tokens.parcels[0].body.decode())) == {
        "grant_type": "client_credentials",
        "client_id": "shop",
        "client_secret": "s3cret&more",
        "audience": "shop-api",
    }


def test_a_webhook_without_oauth_asks_nobody():
    desk = Desk(token())
    answer = desk.sender.send(parcel("https://shop.test/hooks"))

    assert answer.ok
    assert desk.tokens.parcels == []
    assert "Authorization" not in desk.hooks.parcels[0].headers


def test_in_a_running_loop_it_goes_the_same_way():
    desk = Desk(token())
    one = replace(parcel("https://shop.test/"), oauth=BLOCK, moment=NOON)

    assert asyncio.run(desk.sender.send_async(one)).ok
    assert desk.shown == ["Bearer t1"]


# --- keeping --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires_in", "later", "asked"),
    [
        (3600, timedelta(seconds=3599), 1),
        (3600, timedelta(seconds=3600), 2),
        ("3600", timedelta(seconds=3600), 2),
        (0.5, timedelta(milliseconds=499), 1),
        (0.5, timedelta(milliseconds=500), 2),
        (0, timedelta(0), 2),
        (-1, timedelta(0), 2),
        (None, timedelta(days=300), 1),
        ("soon", timedelta(days=300), 1),
        ([], timedelta(days=300), 1),
        (1e300, timedelta(days=300), 1),
    ],
)
def test_a_token_is_kept_until_it_ends_on_the_tenants_clock(expires_in, later, asked):
    desk = Desk(token(expires_in=expires_in))
    desk.send()
    desk.send(NOON + later)

    assert len(desk.tokens.parcels) == asked


def test_every_block_has_a_token_of_its_own():
    desk = Desk(token(access_token="t1"), token(access_token="t2"))
    for client in ("one", "two", "one"):
        desk.send(clientID=client)

    assert desk.shown == ["Bearer t1", "Bearer t2", "Bearer t1"]


def test_a_token_that_is_refused_is_asked_for_anew_the_next_time():
    desk = Desk(token(access_token="t1"), token(access_token="t2"), then=401)
    first, second = desk.send(), desk.send()

    assert (first.status, second.status) == (401, 401)
    assert desk.shown == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize("status", [400, 403, 500])
def test_any_other_failure_is_not_the_tokens(status):
    desk = Desk(token(), then=status)
    desk.send()
    desk.send()

    assert len(desk.tokens.parcels) == 1


# --- failing --------------------------------------------------------------------


def answered(body: bytes, status: int = 200) -> Answer:
    return Answer(outcome="answered", status=status, body=body)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (answered(b"", 500), "it answered 500"),
        (answered(b"<html>", 302), "it answered 302"),
        (answered(b'{"error":"invalid_grant"}', 400), "answered 400 (invalid_grant)"),
        (
            answered(b'{"error":"a","error_description":"b"}', 401),
            "it answered 401 (a, b)",
        ),
        (answered(b'{"error":{}}', 401), "it answered 401"),
        (answered(b"[]", 401), "it answered 401"),
        (answered(b""), "no access_token"),
        (answered(b"null"), "no access_token"),
        (answered(b"{}"), "no access_token"),
        (answered(b'{"access_token":7}'), "no access_token"),
        (answered(b'{"access_token":""}'), "no access_token"),
        (answered(b'{"access_token":"a b"}'), "no access_token"),
        (answered('{"access_token":"é"}'.encode()), "no access_token"),
        (answered(b'{"access_token":"a\\r\\nX-Other: b"}'), "no access_token"),
        (answered(b'{"access_token":"a\\n"}'), "no access_token"),
        (token(token_type="mac"), "of the type 'mac'"),
        (token(token_type=None), "of the type None"),
    ],
)
def test_without_a_token_nothing_is_sent_and_the_reason_is_told(asked, said):
    desk = Desk(asked)
    answer = desk.send()

    assert (answer.outcome, answer.status, answer.ok) == ("unreachable", None, False)
    assert answer.reason.startswith("no token from https://login.test/token: ")
    assert said in answer.reason
    assert "s3cret" not in answer.reason
    assert desk.hooks.parcels == []


def test_a_user_in_the_address_of_tokens_is_kept_to_itself():
    address = "https://ann:s3cret@login.test/a@b?c=s3cret"
    one = replace(
        parcel("http://shop/"), oauth={**BLOCK, "tokenEndPoint": address}, moment=NOON
    )
    answer = OAuthSender(lambda _: RecordingSender(400)).send(one)

    assert answer.reason == "no token from https://login.test/a@b: it answered 400"


@pytest.mark.parametrize("outcome", ["timeout", "unreachable", "blocked"])
def test_where_tokens_cannot_be_had_the_attempt_ends_alike(outcome):
    desk = Desk(Answer(outcome=outcome, reason="it is so"))
    answer = desk.send()

    assert answer.outcome == outcome
    assert answer.reason == "no token from https://login.test/token: it is so"


def test_a_failure_is_not_kept():
    desk = Desk(answered(b"", 500), token())

    assert [desk.send().ok, desk.send().ok] == [False, True]


def test_an_application_that_raises_instead_of_giving_a_token_is_quoted():
    problem = replace(answered(b"", 500), reason="KeyError: 'grant_type' (login.py:7)")

    assert "KeyError: 'grant_type' (login.py:7)" in Desk(problem).send().reason


# --- over sockets ---------------------------------------------------------------


def test_tokens_are_fetched_under_the_same_guard():
    one = replace(
        parcel("http://127.0.0.1/"),
        oauth={**BLOCK, "tokenEndPoint": "https://login.evil.test/token"},
        moment=NOON,
    )
    http = Patient(resolve=Names(login_evil_test=["10.0.0.1"]))
    answer = OAuthSender(lambda _: http).send(one)

    assert answer.outcome == "blocked"
    assert 'deliver_to = ["login.evil.test:443"]' in answer.reason


def test_a_redirect_to_a_token_is_not_followed():
    with Receiver() as elsewhere:
        act = f"HTTP/1.1 307 There\r\nLocation: {elsewhere.url}\r\n\r\n".encode()
        with Receiver(act) as login:
            block = {**BLOCK, "tokenEndPoint": login.url}
            one = replace(parcel("http://127.0.0.1/"), oauth=block, moment=NOON)
            answer = OAuthSender(lambda _: Patient()).send(one)

    assert "it answered 307" in answer.reason
    assert elsewhere.requests == []


def test_over_sockets_a_token_arrives_and_is_shown():
    body = b'{"access_token":"t1","expires_in":60}'
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with Receiver(head + body) as login, Receiver() as shop:
        block = {**BLOCK, "tokenEndPoint": login.url}
        one = replace(parcel(shop.url), oauth=block, moment=NOON)
        answer = OAuthSender(lambda _: Patient()).send(one)

    assert answer.ok
    assert b"\r\nAuthorization: Bearer t1\r\n" in shop.requests[0]
