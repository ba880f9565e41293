"""What a developer holds: with pytest's fixture here, and without pytest below."""

from __future__ import annotations

import copy
import json
import pickle
import pydoc
import sys
import unittest
from datetime import datetime, timedelta, timezone

import httpx
import pytest
import requests

import mockdr as package
from mockdr.base.errors import ConfigurationError, MockdrError, MockdrWarning
from mockdr.server.calls import differences
from mockdr.server.document import Document
from mockdr.server.handle import CheckFailed

ADDRESS = {
    "line1": "10380 Bren Road West",
    "city": "Minnetonka",
    "state": "MN",
    "postalCode": "55343",
    "country": "US",
}
CART = {
    "currency": "USD",
    "email": "ann@example.com",
    "shipTo": {"name": "Ann Example", "address": ADDRESS},
    "items": [{"skuId": "book", "quantity": 1, "price": 12.5}],
}
STORY = """
scenario: reviewed
summary: An order is reviewed by hand.
given:
  customers:
    ann: {email: ann@example.com}
steps:
  - merchant: createCheckouts
    match: {body: {currency: USD}}
  - customer: chooses
    source: {type: creditCard}
    as: card
  - merchant: attachSourceToCheckout
  - merchant: createOrders
    then: {order: in_review}
  - fraud: passes
    after: 48h
    then: {order: accepted}
"""


class Shop:
    """The merchant's software, as small as it gets."""

    def __init__(self, mockdr, client):
        self.mockdr, self.client = mockdr, client

    def begin(self, **more):
        reply = self.client.post("/checkouts", json={**CART, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    def pay(self, checkout, source):
        self.client.post(f"/checkouts/{checkout['id']}/sources/{source.id}")
        return self.client.post("/orders", json={"checkoutId": checkout["id"]}).json()

    def buy(self, kind="creditCard", **fields):
        checkout = self.begin()
        session = checkout["payment"]["session"]["id"]
        return self.pay(checkout, self.mockdr.customer.chooses(kind, session, **fields))


@pytest.fixture
def shop(mockdr):
    with mockdr.client() as client:
        yield Shop(mockdr, client)


def told(call, *args, **kwargs) -> str:
    with pytest.raises(AssertionError) as caught:
        call(*args, **kwargs)
    return str(caught.value)


# -- keys, url, clients ----------------------------------------------------------


def test_any_client_reaches_the_tenant_by_url_and_key(mockdr):
    assert not mockdr.url.endswith("/")
    headers = {"Authorization": f"Bearer {mockdr.secret_key}"}

    over_requests = requests.post(
        f"{mockdr.url}/checkouts", json=CART, headers=headers, timeout=30
    )
    over_httpx = httpx.post(f"{mockdr.url}/checkouts", json=CART, headers=headers)
    with mockdr.client() as client:
        inside = client.post("/checkouts", json=CART)

    assert {r.status_code for r in (over_requests, over_httpx, inside)} == {201}
    mockdr.journal.assert_called("createCheckouts", times=3)


@pytest.mark.asyncio
async def test_asynchronous_clients_reach_it_with_and_without_a_socket(mockdr):
    async with mockdr.async_client() as client:
        inside = await client.post("/checkouts", json=CART)
    async with httpx.AsyncClient(base_url=mockdr.url) as client:
        outside = await client.get(
            f"/checkouts/{inside.json()['id']}",
            headers={"Authorization": f"Bearer {mockdr.secret_key}"},
        )

    assert outside.json() == inside.json()


def test_a_client_can_hold_the_public_key_and_more(mockdr):
    checkout = Shop(mockdr, mockdr.client()).begin()
    session = checkout["payment"]["session"]["id"]
    headers = {"authorization": f"Bearer {mockdr.public_key}"}

    with mockdr.client(headers=headers, params={"x": "1"}) as page:
        page.get("/payments/payment-methods", headers={"x": session})

    call = mockdr.journal.calls[-1]
    assert (call.key, call.query) == ("public", [["x", "1"]])


# -- documents -------------------------------------------------------------------


def test_documents_are_mappings_whose_keys_are_attributes(mockdr, shop):
    order = shop.buy()
    stored = mockdr.order(order["id"])

    assert stored.state == stored["state"] == "accepted"
    assert dict(stored) == mockdr.order(stored)
    assert mockdr.checkout(stored.checkoutId).payment["session"]["state"] == "complete"
    session = mockdr.session(stored.payment["session"]["id"])
    source = mockdr.source(stored.payment["sources"][0]["id"])
    assert (session.state, source.type) == ("complete", "creditCard")
    assert mockdr.sessions[0].id == session.id


def test_items_are_the_wires_and_still_the_mappings_own():
    """Orders have a key `items`, and every mapping has a method of that name."""
    order = Document({"id": "1", "items": [{"id": "a"}]}, "order")

    assert order.items[0]["id"] == "a"
    assert dict(order.items()) == {"id": "1", "items": [{"id": "a"}]}
    assert list(Document({"id": "1"}).items()) == [("id", "1")]


def test_a_document_cannot_be_changed_nor_change_what_is_stored():
    wire = {"id": "1", "payment": {"sources": []}}
    document = Document(wire, "checkout")

    document.payment["sources"].append("x")
    wire["id"] = "2"

    assert document.id == "1"
    with pytest.raises(AttributeError, match="copy of what mockdr stores"):
        document.id = "3"
    with pytest.raises(TypeError):
        document["id"] = "3"


def test_a_document_survives_copying_and_tells_what_it_lacks():
    document = Document({"state": "accepted"}, "order")

    assert copy.copy(document) == pickle.loads(pickle.dumps(document)) == document  # noqa: S301
    assert document != {"state": "blocked"}
    assert json.dumps(dict(document)) == '{"state": "accepted"}'
    assert "state" in dir(document)
    with pytest.raises(AttributeError, match="this order has no 'stat'; did you mean"):
        _ = document.stat
    with pytest.raises(AttributeError, match="it has state"):
        _ = document.zzz


def test_a_thing_of_another_tenant_is_not_there(mockdr):
    with pytest.raises(MockdrError, match="has no order '1'; it sees only"):
        mockdr.order("1")


# -- actors ----------------------------------------------------------------------


def test_the_customer_chooses_and_pays_by_hand(mockdr, shop):
    checkout = shop.begin(currency="JPY")
    source = mockdr.customer.chooses(
        "konbini", checkout["payment"]["session"], konbini={"storeId": "030"}
    )
    assert (source.type, source.state) == ("konbini", "pending_funds")
    assert shop.pay(checkout, source)["state"] == "pending_payment"

    moved = mockdr.customer.pays()

    assert {(m.kind, m.state) for m in moved} >= {
        ("session", "complete"),
        ("order", "accepted"),
    }


def test_a_verb_takes_the_thing_it_is_about(mockdr, shop):
    shop.buy("wireTransfer")
    older = mockdr.sessions[0]
    shop.buy("wireTransfer")
    source = mockdr.order(older.order).payment["sources"][0]

    mockdr.customer.pays(of=source)

    assert mockdr.order(older.order).state == "accepted"
    assert mockdr.order(mockdr.sessions[0].order).state == "pending_payment"


def test_who_is_asked_for_a_verb_that_is_none_names_the_nearest(mockdr):
    with pytest.raises(AttributeError, match="no verb 'pay'; did you mean 'pays'"):
        mockdr.customer.pay()
    with pytest.raises(AttributeError, match="passes, blocks"):
        mockdr.fraud.xyz()
    assert {"pays", "chooses"} <= set(dir(mockdr.customer))
    assert not hasattr(mockdr.provider, "__len__")


def test_an_impossible_act_lists_the_possible(mockdr, shop):
    shop.begin()

    with pytest.raises(MockdrError, match="no source can take customer pays now"):
        mockdr.customer.pays()
    with pytest.raises(MockdrError, match="no subscription can take provider renews"):
        mockdr.provider.renews()


def test_a_customer_is_found_by_id_and_acts_by_verb(mockdr):
    ann = mockdr.play(STORY).given["ann"]

    assert mockdr.customer(ann.id).email == "ann@example.com"
    mockdr.world.reset(mockdr.name)  # nobody plays the story on


# -- stories ---------------------------------------------------------------------


def test_a_played_story_shows_its_runs(mockdr, shop):
    played = mockdr.play(STORY, runs=1)
    assert (played.name, played.runs) == ("reviewed", [])

    checkout = shop.begin()
    assert played.runs[0].step == 2
    source = mockdr.customer.chooses()
    assert played.runs[0].things["card"].id == source.id
    order = shop.pay(checkout, source)
    assert not played.runs[0].ended

    mockdr.clock.advance("48h")
    assert played.runs[0].ended
    assert mockdr.order(order["id"]).state == "accepted"


def test_a_story_may_be_a_file(mockdr, shop, tmp_path):
    file = tmp_path / "reviewed.yaml"
    file.write_text(STORY)

    assert mockdr.play(file, runs=1).name == "reviewed"
    assert mockdr.play(str(file), runs=1).name == "reviewed"
    for _ in range(2):
        shop.buy()
        mockdr.clock.run_until_idle()


def test_a_story_that_cannot_be_played_says_why(mockdr, tmp_path):
    with pytest.raises(MockdrError, match="did you mean 'konbini-paid-late'"):
        mockdr.play("konbini-paid-lat")
    with pytest.raises(MockdrError, match="there is no scenario file"):
        mockdr.play(tmp_path / "gone.yaml")
    with pytest.raises(MockdrError, match="did you mean 'accepted'"):
        mockdr.play(STORY.replace("accepted}", "acepted}"))
    with pytest.raises(MockdrError, match="0 runs"):
        mockdr.play("card-accepted", runs=0)


def test_a_story_that_cannot_happen_is_not_put_in_force(mockdr, tmp_path):
    file = tmp_path / "reviewed.yaml"
    text = STORY.replace("{order: in_review}", "{session: pending_funds}")
    file.write_text(text, "utf-8")

    for scenario in (file, str(file), text):
        with pytest.raises(MockdrError, match=r"MDR201 .* session pending_"):
            mockdr.play(scenario)

    assert not mockdr._tenant.theatre.playings


# -- clock -----------------------------------------------------------------------


@pytest.mark.mockdr(now="2024-05-01T12:00:00Z")
def test_the_clock_moves_by_hand(mockdr):
    clock = mockdr.clock
    assert clock.now == datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
    assert not clock.running

    clock.advance(hours=1, minutes=30)
    clock.advance("30m")
    clock.advance(timedelta(hours=1))
    assert clock.now == datetime(2024, 5, 1, 15, tzinfo=timezone.utc)
    assert clock.at("2024-05-02T00:00:00Z") == clock.now
    clock.freeze(frozen=False)
    assert clock.running
    clock.freeze()
    assert not clock.running


@pytest.mark.parametrize(
    ("args", "units", "help"),
    [
        ((), {}, "write advance"),
        (("48h",), {"hours": 1}, "write advance"),
        (("two days",), {}, "48h"),
        ((48,), {}, "a timedelta"),
        ((), {"hour": 1}, "did you mean 'hours'"),
        ((), {"days": 10**12}, "no duration"),
        (("-1h",), {}, "48h"),
        ((), {"hours": -1}, "cannot go back"),
    ],
)
def test_what_is_no_duration_is_refused_with_one_that_is(mockdr, args, units, help):
    with pytest.raises(MockdrError, match=help):
        mockdr.clock.advance(*args, **units)


def test_what_is_due_can_be_asked(mockdr, shop):
    mockdr.play(STORY)
    shop.buy()

    (due, what), *_ = mockdr.clock.due
    assert due == mockdr.clock.now + timedelta(hours=48)
    assert "fraud passes" in what
    mockdr.clock.run_until_idle()


# -- journal ---------------------------------------------------------------------


def test_the_journal_asserts_what_was_called(mockdr, shop):
    order = shop.buy()

    (call,) = mockdr.journal.assert_called(
        "createOrders", times=1, body={"checkoutId": order["checkoutId"]}, status=201
    )
    assert call.reply["id"] == order["id"]
    assert len(mockdr.journal) == len(list(mockdr.journal)) == 3
    mockdr.journal.assert_called("retrieveOrders", times=0)


def test_an_assertion_that_fails_shows_the_nearest_calls(mockdr, shop):
    shop.begin()
    shop.begin(currency="JPY", items=[{"skuId": "pen", "price": 1, "quantity": 2}])
    wanted = {"currency": "JPY", "items": [{"skuId": "pen", "price": 2.0}]}

    message = told(mockdr.journal.assert_called, "createCheckouts", body=wanted)

    assert message.splitlines() == [
        (
            "createCheckouts was to be called at least once like this; "
            "it was called never like this"
        ),
        "  #2 POST /checkouts -> 201 (createCheckouts)",
        "     /items/0/price: expected 2.0, got 1",
        "  #1 POST /checkouts -> 201 (createCheckouts)",
        '     /currency: expected "JPY", got "USD"',
        '     /items/0/skuId: expected "pen", got "book"',
        "     /items/0/price: expected 2.0, got 12.5",
    ]


def test_an_assertion_shows_what_was_called_instead(mockdr, shop):
    assert "there were no calls" in told(mockdr.journal.assert_called, "listOrders")
    shop.begin()
    shop.client.get("/orders", params={"limit": "5", "state": "accepted"})

    assert "#1 POST /checkouts" in told(mockdr.journal.assert_called, "createOrders")
    twice = told(mockdr.journal.assert_called, "listOrders", times=2)
    assert "was to be called twice; it was called once" in twice
    assert "(fits)" in twice
    mockdr.journal.assert_called(
        "listOrders", query={"limit": 5, "startingAfter": None}
    )
    assert '?limit: expected 6, got ["5"]' in told(
        mockdr.journal.assert_called, "listOrders", query={"limit": 6}
    )
    assert "status: expected 400, got 200" in told(
        mockdr.journal.assert_called, "listOrders", status=400
    )


def test_an_operation_that_does_not_exist_is_no_failed_assertion(mockdr):
    with pytest.raises(MockdrError, match="did you mean 'createOrders'"):
        mockdr.journal.assert_called("createOrder")


def test_a_card_is_asked_for_as_it_was_sent_though_it_is_masked(mockdr, shop):
    card = {"number": "4444222233331111", "cvv": "123"}
    card |= {"expirationMonth": 7, "expirationYear": 2040}
    shop.client.post("/sources", json={"type": "creditCard", "creditCard": card})

    mockdr.journal.assert_called("createSources", body={"creditCard": card})
    assert b"4444222233331111" not in mockdr.journal.export()
    mockdr.world.reset(mockdr.name)


@pytest.mark.parametrize(
    ("wanted", "got", "pointers"),
    [
        ({"a": 1}, {"a": 1.0, "b": 2}, []),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}]}}, []),
        ({"a": None}, {}, []),
        ({"a": None}, {"a": 1}, ["/a"]),
        ({"a": [1]}, {"a": [1, 2]}, ["/a"]),
        ({"a": True}, {"a": 1}, ["/a"]),
        ({"a": "1"}, {"a": 1}, ["/a"]),
        ({"a/b": {"c~d": 1}}, {"a/b": {"c~d": 2}}, ["/a~1b/c~0d"]),
        ({"a": {"b": 1, "c": 2}}, {"a": {}}, ["/a/b", "/a/c"]),
        ({"a": {"b": 1}}, "text", [""]),
        ((1, 2), [1, 3], ["/1"]),
    ],
)
def test_a_subset_differs_where_it_is_not_contained(wanted, got, pointers):
    assert [pointer for pointer, _, _ in differences(wanted, got)] == pointers


@pytest.mark.mockdr(violations="allow")
def test_violations_are_listed_with_their_calls(mockdr, shop):
    shop.client.post("/checkouts", json={**CART, "colour": "red"})

    (violation,) = mockdr.journal.violations
    assert (violation.seq, violation.pointer) == (1, "/colour")
    assert mockdr.journal.findings[0].severity == "allow"


@pytest.mark.mockdr(now="2024-05-01T12:00:00Z", seed="same")
def test_an_export_is_the_same_bytes_whatever_the_port(mockdr, shop):
    shop.buy("klarnaCredit")
    (mine, *_) = mockdr.url.encode().splitlines()

    export = mockdr.journal.export()

    assert mine not in export
    assert b"{base_url}/payments/redirects/" in export
    assert json.loads(export)["calls"][0]["time"].startswith("2024-05-01T12:00")


def test_events_are_told_in_order(mockdr, shop):
    shop.buy()

    assert [event.type for event in mockdr.events][-1] == "order.accepted"


# -- without pytest --------------------------------------------------------------


class WithoutPytest(unittest.TestCase):
    """`mockdr.start` where there are no fixtures."""

    def setUp(self):
        self.mockdr = self.enterContext(package.start("card-accepted"))

    def enterContext(self, context):  # noqa: N802  (unittest's own, from 3.11 on)
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered

    def test_the_same_object_without_a_fixture(self):
        order = Shop(self.mockdr, self.mockdr.client()).buy()

        assert self.mockdr.secret_key == "sk_test_mockdr"
        assert self.mockdr.order(order["id"]).state == "accepted"
        headers = {"Authorization": f"Bearer {self.mockdr.secret_key}"}
        url = f"{self.mockdr.url}/orders"
        assert httpx.get(url, headers=headers).status_code == 200


def test_the_server_is_gone_afterwards():
    with package.start() as mockdr:
        pass

    with pytest.raises(httpx.ConnectError):
        httpx.get(mockdr.url)


def test_what_was_left_undone_fails_at_the_end():
    with (
        pytest.raises(CheckFailed, match="konbini-paid-late had no run"),
        package.start("konbini-paid-late"),
    ):
        pass


def fail_after_a_violation():
    with package.start("konbini-paid-late") as mockdr:
        mockdr.client().post("/checkouts", json={"colour": "red"})
        raise ZeroDivisionError


def test_a_failure_of_the_test_itself_comes_first():
    with pytest.raises(ZeroDivisionError):
        fail_after_a_violation()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions take no notes yet")
def test_a_failure_of_the_test_itself_takes_a_note_of_what_else_was_wrong():
    with pytest.raises(ZeroDivisionError) as caught:
        fail_after_a_violation()

    (note,) = caught.value.__notes__
    assert "/colour" in note
    assert "unfinished" not in note


def test_warnings_are_given_where_settings_ask_for_them():
    with (
        pytest.warns(MockdrWarning, match="/colour") as caught,
        package.start(violations="warn") as mockdr,
    ):
        mockdr.client().post("/checkouts", json={**CART, "colour": "red"})

    assert caught[0].filename == __file__


def test_a_key_that_is_none_is_told_at_once():
    with pytest.raises(ConfigurationError, match=r"mockdr.start\(\) sets 'moed'"):
        package.start(moed="strict").__enter__()


def test_a_port_may_be_asked_for():
    with package.start() as first:
        port = int(first.url.rpartition(":")[2])
    with package.start(port=port) as second:
        assert second.url == first.url


def test_a_port_that_is_taken_is_told():
    with package.start() as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(ConfigurationError, match=f"cannot listen on .*:{port}"):
            package.start(port=port).__enter__()


def test_beyond_loopback_the_control_api_asks_for_its_token():
    with package.start(host="0.0.0.0", control_token="hunter2") as mockdr:  # noqa: S104
        url = f"http://127.0.0.1:{mockdr.server.port}/_mockdr/clock"

        assert httpx.get(url).status_code == 401
        headers = {"Authorization": "Bearer hunter2"}
        assert httpx.get(url, headers=headers).status_code == 200


PAIR = {"secret": "sk_test_4f31", "public": "pk_test_9a77"}


def test_a_declared_key_is_never_written_out():
    """It is somebody's own, and reports end up where many can read them."""
    with package.start(keys={"mockdr": PAIR}, violations="allow") as mockdr:
        assert (mockdr.secret_key, mockdr.public_key) == tuple(PAIR.values())
        mockdr.client().post("/checkouts", json={})
        public = {"Authorization": f"Bearer {mockdr.public_key}"}
        mockdr.client(headers=public).post("/payments/sources", json={})
        told = mockdr.explain(mockdr.world.find("mockdr").journal.findings())

    assert "Bearer $MOCKDR_SECRET_KEY" in told
    assert "Bearer $MOCKDR_PUBLIC_KEY" in told
    assert "4f31" not in told
    assert "9a77" not in told


@pytest.mark.mockdr(violations="allow")
def test_what_no_one_would_paste_is_left_out_of_the_curl(mockdr, shop):
    shop.client.post("/checkouts", json={**CART, "note": "x" * 5_000})

    told = mockdr.explain(mockdr.world.find(mockdr.name).journal.findings())

    assert "-d @body.json  # its body is long: see mockdr.journal" in told
    assert "x" * 200 not in told


@pytest.mark.mockdr(violations="allow")
def test_a_report_keeps_to_its_lines_and_masks_paths(mockdr, shop):
    shop.client.get(
        "/orders/%0A4444222233331111%1b[31m", params={"a": "4444222233331111"}
    )

    (_, line, *_) = mockdr.explain().splitlines()

    assert line.startswith("  #1 GET /orders/%0A****1111%1B%5B31m?a=****1111 -> 404")


def test_help_lists_what_hands_hold():
    text = pydoc.plain(pydoc.render_doc(package.Mockdr))

    for name in ("clock", "customer", "fraud", "journal", "provider", "server"):
        assert getattr(package.Mockdr, name).__doc__
        assert f" |  {name}\n" in text


def test_the_journal_is_taken_by_place_and_by_slice(mockdr, shop):
    shop.begin()
    shop.client.get("/orders")

    assert mockdr.journal[0].operation == "createCheckouts"
    assert mockdr.journal[-1].operation == "listOrders"
    assert [call.seq for call in mockdr.journal[:1]] == [1]
    with pytest.raises(IndexError):
        mockdr.journal[2]


def test_everything_has_a_readable_face(mockdr, shop):
    played = mockdr.play("card-accepted")
    order = shop.buy()

    assert repr(mockdr) == f"<mockdr {mockdr.name} at {mockdr.url}>"
    assert repr(mockdr.fraud) == "<fraud: passes, blocks>"
    assert repr(mockdr.clock).endswith("0 due>")
    assert repr(mockdr.journal).splitlines()[0] == "<journal of 3 calls>"
    assert repr(mockdr.order(order)).startswith("<order {'id': ")
    assert repr(played) == "<scenario card-accepted: [<run 1 ended>]>"
    assert played.summary


def test_check_raises_now_what_the_end_would_raise(mockdr, shop):
    mockdr.check()
    mockdr.play("konbini-paid-late")

    with pytest.raises(CheckFailed) as caught:
        mockdr.check()

    assert caught.value.headline.startswith("mockdr: unfinished: konbini-paid-late had")
    assert "0 calls, 0 refused" in str(caught.value)
    mockdr.world.reset(mockdr.name)
