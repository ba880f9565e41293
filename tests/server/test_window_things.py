"""What the control API shows of things: lists, one whole, its picture, its acts."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods
from mockdr.domain import LIFECYCLES
from mockdr.engine.words import KINDS

CARD = {
    "number": "4444222233331111",
    "expirationMonth": 7,
    "expirationYear": 2030,
    "cvv": "123",
}


@pytest.fixture
def ordered(shop, basket):
    """Return a checkout, its source and its order, made as a shop does."""

    def make():
        checkout = shop("/checkouts", basket)
        source = {
            "type": "creditCard",
            "sessionId": checkout["payment"]["session"]["id"],
            "owner": {
                "firstName": "Ann",
                "lastName": "Example",
                "email": "ann@example.com",
                "address": basket["shipTo"]["address"],
            },
            "creditCard": CARD,
        }
        source = shop("/payments/sources", source, key="pk_test_shop")
        shop(f"/checkouts/{checkout['id']}/sources/{source['id']}")
        order = shop("/orders", {"checkoutId": checkout["id"]})
        return checkout, source, order

    return make


def session_of(checkout):
    return checkout["payment"]["session"]["id"]


def test_things_are_counted_and_listed_newest_first(ask, shop, basket):
    made = [shop("/checkouts", basket)["id"] for _ in range(5)]
    _, page = ask("GET", "things?tenant=shop&kind=checkout&limit=2")
    assert page["kinds"] == {"checkout": 5, "session": 5}
    assert [row["id"] for row in page["things"]] == made[:2:-1]
    assert page["next"] == made[3]
    _, rest = ask("GET", f"things?tenant=shop&kind=checkout&before={page['next']}")
    assert [row["id"] for row in rest["things"]] == made[2::-1]
    assert rest["next"] is None


def test_a_row_says_what_people_look_for(ask, ordered):
    checkout, _, order = ordered()
    _, page = ask("GET", "things?tenant=shop&kind=session")
    (row,) = page["things"]
    assert row["id"] == session_of(checkout)
    assert (row["state"], row["createdTime"]) == ("complete", "2024-05-01T12:00:00Z")
    assert (row["amount"], row["currency"]) == (order["totalAmount"], "USD")
    assert {(one["kind"], one["id"], one["state"]) for one in row["links"]} == {
        ("checkout", checkout["id"], "consumed"),
        ("order", order["id"], "accepted"),
    }
    _, page = ask("GET", "things?tenant=shop&kind=order")
    assert page["things"][0]["title"] == "ann@example.com"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_listed(ask, ordered, kind):
    ordered()
    status, page = ask("GET", f"things?tenant=shop&kind={kind}")
    assert status == 200
    assert len(page["things"]) == page["kinds"].get(kind, 0)


def test_a_page_after_one_that_is_gone_is_empty(ask, ordered):
    ordered()
    _, page = ask("GET", "things?tenant=shop&kind=order&before=nobody")
    assert (page["things"], page["next"]) == ([], None)


def test_a_thing_is_shown_with_all_that_belongs_to_it(ask, ordered):
    checkout, source, order = ordered()
    status, thing = ask("GET", f"thing?tenant=shop&id={session_of(checkout)}")
    assert status == 200
    assert (thing["kind"], thing["state"], thing["final"]) == (
        "session",
        "complete",
        True,
    )
    assert thing["lifecycle"] == "session"
    assert [move["after"] for move in thing["moves"]] == [
        "requires_source",
        "requires_confirmation",
        "complete",
    ]
    assert [move["call"] for move in thing["moves"]] == [1, 3, 4]
    linked = {(one["kind"], one["id"]) for one in thing["links"]}
    assert linked >= {
        ("checkout", checkout["id"]),
        ("source", source["id"]),
        ("order", order["id"]),
    }
    assert {"charge"} <= {kind for kind, _ in linked}
    assert [event["type"] for event in thing["events"]] == [
        "order.accepted",
        "order.charge.capturable",
        "order.created",
        "checkout.updated",
        "source.chargeable",
        "source.created",
        "checkout.created",
    ]
    calls = [call["operation"] for call in thing["calls"]]
    assert calls[0] == "createOrders"
    assert "createCheckouts" in calls
    assert thing["document"]["state"] == "complete"
    assert thing["run"] is None
    assert thing["possible"] == []


def test_a_source_that_nobody_attached_belongs_to_its_session(ask, redirected):
    source = redirected()
    _, thing = ask("GET", f"thing?tenant=shop&id={source['sessionId']}")
    assert ("source", source["id"], source["state"]) in {
        (one["kind"], one["id"], one["state"]) for one in thing["links"]
    }


def test_a_thing_of_a_run_says_where_the_run_stands(ask, shop, basket):
    ask("POST", "play?tenant=shop", {"scenario": "card-accepted"})
    checkout = shop("/checkouts", basket)
    _, thing = ask("GET", f"thing?tenant=shop&id={session_of(checkout)}")
    assert thing["run"] == {"scenario": "card-accepted", "run": 1, "step": 2}
    assert [act["waits"] for act in thing["possible"]] == [True]


@pytest.mark.parametrize(
    ("call", "status", "says"),
    [
        ("thing", 400, "add ?id="),
        ("thing?id=nobody", 404, "GET /_mockdr/things"),
        ("thing?kind=ordr&id=1", 400, "did you mean 'order'?"),
        ("thing?kind=order&id=1", 404, "there is no order '1'"),
        ("things?kind=ordr", 400, "did you mean 'order'?"),
        ("things?kind=order&limit=0", 400, "1 or more"),
        ("picture", 400, "add ?kind="),
        ("picture?kind=ordr", 404, "did you mean 'order'?"),
        ("picture?kind=fraud&id=1", 404, "there is no fraud '1'"),
        ("possible?id=nobody", 404, "there is no thing 'nobody'"),
    ],
)
def test_what_there_is_not_is_said_with_advice(ask, call, status, says):
    got, document = ask("GET", call)
    assert got == status
    assert says in f"{document['error']['message']}; {document['error']['help']}"


@pytest.mark.parametrize("kind", sorted(set(LIFECYCLES) - {"webhook_delivery"}))
def test_the_life_of_every_kind_can_be_drawn(ask, kind):
    status, picture = ask("GET", f"picture?kind={kind}")
    assert status == 200
    assert picture["svg"].startswith("<svg ")
    assert picture["described"]


def test_the_way_of_a_thing_is_drawn_with_the_numbers_of_its_calls(ask, ordered):
    checkout, _, order = ordered()
    _, picture = ask("GET", f"picture?tenant=shop&id={session_of(checkout)}")
    assert picture["described"] == (
        "At first to requires_source by createCheckouts. "
        "From requires_source to requires_confirmation by attachSourceToCheckout. "
        "From requires_confirmation to complete by createOrders. Now: complete."
    )
    assert "the way it took" in picture["svg"]
    _, review = ask("GET", f"picture?tenant=shop&kind=fraud&id={order['id']}")
    assert review["described"].endswith("Now: passed.")


def test_a_refused_order_is_barred_in_the_picture_of_its_session(ask, shop, basket):
    checkout = shop("/checkouts", basket)
    shop("/orders", {"checkoutId": checkout["id"]}, expect=(400,))
    _, picture = ask("GET", f"picture?tenant=shop&id={session_of(checkout)}")
    assert (
        "From requires_source to ✕ requires_source by createOrders."
        in (picture["described"])
    )
    assert "order_submit_failed" in picture["svg"]


def test_what_was_brought_as_it_is_has_a_picture_too(ask):
    ask("POST", "trigger?tenant=shop", {"type": "order.accepted"})
    _, page = ask("GET", "things?tenant=shop&kind=order")
    _, picture = ask("GET", f"picture?tenant=shop&id={page['things'][0]['id']}")
    assert picture["described"].strip() == "Now: accepted."


def test_a_name_that_is_markup_stays_words_in_a_picture(ask, ordered):
    checkout, _, _ = ordered()
    _, picture = ask("GET", f"picture?tenant=shop&id={session_of(checkout)}")
    assert "<script" not in picture["svg"]
    assert 'xlink:href="' not in picture["svg"]


def test_what_is_possible_is_offered_with_its_outcomes(ask, redirected):
    source = redirected()
    _, found = ask("GET", "possible?tenant=shop")
    acts = {(act["actor"], act["verb"]): act for act in found["acts"]}
    assert set(acts) >= {("customer", "approves"), ("customer", "cancels")}
    approves = acts["customer", "approves"]
    assert approves["of"] == source["id"]
    assert approves["title"] == (
        "The customer approves the payment on the redirect page"
    )
    assert not approves["waits"]


def test_what_is_offered_can_be_done_as_it_is_said(ask, redirected):
    redirected()
    _, found = ask("GET", "possible?tenant=shop&kind=source")
    act = next(act for act in found["acts"] if act["verb"] == "approves")
    body = {name: act[name] for name in ("actor", "verb", "of")}
    status, _ = ask("POST", "happen?tenant=shop", body)
    assert status == 200
    _, again = ask("GET", f"possible?tenant=shop&id={act['of']}")
    assert all(one["verb"] != "approves" for one in again["acts"])


def test_who_can_choose_is_told_with_what(ask, shop, basket):
    shop("/checkouts", {**basket, "currency": "JPY"})
    _, found = ask("GET", "possible?tenant=shop")
    (choosing,) = [act for act in found["acts"] if act["verb"] == "chooses"]
    offered = {one["type"] for one in choosing["methods"]}
    assert {"creditCard", "konbini"} <= offered
    methods = payment_methods().values()
    other = {m.type for m in methods if m.currencies and "JPY" not in m.currencies}
    assert other
    assert not (other | {"customerCredit", "giftCard"}) & offered
    assert all(act["methods"] == [] for act in found["acts"] if act is not choosing)
