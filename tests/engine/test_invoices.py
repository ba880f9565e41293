"""Invoices of their own: drafted, opened, collected, voided, given up."""

from __future__ import annotations

import pytest

from tests.engine.recurring import DECLINED, made
from tests.engine.shop import card, envelope

ITEMS = [{"skuId": "sku-1", "price": 10.0, "quantity": 2}]


@pytest.fixture
def ann(shop):
    return shop.customer(email="ann@example.com")


def invoice(shop, customer, **fields):
    body = {"customerId": customer["id"], "currency": "USD", "items": ITEMS, **fields}
    return made(shop.post("/invoices", body))


def read(shop, found):
    return shop.get(f"/invoices/{found['id']}").body


def types(shop, since=0):
    return [event["type"] for event in shop.tenant.events()[since:]]


def test_an_invoice_is_open_and_looks_like_the_samples(shop, ann):
    found = invoice(shop, ann)

    assert len(found["id"]) == 32
    assert int(found["id"], 16)
    assert (found["state"], found["attemptCount"]) == ("open", 0)
    assert found["stateTransitions"] == {"open": found["createdTime"]}
    assert found["collectionPeriodDays"] == 30
    assert (found["locale"], found["customerType"]) == ("en_US", "individual")
    assert (found["subtotal"], found["totalAmount"]) == (20.0, 20.0)
    session = found["payment"]["session"]
    assert session["state"] == "requires_source"
    assert session["amountRemainingToBeContributed"] == 20.0
    assert types(shop)[-2:] == ["invoice.created", "invoice.open"]


@pytest.mark.parametrize(
    ("discount", "taken"),
    [({"percentOff": 25}, 5.0), ({"amountOff": 2.5}, 5.0)],
)
def test_the_discount_of_a_line_is_of_all_its_units(shop, ann, discount, taken):
    found = invoice(shop, ann, items=[{**ITEMS[0], "discount": discount}])
    assert found["items"][0]["discount"] == discount
    assert found["items"][0]["amount"] == 20.0 - taken
    assert (found["totalDiscount"], found["totalAmount"]) == (taken, 20.0 - taken)
    saved = shop.saved_card(ann)
    shop.made(shop.post(f"/invoices/{found['id']}/sources/{saved['id']}"))
    order = shop.get(f"/orders/{read(shop, found)['orderId']}")
    assert order["items"][0]["discount"] == discount


def test_the_discount_of_a_line_of_an_invoice_counts_no_units(shop, ann):
    line = {**ITEMS[0], "discount": {"percentOff": 25, "quantity": 1}}
    found = invoice(shop, ann, items=[line])
    assert found["items"][0]["discount"] == {"percentOff": 25}


def test_a_saved_card_pays_an_open_invoice_after_the_reply(shop, ann):
    saved = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=saved["id"])
    assert found["state"] == "open"

    after = read(shop, found)
    order = shop.get(f"/orders/{after['orderId']}").body
    assert (after["state"], after["attemptCount"]) == ("paid", 1)
    assert after["totalAmount"] == 21.51
    assert order["state"] == "complete"
    assert "checkoutId" not in order
    assert not {"attemptCount", "description", "collectionPeriodDays"} & order.keys()
    assert order["payment"]["session"]["id"] == found["payment"]["session"]["id"]


def test_a_draft_waits_until_it_is_opened(shop, ann):
    saved = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=saved["id"], state="draft")
    assert types(shop)[-1] == "invoice.created"
    shop.tenant.clock.run_until_idle()
    assert read(shop, found)["state"] == "draft"

    opened = made(shop.post(f"/invoices/{found['id']}/open"))
    assert opened["state"] == "open"
    assert set(opened["stateTransitions"]) == {"draft", "open"}
    assert read(shop, found)["state"] == "paid"


@pytest.mark.parametrize("optimized", [True, False])
def test_how_often_it_is_tried_is_a_matter_of_its_optimization(shop, ann, optimized):
    saved = shop.saved_card(ann, creditCard=card(DECLINED))
    found = invoice(
        shop,
        ann,
        sourceId=saved["id"],
        billingOptimization=optimized,
        collectionPeriodDays=4,
    )
    shop.tenant.clock.run_until_idle()

    after = read(shop, found)
    assert after["state"] == "uncollectible"
    assert after["attemptCount"] == (4 if optimized else 1)


def test_a_decline_is_no_end_and_another_card_pays_at_once(shop, ann):
    bad = shop.saved_card(ann, creditCard=card(DECLINED))
    good = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=bad["id"])
    declined = read(shop, found)
    assert declined["payment"]["session"]["state"] == "cancelled"
    answer = shop.post(f"/invoices/{found['id']}/sources/{good['id']}")
    assert (answer.status, answer["id"]) == (200, good["id"])

    after = read(shop, found)
    assert (after["state"], after["attemptCount"]) == ("paid", 2)
    assert [c["state"] for c in after["payment"]["charges"]] == ["failed", "complete"]
    sessions = {i["payment"]["session"]["id"] for i in (found, after)}
    assert len(sessions) == 2


def test_with_optimization_only_a_saved_source_may_pay(shop, ann):
    found = invoice(shop, ann, state="draft")
    once = shop.source(None)
    answer = shop.post(f"/invoices/{found['id']}/sources/{once['id']}")

    assert (answer.status, answer.errors) == (409, [("nonreusable_source", "sourceId")])


def test_without_it_any_source_of_its_session_may(shop, ann):
    found = invoice(shop, ann, state="draft", billingOptimization=False)
    once = shop.source(found)
    made(shop.post(f"/invoices/{found['id']}/sources/{once['id']}"))
    made(shop.post(f"/invoices/{found['id']}/open"))

    assert read(shop, found)["state"] == "paid"
    assert shop.get(f"/sources/{once['id']}")["state"] == "consumed"


def test_a_source_that_is_taken_off_leaves_the_rest_to_be_contributed(shop, ann):
    saved = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=saved["id"], state="draft")
    answer = shop.delete(f"/invoices/{found['id']}/sources/{saved['id']}")

    assert (answer.status, answer.raw) == (204, b"")
    session = read(shop, found)["payment"]["session"]
    assert session["state"] == "requires_source"
    assert session["amountContributed"] == 0.0
    assert shop.get(f"/sources/{saved['id']}")["state"] == "chargeable"


def test_the_card_of_a_customer_that_loses_it_funds_its_drafts_no_more(shop, ann):
    saved = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=saved["id"], state="draft")
    shop.delete(f"/customers/{ann['id']}/sources/{saved['id']}")

    assert read(shop, found)["payment"]["session"]["state"] == "requires_source"


def not_open(id):
    return envelope(
        409,
        "conflict",
        "invalid_state",
        f"Invoice {id} is not open. Only open invoices can be voided.",
        "state",
    )


def test_only_an_open_invoice_is_voided(shop, ann):
    found = invoice(shop, ann)
    assert made(shop.post(f"/invoices/{found['id']}/void"))["state"] == "void"
    again = shop.post(f"/invoices/{found['id']}/void")

    assert (again.status, again.body) == not_open(found["id"])


@pytest.mark.parametrize(
    ("method", "path", "done"), [("POST", "/open", "opened"), ("DELETE", "", "deleted")]
)
def test_only_a_draft_is_opened_or_deleted(shop, ann, method, path, done):
    found = invoice(shop, ann)
    answer = shop.send(method, f"/invoices/{found['id']}{path}")

    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "invalid_state",
        f"Invoice {found['id']} is not draft. Only draft invoices can be {done}.",
        "state",
    )


def test_a_draft_is_deleted_without_an_event(shop, ann):
    found = invoice(shop, ann, state="draft")
    before = len(types(shop))

    assert shop.delete(f"/invoices/{found['id']}").status == 204
    assert types(shop, before) == []
    assert shop.get(f"/invoices/{found['id']}").status == 404


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_the_sources_of_what_is_settled_stay(shop, ann, method):
    saved = shop.saved_card(ann)
    found = invoice(shop, ann, sourceId=saved["id"])
    answer = shop.send(method, f"/invoices/{found['id']}/sources/{saved['id']}")

    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "invalid_state",
        f"Invoice {found['id']} is paid, so its sources cannot change.",
        "state",
    )


def test_an_update_changes_the_metadata_alone(shop, ann):
    found = invoice(shop, ann, metadata={"a": "1"})
    answer = shop.post(f"/invoices/{found['id']}", {"metadata": {"b": "2"}})
    told = shop.tenant.events()[-1]

    assert answer["metadata"] == {"b": "2"}
    assert told["type"] == "invoice.updated"
    assert told["data"]["previousAttributes"] == {"metadata": {"b": None, "a": "1"}}


def test_nobody_is_billed_whom_nobody_knows(shop):
    answer = shop.post(
        "/invoices", {"customerId": "nobody", "currency": "USD", "items": ITEMS}
    )

    assert (answer.status, answer.errors) == (404, [("not_found", "customerId")])


def test_what_is_wrong_with_an_invoice_is_told_at_once(shop, ann):
    answer = shop.post(
        "/invoices",
        {
            "customerId": ann["id"],
            "currency": "YEM",
            "items": ITEMS,
            "locale": "klingon",
        },
    )

    assert answer.status == 400
    assert answer.errors == [
        ("invalid_parameter", "currency"),
        ("invalid_parameter", "locale"),
    ]
    assert shop.get("/invoices")["data"] == []


def test_an_invoice_that_sells_nothing_is_refused(shop, ann):
    body = {"customerId": ann["id"], "currency": "USD", "items": []}
    answer = shop.post("/invoices", body)

    assert (answer.status, answer.errors) == (400, [("missing_parameter", "items")])


def test_invoices_are_listed_by_what_they_are(shop, ann):
    saved = shop.saved_card(ann)
    paid = invoice(shop, ann, sourceId=saved["id"], upstreamId="up-1")
    invoice(shop, ann, items=[{"skuId": "sku-2", "price": 500.0}])

    for query in (
        {"state": "paid"},
        {"upstreamIds": "up-1"},
        {"skuId": "sku-1"},
        {"totalAmount[lt]": "100"},
        {"price[lte]": "20"},
        {"attemptCount[gt]": "0"},
        {"ids": paid["id"]},
    ):
        found = shop.get("/invoices", query=query)["data"]
        assert [i["id"] for i in found] == [paid["id"]], query


def test_an_invoice_waits_for_its_customer_to_approve(shop, ann):
    found = invoice(shop, ann, currency="EUR", state="draft", billingOptimization=False)
    klarna = shop.redirected(found)
    made(shop.post(f"/invoices/{found['id']}/sources/{klarna['id']}"))
    made(shop.post(f"/invoices/{found['id']}/open"))
    assert read(shop, found)["attemptCount"] == 0

    shop.tenant.happen("customer", "approves", of=klarna["id"])
    after = read(shop, found)
    assert (after["state"], after["attemptCount"]) == ("paid", 1)
    assert shop.findings() == []


@pytest.mark.parametrize("end", ["paid", "void"])
def test_nothing_is_due_of_an_invoice_that_is_settled(shop, ann, end):
    found = invoice(shop, ann)
    assert [f"invoice {found['id']} is given up"] == due(shop)
    if end == "void":
        made(shop.post(f"/invoices/{found['id']}/void"))
    else:
        saved = shop.saved_card(ann)
        made(shop.post(f"/invoices/{found['id']}/sources/{saved['id']}"))
    before = shop.tenant.moment
    shop.tenant.clock.run_until_idle()

    assert read(shop, found)["state"] == end
    assert (due(shop), shop.tenant.moment) == ([], before)


def test_a_declined_invoice_that_is_voided_is_not_tried_again(shop, ann):
    bad = shop.saved_card(ann, creditCard=card(DECLINED))
    found = invoice(shop, ann, sourceId=bad["id"])
    assert len(read(shop, found)["payment"]["charges"]) == 1
    assert len(due(shop)) == 2
    made(shop.post(f"/invoices/{found['id']}/void"))

    assert due(shop) == []


def due(shop):
    return [what for _, what in shop.tenant.clock.due]
