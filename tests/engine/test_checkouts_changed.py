"""Checkouts as they are read, changed and deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.shop import ADDRESS, Shop, card, envelope, session_of


def item(**fields):
    return {"skuId": "sku-1", "price": 10.0, "quantity": 2, **fields}


# -- reading and changing ------------------------


def test_a_checkout_can_be_read_as_it_was_answered(shop):
    body = shop.checkout()
    answer = shop.get(f"/checkouts/{body['id']}")
    assert (answer.status, answer.body) == (200, body)
    assert answer.state == "requires_source"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_checkout_that_is_not_there_is_404(shop, method):
    answer = shop.send(method, "/checkouts/none", {} if method == "POST" else None)
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "Checkout 'none' not found.", "id"
    )


def test_what_is_sent_replaces_and_what_is_not_stays(shop):
    body = shop.checkout(metadata={"a": 1, "b": 2}, upstreamId="one")
    shop.tenant.clock.advance(timedelta(seconds=5))
    answer = shop.post(
        f"/checkouts/{body['id']}",
        {"metadata": {"c": 3}, "email": "new@example.com", "sourceId": ""},
    )
    assert answer.status == 200
    changed = {
        **body,
        "metadata": {"c": 3},
        "email": "new@example.com",
        "updatedTime": "2026-05-01T12:00:05Z",
    }
    assert answer.body == changed
    assert shop.events() == ["checkout.created", "checkout.updated"]


def test_an_update_without_anything_changes_nothing(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {})
    assert (answer.status, answer.body) == (200, body)


def test_only_four_fields_of_a_line_can_change(shop):
    body = shop.checkout(items=[item(), item()])
    id = body["items"][0]["id"]
    path = f"/checkouts/{body['id']}"
    line = {"id": id, "metadata": {"x": 1}, "subscriptionInfo": {"autoRenewal": True}}
    answer = shop.post(path, {"items": [line]})
    assert answer.status == 200
    first, second = answer["items"]
    assert first["metadata"] == {"x": 1}
    assert first["subscriptionInfo"]["autoRenewal"] is True
    assert second == body["items"][1]
    answer = shop.post(path, {"items": [{"id": id, "price": 5, "quantity": 3}]})
    assert (answer.status, answer.body) == (
        400,
        {
            "type": "bad_request",
            "errors": [
                {
                    "code": "unknown_parameter",
                    "parameter": name,
                    "message": f"'{name}' is an unknown parameter.",
                }
                for name in ("price", "quantity")
            ],
        },
    )


def test_a_line_that_is_not_there_cannot_change(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"items": [{"id": "none"}]})
    assert answer.status == 404
    assert answer.errors == [("not_found", "items[0].id")]


def test_a_line_needs_its_id_to_change(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"items": [{"metadata": {}}]})
    assert answer.status == 400
    assert answer.errors == [("missing_parameter", "items[0].id")]


def test_what_only_a_new_checkout_takes_is_not_taken_later(shop):
    body = shop.checkout()
    answer = shop.post(
        f"/checkouts/{body['id']}",
        {"discount": {"amountOff": 5}, "taxInclusive": True},
    )
    assert answer.status == 200
    assert answer["totalAmount"] == 26.89
    assert "discount" not in answer.body
    assert len(shop.findings("violation")) == 2


def test_tax_identifiers_can_be_taken_away_again(shop):
    german = {"address": {"country": "DE"}}
    identifier = {"type": "de", "value": "DE123456789"}
    made = shop.made(shop.post("/tax-identifiers", identifier))
    body = shop.checkout(
        taxIdentifiers=[{"id": made["id"]}],
        customerType="business",
        shipTo=german,
        billTo=german,
        shippingChoice=None,
        shipFrom=None,
    )
    assert body["taxIdentifiers"][0]["id"] == made["id"]
    answer = shop.post(f"/checkouts/{body['id']}", {"taxIdentifiers": []})
    assert "taxIdentifiers" not in answer.body


def test_shipping_can_be_chosen_later(shop):
    body = shop.checkout(shippingChoice=None)
    assert body["totalAmount"] == 21.51
    answer = shop.post(f"/checkouts/{body['id']}", {"shippingChoice": {"amount": 5}})
    assert answer["totalAmount"] == 26.89
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 26.89


def test_an_address_that_comes_later_brings_its_tax(shop):
    body = shop.digital()
    assert body["totalTax"] == 0.0
    answer = shop.post(f"/checkouts/{body['id']}", {"billTo": {"address": ADDRESS}})
    assert answer["totalAmount"] == 21.51
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 21.51


def test_a_refused_update_changes_nothing(shop):
    body = shop.checkout()
    path = f"/checkouts/{body['id']}"
    assert shop.post(path, {"email": "x@y.zz", "currency": "PAB"}).status == 409
    assert shop.post(path, {"email": "x@y.zz", "sourceId": "no"}).status == 404
    assert shop.get(path).body == body
    assert shop.events() == ["checkout.created"]


def test_the_currency_can_change_before_anything_is_attached(shop):
    body = shop.checkout()
    answer = shop.post(f"/checkouts/{body['id']}", {"currency": "EUR"})
    assert (answer.status, answer["currency"]) == (200, "EUR")
    assert session_of(answer.body)["amountRemainingToBeContributed"] == 26.89


def test_the_currency_can_change_under_a_card_that_follows(shop):
    body, source = shop.funded()
    answer = shop.post(f"/checkouts/{body['id']}", {"currency": "JPY"})
    assert answer.status == 200
    total = answer["totalAmount"]
    assert total == int(total)
    session = session_of(answer.body)
    assert session["state"] == "requires_confirmation"
    assert session["amountContributed"] == total
    shown = shop.get(f"/sources/{source['id']}")
    assert (shown["amount"], shown["currency"]) == (total, "JPY")


# -- deleting ------------------------


def test_a_deleted_checkout_is_gone(shop):
    body = shop.checkout()
    answer = shop.delete(f"/checkouts/{body['id']}")
    assert (answer.status, answer.raw) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert shop.events() == ["checkout.created", "checkout.deleted"]
    assert shop.get("/checkouts")["data"] == []
    for method in ("GET", "POST", "DELETE"):
        again = shop.send(method, f"/checkouts/{body['id']}", {})
        assert again.status == 404
    order = shop.order(body)
    assert (order.status, order.errors) == (404, [("not_found", "checkoutId")])
    assert [row["state"] for row in shop.tenant.sessions()] == ["cancelled"]


def test_the_session_of_a_deleted_checkout_takes_no_source(shop):
    body = shop.checkout()
    source = shop.redirected(body)
    shop.attach(body, source)
    shop.delete(f"/checkouts/{body['id']}")
    answer = shop.post("/payments/sources", shop.form(body), key="public")
    assert (answer.status, answer.errors) == (404, [("not_found", "sessionId")])
    id = session_of(body)["id"]
    listed = shop.get(
        "/payments/payment-methods", key="public", query={"sessionId": id}
    )
    assert listed.status == 404
    assert shop.tenant.happen("customer", "approves", source["id"])[0].state == (
        "chargeable"
    )
    assert shop.findings() == []


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("POST", 404), ("DELETE", 404)]
)
def test_a_checkout_that_became_an_order_can_only_be_read(shop, method, status):
    order = shop.ordered()
    id = order["checkoutId"]
    answer = shop.send(method, f"/checkouts/{id}", {} if method == "POST" else None)
    assert answer.status == status
    if status == 404:
        assert answer["errors"][0]["message"] == f"Checkout '{id}' not found."


def test_a_burnt_checkout_can_be_read_changed_and_deleted_but_never_ordered(shop):
    checkout = shop.checkout()
    spent = shop.source(checkout, creditCard=card("4000000000003600"))
    shop.attach(checkout, spent)
    assert shop.order(checkout).status == 409
    path = f"/checkouts/{checkout['id']}"
    assert session_of(shop.get(path).body)["state"] == "failed"
    answer = shop.post(path, {"email": "new@example.com"})
    assert (answer.status, session_of(answer.body)["state"]) == (200, "failed")
    other = shop.source(checkout)
    for answer in (
        shop.attach(checkout, other),
        shop.detach(checkout, spent),
        shop.post(path, {"sourceId": other["id"]}),
    ):
        assert answer.errors == [("session_update_not_allowed", None)]
    assert shop.order(checkout).errors == [("order_submit_failed", None)]
    assert shop.delete(path).status == 204
    assert shop.get(path).status == 404


def test_two_shops_of_one_seed_and_other_names_have_other_ids():
    one, two = Shop(name="one"), Shop(name="two")
    assert one.checkout()["id"] != two.checkout()["id"]


def test_nothing_goes_to_a_country_under_embargo(shop):
    """The refusal is a fact, not a choice of the story."""
    body = shop.order_body()
    body["shipTo"]["address"] = {**body["shipTo"]["address"], "country": "KP"}
    answer = shop.post("/checkouts", body)
    assert answer.status == 409
    assert answer.errors == [("country_unsupported", "country")]
