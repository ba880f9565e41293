"""Whatever a client sends, the answer is the contract's: never a failure of ours."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.contract import check_model
from tests.engine.shop import ADDRESS, OWNER, RETURN, Shop, card, session_of

SHOP = Shop()
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**6), max_value=10**6),
    st.sampled_from(
        [
            *(0, -1, 0.005, -0.01, 1e15, 1e16, 1e300, -1e300, 10**18, 10**19),
            *("", " ", "0", "-1", "1e999", "NaN", "\u0000", "\ud7ff", "💳", "x" * 300),
            *("{id}", "{value}", "<order.id>", "%s", "USD", "JPY", "KWD", "XXX"),
            *("4444222233331111", "2026-05-01", "2026-13-45T99:99:99Z", "US", "KP"),
            *([], {}, [[]], [{}], {"a": {"b": []}}, [None], {"address": {}}),
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=12),
)
CHECKOUT = {
    "currency": "USD",
    "email": "a@b.cc",
    "items": [
        {
            "skuId": "a",
            "price": 10,
            "quantity": 2,
            "discount": {"amountOff": 1, "quantity": 1},
            "subscriptionInfo": {
                "autoRenewal": True,
                "freeTrial": False,
                "terms": "t",
                "startTime": "2026-05-01T12:00:00Z",
            },
            "metadata": {"a": 1},
            "shipFrom": {"address": {"country": "US"}},
        },
        {
            "productDetails": {
                "id": "p",
                "skuGroupId": "g",
                "name": "n",
                "countryOfOrigin": "US",
            },
            "aggregatePrice": 5,
            "quantity": 3,
        },
    ],
    "shippingChoice": {"amount": 5, "serviceLevel": "SG"},
    "shippingDiscount": {"percentOff": 10},
    "discount": {"amountOff": 1},
    "shipFrom": {"address": {"country": "US"}},
    "shipTo": {"name": "A B", "phone": "1", "email": "a@b.cc", "address": ADDRESS},
    "billTo": {"name": "A B", "address": ADDRESS},
    "taxInclusive": False,
    "taxIdentifiers": [{"id": "t"}],
    "customerId": "5",
    "sourceId": "",
    "language": "de-DE",
    "locale": "en_US",
    "purchaseLocation": {"country": "US", "postalCode": "55343"},
    "metadata": {"a": 1},
    "organization": {"id": "o"},
    "chargeType": "moto",
}
UPDATE = {
    **{k: v for k, v in CHECKOUT.items() if k not in ("items", "discount")},
    "items": [{"id": "1", "metadata": {"a": 1}, "subscriptionInfo": {"terms": "t"}}],
}
SOURCE = {
    "type": "creditCard",
    "owner": OWNER,
    "creditCard": card(),
    "futureUse": True,
    "usage": "convenience",
    "mandate": {"terms": "yes"},
    "amount": 10,
    "currency": "USD",
    "klarnaCredit": {**RETURN, "shipping": {"recipient": "A"}},
    "konbini": {"storeId": "030"},
    "onlineBanking": {**RETURN, "bankCode": "86"},
}
CUSTOMER = {
    "id": "7",
    "email": "a@b.cc",
    "shipping": {"name": "A", "address": ADDRESS},
    "type": "business",
    "metadata": {"a": 1},
    "locale": "de_DE",
    "enabled": True,
    "defaultSourceId": "s",
    "requestToBeForgotten": False,
}
ORDER = {"requestToBeForgotten": True, "upstreamId": "u", "metadata": {"a": 1}}


def places(value, path=()):
    """Return the path of every field and element."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    for name, item in items:
        found += places(item, (*path, name))
    return found


def changed(value, path, change):
    """Return a copy of *value* with *change* at *path*, where there is such a place."""
    if not path:
        return change
    first, rest = path[0], path[1:]
    if isinstance(value, dict) and first in value:
        if not rest and change is GONE:
            return {name: item for name, item in value.items() if name != first}
        return {**value, first: changed(value[first], rest, change)}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        if not rest and change is GONE:
            return value[:first] + value[first + 1 :]
        return [
            changed(item, rest, change) if index == first else item
            for index, item in enumerate(value)
        ]
    return value


GONE = object()


@st.composite
def bent(draw, body):
    """Return *body* with up to three places changed or gone."""
    made = body
    for path in draw(st.lists(st.sampled_from(places(body)), min_size=1, max_size=3)):
        made = changed(made, path, draw(st.one_of(st.just(GONE), ODD)))
    return copy.deepcopy(made)


def answers(method, path, body, **more):
    """Send it; the answer must be the contract's, and complete."""
    answer = SHOP.send(method, path, body, **more)
    assert answer.status < 500, (answer.hint, body)
    assert answer.status in (200, 201, 400, 404, 409)
    if answer.status >= 400:
        assert check_model("Errors", answer.body) == ()
    return answer


LOOK = settings(max_examples=settings.default.max_examples // 2)


@LOOK
@given(bent(CHECKOUT))
def test_whatever_makes_a_checkout(body):
    answer = answers("POST", "/checkouts", body)
    if answer.status == 201:
        session = session_of(answer.body)
        assert session["amountRemainingToBeContributed"] == answer["totalAmount"]
        assert answers("POST", "/orders", {"checkoutId": answer["id"]}).status != 404


@LOOK
@given(bent(UPDATE), st.booleans())
def test_whatever_changes_a_checkout(body, funded):
    checkout = SHOP.funded()[0] if funded else SHOP.checkout()
    for line in body["items"] if isinstance(body.get("items"), list) else ():
        if isinstance(line, dict) and line.get("id") == "1":
            line["id"] = checkout["items"][0]["id"]
    answer = answers("POST", f"/checkouts/{checkout['id']}", body)
    if answer.status == 200:
        session = session_of(answer.body)
        parts = ("amountContributed", "amountRemainingToBeContributed")
        total = sum(round(session[name] * 1000) for name in parts)
        assert total == round(answer["totalAmount"] * 1000)


@LOOK
@given(bent(SOURCE), st.sampled_from(["creditCard", "klarnaCredit", "konbini", None]))
def test_whatever_makes_a_source(body, type):
    if type is not None:
        body["type"] = type
    answer = answers("POST", "/payments/sources", body, key="public")
    if answer.status == 201:
        assert SHOP.get(f"/sources/{answer['id']}").status == 200
        checkout = SHOP.checkout()
        answers("POST", f"/checkouts/{checkout['id']}/sources/{answer['id']}", None)
        answers("POST", "/orders", {"checkoutId": checkout["id"]})


@LOOK
@given(bent({**SOURCE, "paymentSessionId": "s", "reusable": False}))
def test_whatever_makes_a_source_with_the_secret_key(body):
    if body.get("paymentSessionId") == "s":
        body["paymentSessionId"] = session_of(SHOP.checkout())["id"]
    answers("POST", "/sources", body)


@LOOK
@given(bent(CHECKOUT))
def test_whatever_makes_an_order_at_once(body):
    answers("POST", "/orders", body)


@LOOK
@given(bent(CUSTOMER), bent(ORDER))
def test_whatever_makes_or_changes_a_customer_or_an_order(customer, order):
    made = answers("POST", "/customers", customer)
    id = made["id"] if made.status == 201 else SHOP.customer()["id"]
    answers("POST", f"/customers/{id}", customer)
    answers("POST", f"/orders/{SHOP.ordered()['id']}", order)


@LOOK
@given(
    st.sampled_from(["/orders", "/checkouts", "/customers"]),
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    *("limit", "startingAfter", "endingBefore", "ids", "ids[]"),
                    *("createdTime", "createdTime[gte]", "createdTime[]", "email"),
                    *("totalAmount", "totalAmount[lt]", "state", "accepted[gt]"),
                    *("requestToBeForgotten", "fraudStateTransitions.passed", "[]"),
                ]
            ),
            st.one_of(ODD.map(str), st.just("2026-05-01T12:00:00Z")),
        ),
        max_size=4,
    ),
)
def test_whatever_lists(path, query):
    answers("GET", path, None, query=query)
