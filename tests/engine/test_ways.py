"""Which way things took is known of each, from its making to its end."""

from __future__ import annotations

from mockdr.domain import LIFECYCLES
from mockdr.engine.things import Thing


def way(shop, kind, id):
    steps = shop.tenant.journal.ways.of(Thing(kind, id))
    return [(step.before, step.trigger, step.after) for step in steps]


def test_a_session_is_followed_from_its_making_to_its_end(shop):
    checkout, _ = shop.funded()
    shop.order(checkout)
    assert way(shop, "session", checkout["payment"]["session"]["id"]) == [
        (None, "createCheckouts", "requires_source"),
        ("requires_source", "attachSourceToCheckout", "requires_confirmation"),
        ("requires_confirmation", "createOrders", "complete"),
    ]


def test_an_order_is_followed_with_its_review_and_its_lines(shop):
    checkout, _ = shop.funded()
    order = shop.order(checkout).body
    assert way(shop, "order", order["id"]) == [(None, "createOrders", "accepted")]
    assert way(shop, "fraud", order["id"]) == [(None, "createOrders", "passed")]
    line = order["items"][0]
    assert way(shop, "item", line["id"]) == [(None, "createOrders", line["state"])]


def test_a_move_says_when_it_was_and_which_call_made_it(shop):
    checkout, _ = shop.funded()
    order = shop.order(checkout).body
    (step,) = shop.tenant.journal.ways.of(Thing("order", order["id"]))
    assert step.call == shop.tenant.journal.seq
    assert step.called
    assert step.at == shop.tenant.moment
    assert step.number <= shop.tenant.journal.ways.count


def test_what_others_do_is_no_calls(shop):
    checkout, _ = shop.funded()
    order = shop.order(checkout).body
    shop.tenant.happen("provider", "disputes", order["id"])
    *_, last = shop.tenant.journal.ways.of(Thing("order", order["id"]))
    assert (last.trigger, last.after) == ("provider.disputes", "dispute")
    assert not last.called


def test_a_call_is_asked_for_what_it_moved(shop):
    checkout, source = shop.funded()
    order = shop.order(checkout).body
    ways, seq = shop.tenant.journal.ways, shop.tenant.journal.seq
    things = [Thing("order", order["id"]), Thing("source", source["id"])]
    moved = [(step.thing.kind, step.after) for step in ways.by_call(seq, things)]
    assert sorted(moved) == [
        ("fraud", "passed"),
        ("order", "accepted"),
        ("source", "consumed"),
    ]
    assert ways.by_call(seq - 1, things) == ()


def test_reading_and_refusals_are_no_moves(shop):
    checkout, _ = shop.funded()
    shop.order(checkout)
    ways = shop.tenant.journal.ways
    before = ways.count, ways.kept
    shop.get("/orders")
    assert (ways.count, ways.kept) == before
    assert shop.order(checkout).status == 404
    assert ways.count == before[0]


def test_what_is_deleted_ends_so(shop):
    made = shop.post("/customers", {"email": "ann@example.com"}).body
    shop.delete(f"/customers/{made['id']}")
    *_, last = way(shop, "customer", made["id"])
    assert last == ("enabled", "deleteCustomers", "deleted")


def test_every_move_is_a_row_of_its_table(shop):
    checkout, _ = shop.funded()
    order = shop.order(checkout).body
    shop.tenant.happen("provider", "disputes", order["id"])
    shop.tenant.happen("provider", "resolves_dispute", order["id"])
    for kind in LIFECYCLES:
        for id in [order["id"], *shop.tenant.store.newest(kind)]:
            for step in shop.tenant.journal.ways.of(Thing(kind, id)):
                rows = LIFECYCLES[kind].at(step.before)
                assert (step.trigger, step.after) in {
                    (r.trigger, r.after) for r in rows
                }


def test_what_names_a_thing_is_known_from_the_thing(shop):
    checkout, source = shop.funded()
    session = Thing("session", checkout["payment"]["session"]["id"])
    order = shop.order(checkout).body
    naming = shop.tenant.journal.ways.naming(session)
    assert Thing("source", source["id"]) in naming
    assert Thing("order", order["id"]) in naming
    assert shop.tenant.journal.ways.naming(Thing("session", "nobody")) == ()
