"""The documentation's own examples: sent to us, and held against what we answer."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.engine.shop import ADDRESS, session_of
from tests.engine.test_sources import part_of
from tests.whole.estate import PLAN

FACTS = Path(__file__).parents[2].parent / "shared" / "contract" / "examples"
pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the fact sheets are not beside this checkout"
)

CHECKOUTS = ("0235", "0237", "0251", "0263", "0326", "0327", "0330", "0841", "0849")
UPDATES = ("0317", "0334", "0842", "0850")
WITH_SOURCE = ("0702", "0847", "0853")
#: Source requests that name a session, and those that bring amount and currency.
WITH_SESSION = (
    *("0192", "0269", "0275", "0277", "0279", "0281", "0283", "0289", "0291"),
    *("0295", "0297", "0387", "0579", "0599", "0616", "0626", "0636", "0649"),
    *("0655", "0662", "0676", "0682", "0688", "0693", "0701"),
)
WITHOUT_SESSION = ("0276", "0278", "0280", "0286", "0288", "0292", "0294")
SECRET = ("0224", "0845", "0851")


def example(number):
    text = (FACTS / f"{number}.json").read_text(encoding="utf-8")
    return orjson.loads(text)


@pytest.mark.parametrize("number", CHECKOUTS)
def test_a_checkout_of_the_pages_is_made(shop, number):
    answer = shop.post("/checkouts", example(number))
    assert answer.status == 201, answer.raw
    assert shop.findings() == []


def test_a_checkout_of_a_registered_customer_is_made(shop):
    body = example("0378")
    shop.customer(id=body["customerId"])
    card = shop.saved_card({"id": body["customerId"]})
    plan = body["items"][0]["subscriptionInfo"]["planId"]
    shop.made(shop.post("/plans", {**PLAN, "id": plan}))
    answer = shop.post("/checkouts", {**body, "sourceId": card["id"]})
    assert answer.status == 201, answer.raw
    assert session_of(answer.body)["state"] == "requires_confirmation"
    assert shop.findings() == []


@pytest.mark.parametrize("number", UPDATES)
def test_an_update_of_the_pages_is_made(shop, number):
    path = f"/checkouts/{shop.checkout()['id']}"
    assert shop.post(path, example(number)).status == 200
    assert shop.findings() == []


def test_partial_addresses_are_enough_for_what_is_not_shipped(shop):
    path = f"/checkouts/{shop.digital()['id']}"
    assert shop.post(path, example("0312")).status == 200
    assert shop.findings() == []


@pytest.mark.parametrize("number", WITH_SOURCE)
def test_an_update_with_a_source_is_made(shop, number):
    checkout = shop.checkout()
    customer = shop.customer()
    body = {**example(number), "sourceId": shop.source(checkout)["id"]}
    if "customerId" in body:
        body["customerId"] = customer["id"]
    answer = shop.post(f"/checkouts/{checkout['id']}", body)
    assert answer.status == 200, answer.raw
    assert session_of(answer.body)["state"] == "requires_confirmation"
    assert shop.findings() == []


@pytest.mark.parametrize("number", WITH_SESSION)
def test_a_source_of_the_pages_is_made_for_a_session(shop, number):
    session = session_of(shop.checkout())["id"]
    body = {**example(number), "sessionId": session}
    answer = shop.post("/payments/sources", body, key="public")
    assert answer.status == 201, answer.raw
    assert shop.findings() == []


@pytest.mark.parametrize("number", WITHOUT_SESSION)
def test_a_source_of_the_pages_is_made_without_a_session(shop, number):
    answer = shop.post("/payments/sources", example(number), key="public")
    assert answer.status == 201, answer.raw
    assert shop.findings() == []


@pytest.mark.parametrize("number", SECRET)
def test_a_source_of_the_pages_is_made_with_the_secret_key(shop, number):
    session = session_of(shop.checkout())["id"]
    answer = shop.post("/sources", {**example(number), "paymentSessionId": session})
    assert answer.status == 201, answer.raw
    assert shop.findings() == []


@pytest.mark.parametrize("number", ["0202", "0436"])
def test_an_order_of_the_pages_is_made(shop, number):
    checkout, _ = shop.funded()
    answer = shop.post("/orders", {**example(number), "checkoutId": checkout["id"]})
    assert answer.status == 201
    assert shop.findings() == []


def test_an_order_and_a_customer_are_changed_and_made(shop):
    order = shop.ordered()
    assert shop.post(f"/orders/{order['id']}", example("0506")).status == 200
    assert shop.post("/customers", example("0843")).status == 201
    assert shop.findings() == []


# -- replies ------------------------


def fields(value, path=""):
    """Yield the dotted path of every field; elements of a list share one."""
    if isinstance(value, dict):
        for name, item in value.items():
            here = f"{path}.{name}" if path else name
            yield here
            yield from fields(item, here)
    elif isinstance(value, list):
        for item in value:
            yield from fields(item, f"{path}[]")


def without(paths, *prefixes):
    return {
        path
        for path in paths
        if not any(path == p or path.startswith((f"{p}.", f"{p}[")) for p in prefixes)
    }


#: What the browser's library tells of itself: nothing that a server decides.
BROWSER = ("channelId", "clientId", "creationIp", "language", "browserInfo")
#: What we show of every source with a session, as some samples do.
SESSION = ("sessionId", "amount", "currency")

#: Example to its type, what only it has, and what only we have; each with a reason.
SOURCES = {
    "0570": ("alipay", {}, {}),
    "0574": ("applePay", {}, {}),
    "0586": (
        "afterPay",
        {},
        {"redirect.redirectUrl": "the text beside the sample uses it"},
    ),
    "0601": (
        "blik",
        {},
        {"redirect.cancelUrl": "it was sent, and other samples repeat it"},
    ),
    "0617": (
        "clearPay",
        {},
        {"redirect.redirectUrl": "the text beside the sample uses it"},
    ),
    "0622": ("fpxOnlineBanking", {}, {}),
    "0632": ("creditCard", {}, {}),
    "0642": ("googlePay", {}, {}),
    "0650": ("klarnaCredit", {}, {}),
    "0663": ("bankTransfer", {}, {}),
    "0672": ("onlineBanking", {}, {}),
    "0683": ("payPal", {}, {}),
    "0689": ("payPalBilling", {}, {}),
    "0694": ("payPalCredit", {}, {}),
    "0704": (
        "wireTransfer",
        {},
        {
            "expirationTime": "other samples of money that is waited for have it",
            "wireTransfer.swiftCode": "the table of the page has it",
        },
    ),
}
SHIP_TO = {
    "name": "John Doe",
    "phone": "555-555-1212",
    "email": "jdoe@example.com",
    "address": {**ADDRESS, "line2": "Apt. 3C"},
}


@pytest.mark.parametrize("number", SOURCES)
def test_a_source_has_the_fields_of_its_example(shop, number):
    type, theirs, ours = SOURCES[number]
    documented = example(number)
    ship_to = SHIP_TO
    if type == "klarnaCredit":
        ship_to = {**SHIP_TO, "address": ADDRESS}
    checkout = shop.checkout(shipTo=ship_to)
    form = shop.form(checkout, type, **{type: part_of(type)})
    form["owner"] = documented.get("owner")
    if form["owner"] is None:
        del form["owner"]
    made = shop.made(shop.post("/payments/sources", form, key="public"))
    expected, got = set(fields(documented)), set(fields(made))
    assert without(expected - got, *BROWSER) == set(theirs)
    assert without(got - expected, *SESSION) == set(ours)


#: What depends on the request: we are asked for the same, and sent less or more.
SENT = ("shipTo", "shipFrom", "billTo", "shippingChoice", "customerId", "chargeType")
LINES = ("items[].subscriptionInfo", "items[].metadata", "items[].productDetails")
SOURCE = ("payment.sources[].owner", "payment.sources[].creditCard")
#: Added to the API after the sample was taken, say the release notes.
NEWER = ("items[].shipping",)


@pytest.mark.parametrize("number", ["0363", "0380", "0827"])
def test_a_checkout_has_the_fields_of_its_example(shop, number):
    made, _ = shop.funded()
    expected = set(fields(example(number)))
    got = set(fields(shop.read("checkout", made["id"])))
    assert without(expected - got, *SENT, *LINES, *SOURCE) == set()
    assert without(got - expected, *SENT, *LINES, *SOURCE, *NEWER) == set()


def test_a_checkout_with_klarna_has_the_fields_of_its_example(shop):
    documented = example("0201")
    ship_to = {"name": "A", "email": "a@b.cc", "address": ADDRESS}
    checkout = shop.checkout(shipTo=ship_to)
    shop.attach(checkout, shop.redirected(checkout))
    expected = set(fields(documented))
    got = set(fields(shop.read("checkout", checkout["id"])))
    sent = (*SENT, *LINES, *SOURCE, "payment.sources[].klarnaCredit.shipping.address")
    assert without(expected - got, *sent) == set()
    assert without(got - expected, *sent, *NEWER) == set()


def test_an_order_has_the_fields_of_its_example(shop):
    expected, got = set(fields(example("0322"))), set(fields(shop.ordered()))
    assert without(expected - got, *SENT, *LINES) == set()
    assert without(got - expected, *SENT, *LINES, *NEWER) == set()


@pytest.mark.parametrize("number", ["0487", "0768", "0813"])
def test_a_source_of_the_secret_key_has_the_fields_of_its_example(shop, number):
    documented = example(number)
    made = shop.source()
    if "customerId" in documented:
        made = shop.saved_card(shop.customer())
    expected = set(fields(documented))
    got = set(fields(shop.read("source", made["id"])))
    # Amount and currency are there where a session or the request tells them.
    assert without(expected - got, "owner", "amount", "currency") == set()
    # The SDK's model has the flow, the samples do not.
    assert without(got - expected, "owner", "flow") == set()


def test_what_the_documentation_sends_elsewhere_is_no_checkout(shop):
    """A request for shipping quotes has a currency and items too."""
    answer = shop.post("/checkouts", example("0370"))
    assert answer.status == 400
