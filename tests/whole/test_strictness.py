"""What we answer, a client that knows the SDK's models only can read."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from mockdr.contract import (
    check_model,
    check_reply,
    event_types,
    model_names,
    operations,
)
from mockdr.contract.models import schema
from mockdr.engine.operations.table import OPERATIONS
from tests.contract.sheets import needs_sheets, sheet
from tests.engine.shop import Shop
from tests.scenarios.watch import everything
from tests.whole.estate import ask

#: Objects of reply models that take any field, and why.
OPEN = {
    ("DropInCheckoutSession", "style"): "the merchant's own, for its page",
    ("EventData", "object"): "any document: held to its own model below",
    ("EventData", "previousAttributes"): "a part of any document",
    ("Metadata", ""): "the merchant's own keys",
    ("PaycoResponse", "payCo"): "no page shows a field of it",
    ("PaymentSourceNextAction", "data"): "differs with the action",
}

#: Reply models with a field of several types, or of none, and why.
MANY = {
    "BrowserInfo": "what a browser tells of its screen, shown as it was sent",
    "Event": "the samples show no element of versionIds",
}

#: Where a reply model of ours takes what the SDK's does not, and why.
LOOSER = {
    ("LabelResponse", "format"): "a page lists GIF beside the formats of the SDK",
    ("RefundCharges", "state"): "pending_information is in the samples of events",
    ("Source", "type"): "pages of payment methods that came after the SDK",
    ("Subscription", "state"): "lapsed is in the samples of events",
    ("Webhook", "apiVersion"): "the SDK's enumeration holds the pattern of a date",
}


def reply_models() -> set[str]:
    """Return every model that a reply is made of."""
    found: set[str] = set()
    waiting = [o.reply_model or "Errors" for o in operations().values()]
    while waiting:
        name = waiting.pop().removesuffix("[]")
        if name not in found and name in model_names():
            found.add(name)
            waiting += re.findall(r"'\$ref': '(\w+)\.json'", str(schema(name)))
    return found


REPLIES = sorted(reply_models())


def parts(part: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every schema inside a model that is not a reference, with its place."""
    if not isinstance(part, dict) or "$ref" in part or "not" in part:
        return
    yield where, part
    for name, inner in part.get("properties", {}).items():
        yield from parts(inner, f"{where}.{name}".strip("."))
    if "items" in part:
        yield from parts(part["items"], f"{where}[]")


def types(part: Any) -> set[str]:
    said = part.get("type", [])
    return {said} if isinstance(said, str) else set(said)


@pytest.mark.parametrize("model", REPLIES)
def test_a_reply_model_is_closed_and_gives_each_field_one_type(model):
    for where, part in parts(schema(model)):
        if "object" in types(part):
            closed = part.get("additionalProperties") is False
            assert closed or (model, where) in OPEN, where
        several = types(part) - {"null"}
        told = len(several) == 1 or "enum" in part
        assert told or model in MANY, where


def test_what_is_open_is_a_part_of_a_reply():
    assert {*(model for model, _ in OPEN), *MANY} <= set(REPLIES)


def beyond(model: str, fields: Any) -> set[tuple[str, str]]:
    """Return the fields of a model that take more than the SDK's field does."""
    ours = schema(model).get("properties", {})
    found = set()
    for name, theirs in fields.items():
        part = ours.get(name, {})
        known = {theirs.get("type")} | {"integer" for _ in "n" if "number" in theirs}
        wider = "type" in theirs and types(part) - known - {"integer"}
        values = set(theirs.get("enum") or ())
        more = values and not set(part.get("enum", ("anything",))) <= values
        if wider or more:
            found.add((model, name))
    return found


@needs_sheets
def test_no_reply_model_takes_more_than_the_sdks_but_for_reasons():
    sdk = sheet("models.json")
    found = set()
    for model in REPLIES:
        if model in sdk:
            found |= beyond(model, sdk[model].get("fields") or {})
            found |= {
                (model, change["field"])
                for change in sdk[model]["evidence"]
                if change.get("change") == "enum-value-added"
            }
    assert found == set(LOOSER)


# -- the judge ------------------------


def spoiled(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every number and every state in a reply."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("metadata", "object", "previousAttributes"):
                continue
            number = isinstance(inner, int | float) and not isinstance(inner, bool)
            if number or (name == "state" and "address" not in where):
                yield (*where, name)
            yield from spoiled(inner, (*where, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from spoiled(inner, (*where, place))


def with_a_word_at(value: Any, where: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = "unheard of"
    return changed


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_a_word_for_a_number_or_an_unknown_state_is_no_reply(operation):
    """Before a reply is sent it is held to its model; that judge is not lenient."""
    if operations()[operation].reply_model is None:
        return
    answer = ask(shop := Shop(), operation).send(shop)
    if not answer.headers["Content-Type"].startswith("application/json"):
        return
    assert check_reply(operation, answer.status, answer.body) == ()
    public = operations()[operation].key == "public"
    for where in spoiled(answer.body):
        if public and where[-1] == "amount":
            continue  # the public dialect tells amounts as text
        wrong = with_a_word_at(answer.body, where)
        assert check_reply(operation, answer.status, wrong) != (), where


# -- events ------------------------


#: Object of an event to its model, where the model is named otherwise.
OBJECTS = {
    "Fulfillment + orderDetails": "FulfillmentOrder",
    "FulfillmentCancellation": "GlobalFulfillmentCancellationResponse",
    "FulfillmentOrder": "GlobalFulfillmentOrder",
    "FulfillmentReturn": "GlobalFulfillmentReturnResponse",
    "LogisticsReturn": "ReturnResponse",
    "OrderDocument": "EventOrderDocument",
    "Order (checkout-session flavour)": "CheckoutSessionOrder",
    "Refund": "OrderRefund",
    "Return": "ReturnsResponse",
    "TaxIdentifier": "CustomerTaxIdentifier",
    "empty": None,
}


def shown(event: Any) -> Iterator[tuple[str | None, Any]]:
    """Yield each document that *event* shows, with its model."""
    object, known = event["data"]["object"], event_types()[event["type"]].object
    if known == "{subscription, invoice}":
        yield from (("Subscription", object["subscription"]),)
        yield from (("Invoice", object["invoice"]),)
        return
    word = known if known in OBJECTS else re.match(r"\w+", known)[0]
    yield OBJECTS.get(word, word), object


def test_the_object_of_every_event_of_every_story_fits_its_model():
    wrong, held = set(), 0
    for event in (event for found in everything() for event in found.events):
        for model, document in shown(event):
            if model is None:
                assert document == {}
                continue
            held += 1
            for problem in check_model(model, document):
                wrong.add((event["type"], model, problem.kind, problem.pointer))
    assert wrong == set()
    assert held > 500
