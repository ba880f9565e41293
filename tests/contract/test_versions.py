"""What each API version changed, and what documents look like before that."""

from __future__ import annotations

import re

import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import (
    changes,
    check_model,
    check_request,
    down_to,
    event_types,
    fields_of,
    has_event,
    has_operation,
    json_type,
    kept,
    model_names,
    newest,
    operations,
    precedes,
    since,
    up_from,
    versions,
)
from mockdr.contract.adapters import ADAPTERS
from mockdr.contract.models import check_schema, schema
from mockdr.contract.validation import judge
from mockdr.contract.versions import schema_at, touched

CHANGES = list(changes().values())
OLD = versions()[:-1]


def nothing(kind, id):
    """Find nothing, as where a document is all that there is."""


def told(problems):
    return [(p.kind, p.parameter) for p in problems]


# -- the notes -----------------------------------------------------------------------


def test_the_versions_are_the_six_of_the_list():
    assert versions() == (
        "2020-01-07",
        "2020-09-30",
        "2020-12-17",
        "2021-02-23",
        "2021-03-23",
        "2021-12-13",
    )
    assert newest() == "2021-12-13"


def test_every_version_but_the_first_changed_something():
    assert {change.since for change in CHANGES} == set(versions()[1:])


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_note_says_what_it_changed_and_how_we_know(change):
    assert change.note.endswith(".")
    assert change.evidence in ("documented", "observed", "inferred")
    assert change.source
    assert change.absent <= set(operations())
    for start in change.events:
        assert any(type.startswith(start) for type in event_types())


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_what_a_model_was_is_something_else_than_it_became(change):
    for model, shape in change.before.items():
        assert model in model_names()
        became = schema_at(model, change.since)["properties"]
        assert set(shape.lacks) <= set(became)
        for name, part in shape.has.items():
            assert became.get(name) != part
        for model_kept, (_, fields) in change.kept.items():
            assert set(fields) <= set(change.before[model_kept].has)


def test_every_adapter_belongs_to_a_note_about_its_model():
    for name, model in ADAPTERS:
        assert model in changes()[name].before


def test_a_note_that_nobody_wrote_is_our_error():
    with pytest.raises(MockdrError, match="no API version brought 'money'"):
        since("money")


def test_a_version_precedes_what_later_ones_brought():
    assert precedes("2021-02-23", "payment")
    assert not precedes("2021-03-23", "payment")


# -- models ---------------------------------------------------------------------------


@pytest.mark.parametrize("version", versions())
def test_every_model_of_every_version_can_judge(version):
    for model in model_names():
        check_schema(model, schema_at(model, version))
        assert judge(model, version) is not None


@pytest.mark.parametrize("version", versions())
def test_a_model_that_no_note_touches_has_one_judge_for_all_versions(version):
    untouched = [m for m in model_names() if not touched(m, version)]
    assert "Address" in untouched
    assert all(judge(model, version) is judge(model) for model in untouched)


def test_the_newest_version_is_the_schemas_as_they_are_written():
    assert all(schema_at(m, newest()) is schema(m) for m in model_names())


#: Field of a model to the first and the last version that has it.
FIELDS = {
    ("Checkout", "payment"): ("2021-03-23", "2021-12-13"),
    ("Checkout", "paymentSessionId"): ("2020-01-07", "2021-02-23"),
    ("Checkout", "sources"): ("2020-01-07", "2021-02-23"),
    ("Checkout", "sourceId"): ("2020-01-07", "2021-02-23"),
    ("Checkout", "creditAmount"): ("2020-09-30", "2021-02-23"),
    ("Checkout", "totalImporterTax"): ("2020-12-17", "2021-12-13"),
    ("CheckoutRequest", "creditAmount"): ("2020-09-30", "2021-02-23"),
    ("UpdateCheckoutRequest", "creditAmount"): ("2020-09-30", "2021-02-23"),
    ("SkuItem", "importerTax"): ("2020-12-17", "2021-12-13"),
    ("SkuItem", "duties"): ("2020-12-17", "2021-12-13"),
    ("SkuItem", "fees"): ("2020-12-17", "2021-12-13"),
    ("Order", "payment"): ("2021-03-23", "2021-12-13"),
    ("Order", "paymentSessionId"): ("2020-01-07", "2021-02-23"),
    ("Order", "sources"): ("2020-01-07", "2021-02-23"),
    ("Order", "charges"): ("2020-01-07", "2021-02-23"),
    ("Order", "creditAmount"): ("2020-09-30", "2021-02-23"),
    ("OrderItem", "id"): ("2020-01-07", "2021-12-13"),
    ("OrderItem", "itemId"): ("2020-01-07", "2020-01-07"),
    ("Invoice", "payment"): ("2021-03-23", "2021-12-13"),
    ("CustomerRequest", "taxIdentifiers"): ("2020-01-07", "2020-12-17"),
    ("UpdateCustomerRequest", "taxIdentifiers"): ("2020-01-07", "2020-12-17"),
    ("CustomerTaxIdentifier", "value"): ("2020-01-07", "2021-12-13"),
    ("CustomerTaxIdentifier", "state"): ("2021-02-23", "2021-12-13"),
    ("Fee", "visible"): ("2020-01-07", "2020-09-30"),
    ("FeeRequest", "visible"): ("2020-01-07", "2020-09-30"),
    ("FeeUpdateRequest", "visible"): ("2020-01-07", "2020-09-30"),
    ("Sku", "allowOversell"): ("2020-01-07", "2021-03-23"),
    ("SkuRequest", "allowOversell"): ("2020-01-07", "2021-03-23"),
    ("ShippingQuoteRequest", "items"): ("2020-01-07", "2021-03-23"),
    ("ShippingQuoteRequest", "packages"): ("2021-12-13", "2021-12-13"),
}


@pytest.mark.parametrize(("place", "range"), FIELDS.items(), ids=str)
def test_a_field_is_there_from_one_version_to_another(place, range):
    model, field = place
    having = [v for v in versions() if field in schema_at(model, v)["properties"]]
    assert (having[0], having[-1]) == range
    assert having == [v for v in versions() if range[0] <= v <= range[1]]


#: Operation to the first version that has it.
FIRST = {
    **{id: "2020-09-30" for id in operations() if re.search("Invoices?$", id)},
    **{id: "2021-02-23" for id in operations() if "TaxIdentifier" in id},
    "attachSourceToCheckout": "2021-03-23",
    "detachSourceToCheckout": "2021-03-23",
}


@pytest.mark.parametrize("id", operations())
def test_an_operation_is_there_from_a_version_on(id):
    first = FIRST.get(id, versions()[0])
    having = [v for v in versions() if has_operation(id, v)]
    assert having == [v for v in versions() if v >= first]


@pytest.mark.parametrize("type", event_types())
def test_an_event_is_there_from_a_version_on(type):
    first = "2020-01-07"
    if type.startswith("invoice."):
        first = "2020-09-30"
    if type.startswith(("tax_identifier.", "customer.tax_identifier.")):
        first = "2021-02-23"
    having = [v for v in versions() if has_event(type, v)]
    assert having == [v for v in versions() if v >= first]


# -- requests --------------------------------------------------------------------------


def test_a_request_is_judged_by_the_model_of_its_version():
    body = {"currency": "USD", "items": [{"skuId": "a", "price": 1}], "creditAmount": 5}
    assert check_request("createCheckouts", body, "2020-12-17") == ()
    for version in ("2020-01-07", "2021-03-23", None):
        [problem] = check_request("createCheckouts", body, version)
        assert (problem.kind, problem.parameter) == ("unknown", "creditAmount")
        assert problem.expected == (
            "no such field but in API version 2020-09-30 to 2021-02-23"
        )


def test_an_order_without_a_checkout_is_judged_so_too():
    body = {"currency": "USD", "items": [{"skuId": "a", "price": 1}], "creditAmount": 5}
    assert check_request("createOrders", body, "2020-12-17") == ()
    assert told(check_request("createOrders", body)) == [("unknown", "creditAmount")]


def test_the_secret_key_makes_no_store_credit_before_there_were_secondary_sources():
    body = {"type": "customerCredit", "paymentSessionId": "s", "amount": 5}
    assert check_request("createSources", body, "2021-03-23") == ()
    problems = told(check_request("createSources", body, "2021-02-23"))
    assert problems == [("invalid", "type")]


def test_shipping_quotes_asked_for_items_once():
    body = {
        "currency": "USD",
        "shipTo": {"postalCode": "11111", "state": "BU", "country": "JP"},
        "items": [{"inventoryItemId": "i", "price": 9.99, "quantity": 1}],
    }
    assert check_request("postShippingQuotes", body, "2021-03-23") == ()
    assert ("missing", "packages") in told(check_request("postShippingQuotes", body))
    old = told(check_request("postShippingQuotes", {"currency": "USD"}, "2020-12-17"))
    assert old == [("missing", "items"), ("missing", "shipTo")]


def test_what_the_newest_version_has_no_place_for_stands_apart():
    body = {"currency": "USD", "creditAmount": 5}
    for model in ("CheckoutRequest", "OrderRequest"):
        assert up_from(model, body, "2020-12-17") == (
            {"currency": "USD"},
            {"creditAmount": 5},
        )
        assert up_from(model, body, "2021-12-13") == (body, {})


def test_a_request_that_needs_no_adapter_is_handed_on_as_it_is():
    body = {"currency": "USD"}
    assert up_from("CheckoutRequest", body, "2020-01-07")[0] is body


def test_scenarios_learn_the_fields_of_a_version():
    for ask in (json_type, fields_of):
        assert ask("request:createCheckouts", ()) == ask(
            "request:createCheckouts", (), newest()
        )
    where, path = "request:createCheckouts", ("creditAmount",)
    assert json_type(where, path) is None
    assert json_type(where, path, "2020-12-17") == "number"
    assert "creditAmount" in fields_of(where, (), "2020-12-17")
    assert json_type("reply:createCheckouts", ("payment",), "2020-12-17") is None


def test_older_versions_keep_what_the_newest_forgot():
    assert kept("fee") == {"visible"}
    assert kept("sku") == {"allowOversell"}
    assert kept("order") == frozenset()


# -- documents -----------------------------------------------------------------------

SESSION = {
    "id": "s1",
    "amountContributed": 10.0,
    "amountRemainingToBeContributed": 0.0,
    "state": "requires_confirmation",
    "clientSecret": "s1_x",
}
CARD = {"id": "c1", "type": "creditCard", "amount": 6.0, "creditCard": {}}
CREDIT = {"id": "k1", "type": "customerCredit", "amount": 4.0, "customerCredit": {}}
ITEM = {
    "id": "i1",
    "amount": 10.0,
    "tax": {"rate": 0.1, "amount": 1.0},
    "importerTax": {"amount": 2.2},
    "duties": {"amount": 0.5},
    "fees": {"amount": 0.0, "taxAmount": 0.0},
}
TOTALS = {"subtotal": 12.7, "totalTax": 1.0, "totalImporterTax": 2.2}
CHECKOUT = {
    "id": "x1",
    **TOTALS,
    "totalAmount": 13.7,
    "items": [ITEM],
    "payment": {"session": SESSION, "sources": [CARD, CREDIT]},
}
ORDER = {
    **CHECKOUT,
    "payment": {**CHECKOUT["payment"], "charges": [{"id": "h1", "amount": 6.0}]},
}


def known(kind, id):
    """Find what a checkout does not print of its parts."""
    return {
        ("source", "c1"): {**CARD, "state": "chargeable", "clientSecret": "c1_x"},
        ("source", "k1"): {**CREDIT, "state": "chargeable", "clientSecret": "k1_x"},
        ("session", "s1"): {**SESSION, "creditAmount": 40.0},
        ("sku", "u1"): {"id": "u1", "allowOversell": True},
        ("fee", "f1"): {"id": "f1", "visible": False},
    }.get((kind, id))


@pytest.mark.parametrize("version", versions())
@pytest.mark.parametrize(
    ("model", "document"),
    [
        ("Checkout", CHECKOUT),
        ("Order", ORDER),
        ("CheckoutSessionOrder", ORDER),
        ("Invoice", CHECKOUT),
        ("ListOrdersResponse", {"hasMore": False, "data": [ORDER]}),
        ("Customer", {"id": "1", "taxIdentifiers": [{"type": "de", "value": "D"}]}),
        ("Sku", {"id": "u1", "name": "Shoe"}),
        ("Fee", {"id": "f1"}),
    ],
)
def test_a_document_fits_the_model_of_the_version_that_it_went_down_to(
    model, document, version
):
    shown = down_to(model, document, version, known)
    assert check_model(model, shown, version=version) == ()


def test_the_newest_version_shows_the_very_document():
    for model in ("Checkout", "Order", "Customer", "Sku"):
        assert down_to(model, ORDER, newest(), nothing) is ORDER


def test_what_no_note_touches_is_the_very_document_in_every_version():
    for version in versions():
        assert down_to("Plan", ORDER, version, nothing) is ORDER


def test_going_down_changes_nothing_in_the_newest_document():
    before = repr(ORDER)
    down_to("Order", ORDER, "2020-01-07", known)
    assert repr(ORDER) == before


def test_payment_is_flat_before_2021_03_23_and_tells_of_the_session_its_id_alone():
    shown = down_to("Order", ORDER, "2021-02-23", known)
    assert "payment" not in shown
    assert shown["paymentSessionId"] == "s1"
    assert shown["charges"] == [{"id": "h1", "amount": 6.0}]
    assert [source["id"] for source in shown["sources"]] == ["c1", "k1"]
    assert shown["sourceId"] == "c1"
    assert "amountContributed" not in str(shown)
    assert down_to("Order", ORDER, "2021-03-23", known)["payment"] == ORDER["payment"]


def test_a_flat_source_is_whole_and_a_store_credit_counts_as_spent():
    card, credit = down_to("Checkout", CHECKOUT, "2020-01-07", known)["sources"]
    assert (card["clientSecret"], card["state"]) == ("c1_x", "chargeable")
    assert (credit["clientSecret"], credit["state"]) == ("k1_x", "consumed")


def test_store_credit_alone_is_the_source_of_its_checkout():
    document = {"payment": {"session": SESSION, "sources": [CREDIT]}}
    shown = down_to("Checkout", document, "2021-02-23", known)
    assert shown["sourceId"] == "k1"


def test_a_checkout_without_sources_has_neither_list_nor_source():
    document = {"payment": {"session": SESSION}}
    shown = down_to("Checkout", document, "2021-02-23", nothing)
    assert shown == {"paymentSessionId": "s1"}


def test_the_credit_that_was_asked_for_is_told_or_else_what_there_is():
    asked = down_to("Checkout", CHECKOUT, "2021-02-23", known)
    assert asked["creditAmount"] == 40.0
    there = down_to("Checkout", CHECKOUT, "2021-02-23", nothing)
    assert there["creditAmount"] == 4.0
    none = down_to("Checkout", {"payment": {"sources": [CARD]}}, "2021-02-23", nothing)
    assert "creditAmount" not in none
    assert "creditAmount" not in down_to("Checkout", CHECKOUT, "2020-01-07", known)


def test_importer_tax_is_part_of_the_tax_before_2020_12_17():
    shown = down_to("Checkout", CHECKOUT, "2020-09-30", known)
    assert (shown["subtotal"], shown["totalTax"]) == (10.5, 3.2)
    assert shown["subtotal"] + shown["totalTax"] == shown["totalAmount"]
    assert "totalImporterTax" not in shown
    [item] = shown["items"]
    assert item["tax"] == {"rate": 0.1, "amount": 3.2}
    assert not {"importerTax", "duties", "fees"} & set(item)
    assert down_to("Checkout", CHECKOUT, "2020-12-17", known)["totalTax"] == 1.0


def test_lines_of_the_first_orders_have_their_id_twice():
    [item] = down_to("Order", ORDER, "2020-01-07", known)["items"]
    assert item["itemId"] == item["id"] == "i1"
    [item] = down_to("Checkout", CHECKOUT, "2020-01-07", known)["items"]
    assert "itemId" not in item


def test_fields_that_are_gone_come_back_for_those_who_set_them():
    for version in versions():
        sku = down_to("Sku", {"id": "u1"}, version, known)
        fee = down_to("Fee", {"id": "f1"}, version, known)
        assert ("allowOversell" in sku) == (version < "2021-12-13")
        assert ("visible" in fee) == (version < "2020-12-17")
    assert down_to("Sku", {"id": "u2"}, "2020-01-07", known) == {"id": "u2"}


def test_tax_identifiers_of_a_customer_were_pairs():
    entry = {"id": "t1", "type": "de", "value": "DE1", "state": "verified"}
    customer = {"id": "1", "taxIdentifiers": [entry]}
    shown = down_to("Customer", customer, "2020-12-17", nothing)
    assert shown["taxIdentifiers"] == [{"type": "de", "value": "DE1"}]


@pytest.mark.parametrize("version", OLD)
def test_parts_of_a_document_go_down_as_far_as_they_reach(version):
    """What events tell of the time before is a part, with null for what is new."""
    for part in (
        {},
        {"payment": None},
        {"payment": {"session": {"state": "requires_source"}}},
        {"payment": {"sources": None, "session": None}},
        {"totalTax": 1.0},
        {"totalImporterTax": 2.0, "totalTax": None},
        {"items": None},
        {"items": [{"importerTax": {"amount": 1.0}, "tax": None}]},
        None,
    ):
        shown = down_to("Order", part, version, nothing)
        assert "payment" not in (shown or {}) or version >= "2021-03-23"


def test_bare_arrays_go_down_one_by_one():
    assert down_to("Fee[]", [{"id": "f1"}], "2020-01-07", known) == [
        {"id": "f1", "visible": False}
    ]
