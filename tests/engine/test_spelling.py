"""Values that merchants spell in several ways are kept in one."""

from __future__ import annotations

import orjson
import pytest

from tests.engine.baskets import item


def raw(answer, name):
    """Return a field as it is printed, so that 1 and 1.0 are told apart."""
    return orjson.dumps(answer.body[name]).decode()


def test_an_amount_has_a_decimal_however_it_was_sent(shop):
    answer = shop.post(
        "/checkouts",
        shop.order_body(
            shippingDiscount={"amountOff": 1},
            discount={"percentOff": 10},
            items=[item(discount={"amountOff": 2})],
        ),
    )
    assert raw(answer, "shippingDiscount").startswith('{"amountOff":1.0')
    assert raw(answer, "discount").startswith('{"percentOff":10.0')
    assert '"discount":{"amountOff":2.0,"quantity":' in raw(answer, "items")
    event = shop.tenant.events()[-1]["data"]["object"]["shippingDiscount"]
    assert isinstance(event["amountOff"], float)


def test_what_counts_is_whole_however_it_was_sent(shop):
    answer = shop.post(
        "/checkouts",
        shop.order_body(
            items=[item(quantity=2.0)], billingOptimization={"renewalAttemptNumber": 3}
        ),
    )
    assert '"quantity":2,' in raw(answer, "items") + ","
    assert raw(answer, "billingOptimization") == '{"renewalAttemptNumber":3}'


def test_what_merchants_fill_as_they_like_stays_as_it_is(shop):
    metadata = {"amount": 2, "currency": "usd", "at": "2026-05-02T12:00:00+02:00"}
    answer = shop.post("/checkouts", shop.order_body(metadata=metadata))
    assert raw(answer, "metadata") == orjson.dumps(metadata).decode()


@pytest.mark.parametrize("sent", ["usd", "Usd", "USD"])
def test_a_currency_is_kept_in_capitals(shop, sent):
    body = shop.checkout(currency=sent)
    assert body["currency"] == "USD"
    path = f"/checkouts/{body['id']}"
    assert shop.post(path, {"currency": "eur"})["currency"] == "EUR"


@pytest.mark.parametrize("sent", ["yem", "us", "dollar", "ußd", ""])
def test_what_is_no_currency_is_shown_as_it_was_sent(shop, sent):
    answer = shop.post("/checkouts", shop.order_body(currency=sent))
    assert answer.status == 400
    assert f"'{sent}'" in answer["errors"][0]["message"]


def test_a_moment_is_told_in_utc(shop):
    file = shop.made(
        shop.post(
            "/files",
            {
                "file": "QQ==",
                "fileName": "a.pdf",
                "purpose": "tax_document_customer_upload",
            },
        )
    )
    for sent in ("2026-05-02T14:00:00+02:00", "2026-05-02t12:00:00.5z"):
        link = shop.post("/file-links", {"fileId": file["id"], "expiresTime": sent})
        assert link["expiresTime"] == "2026-05-02T12:00:00Z"


def test_what_a_story_starts_with_is_spelled_alike(shop):
    plan = (
        "{terms: t, interval: month, intervalCount: 1.0, state: active,"
        " billingOffsetDays: 0.0, collectionPeriodDays: 5}"
    )
    shop.play("  - merchant: listOrders\n", given=f"given: {{plans: {{gold: {plan}}}}}")
    [made] = shop.get("/plans")["data"]
    assert orjson.dumps(made["intervalCount"]) == b"1"
    assert orjson.dumps(made["billingOffsetDays"]) == b"0"
