"""Where the documentation of webhooks is silent, settings say what holds."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from mockdr import contract
from mockdr.engine.vocabulary import vocabulary
from mockdr.events.subscribed import meant_by, subscribed
from mockdr.scenario.parse import parse
from tests.whole.postbox import office

ADDRESS = "https://a.example/hook"


def asked(shop, *types):
    return shop.post("/webhooks", {"address": ADDRESS, "types": list(types)})


# -- which words subscribe -----------------------------------------------------------


def test_a_type_means_itself_and_is_in_no_other_name():
    for type in contract.event_types():
        assert meant_by(type) == subscribed([type]) == {type}


def test_every_slip_of_the_documentation_means_one_type():
    slips = {a: t for t, fact in contract.event_types().items() for a in fact.aliases}
    assert len(slips) == 7
    for alias, type in slips.items():
        assert meant_by(alias) == {type}
        assert subscribed([alias]) == {alias, type}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("*", set(contract.event_types())),
        ("plan.*", {"plan.created", "plan.updated", "plan.deleted"}),
        ("order.charge.cap*", None),
        ("order.eaten", set()),
        ("meal.*", set()),
        ("*.created", set()),
        ("", set()),
    ],
)
def test_a_wildcard_means_what_begins_so(word, found):
    if found is None:
        start = word.removesuffix("*")
        found = {type for type in contract.event_types() if type.startswith(start)}
        assert len(found) > 2
    assert meant_by(word) == found


@pytest.mark.parametrize("word", ["*", "order.*", "fulfillment.create"])
def test_what_only_a_setting_takes_is_refused_with_the_setting(word):
    answer = asked(office(), word)
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "types")])
    assert "webhook_types=lenient" in answer.hint


def test_leniently_wildcards_and_slips_are_kept_as_they_were_said():
    shop = office(webhook_types="lenient")
    said = ["customer.*", "fulfillment.create"]
    made = shop.made(asked(shop, *said))
    assert made["types"] == said
    assert shop.get(f"/webhooks/{made['id']}")["types"] == said


def test_leniently_what_means_nothing_is_refused_too():
    answer = asked(office(webhook_types="lenient"), "customer.*", "meal.*", "ordr.*")
    assert answer.errors == [("invalid_parameter", "types")] * 2
    assert "meal.* is no event" in answer.hint


def test_a_webhook_is_told_of_all_that_its_words_mean():
    shop = office(webhook_types="lenient")
    shop.hook(ADDRESS, "customer.*", "file-link.created")
    for type in ("customer.updated", "fileLink.created", "order.accepted"):
        shop.tell(type)
    shop.mail.flush()

    told = [sent.event["type"] for sent in shop.postbox.sent]
    assert told == ["customer.updated", "fileLink.created"]


def test_two_words_for_one_event_tell_it_once():
    shop = office(webhook_types="lenient")
    shop.hook(ADDRESS, "*", "customer.*", "customer.created")
    shop.tell("customer.created")
    shop.mail.flush()
    assert len(shop.postbox.sent) == 1


def test_webhooks_are_found_by_what_their_words_mean():
    shop = office(webhook_types="lenient")
    made = shop.made(asked(shop, "customer.*"))
    for query in ({"type": "customer.created"}, {"types": "customer.updated"}):
        assert shop.get("/webhooks", query=query).body == [made]
    assert shop.get("/webhooks", query={"type": "plan.created"}).body == []


# -- what a list is in ---------------------------------------------------------------


def test_a_list_can_be_wrapped_in_a_page():
    shop = office(webhook_list="page")
    assert shop.get("/webhooks").body == {"hasMore": False, "data": []}
    first, second = (shop.hook(ADDRESS) for _ in range(2))
    answer = shop.get("/webhooks")

    assert answer.body == {"hasMore": False, "data": [second, first]}
    assert answer.headers["Content-Type"].startswith("application/json")
    assert orjson.dumps(answer.body) == answer.raw
    assert shop.findings() == []


def test_filters_hold_within_a_page_too():
    shop = office(webhook_list="page")
    shop.hook(ADDRESS, "plan.created")
    found = shop.get("/webhooks", query={"type": "order.accepted"})
    assert found["data"] == []
    refused = shop.get("/webhooks", query={"type": "a", "types": "b"})
    assert refused.status == 400


# -- addresses -----------------------------------------------------------------------

TOKEN = {"clientID": "client", "clientSecret": "hidden"}


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example:99999/hook",
        "https://shop.example:port/hook",
        "https://shop.example/a hook",
        "https://shop.example/a\nhook",
        "https:///hook",
        "https:shop.example",
        "//shop.example/hook",
        "file:///etc/passwd",
        "http://",
    ],
)
def test_what_no_request_can_go_to_is_no_address(address):
    shop = office()
    answer = shop.post("/webhooks", {"address": address, "types": ["plan.created"]})
    assert (answer.status, answer.errors) == (400, [("invalid_parameter", "address")])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://shop.example/hook", 201),
        ("http://localhost/hook", 201),
        ("http://hooks.localhost:8000/hook", 201),
        ("http://127.0.0.9:1/hook", 201),
        ("http://[::1]:1/hook", 201),
        ("http://shop.example/hook", 400),
        ("http://127.0.0.1.example/hook", 400),
        ("http://10.0.0.1/hook", 400),
    ],
)
@pytest.mark.parametrize("place", ["address", "oauth.tokenEndPoint"])
def test_a_token_travels_in_clear_within_this_machine_alone(address, status, place):
    shop = office()
    said = {"address": ADDRESS, "oauth.tokenEndPoint": ADDRESS, place: address}
    answer = shop.post(
        "/webhooks",
        {
            "address": said["address"],
            "types": ["plan.created"],
            "transportType": "OAUTH",
            "oauth": {**TOKEN, "tokenEndPoint": said["oauth.tokenEndPoint"]},
        },
    )
    assert answer.status == status
    if status == 400:
        assert answer.errors == [("invalid_parameter", place)]


# -- how often -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retries", "live", "hours"),
    [
        ("documented", False, [0, 5 / 60, 0.5, 2]),
        ("none", False, [0]),
        ("none", True, [0]),
        ((timedelta(hours=1), timedelta(hours=5)), False, [0, 1, 5]),
        ((timedelta(hours=1), timedelta(hours=5)), True, [0, 1, 5]),
    ],
)
def test_a_delivery_that_fails_is_tried_as_often_as_is_set(retries, live, hours):
    shop = office(retries=retries, live=live, says={ADDRESS: ["gone"] * 99})
    shop.hook(ADDRESS)
    shop.tell()
    shop.mail.flush()
    shop.tenant.clock.run_until_idle()

    assert shop.postbox.times() == pytest.approx([hour * 3600 for hour in hours])
    assert len({sent.parcel.body for sent in shop.postbox.sent}) == 1
    assert len({sent.signature for sent in shop.postbox.sent}) == len(hours)


@pytest.mark.parametrize("said", ["'1h, 5h'", "[1h, 5h]", "[1h, '5h']"])
def test_a_story_says_when_to_try_again(said):
    shop = office()
    shop.play(
        "  - merchant: listOrders\n", given=f"given: {{settings: {{retries: {said}}}}}"
    )
    assert shop.tenant.settings.retries == (timedelta(hours=1), timedelta(hours=5))


@pytest.mark.parametrize("said", ["often", "[]", "[1h, {a: b}]", "{a: b}", "[5h, 1h]"])
def test_a_story_that_says_it_wrongly_is_told(said):
    text = (
        f"scenario: story\nsummary: S.\ngiven: {{settings: {{retries: {said}}}}}\n"
        "steps:\n  - merchant: listOrders\n"
    )
    _, findings = parse(text, "story.yaml", vocabulary())
    assert [("retries" in str(f), f.place.line) for f in findings] == [(True, 3)]
