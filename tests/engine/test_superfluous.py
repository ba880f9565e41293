"""A shop that migrates to sessions is told what its forms need not send any more."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods
from mockdr.engine.settings import Settings
from tests.engine.shop import ADDRESS, NOON, OWNER, RETURN, Shop

METHODS = payment_methods()
TYPES = sorted(type for type, method in METHODS.items() if method.superfluous)


def form(shop, type, *paths):
    """Return a form with what *type* requires, and *paths* besides."""
    made = {"storeId": "030", "bankCode": "86", **RETURN}
    required = [path.partition(".")[2] for path in METHODS[type].required]
    part = {name: made[name] for name in required}
    body = shop.form(shop.checkout_for(type), type, **{type: part})
    for path in paths:
        head, _, name = path.partition(".")
        if name:
            body[head] = {**body.get(head, {}), name: [] if name == "items" else "1"}
        else:
            body[head] = 1 if head == "amount" else "EUR"
    return body


def create(shop, body):
    return shop.post("/payments/sources", body, key="public")


@pytest.mark.parametrize("type", TYPES)
def test_one_finding_names_all_that_a_type_need_not_send(shop, type):
    paths = METHODS[type].superfluous
    body = form(shop, type, *paths)
    answer = create(shop, body)
    assert answer.status == 201, answer.raw
    [finding] = shop.tenant.journal.findings()
    assert (finding.kind, finding.severity) == ("violation", "fail")
    assert finding.details["kind"] == "superfluous"
    assert sorted(finding.details["parameters"]) == sorted(paths)
    assert finding.details["instead"] == ["type", "sessionId", *METHODS[type].required]
    for path in (*paths, "sessionId", *METHODS[type].required):
        assert path in finding.message.split("; ")[path in paths]
    assert answer.headers["X-Mockdr-Violations"] == str(len(paths))
    # Headers have an end.
    assert answer.hint.removesuffix("...") in finding.message
    assert "did you mean" not in answer.hint


@pytest.mark.parametrize("type", TYPES)
def test_an_owner_may_stay_where_the_method_does_not_bring_its_own(shop, type):
    owner = {**OWNER, "address": ADDRESS}
    answer = create(shop, {**form(shop, type, "amount"), "owner": owner})
    [finding] = shop.tenant.journal.findings()
    bringing = ("payPal", "payPalBilling", "payPalCredit", "msts")
    assert ("and may keep owner" in finding.message) == (type not in bringing)
    assert "owner" not in finding.details["parameters"]
    assert answer.status == 201


@pytest.mark.parametrize("type", TYPES)
def test_who_has_migrated_is_told_nothing(shop, type):
    assert create(shop, form(shop, type)).status == 201
    assert shop.findings() == []


def test_the_same_form_again_is_the_same_finding(shop):
    for path in ("amount", "amount", "currency"):
        create(shop, form(shop, "wireTransfer", path))
    create(shop, form(shop, "konbini", "amount"))
    found = shop.tenant.journal.findings()
    assert [
        (f.details["type"], f.details["parameters"], len(f.details["calls"]))
        for f in found
    ] == [
        ("wireTransfer", ["amount"], 2),
        ("wireTransfer", ["currency"], 1),
        ("konbini", ["amount"], 1),
    ]


def test_what_is_misspelt_besides_is_told_as_ever(shop):
    body = {**form(shop, "wireTransfer", "amount"), "futureuse": True}
    answer = create(shop, body)
    assert [f.details["kind"] for f in shop.tenant.journal.findings()] == [
        "superfluous",
        "unknown",
    ]
    assert answer.hint.endswith("futureuse: did you mean 'futureUse'?")


def test_the_amount_of_the_session_counts(shop):
    answer = create(shop, form(shop, "wireTransfer", "amount", "currency"))
    assert (answer["amount"], answer["currency"]) == ("26.89", "USD")


@pytest.mark.parametrize("type", TYPES)
def test_a_provider_may_refuse_it_and_names_each(type):
    shop = Shop(settings=Settings(now=NOON, unknown_fields="refuse"))
    paths = METHODS[type].superfluous
    answer = create(shop, form(shop, type, *paths))
    assert answer.status == 400
    assert sorted(answer.errors) == sorted(("invalid_parameter", p) for p in paths)
    assert [f.details["kind"] for f in shop.tenant.journal.findings()] == [
        "superfluous"
    ]


def test_it_weighs_what_the_settings_say():
    shop = Shop(settings=Settings(now=NOON, violations="warn"))
    create(shop, form(shop, "wireTransfer", "amount"))
    assert [f.severity for f in shop.tenant.journal.findings()] == ["warn"]
