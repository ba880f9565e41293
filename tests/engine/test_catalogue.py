"""Every error of the catalogue that an operation can answer, it does answer."""

from __future__ import annotations

import pytest

from mockdr.base.source import Place
from mockdr.contract import errors, errors_of
from mockdr.domain.order_checks import burns
from mockdr.engine.operations.table import OPERATIONS
from mockdr.scenario.story import CallStep, ErrorClaim, Story, Then
from tests.engine.shop import session_of
from tests.whole.estate import sends

HERE = Place(file="catalogue.yaml", line=1, column=1, end_line=1, end_column=2)


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
    due = list(shop.tenant.clock.due)
    assert send().status == errors()[key].status
    assert shop.tenant.store.snapshot() == before
    assert shop.events() == told
    assert shop.tenant.clock.due == due


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
