"""The list of payment methods: what an entry tells, and what a session leaves in it."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods
from mockdr.domain.installments import plans
from tests.engine.recurring import plan
from tests.engine.shop import ADDRESS, session_of

METHODS = payment_methods()
PARIS = {"line1": "1 Rue", "city": "Paris", "postalCode": "75001", "country": "FR"}


def listed(shop, checkout=None, **query):
    if checkout is not None:
        query["sessionId"] = session_of(checkout)["id"]
    answer = shop.get("/payments/payment-methods", key="public", query=query)
    assert answer.status == 200
    return {entry["type"]: entry for entry in answer["paymentMethods"]}


def test_an_entry_tells_all_that_a_list_of_choices_shows(shop):
    assert listed(shop)["creditCard"] == {
        "type": "creditCard",
        "flow": "standard",
        "supportsRecurring": True,
        "supportsFreeTrial": True,
        "supportsStorage": True,
        "images": {
            "iconImage": "http://127.0.0.1:8400/v1/images/payment-methods/creditCard.svg"
        },
        "defaultMandate": {
            "terms": "I agree that this payment method is kept for later purchases and "
            "renewals."
        },
        "displayName": "Credit and debit cards",
        "localizedDisplayName": "Credit and debit cards",
    }


def test_only_what_can_be_stored_has_a_mandate_and_only_two_have_no_picture(shop):
    entries = listed(shop)
    for type, entry in entries.items():
        assert ("defaultMandate" in entry) is METHODS[type].supports_storage
    plain = {type for type, entry in entries.items() if not entry["images"]}
    assert plain == {"carrierFinancing", "creditInstallment"}


def test_instalments_come_with_their_plans(shop):
    entry = listed(shop)["creditInstallment"]
    assert [term["code"] for term in entry["terms"]] == ["3_months", "4_months"]
    [sample] = [t for t in entry["terms"] if t["id"] == "8281"]
    told = {
        "name": "4x installment for Cetelem",
        "durationMonths": 4,
        "monthlyPaymentAmount": 25.21,
        "monthlyPaymentWithFeesAmount": 30.21,
        "orderTotal": 100,
        "totalRepayable": 120.84,
        "creditChargeAmount": 20.84,
        "originationFeeAmount": 5,
        "nominalApr": 4,
    }
    assert {name: sample[name] for name in told} == told
    # The sample has 151.1; how its days are counted is not told.
    assert sample["effectiveApr"] == pytest.approx(151.1, rel=0.02)


@pytest.mark.parametrize(
    ("total", "count"), [(89.99, 0), (90, 2), (3000, 2), (3000.01, 0)]
)
def test_only_so_much_is_paid_by_instalments(total, count):
    assert len(plans(total)) == count


@pytest.mark.parametrize("total", [90.0, 450.0, 3000.0])
def test_the_payments_of_a_plan_make_up_its_total(total):
    for found in plans(total):
        rate = (1 + found.apr / 100) ** (1 / 12) - 1
        paid = found.monthly + 5
        worth = sum(paid / (1 + rate) ** n for n in range(1, found.months + 1))
        assert worth == pytest.approx(total, rel=0.002)


def test_a_session_in_france_has_what_the_sample_has(shop):
    checkout = shop.digital(450, currency="EUR", billTo={"name": "A", "address": PARIS})
    assert sorted(listed(shop, checkout)) == [
        "applePay",
        "creditCard",
        "directDebit",
        "googlePay",
        "wireTransfer",
    ]


def test_what_renews_is_paid_by_what_can_renew(shop):
    info = {"planId": plan(shop)["id"], "terms": "x", "autoRenewal": True}
    item = {"skuId": "a", "aggregatePrice": 5, "quantity": 1, "subscriptionInfo": info}
    checkout = shop.digital(
        items=[item], billTo={"name": "Ann Example", "address": ADDRESS}
    )
    assert sorted(listed(shop, checkout)) == [
        "creditCard",
        "googlePay",
        "klarnaCreditRecurring",
        "payPalBilling",
    ]


def test_by_telephone_nobody_is_sent_anywhere(shop):
    checkout = shop.checkout(chargeType="moto")
    assert sorted(listed(shop, checkout)) == ["creditCard", "wireTransfer"]


def test_a_source_that_waits_for_its_customer_says_so_in_the_browsers_dialect(shop):
    card = {"number": "5454545454545454", "expirationMonth": 3, "expirationYear": 2030}
    source = shop.source(shop.checkout(), creditCard={**card, "cvv": "737"})
    assert source["nextAction"] == {
        "action": "mock_challenge_shopper",
        "data": {"sourceId": source["id"]},
    }
    assert "nextAction" not in shop.get(f"/sources/{source['id']}").body
    shop.tenant.happen("customer", "authenticates", source["id"])
    again = shop.get(
        f"/payments/sources/{source['id']}",
        key="public",
        query={"secret": source["clientSecret"]},
    )
    assert "nextAction" not in again.body


def test_bnp_paribas_gives_its_token_to_the_browser(shop):
    source = shop.redirected(shop.checkout_for("bnpParibas"), "bnpParibas")
    assert list(source["bnpParibas"]) == ["token"]
    assert shop.get(f"/sources/{source['id']}")["bnpParibas"] == {}


@pytest.mark.parametrize(
    ("type", "currency", "country", "fits"),
    [
        ("directDebitGb", "GBP", "GB", True),
        ("directDebitGb", "EUR", "DE", False),
        ("directDebitGb", "JPY", "JP", False),
        ("trustly", "GBP", "GB", True),
        # Both are among its own, and not together.
        ("trustly", "EUR", "GB", False),
        ("onlineBanking", "EUR", "PL", False),
        ("onlineBanking", "PLN", "PL", True),
        # Nothing tells where they are offered.
        ("afterPay", "EUR", "DE", True),
        ("clearPay", "EUR", "DE", True),
    ],
)
def test_a_method_is_offered_in_its_own_markets(shop, type, currency, country, fits):
    entries = listed(shop, currency=currency, country=country)
    assert (type in entries) is fits


def test_what_is_paid_in_pounds_pays_nothing_in_euros(shop):
    checkout = shop.checkout(currency="EUR")
    source = shop.source(
        checkout, "directDebitGb", directDebitGb={"returnUrl": "https://shop.test/"}
    )
    refused = shop.attach(checkout, source)
    assert (refused.status, refused.hint) == (409, "directDebitGb pays in GBP only")
