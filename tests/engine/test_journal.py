"""The journal: what was asked and answered, and nothing that could pay."""

from __future__ import annotations

import hashlib
import json
import logging

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.engine.journal import BODY_LIMIT
from mockdr.engine.keys import DeclaredKey
from mockdr.engine.masking import mask, mask_text
from mockdr.engine.settings import Settings
from mockdr.engine.vocabulary import vocabulary
from mockdr.engine.world import World
from mockdr.scenario.library import Library
from tests.engine.shop import NOON, Shop, card

PAN = "4444222233331111"


def everything(shop):
    """Return all that the tenant would show to anybody, as one text."""
    tenant = shop.tenant
    shown = [entry.to_json() for entry in tenant.journal.entries()]
    found = [finding.to_json() for finding in tenant.journal.findings()]
    due = [what for _, what in tenant.clock.due]
    return json.dumps([shown, found, due, tenant.sessions()])


# -- what is kept ------------------------


def test_an_entry_tells_what_was_asked_and_answered(shop):
    checkout, source = shop.funded()
    shop.order(checkout)
    entry = shop.tenant.journal.entries()[-1]
    shown = entry.to_json()
    assert shown["seq"] == 4
    assert shown["time"] == "2026-05-01T12:00:00Z"
    assert (shown["operation"], shown["method"]) == ("createOrders", "POST")
    assert (shown["path"], shown["status"], shown["key"]) == ("/orders", 201, "secret")
    assert shown["request"] == {"checkoutId": checkout["id"]}
    assert shown["reply"]["state"] == "accepted"
    assert shown["verdict"] == "outside"
    assert shown["state"]["session"] == checkout["payment"]["session"]["id"]
    assert shown["state"]["before"] == "requires_confirmation"
    assert shown["state"]["after"] == "complete"
    assert shown["events"] == [
        "order.created",
        "order.charge.capturable",
        "order.accepted",
    ]
    assert f"source {source['id']}" in shown["moved"]
    assert shown["errors"] == []


def test_a_violation_tells_where_what_and_what_instead(shop):
    shop.post("/checkouts", shop.order_body(email=5))
    [violation] = shop.tenant.journal.entries()[-1].violations
    assert violation == {
        "kind": "invalid",
        "pointer": "/email",
        "parameter": "email",
        "expected": "string",
        "got": "5",
    }
    [finding] = shop.tenant.check()
    assert (finding.kind, finding.seq) == ("violation", 1)
    assert finding.message == "createCheckouts at /email: expected string, got 5"
    assert finding.details == violation


def test_a_violation_that_a_story_announces_is_none(shop):
    shop.play(
        "- merchant: createCheckouts\n"
        "  then: {error: {code: invalid_parameter, parameter: email}}\n"
    )
    answer = shop.post("/checkouts", shop.order_body(email=5))
    assert answer.errors == [("invalid_parameter", "email")]
    assert shop.findings() == []


def test_only_the_newest_calls_are_kept_and_findings_outlive_them():
    shop = Shop(settings=Settings(now=NOON, journal_limit=3))
    shop.get("/nowhere")
    for _ in range(5):
        shop.get("/orders")
    journal = shop.tenant.journal
    assert [entry.seq for entry in journal.entries()] == [4, 5, 6]
    assert (journal.seq, journal.dropped) == (6, 3)
    assert len(shop.findings("violation")) == 1


def test_a_large_body_is_cut_with_its_length_and_hash(shop):
    body = shop.order_body(metadata={"note": "x" * BODY_LIMIT})
    raw = orjson.dumps(body)
    answer = shop.post("/checkouts", raw)
    assert answer.status == 201
    entry = shop.tenant.journal.entries()[-1]
    for shown, sent in ((entry.request, raw), (entry.reply, answer.raw)):
        assert shown["length"] == len(sent)
        assert shown["sha256"] == hashlib.sha256(sent).hexdigest()
        assert len(shown["cut"]) <= BODY_LIMIT
    assert entry.request["cut"].startswith('{"currency":"USD"')


def test_a_body_that_is_no_json_is_kept_as_text(shop):
    shop.post("/checkouts", b"card=" + PAN.encode() + b"&\xff")
    entry = shop.tenant.journal.entries()[-1]
    assert entry.request == "card=****1111&\ufffd"


def test_calls_of_nobody_are_kept_apart(shop):
    shop.get("/orders", key="", query={"card": PAN})
    [entry] = shop.world.strays.entries()
    assert (entry.status, entry.key) == (401, "no key")
    assert PAN not in json.dumps(entry.to_json())


# -- what is hidden ------------------------


def test_no_card_number_code_or_key_is_anywhere(shop, caplog):
    caplog.set_level(logging.DEBUG)
    checkout = shop.checkout(metadata={"oops": PAN})
    shop.source(checkout, creditCard=card(PAN, cvv="987"))
    shop.source(checkout, creditCard=card("4444 2222 3333 1111", cvv="987"))
    as_numbers = {**card(cvv=987), "number": int(PAN)}
    form = shop.form(checkout, creditCard=as_numbers)
    wrong = shop.post("/payments/sources", form, key="public")
    assert wrong.status == 400
    shop.redirected(checkout)
    shop.get("/orders", query={"apiKey": shop.tenant.secret_key, "card": PAN})
    shop.post("/checkouts", {"currency": PAN, "cvv": "987", "items": [PAN]})
    shop.post("/payments/sources", {"type": PAN, "creditCard": {"cvv": "987"}})
    logs = [str(shop.get("/orders").reply.log), caplog.text]
    text = everything(shop) + "".join(logs)
    assert PAN not in text
    assert "4444 2222 3333 1111" not in text
    assert '"987"' not in text
    assert shop.tenant.secret_key not in text
    assert shop.tenant.public_key not in text
    assert "****1111" in text


def test_a_declared_key_is_hidden_too():
    pair = DeclaredKey(secret="sk_hc_deadbeef", public="pk_hc_cafe0123")
    world = World(
        defaults=Settings(now=NOON),
        library=Library([], vocabulary()),
        keys={"acme": pair},
    )
    shop = Shop(name="acme", world=world)
    key = f"Bearer {pair.secret}"
    checkout = shop.post("/checkouts", shop.order_body(), key=key).body
    form = shop.form(
        checkout, "klarnaCredit", klarnaCredit={"returnUrl": "a:b", "cancelUrl": "a:b"}
    )
    made = shop.post("/payments/sources", form, key=f"Bearer {pair.public}")
    assert pair.public in made["redirect"]["redirectUrl"]
    text = everything(shop)
    assert pair.public not in text
    assert pair.secret not in text


def test_a_near_miss_hides_cards(shop):
    shop.play(
        "- merchant: createCheckouts\n- merchant: createPaymentSources\n"
        "  match: {body: {creditCard: {number: 5466160000000008}}}\n"
    )
    shop.source(shop.checkout(), creditCard=card(PAN))
    text = everything(shop)
    assert PAN not in text
    assert "5466160000000008" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (PAN, "****1111"),
        (f"card {PAN}.", "card ****1111."),
        ("4444-2222-3333-1111", "****1111"),
        ("3782 822463 10005", "****0005"),
        ("4444222233331112", "4444222233331112"),
        ("order 180139250336", "order 180139250336"),
        ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"),
        ("sk_test_shop", "sk_test_****"),
        ("?apiKey=pk_live_x-1&a=b", "?apiKey=pk_live_****&a=b"),
        ("xsk_test_shop", "xsk_test_****"),
        ("SK_TEST_shop", "SK_TEST_****"),
        ("task_one_x", "task_one_x"),
        (f"{PAN}x", "****1111x"),
        (f"x{PAN}", "x****1111"),
        (f"12 {PAN}", "12 ****1111"),
        (f"{PAN} 12", "****1111 12"),
        (f"{PAN} {PAN}", "****1111 ****1111"),
        ("4 4 4 4 2 2 2 2 3 3 3 3 1 1 1 1", "****1111"),
        ("order 180139250336 2026-05-01", "order 180139250336 2026-05-01"),
        ("180139250336 180139250344", "180139250336 180139250344"),
        ("0.4444222233331111", "0.4444222233331111"),
        ("999999999999.99", "999999999999.99"),
        ("4fce39e4549845cf9d571a7676842a90", "4fce39e4549845cf9d571a7676842a90"),
        ("a444422223333111e4549845cf9d571b", "a444422223333111e4549845cf9d571b"),
    ],
)
def test_only_what_could_pay_is_masked(text, shown):
    assert mask_text(text) == shown


def test_an_id_is_never_mistaken_for_a_card():
    """The digits of this one pass the check sum of cards."""
    id = "a0000000-0000-4444-8444-222233331111"
    passing = [
        f"{id[:24]}{number:012d}" for number in range(2222_3333_1111, 2222_3333_1211)
    ]
    assert [mask_text(text) for text in passing] == passing


def test_what_is_masked_keeps_its_shape():
    body = {
        "creditCard": {"number": 1, "cvv": "", "expirationYear": 2030},
        "list": [{"iban": "DE00"}, PAN, 5, None, True],
        "wireTransfer": {"accountNumber": "12"},
    }
    assert mask(body) == {
        "creditCard": {"number": "****", "cvv": "", "expirationYear": 2030},
        "list": [{"iban": "****"}, "****1111", 5, None, True],
        "wireTransfer": {"accountNumber": "****"},
    }


def test_names_of_fields_are_masked_and_stay_apart():
    assert mask({PAN: 1, "4444-2222-3333-1111": 2, "sk_test_shop": 3, "plain": 4}) == {
        "****1111": 1,
        "****1111 (2)": 2,
        "sk_test_****": 3,
        "plain": 4,
    }


@given(st.lists(st.integers(0, 10**12 - 1), max_size=6), st.sampled_from(" -/:,;"))
def test_numbers_of_orders_are_never_masked(numbers, between):
    text = between.join(f"{number:012d}" for number in numbers)
    assert mask_text(text) == text


@given(st.lists(st.uuids().map(str), max_size=4), st.text("ab -/_", max_size=2))
def test_ids_are_never_masked(ids, between):
    text = between.join(ids)
    assert mask_text(text) == text
    assert mask(dict.fromkeys(ids, text)) == dict.fromkeys(ids, text)


@given(st.decimals(0, 10**12 - 1, places=2))
def test_amounts_are_never_masked(amount):
    for text in (str(amount), repr(float(amount)), f"{amount} {amount}"):
        assert mask_text(text) == text
    assert mask({"amount": float(amount)}) == {"amount": float(amount)}


@given(
    st.text(max_size=8),
    st.sampled_from([PAN, "xsk_test_leakleak"]),
    st.text(max_size=8),
)
def test_what_is_masked_needs_no_second_mask(before, secret, after):
    once = mask_text(f"{before}{secret}{after}")
    assert mask_text(once) == once


def test_a_card_that_is_sent_as_a_number_is_masked_wherever_it_is():
    assert mask({"upstreamId": int(PAN), "amount": 12}) == {
        "upstreamId": "****1111",
        "amount": 12,
    }


def test_a_code_is_masked_in_what_is_only_half_a_body(shop):
    for broken in (
        b'{"creditCard": {"number": "5454545454545454", "cvv": "987", ',
        b'{"cvv" : 987, "iban":"DE00", x',
        b"number=5454545454545454&cvv=987",
        orjson.dumps({"cvv": "987", "note": "x" * BODY_LIMIT}),
        b'{"cvv": "987", "note": "' + b"x" * BODY_LIMIT,
    ):
        shop.post("/checkouts", broken)
    text = everything(shop)
    assert "987" not in text
    assert "DE00" not in text
    assert "5454545454545454" not in text
