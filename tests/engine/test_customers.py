"""Customers: what they are, what is saved with them, and what is refused."""

from __future__ import annotations

import pytest

from tests.engine.shop import ADDRESS, RETURN, envelope

SHIPPING = {"name": "Ann", "address": ADDRESS}


def test_a_customer_needs_nothing_and_gets_a_numeric_id(shop):
    answer = shop.post("/customers", {})
    assert answer.status == 201
    body = answer.body
    assert body.pop("id").isdigit()
    assert body == {
        "createdTime": "2026-05-01T12:00:00Z",
        "updatedTime": "2026-05-01T12:00:00Z",
        "requestToBeForgotten": False,
        "enabled": True,
        "liveMode": False,
    }
    assert shop.post("/customers").status == 201
    assert shop.events() == ["customer.created"] * 2


def test_a_customer_keeps_what_is_said(shop):
    said = {
        "id": "ann-1",
        "email": "ann@example.com",
        "shipping": SHIPPING,
        "type": "business",
        "metadata": {"a": 1, "b": True},
        "locale": "de_DE",
        "enabled": False,
    }
    body = shop.customer(**said)
    assert {name: body[name] for name in said} == said
    assert shop.read("customer", "ann-1") == body


def test_an_id_that_is_taken_is_a_conflict_that_a_client_can_read(shop):
    shop.customer(id="ann")
    answer = shop.post("/customers", {"id": "ann"})
    assert (answer.status, answer.body) == envelope(
        409, "conflict", "invalid_parameter", "'ann' is in use already.", "id"
    )


@pytest.mark.parametrize(("length", "status"), [(40, 201), (41, 400)])
def test_an_id_has_at_most_40_characters(shop, length, status):
    id = "x" * length
    answer = shop.post("/customers", {"id": id})
    assert answer.status == status
    if status == 400:
        message = f"'{id}' is too long for the id of a customer."
        assert (
            answer.body
            == envelope(400, "bad_request", "invalid_parameter", message, "id")[1]
        )


def test_two_customers_may_share_an_email(shop):
    for _ in range(2):
        shop.customer(email="same@example.com")
    assert len(shop.get("/customers")["data"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "parameter"),
    [
        ("GET", "/customers/none", "id"),
        ("POST", "/customers/none", "id"),
        ("DELETE", "/customers/none", "id"),
        ("POST", "/customers/none/sources/x", "id"),
        ("DELETE", "/customers/none/sources/x", "id"),
    ],
)
def test_a_customer_that_is_not_there_is_404_in_the_words_that_connectors_compare(
    shop, method, path, parameter
):
    answer = shop.send(method, path, {})
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "Customer 'none' not found", parameter
    )


def test_what_is_sent_replaces_and_what_is_not_stays(shop):
    body = shop.customer(email="a@b.cc", metadata={"a": 1})
    answer = shop.post(
        f"/customers/{body['id']}",
        {"metadata": {"b": 2}, "requestToBeForgotten": True, "enabled": False},
    )
    changed = {
        **body,
        "metadata": {"b": 2},
        "requestToBeForgotten": True,
        "enabled": False,
    }
    assert (answer.status, answer.body) == (200, changed)
    assert shop.events()[-1] == "customer.updated"


def test_a_certificate_is_added_to_the_others(shop):
    certificate = {
        "companyName": "A",
        "taxAuthority": "MN",
        "fileId": "f-1",
        "startDate": "2026-01-01T00:00:00Z",
        "endDate": "2027-01-01T00:00:00Z",
    }
    body = shop.customer(taxCertificate=certificate)
    assert len(body["taxCertificates"]) == 1
    answer = shop.post(
        f"/customers/{body['id']}",
        {"taxCertificate": {**certificate, "taxAuthority": "CA"}},
    )
    assert [c["taxAuthority"] for c in answer["taxCertificates"]] == ["MN", "CA"]


def test_a_deleted_customer_is_gone(shop):
    body = shop.customer()
    answer = shop.delete(f"/customers/{body['id']}")
    assert (answer.status, answer.raw) == (204, b"")
    assert shop.get(f"/customers/{body['id']}").status == 404
    assert shop.get("/customers")["data"] == []
    assert shop.events()[-1] == "customer.deleted"


# -- saved sources ------------------------


def test_the_first_saved_source_becomes_reusable_and_the_default(shop):
    customer = shop.customer()
    path = f"/customers/{customer['id']}"
    source = shop.source()
    before = len(shop.events())
    answer = shop.post(f"{path}/sources/{source['id']}")
    assert answer.status == 200
    assert (answer["reusable"], answer["customerId"]) == (True, customer["id"])
    assert answer["state"] == "chargeable"
    second = shop.saved_card(customer)
    known = shop.get(path)
    assert known["defaultSourceId"] == source["id"]
    assert [s["id"] for s in known["sources"]] == [source["id"], second["id"]]
    assert not {"customerId", "liveMode"} & known["sources"][0].keys()
    assert known["sources"][0]["creditCard"]["lastFourDigits"] == "1111"
    told = ["customer.source.created", "source.created", "source.chargeable"]
    assert shop.events(before)[:3] == told


def test_saving_the_same_source_again_changes_nothing(shop):
    customer = shop.customer()
    source = shop.saved_card(customer)
    path = f"/customers/{customer['id']}"
    assert shop.post(f"{path}/sources/{source['id']}").status == 200
    assert len(shop.get(path)["sources"]) == 1


def test_a_saved_card_pays_more_than_once(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    for _ in range(2):
        checkout = shop.checkout(customerId=customer["id"])
        assert shop.attach(checkout, card).status == 200
        assert shop.made(shop.order(checkout))["state"] == "accepted"
    assert shop.get(f"/sources/{card['id']}")["state"] == "chargeable"


def test_the_default_can_be_another_saved_source(shop):
    customer = shop.customer()
    shop.saved_card(customer)
    second = shop.saved_card(customer)
    path = f"/customers/{customer['id']}"
    answer = shop.post(path, {"defaultSourceId": second["id"]})
    assert answer["defaultSourceId"] == second["id"]
    stranger = shop.source()
    answer = shop.post(path, {"defaultSourceId": stranger["id"]})
    message = f"'{stranger['id']}' is not a valid parameter."
    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "invalid_parameter", message, "defaultSourceId"
    )


@pytest.mark.parametrize("type", ["klarnaCredit", "payPal"])
def test_a_method_of_a_single_use_cannot_be_saved(shop, type):
    source = shop.redirected(shop.checkout(), type)
    shop.tenant.happen("customer", "approves", source["id"])
    answer = shop.post(f"/customers/{shop.customer()['id']}/sources/{source['id']}")
    assert (answer.status, answer.body) == envelope(
        409,
        "conflict",
        "nonreusable_source",
        "Only a reusable source may be attached to a customer.",
    )


def test_what_cannot_be_charged_cannot_be_saved(shop):
    customer = shop.customer()
    for source in (
        shop.source(
            shop.checkout(), "klarnaCreditRecurring", klarnaCreditRecurring=dict(RETURN)
        ),
        shop.funded()[1],
    ):
        if source["state"] == "chargeable":
            checkout = shop.checkout()
            shop.attach(checkout, source)
            shop.order(checkout)
        answer = shop.post(f"/customers/{customer['id']}/sources/{source['id']}")
        message = f"Source '{source['id']}' is not chargeable."
        assert (answer.status, answer.body) == envelope(
            409, "conflict", "source_not_chargeable", message, "sourceId"
        )


def test_a_source_of_another_customer_cannot_be_saved(shop):
    card = shop.saved_card(shop.customer())
    answer = shop.post(f"/customers/{shop.customer()['id']}/sources/{card['id']}")
    assert (answer.status, answer.errors) == (409, [("source_in_use", "sourceId")])


def test_a_source_that_is_not_there_cannot_be_saved_or_removed(shop):
    path = f"/customers/{shop.customer()['id']}/sources/none"
    for method in ("POST", "DELETE"):
        answer = shop.send(method, path)
        assert (answer.status, answer.body) == envelope(
            404, "not_found", "not_found", "Source 'none' not found.", "sourceId"
        )


def test_a_removed_source_is_cancelled_and_never_saved_again(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    path = f"/customers/{customer['id']}"
    answer = shop.delete(f"{path}/sources/{card['id']}")
    assert (answer.status, answer.raw) == (204, b"")
    assert shop.get(f"/sources/{card['id']}")["state"] == "cancelled"
    known = shop.get(path).body
    assert not {"sources", "defaultSourceId"} & known.keys()
    assert shop.events()[-1] == "customer.source.deleted"
    assert shop.post(f"{path}/sources/{card['id']}").errors == [
        ("source_not_chargeable", "sourceId")
    ]
    assert shop.delete(f"{path}/sources/{card['id']}").status == 404


def test_the_sources_of_a_deleted_customer_stay_readable(shop):
    customer = shop.customer()
    card = shop.saved_card(customer)
    shop.delete(f"/customers/{customer['id']}")
    assert shop.get(f"/sources/{card['id']}").status == 200


def test_a_disabled_customer_can_be_enabled_again(shop):
    customer = shop.customer(enabled=False)
    shop.post(f"/customers/{customer['id']}", {"enabled": True})
    checkout, _ = shop.funded(customerId=customer["id"])
    assert shop.order(checkout).status == 201
