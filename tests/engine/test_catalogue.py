"""Every error of the catalogue that an operation can answer, it does answer."""

from __future__ import annotations

import pytest

from mockdr.base.source import Place
from mockdr.contract import errors, errors_of
from mockdr.domain.order_checks import burns
from mockdr.engine.operations import OPERATIONS
from mockdr.scenario.story import CallStep, ErrorClaim, Story, Then
from tests.engine.shop import session_of

HERE = Place(file="catalogue.yaml", line=1, column=1, end_line=1, end_column=2)
TAIPEI = {"line1": "1", "city": "Taipei", "postalCode": "100", "country": "TW"}


# -- requests that are fine ------------------------


def sends(shop, operation):
    """Return a function that sends a request for *operation* which nothing refuses."""
    if operation == "createCheckouts":
        return lambda: shop.post("/checkouts", shop.order_body())
    if operation in ("createCustomers", "listCustomers", "listOrders", "listCheckouts"):
        method = "GET" if operation.startswith("list") else "POST"
        path = "/" + operation.removeprefix("create").removeprefix("list").lower()
        return lambda: shop.send(method, path, {} if method == "POST" else None)
    if "Customer" in operation:
        return customers(shop, operation)
    if operation == "listPaymentMethods":
        return lambda: shop.get("/payments/payment-methods", key="public")
    if "Order" in operation:
        return orders(shop, operation)
    checkout, source = shop.funded()
    path = f"/checkouts/{checkout['id']}"
    secret = {"secret": source["clientSecret"]}
    credit = {
        "type": "customerCredit",
        "paymentSessionId": session_of(checkout)["id"],
        "amount": 1,
    }
    return {
        "retrieveCheckouts": lambda: shop.get(path),
        "updateCheckouts": lambda: shop.post(path, {}),
        "deleteCheckouts": lambda: shop.delete(path),
        "attachSourceToCheckout": lambda: shop.attach(checkout, source),
        "detachSourceToCheckout": lambda: shop.detach(checkout, source),
        "createSources": lambda: shop.post("/sources", credit),
        "retrieveSources": lambda: shop.get(f"/sources/{source['id']}"),
        "createPaymentSources": lambda: shop.post(
            "/payments/sources", shop.form(checkout), key="public"
        ),
        "retrievePaymentSources": lambda: shop.get(
            f"/payments/sources/{source['id']}", key="public", query=secret
        ),
    }[operation]


def customers(shop, operation):
    customer = shop.customer()
    path = f"/customers/{customer['id']}"
    saved = shop.saved_card(customer)
    source = shop.source()
    return {
        "retrieveCustomers": lambda: shop.get(path),
        "updateCustomers": lambda: shop.post(path, {}),
        "deleteCustomers": lambda: shop.delete(path),
        "createCustomerSource": lambda: shop.post(f"{path}/sources/{source['id']}"),
        "deleteCustomerSource": lambda: shop.delete(f"{path}/sources/{saved['id']}"),
    }[operation]


def orders(shop, operation):
    if operation == "createOrders":
        checkout, _ = shop.funded()
        return lambda: shop.order(checkout)
    path = f"/orders/{shop.ordered()['id']}"
    return {
        "retrieveOrders": lambda: shop.get(path),
        "updateOrders": lambda: shop.post(path, {}),
        "refreshOrders": lambda: shop.post(f"{path}/refresh"),
    }[operation]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_answers_a_good_request(shop, operation):
    answer = sends(shop, operation)()
    assert answer.status in (200, 201, 204)
    assert shop.findings() == []


# -- by a story ------------------------


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_error_of_an_operation_can_be_asked_for(shop, operation):
    for entry in errors_of(operation):
        answer = asked_for(shop, operation, entry)
        assert answer.status == entry.status, entry.key
        body = answer.body
        [error] = body["errors"]
        assert body.get("type") == entry.type
        assert error.get("code") == entry.code
        assert error.get("parameter") == entry.parameter
        assert b"{" not in answer.raw.replace(b'{"', b"")
        assert bool(error[entry.text]) == bool(entry.message)
        assert shop.findings() == [], entry.key


def asks(shop, operation, entry, parameter=None):
    """Return a function that sends a good request whose story asks for the error."""
    send = sends(shop, operation)
    claim = ErrorClaim(
        keys=(entry.key,), text=entry.key, parameter=parameter, place=HERE
    )
    step = CallStep(operation=operation, then=Then(error=claim), place=HERE)
    shop.tenant.play(
        Story(name="catalogue", summary="", steps=(step,), file="catalogue.yaml")
    )
    return send


def asked_for(shop, operation, entry, parameter=None):
    shop.world.reset("shop")
    return asks(shop, operation, entry, parameter)()


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("key", ["too_many_requests", "internal", "not_found"])
def test_an_error_that_a_story_asks_for_leaves_what_there_was(shop, operation, key):
    send = asks(shop, operation, errors()[key])
    before, told = shop.tenant.store.snapshot(), shop.events()
    assert send().status == errors()[key].status
    assert shop.tenant.store.snapshot() == before
    assert shop.events() == told
    assert shop.tenant.clock.due == []


@pytest.mark.parametrize(
    ("operation", "key", "parameter", "told"),
    [
        ("retrieveCheckouts", "not_found", None, "Checkout '{checkout}' not found."),
        ("retrieveSources", "not_found", None, "Source '{source}' not found."),
        ("createOrders", "not_found", None, "Checkout '{checkout}' not found."),
        (
            "createOrders",
            "not_found:checkout_consumed",
            None,
            "Order {checkout} not found",
        ),
        (
            "createOrders",
            "source_in_use",
            None,
            "Source '{source}' is attached to a different customer.",
        ),
        ("attachSourceToCheckout", "not_found", "sourceId", "Source '{source}' not"),
        (
            "attachSourceToCheckout",
            "source_not_found:attach",
            None,
            "Source {source} was not found.",
        ),
        ("updateCheckouts", "currency_unactivated", None, "Currency 'USD' is not"),
        (
            "createCheckouts",
            "invalid_parameter",
            "email",
            "'william@example.com' is not a valid parameter.",
        ),
        (
            "createCheckouts",
            "unknown_parameter",
            "items[0].price",
            "'price' is an unknown parameter.",
        ),
        (
            "createOrders",
            "additional_information_required:taxIdentifiers",
            None,
            "'tw'",
        ),
        ("createCheckouts", "country_unsupported", None, "Country 'US' is not"),
    ],
)
def test_a_forced_error_speaks_of_the_request_at_hand(
    shop, operation, key, parameter, told
):
    answer = asked_for(shop, operation, errors()[key], parameter)
    ids = {
        kind: next(shop.tenant.store.newest(kind), "")
        for kind in ("checkout", "source")
    }
    [error] = answer["errors"]
    assert told.format(**ids) in error["message"]
    assert error.get("parameter") == (parameter or errors()[key].parameter)


@pytest.mark.parametrize(
    "key", [e.key for e in errors_of("createOrders") if "*" not in e.operations]
)
def test_a_409_burns_the_checkout_where_the_table_says_so(shop, key):
    send = asks(shop, "createOrders", errors()[key])
    assert send().status == errors()[key].status
    checkout = shop.get("/checkouts")["data"][0]
    state = session_of(checkout)["state"]
    if burns(key):
        assert errors()[key].status == 409
        assert state == "failed"
        assert shop.order(checkout).errors == [("order_submit_failed", None)]
    elif key == "additional_payment_action_required":
        assert state == "requires_action"
    else:
        assert state == "requires_confirmation"
        assert shop.order(checkout).status == 201
    assert shop.findings() == []
