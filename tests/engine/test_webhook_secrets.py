"""Secrets of webhooks: born with them, rotated, and gone when the clock says so."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr import verify_signature
from mockdr.base.errors import MockdrError
from mockdr.engine.acts import Impossible
from mockdr.engine.enrolling import enroll
from mockdr.engine.probing import probe
from mockdr.engine.settings import Settings
from mockdr.engine.webhook_secrets import EXPIRIES, MOST, active, rotate
from tests.engine.shop import NOON, Shop
from tests.events.schemes import PLAIN
from tests.whole.postbox import office

HOUR = timedelta(hours=1)
ADDRESS = "https://a.example/hook"


def signing(shop, hook):
    record = shop.tenant.peek("webhook", hook["id"])
    return list(active(record, shop.tenant.moment))


def test_a_secret_is_born_with_its_webhook_and_never_told_on_the_wire():
    shop = office()
    hook = shop.hook(ADDRESS)
    [secret] = shop.secrets_of(hook)

    assert re.fullmatch(
        r"whk_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        secret,
    )
    for answer in (
        shop.get("/webhooks"),
        shop.get(f"/webhooks/{hook['id']}"),
        shop.send("PATCH", f"/webhooks/{hook['id']}", {"enabled": True}),
    ):
        assert b"whk_" not in answer.raw


def test_every_webhook_has_a_secret_of_its_own_in_each_mode_and_tenant():
    found = set()
    for live, name, seed in product((False, True), ("a", "b"), ("x", "y")):
        shop = office(live=live, seed=seed)
        shop.name = name
        for _ in range(2):
            found |= set(shop.secrets_of(shop.hook(ADDRESS)))
    assert len(found) == 2 * 2 * 2 * 2


def test_the_same_seed_gives_the_same_secrets_whatever_else_is_made():
    first, second = office(seed="s"), office(seed="s")
    ours, theirs = first.hook(ADDRESS), second.hook(ADDRESS)
    second.customer()
    made = [rotate(shop.tenant, ours["id"]) for shop in (first, second)]
    assert made[0] == made[1]
    assert first.secrets_of(ours) == second.secrets_of(theirs)


def test_rotations_do_not_shift_the_ids_of_anything_else():
    first, second = office(), office()
    ours = first.hook(ADDRESS)
    second.hook(ADDRESS)
    rotate(first.tenant, ours["id"])
    assert first.customer()["id"] == second.customer()["id"]


@pytest.mark.parametrize("hours", [0, 1, 3, 6, 12, 24])
def test_the_old_secret_signs_until_it_expires_to_the_second(hours):
    shop = office()
    hook = shop.hook(ADDRESS)
    [old] = signing(shop, hook)
    new = rotate(shop.tenant, hook["id"], hours * HOUR)

    if hours:
        shop.tenant.clock.advance(hours * HOUR - timedelta(seconds=1))
        assert signing(shop, hook) == [new, old]
        shop.tenant.clock.advance(timedelta(seconds=1))
    assert signing(shop, hook) == [new]


def test_twelve_hours_is_what_holds_when_nobody_says():
    shop = office()
    hook = shop.hook(ADDRESS)
    rotate(shop.tenant, hook["id"])
    [(when, what)] = shop.tenant.clock.due
    assert when == NOON + 12 * HOUR
    assert hook["id"] in what


def test_what_is_due_for_a_secret_is_not_due_once_it_is_gone():
    shop = office()
    hook = shop.hook(ADDRESS)
    rotate(shop.tenant, hook["id"])
    rotate(shop.tenant, hook["id"], 0 * HOUR)
    assert shop.tenant.clock.due == []
    rotate(shop.tenant, hook["id"])
    assert len(shop.tenant.clock.due) == 1
    shop.delete(f"/webhooks/{hook['id']}")
    assert shop.tenant.clock.due == []


def test_a_secret_never_lives_longer_than_it_was_told():
    shop = office()
    hook = shop.hook(ADDRESS)
    [first] = signing(shop, hook)
    second = rotate(shop.tenant, hook["id"], 1 * HOUR)
    third = rotate(shop.tenant, hook["id"], 24 * HOUR)

    assert signing(shop, hook) == [third, second, first]
    shop.tenant.clock.advance(1 * HOUR)
    assert signing(shop, hook) == [third, second]
    shop.tenant.clock.advance(23 * HOUR)
    assert signing(shop, hook) == [third]


def test_a_sixth_secret_is_refused_and_changes_nothing():
    shop = office()
    hook = shop.hook(ADDRESS)
    for _ in range(MOST - 1):
        rotate(shop.tenant, hook["id"], 24 * HOUR)
        shop.tenant.clock.advance(HOUR)
    before = shop.secrets_of(hook)
    assert len(signing(shop, hook)) == MOST == 5

    with pytest.raises(Impossible, match="has 5 active secrets") as caught:
        rotate(shop.tenant, hook["id"])
    assert "2026-05-02T12:00:00Z" in caught.value.possible[0]
    assert shop.secrets_of(hook) == before
    shop.tenant.clock.at(NOON + 24 * HOUR)
    rotate(shop.tenant, hook["id"])
    assert len(signing(shop, hook)) == MOST


def test_five_secrets_can_be_ended_at_once():
    shop = office()
    hook = shop.hook(ADDRESS)
    for _ in range(MOST - 1):
        rotate(shop.tenant, hook["id"], 24 * HOUR)
    new = rotate(shop.tenant, hook["id"], 0 * HOUR)
    assert signing(shop, hook) == [new]


@pytest.mark.parametrize("hours", [2, 13, 48, -1, 0.5])
def test_a_secret_expires_after_one_of_six_times(hours):
    shop = office()
    hook = shop.hook(ADDRESS)
    assert hours * HOUR not in EXPIRIES
    with pytest.raises(MockdrError, match="choose one of 0h, 1h, 3h, 6h, 12h, 24h"):
        rotate(shop.tenant, hook["id"], hours * HOUR)
    assert len(shop.secrets_of(hook)) == 1


def test_what_is_no_webhook_has_no_secrets():
    with pytest.raises(MockdrError, match="there is no webhook 'x'"):
        rotate(office().tenant, "x")


def test_a_callback_is_signed_by_each_secret_that_is_active():
    shop = office()
    hook = shop.hook(ADDRESS)
    [old] = signing(shop, hook)
    new = rotate(shop.tenant, hook["id"], HOUR)
    for _ in range(2):
        shop.tell()
        shop.mail.flush()
        shop.tenant.clock.advance(HOUR)

    during, after = (
        [
            verify_signature(
                sent.parcel.body, sent.signature, secret, now=sent.at
            ).position
            for secret in (new, old)
            if secret == new or sent.at == NOON
        ]
        for sent in shop.postbox.sent
    )
    assert (during, after) == ([1, 2], [1])
    assert shop.postbox.sent[1].signature.count(", ") == 1


@pytest.mark.parametrize(
    ("order", "positions"),
    [("newest_first", [1, 2]), ("oldest_first", [2, 1]), ("newest_only", [1, None])],
)
@pytest.mark.parametrize("form", ["seconds", "milliseconds", "iso"])
def test_the_settings_say_how_a_callback_is_signed(order, positions, form):
    shop = office(signature_secrets=order, signature_time=form)
    hook = shop.hook(ADDRESS)
    [old] = signing(shop, hook)
    new = rotate(shop.tenant, hook["id"])
    shop.tell()
    shop.mail.flush()
    [sent] = shop.postbox.sent

    for secret, position in zip((new, old), positions, strict=True):
        if position is not None:
            told = verify_signature(sent.parcel.body, sent.signature, secret, now=NOON)
            assert (told.position, told.at) == (position, NOON)
        else:
            assert sent.signature.count(", ") == 1


def test_another_scheme_signs_whatever_goes_out():
    shop = office(signature_scheme=PLAIN)
    hook = shop.hook(ADDRESS)
    [secret] = shop.secrets_of(hook)
    shop.tenant.bend("any", "old_secret")
    shop.tell()
    shop.mail.flush()
    rotate(shop.tenant, hook["id"])
    shop.tell()
    shop.mail.flush()

    for sent in shop.postbox.sent:
        assert re.fullmatch(r"t=\d+(;whk_[^/;]+/\d+/\d+){1,2}", sent.signature)
    assert secret not in shop.postbox.sent[0].signature
    assert secret in shop.postbox.sent[1].signature
    assert {one.answer.status for one in probe(shop.tenant)} == {202}
    assert shop.postbox.sent[-1].signature.startswith("t=")


def test_a_webhook_put_up_by_hand_has_the_secret_that_was_chosen():
    shop = Shop(settings=Settings(now=NOON))
    id = enroll(shop.tenant, "http://127.0.0.1:9/x", secret="whk_mine")
    record = shop.tenant.peek("webhook", id)

    assert active(record, NOON) == ("whk_mine",)
    assert shop.get(f"/webhooks/{id}")["address"] == "http://127.0.0.1:9/x"
    assert rotate(shop.tenant, id) != "whk_mine"
    assert rotate(shop.tenant, id, token="whk_next") == "whk_next"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"address": "nowhere"}, "invalid_parameter address"),
        ({"types": ["order.eaten"]}, "there is no event 'order.eaten'"),
        ({"version": "1999-01-01"}, "there is no version '1999-01-01'"),
        ({"colour": "red"}, None),
    ],
)
def test_a_webhook_put_up_by_hand_is_judged_like_any_other(said, told):
    shop = Shop(settings=Settings(now=NOON))
    with pytest.raises(MockdrError, match=told or "unknown: colour"):
        enroll(shop.tenant, **{"address": "https://a.example", **said})
    assert shop.get("/webhooks").body == []


@pytest.mark.parametrize(
    "secret", ["", " ", "whk a", "whk\n", "whk\x00", "\udce4", b"w"]
)
def test_what_cannot_be_a_secret_is_refused_and_changes_nothing(secret):
    shop = Shop(settings=Settings(now=NOON))
    with pytest.raises(MockdrError, match="a secret cannot be"):
        enroll(shop.tenant, "http://127.0.0.1:9/x", secret=secret)
    assert shop.get("/webhooks").body == []
    hook = shop.tenant.peek("webhook", enroll(shop.tenant, ADDRESS))
    before = active(hook, NOON)
    with pytest.raises(MockdrError, match="a secret cannot be"):
        rotate(shop.tenant, hook.id, token=secret)
    assert active(shop.tenant.peek("webhook", hook.id), NOON) == before


@pytest.mark.parametrize("again", [0, 1])
def test_a_secret_that_still_signs_cannot_be_the_next_one(again):
    shop = office()
    hook = shop.hook(ADDRESS)
    rotate(shop.tenant, hook["id"])
    before = signing(shop, hook)
    with pytest.raises(MockdrError, match="has that secret already"):
        rotate(shop.tenant, hook["id"], token=before[again])
    assert signing(shop, hook) == before


def test_a_secret_that_comes_back_after_its_end_is_there_once_and_ends_anew():
    shop = office()
    hook = shop.hook(ADDRESS)
    [first] = signing(shop, hook)
    second = rotate(shop.tenant, hook["id"], HOUR)
    shop.tenant.clock.advance(HOUR)
    rotate(shop.tenant, hook["id"], HOUR, first)
    assert signing(shop, hook) == [first, second]
    third = rotate(shop.tenant, hook["id"], HOUR)
    shop.tenant.clock.advance(HOUR)
    assert signing(shop, hook) == [third]


@given(
    st.lists(
        st.sampled_from(EXPIRIES).map(lambda span: ("rotate", span))
        | st.integers(1, 30 * 60).map(lambda m: ("wait", timedelta(minutes=m))),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_secrets_live_as_long_as_each_rotation_has_left_them(steps):
    """A model beside it: each secret with the earliest end that it was ever told."""
    shop = office()
    hook = shop.hook(ADDRESS)
    model = [(token, None) for token in signing(shop, hook)]
    for step, span in steps:
        now = shop.tenant.moment
        if step == "wait":
            shop.tenant.clock.advance(span)
        elif len(model) == MOST and span:
            with pytest.raises(Impossible):
                rotate(shop.tenant, hook["id"], span)
        else:
            new = rotate(shop.tenant, hook["id"], span)
            ends = [(token, min(end or now + span, now + span)) for token, end in model]
            model = [(new, None), *ends]
        now = shop.tenant.moment
        model = [(token, end) for token, end in model if end is None or end > now]
        assert signing(shop, hook) == [token for token, _ in model]
        assert 1 <= len(model) <= MOST
    due = {when for when, _ in shop.tenant.clock.due}
    assert due >= {end for _, end in model if end is not None}
