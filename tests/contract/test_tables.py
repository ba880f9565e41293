"""Payment methods, test values, events and versions say what the sheets say."""

from __future__ import annotations

import re

import pytest

from mockdr.contract import (
    check_request,
    decline_codes,
    enum,
    event_types,
    fields_of,
    json_type,
    konbini_stores,
    online_banks,
    payment_methods,
    test_cards,
    test_last_names,
    versions,
)
from mockdr.contract.files import read_data
from tests.contract.sheets import needs_sheets, rows, section, sheet

RESULTS = {
    "success",
    "sca",
    "sca_failed",
    "source_failed",
    "source_failed_after_redirect",
    "source_failed_delayed",
    "charge_failed",
    "charge_failed_after_pending",
    "charge_pending",
    "capture_failed",
    "capture_pending",
    "capture_pending_failed",
    "cancel_failed",
    "refund_failed",
    "refund_failed_after_information",
    "refund_pending_failed",
}

#: Where our table leaves the words of the sheet's, and why.
OTHERWISE = {
    ("carrierFinancing", "flow"): "the row names two types with a flow each",
    ("directDebitGb", "flow"): "the row names two types with a flow each",
    ("giftCard", "flow"): "the sheet has none",
    ("customerCredit", "flow"): "the sheet has none; it is chargeable at once",
    ("bPay", "order_flow"): "the sheet has none; it follows from receiver",
    ("codJapan", "order_flow"): "the sheet has none; it follows from standard",
    ("customerCredit", "order_flow"): "the sheet has none; it follows from standard",
    ("ideal", "savable"): "with an account number only",
    ("carrierFinancing", "savable"): "the sheet has one mark for two types",
    ("directDebitGb", "savable"): "the sheet has one mark for two types",
}

FLOWS = {
    "standard": "standard",
    "STR": "submit_then_redirect",
    "RTS": "redirect_then_submit",
    "delayed": "delayed",
}


def type_rows():
    """Yield (type, cells) of the sheet's table of types."""
    for cells in rows(section("payments.md", "### 2.2 Types")):
        named = re.findall(r"`(\w+)`", cells[0].partition("(SDK")[0])
        for type_ in named:
            yield type_, cells


@needs_sheets
def test_every_type_of_the_sheet_is_there():
    """`ccAvenue` is the SDK's spelling, and stands in its list only."""
    told = {type_ for type_, _ in type_rows()}

    assert set(payment_methods()) == told | {"ccAvenue"}
    assert set(payment_methods()) == set(enum("Source", "type"))
    assert set(payment_methods()) == set(enum("PaymentSource", "type"))
    assert set(payment_methods()) == set(enum("PaymentSourceRequest", "type"))


@needs_sheets
def test_flows_states_and_marks_are_those_of_the_sheet():
    for type_, cells in type_rows():
        method = payment_methods()[type_]
        flow, order_flow, state, save, credit = (c.replace("*", "") for c in cells[2:7])
        if (type_, "flow") not in OTHERWISE:
            assert method.flow == flow.split()[0], type_
        if (type_, "order_flow") not in OTHERWISE and order_flow in FLOWS:
            assert method.order_flow == FLOWS[order_flow], type_
        if order_flow.startswith("STR"):
            assert method.order_flow == "submit_then_redirect", type_
        if method.initial_state is not None and type_ != "customerCredit":
            assert method.initial_state == state.split()[0], type_
        if (type_, "savable") not in OTHERWISE:
            assert method.savable == save.startswith("✔"), type_
        assert method.credit == credit.startswith("✔"), type_


@needs_sheets
def test_what_a_request_needs_is_what_the_sheet_marks():
    for type_, cells in type_rows():
        method = payment_methods()[type_]
        marked = set(re.findall(r"`(\w+)`\*", cells[8])) - {"payPal"}
        required = {path.partition(".")[2] for path in method.required}
        if cells[8].startswith(("as afterPay", "createSource samples", "samples use")):
            # The row leans on another one, with the same two addresses.
            marked = {"returnUrl", "cancelUrl"}
        assert required == marked, type_


@needs_sheets
def test_the_sdk_knows_what_the_sheet_says_it_knows():
    sdk = set(sheet("models.json")["Source"]["fields"]["type"]["enum"])

    assert {t for t, m in payment_methods().items() if m.in_sdk} == sdk


@needs_sheets
def test_what_a_session_makes_superfluous_is_what_the_sheet_strikes_out():
    text = section("payments.md", "### 2.3 Migrating")
    struck = {}
    for cells in rows(text):
        types = re.findall(r"`(\w+)`", cells[0])
        paths = re.findall(r"`([\w., ]+)`", cells[1])
        struck.update(dict.fromkeys(types, ", ".join(paths)))
    for type_ in ("payPal", "payPalBilling", "klarnaCredit"):
        words = re.findall(r"\w+", struck[type_].replace(f"{type_}.", " "))
        ours = {p.rpartition(".")[2] for p in payment_methods()[type_].superfluous}
        assert set(words) - {"payPal"} == ours, type_
    for type_, words in struck.items():
        if words == "amount, currency":
            assert payment_methods()[type_].superfluous == ("amount", "currency"), type_
    klarna = payment_methods()["klarnaCredit"].superfluous
    recurring = payment_methods()["klarnaCreditRecurring"].superfluous
    assert recurring == tuple(
        p.replace("klarnaCredit.", "klarnaCreditRecurring.") for p in klarna
    )
    assert payment_methods()["creditCard"].superfluous == ()


@needs_sheets
def test_a_source_of_the_sdk_replies_with_the_fields_of_its_model():
    for type_, entry in read_data("payment-methods.json")["methods"].items():
        ours = set(entry["reply"])
        if type_ not in ("payPal", "payPalBilling", "payPalCredit", "msts"):
            assert ours >= set(entry.get("sdkReply", [])) - {
                "redirect",
                "fundingSource",
                "redirectUrl",
                "cancelUrl",
                "returnUrl",
                "offline",
                "payCo",
            }, type_


@pytest.mark.parametrize("method", payment_methods().values(), ids=lambda m: m.type)
def test_every_field_of_a_method_is_one_of_its_schemas(method):
    own = set(fields_of("source", (method.type,)))
    for path in (*method.required, *method.fields):
        head, _, name = path.partition(".")
        assert head == method.type
        assert name in own, path
    for path in method.superfluous:
        assert json_type("source", tuple(path.split("."))) is not None, path
    reply = set(fields_of("reply:createPaymentSources", (method.type,)))
    assert set(method.sample) <= reply
    embedded = set(fields_of("reply:retrieveSources", (method.type,)))
    assert set(method.sample) - {"paymentIdentifier"} <= embedded
    assert set(method.required) <= set(method.fields)
    assert method.flow in ("standard", "redirect", "receiver", None)
    assert method.evidence in ("documented", "observed", "inferred")
    assert method.source
    assert method.title


def minimal(method, **more):
    body = {"type": method.type, "sessionId": "s", **more}
    for path in method.required:
        head, _, name = path.partition(".")
        body.setdefault(head, {})[name] = "x"
    return body


@pytest.mark.parametrize("method", payment_methods().values(), ids=lambda m: m.type)
def test_the_required_fields_are_enough_and_each_is_needed(method):
    assert check_request("createPaymentSources", minimal(method)) == ()
    for path in method.required:
        head, _, name = path.partition(".")
        body = minimal(method)
        del body[head][name]
        (problem,) = check_request("createPaymentSources", body)
        assert (problem.kind, problem.parameter) == ("missing", path)
    bare = check_request("createPaymentSources", {"type": method.type, "sessionId": ""})
    assert sorted(p.parameter for p in bare) == sorted(method.required)


@pytest.mark.parametrize("method", payment_methods().values(), ids=lambda m: m.type)
def test_what_is_superfluous_beside_a_session_is_known_without_one(method):
    for path in method.superfluous:
        head, _, name = path.partition(".")
        body = minimal(method)
        if name:
            body[head] = {**body.get(head, {}), name: 1}
        else:
            body[head] = 1 if head == "amount" else "EUR"
        with_session = check_request("createPaymentSources", body)
        assert ("unknown", path) in {(p.kind, p.parameter) for p in with_session}
        del body["sessionId"]
        without = check_request("createPaymentSources", body)
        assert not any(p.kind == "unknown" for p in without), path


def test_paypals_fields_may_stand_under_its_plain_name():
    for type_ in ("payPalBilling", "payPalCredit"):
        body = {"type": type_, "sessionId": "s"}
        urls = {"returnUrl": "a", "cancelUrl": "b"}

        assert check_request("createPaymentSources", {**body, "payPal": urls}) == ()
        assert check_request("createPaymentSources", {**body, type_: urls}) == ()
        assert check_request("createPaymentSources", body) != ()


def test_markets_are_pairs_of_the_countries_and_currencies():
    for method in payment_methods().values():
        for market in method.markets:
            country, currency = market.split("/")
            assert country in method.countries
            assert currency in method.currencies


# -- test values -----------------------------------------------------------------------


@needs_sheets
def test_every_card_of_the_sheet_is_there():
    text = section("payments.md", "## 4. Test magic values")
    numbers = {
        re.sub(r"\D", "", found)
        for found in re.findall(r"\d{4}[ \d]{8,15}\d", text.partition("### 4.2")[0])
    }

    assert len(numbers) == 19
    assert numbers <= set(test_cards())


def test_every_card_passes_the_check_sum_and_has_a_known_result():
    for number, card in test_cards().items():
        digits = [int(digit) for digit in reversed(number)]
        doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
        assert (sum(digits[::2]) + sum(doubled)) % 10 == 0, number
        assert card.result in RESULTS
        assert card.source


@needs_sheets
def test_every_last_name_of_the_sheet_is_there():
    """The row of CCAvenue has no names, and the last row none at all."""
    text = section("payments.md", "## 4. Test magic values").partition("### 4.2")[2]
    said = set()
    for cells in rows(text)[:6]:
        said |= set(re.findall(r"`([A-Za-z]+)`", cells[1]))
    ours = {name for names in test_last_names().values() for name in names}

    assert ours == said - {"failed", "cancelled"}
    for names in test_last_names().values():
        assert set(names.values()) <= RESULTS
    assert set(test_last_names()) <= set(payment_methods())


@needs_sheets
def test_decline_codes_are_those_of_the_sheet():
    text = section("payments.md", "### 5.2 Authorization declines")
    soft, hard = (
        re.search(rf"^{word}: `([^`]+)`", text, re.MULTILINE)[1].split(", ")
        for word in ("Soft", "Hard")
    )

    assert dict(decline_codes()) == dict.fromkeys(hard, "hard") | dict.fromkeys(
        soft, "soft"
    )


@needs_sheets
def test_versions_are_those_of_the_sheet():
    text = section("orders.md", "### 7.7 Versions")
    dates = tuple(re.findall(r"^\|(\d{4}-\d\d-\d\d)\|", text, re.MULTILINE))

    assert versions() == dates
    assert versions()[-1] == "2021-12-13"


@needs_sheets
def test_event_types_are_those_of_the_sheet():
    told = {row["type"]: row for row in sheet("event-types.json")["event_types"]}

    assert set(event_types()) == set(told)
    for name, event in event_types().items():
        assert event.tier == told[name]["tier"]
        assert event.deprecated == told[name]["deprecated"]


def test_stores_and_banks_are_what_the_wire_carries():
    assert set(konbini_stores()) == {"010", "030", "060", "080"}
    for store in konbini_stores().values():
        assert set(store) == {"storeName", "localizedStoreName", "storeLogoUrl"}
    assert [bank["bankCode"] for bank in online_banks("DE", "EUR")] == ["86", "21"]
    assert online_banks("US", "USD") == ()


def test_tables_cannot_be_changed_by_who_reads_them():
    for table in (payment_methods(), test_cards(), event_types(), decline_codes()):
        with pytest.raises(TypeError):
            table["new"] = None
