"""Sources of every type, in both dialects, and who may read them."""

from __future__ import annotations

import pytest

from mockdr.contract import payment_methods
from tests.engine.shop import ADDRESS, RETURN, card, envelope, session_of

MISSING = "A parameter is missing."
CARDLIKE = ("creditCard", "googlePay", "applePay")
INITIAL = {
    "standard": "chargeable",
    "redirect": "pending_redirect",
    "receiver": "pending_funds",
}
METHODS = payment_methods()
#: Types that a browser can make: their flow is known, and they are no store credit.
TYPES = sorted(t for t, m in METHODS.items() if m.flow and not m.secondary)


def part_of(type):
    """Return the object of a type as its shop's form sends it."""
    if type == "creditCard":
        return card()
    made = {"storeId": "030", "bankCode": "86", **RETURN}
    names = [f.partition(".")[2] for f in METHODS[type].fields]
    return {name: made[name] for name in names if name in made}


def makes(shop, type, checkout, **fields):
    form = shop.form(checkout, type, **{type: part_of(type), **fields})
    return shop.post("/payments/sources", form, key="public")


def literal(status, code, parameter, message, type="bad_request"):
    return envelope(status, type, code, message, parameter)


# -- every type ------------------------


@pytest.mark.parametrize("type", TYPES)
def test_every_type_begins_as_its_flow_says(shop, type):
    checkout = shop.checkout()
    answer = makes(shop, type, checkout)
    assert answer.status == 201, answer.raw
    method, body = METHODS[type], answer.body
    assert body["state"] == INITIAL[method.flow]
    assert method.initial_state in (body["state"], None)
    assert (body["type"], body["flow"]) == (type, method.flow)
    assert body["reusable"] is False
    assert body["sessionId"] == session_of(checkout)["id"]
    assert (body["amount"], body["currency"]) == ("26.89", "USD")
    assert body["createdTime"] == "2026-05-01T12:00:00.000Z"
    assert body["clientSecret"].startswith(body["id"] + "_")
    assert isinstance(body[type], dict)
    assert "paymentSessionId" not in body
    told = ["source.created"]
    if body["state"] == "chargeable":
        told.append("source.chargeable")
    assert shop.events()[1:] == told
    assert shop.findings() == []


@pytest.mark.parametrize("type", TYPES)
def test_every_type_reads_the_same_in_the_dialect_of_the_secret_key(shop, type):
    made = makes(shop, type, shop.checkout()).body
    body = shop.get(f"/sources/{made['id']}").body
    assert body["paymentSessionId"] == made["sessionId"]
    assert body["amount"] == 26.89
    assert body["createdTime"] == "2026-05-01T12:00:00Z"
    for name in ("type", "state", "flow", "reusable", "clientSecret", "currency"):
        assert body[name] == made[name]
    assert not {"sessionId", "redirect", "expirationTime"} & body.keys()


@pytest.mark.parametrize("type", TYPES)
def test_every_type_reaches_the_end_of_its_flow(shop, type):
    checkout = shop.checkout_for(type)
    source = makes(shop, type, checkout).body
    assert shop.attach(checkout, source).status == 200
    order = shop.made(shop.order(checkout))
    flow = METHODS[type].flow
    if flow == "redirect":
        shop.tenant.happen("customer", "approves", source["id"])
        order = shop.made(shop.post(f"/orders/{order['id']}/refresh"))
    elif flow == "receiver":
        shop.tenant.happen("customer", "pays", source["id"])
        order = shop.read("order", order["id"])
    assert (order["state"], session_of(order)["state"]) == ("accepted", "complete")
    assert "nextAction" not in session_of(order)
    assert shop.get(f"/sources/{source['id']}")["state"] == "consumed"
    assert [c["state"] for c in order["payment"]["charges"]] == ["capturable"]
    assert shop.findings() == []


@pytest.mark.parametrize("type", [t for t in TYPES if METHODS[t].flow == "redirect"])
def test_every_redirect_type_may_be_approved_before_it_is_ordered(shop, type):
    checkout = shop.checkout_for(type)
    source = makes(shop, type, checkout).body
    shop.tenant.happen("customer", "approves", source["id"])
    assert shop.attach(checkout, source)["state"] == "chargeable"
    order = shop.made(shop.order(checkout))
    assert order["state"] == "accepted"
    assert "nextAction" not in session_of(order)


@pytest.mark.parametrize(
    ("type", "path"),
    [(t, p) for t in TYPES for p in METHODS[t].required if p.startswith(t)],
)
def test_what_a_type_requires_is_missed(shop, type, path):
    part = part_of(type)
    del part[path.partition(".")[2]]
    answer = makes(shop, type, shop.checkout(), **{type: part})
    assert (answer.status, answer.body) == literal(
        400, "missing_parameter", path, MISSING
    )


@pytest.mark.parametrize("type", [t for t in TYPES if t not in CARDLIKE])
def test_without_a_session_a_type_needs_amount_and_currency(shop, type):
    answer = makes(shop, type, None)
    assert answer.status == 400
    assert answer.errors == [
        ("missing_parameter", "amount"),
        ("missing_parameter", "currency"),
    ]
    answer = makes(shop, type, None, amount=12.5, currency="EUR")
    assert (answer.status, answer["amount"], answer["currency"]) == (
        201,
        "12.50",
        "EUR",
    )
    assert "sessionId" not in answer.body


@pytest.mark.parametrize("type", [t for t in TYPES if METHODS[t].savable])
def test_what_is_to_be_kept_for_later_needs_neither(shop, type):
    mandate = {"terms": "Charge me again."}
    answer = makes(shop, type, None, futureUse=True, mandate=mandate)
    assert answer.status == 201
    assert not {"amount", "currency", "sessionId"} & answer.body.keys()
    if answer["state"] == "pending_redirect":
        shop.tenant.happen("customer", "approves", answer["id"])
    path = f"/customers/{shop.customer()['id']}/sources/{answer['id']}"
    assert shop.post(path)["reusable"] is True


def test_an_amount_has_the_decimals_of_its_currency(shop):
    answer = makes(shop, "konbini", None, amount=1200, currency="JPY")
    assert answer["amount"] == "1200"
    assert shop.get(f"/sources/{answer['id']}")["amount"] == 1200.0


# -- what the types carry ------------------------


def test_a_card_shows_four_digits_and_never_more(shop):
    answer = makes(shop, "creditCard", shop.checkout())
    shown = answer["creditCard"]
    assert len(shown.pop("paymentIdentifier")) == 36
    assert shown == {
        "brand": "Visa",
        "expirationMonth": 7,
        "expirationYear": 2030,
        "lastFourDigits": "1111",
    }
    assert b"4444222233331111" not in answer.raw
    assert "paymentIdentifier" not in shop.get(f"/sources/{answer['id']}")["creditCard"]


def test_a_redirect_carries_its_addresses(shop):
    body = makes(shop, "klarnaCredit", shop.checkout()).body
    url = body["redirect"].pop("redirectUrl")
    assert body["redirect"] == RETURN
    id = url.partition("?")[0].rpartition("/")[2]
    page = shop.tenant.redirect(id)
    assert page["source"] == body["id"]
    assert page["state"] == "pending_redirect"
    assert page["returnUrl"] == RETURN["returnUrl"]
    assert shop.tenant.redirect("nothing") is None


def test_a_redirect_moves_into_its_part_where_it_is_embedded(shop):
    checkout = shop.checkout()
    source = shop.redirected(checkout)
    shop.attach(checkout, source)
    [shown] = shop.read("checkout", checkout["id"])["payment"]["sources"]
    assert shown["klarnaCredit"]["redirectUrl"] == source["redirect"]["redirectUrl"]
    assert shown["klarnaCredit"]["returnUrl"] == RETURN["returnUrl"]


def test_an_embedded_source_is_reduced(shop):
    checkout, _ = shop.funded()
    [shown] = shop.read("checkout", checkout["id"])["payment"]["sources"]
    assert set(shown) == {"id", "type", "amount", "owner", "creditCard"}


def test_a_konbini_source_knows_its_store_and_when_it_expires(shop):
    body = makes(shop, "konbini", shop.checkout()).body
    assert body["konbini"]["storeId"] == "030"
    assert body["konbini"]["storeName"] == "Family Mart"
    assert body["konbini"]["localizedStoreName"]
    assert body["expirationTime"] == "2026-05-31T12:00:00.000Z"


def test_a_wire_transfer_tells_where_the_money_goes(shop):
    body = makes(shop, "wireTransfer", shop.checkout()).body
    assert {"accountHolder", "bankName", "accountNumber"} <= body["wireTransfer"].keys()
    assert body["expirationTime"] == "2026-05-31T12:00:00.000Z"


def test_paypal_has_a_token(shop):
    body = makes(shop, "payPal", shop.checkout()).body
    assert body["payPal"]["token"].startswith("EC-")


@pytest.mark.parametrize("type", ["payPalBilling", "payPalCredit"])
def test_relatives_of_paypal_may_be_sent_as_paypal(shop, type):
    form = shop.form(shop.checkout(), type, **{type: None, "payPal": dict(RETURN)})
    answer = shop.post("/payments/sources", form, key="public")
    assert answer.status == 201
    assert answer["redirect"]["returnUrl"] == RETURN["returnUrl"]


def test_a_mandate_is_signed_when_the_customer_agrees(shop):
    mandate = {"terms": "You may charge me again."}
    answer = makes(
        shop,
        "creditCard",
        shop.checkout(),
        futureUse=True,
        usage="subscription",
        mandate=mandate,
    )
    signed = {**mandate, "signedTime": "2026-05-01T12:00:00.000Z"}
    assert answer["mandate"] == signed


def test_the_owner_is_who_is_billed_unless_said(shop):
    bill_to = {"name": "Anna Maria Smith", "email": "a@b.cc", "address": ADDRESS}
    checkout = shop.checkout(billTo=bill_to)
    answer = makes(shop, "creditCard", checkout, owner=None)
    assert answer["owner"] == {
        "firstName": "Anna",
        "lastName": "Maria Smith",
        "email": "a@b.cc",
        "address": ADDRESS,
    }


# -- store credit ------------------------


def test_store_credit_is_chargeable_and_belongs_to_who_is_billed(shop):
    bill_to = {"name": "Anna Smith", "address": ADDRESS}
    checkout = shop.checkout(billTo=bill_to)
    body = shop.credit(checkout, 10, upstreamId="gift-7")
    assert (body["amount"], body["currency"]) == (10.0, "USD")
    assert (body["state"], body["reusable"]) == ("chargeable", False)
    assert body["owner"]["lastName"] == "Smith"
    assert body["customerCredit"] == {}
    assert body["upstreamId"] == "gift-7"
    assert body["paymentSessionId"] == session_of(checkout)["id"]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"type": "customerCredit"}, ["paymentSessionId", "amount"]),
        ({}, ["type"]),
        ({"type": "creditCard"}, ["creditCard"]),
    ],
)
def test_what_store_credit_needs_is_missed(shop, fields, errors):
    answer = shop.post("/sources", fields)
    assert answer.status == 400
    assert sorted(answer.errors) == sorted(("missing_parameter", e) for e in errors)


@pytest.mark.parametrize("amount", [0, -1])
def test_store_credit_of_nothing_is_invalid(shop, amount):
    checkout = shop.checkout()
    id = session_of(checkout)["id"]
    body = {"type": "customerCredit", "paymentSessionId": id, "amount": amount}
    answer = shop.post("/sources", body)
    assert (answer.status, answer.body) == literal(
        400, "invalid_parameter", "amount", f"'{amount}' is not a valid parameter."
    )


def test_another_type_is_not_made_with_the_secret_key(shop):
    answer = shop.post("/sources", {"type": "payPal"})
    assert answer.errors == [("invalid_parameter", "type")]


def test_a_session_that_is_not_there_is_not_found(shop):
    form = shop.form(None, sessionId="none")
    answer = shop.post("/payments/sources", form, key="public")
    assert (answer.status, answer.body) == literal(
        404, "not_found", "sessionId", "Session 'none' not found.", "not_found"
    )
    body = {"type": "customerCredit", "paymentSessionId": "none", "amount": 1}
    assert shop.post("/sources", body).errors == [("not_found", "paymentSessionId")]
