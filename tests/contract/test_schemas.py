"""The files of schemas/ are sound by themselves, without the facts they came from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import orjson
import pytest

from mockdr.base.errors import MockdrError
from mockdr.contract import enum, model_names
from mockdr.contract.models import FORMATS, check_schema, closure, schema

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = model_names()
OPENAPI = json.loads((SCHEMAS / "openapi.json").read_text("utf-8"))

#: Objects that anything may stand in, and why.
OPEN = {
    "DropInCheckoutRequest.style": "what may be styled is told nowhere",
    "DropInCheckoutSession.style": "what may be styled is told nowhere",
    "EventData.object": "any resource",
    "EventData.previousAttributes": "any part of a resource",
    "CreditSource.customerCredit": "the SDK leaves it open; samples are empty",
    "OrderSourceItem.customerCredit": "older versions only",
    "PaymentSourceNextAction.data": "observed, never described",
    "KlarnaRequest.items[]": "what a line of Klarna has is told nowhere",
    "PaymentSourceRequest.applePay": "what the button hands over is told nowhere",
    "PaymentSourceRequest.googlePay": "what the button hands over is told nowhere",
    "PaymentSourceRequest.giftCard": "the SDK names the type and no request",
    "PaycoResponse.payCo": "the SDK leaves it open",
    "Shipping2.address": "an older shape that no operation refers to",
    "Shipping2.additionalAddressInfo": "an older shape that no operation refers to",
}


def objects(name, part):
    """Yield (place, schema) of every object schema in *part* that has no name."""
    if not isinstance(part, dict):
        return
    if part.get("type") == "object":
        yield name, part
    for field, inner in part.get("properties", {}).items():
        yield from objects(f"{name}.{field}", inner)
    if "items" in part:
        yield from objects(f"{name}[]", part["items"])


def test_there_is_something_to_look_at():
    assert len(NAMES) > 300


@pytest.mark.parametrize("name", NAMES)
def test_a_model_has_known_keywords_and_references_that_lead_somewhere(name):
    file = SCHEMAS / "models" / f"{name}.json"
    found = orjson.loads(file.read_bytes())

    assert found["$id"] == file.name
    assert found["title"] == name
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["description"]
    for ref in check_schema(file.name, found):
        assert (file.parent / ref).is_file(), ref
    jsonschema.Draft202012Validator.check_schema(found)


def test_objects_are_closed_but_for_a_list_with_reasons():
    opened = set()
    for name in NAMES:
        for place, part in objects(name, schema(name)):
            closed = part.get("additionalProperties")
            if closed is None and "if" not in part:
                opened.add(place)

    assert opened == set(OPEN)


def test_patterns_mean_the_same_to_every_engine():
    """Python and ECMAScript read `\\d`, `\\w` and `$` before a newline differently."""
    for name in NAMES:
        for pattern in re.findall(r'"pattern": ?"([^"]+)"', json.dumps(schema(name))):
            assert "\\" not in pattern, (name, pattern)


def test_no_schema_enters_the_corners_where_engines_differ():
    for name in NAMES:
        text = json.dumps(schema(name))
        assert "multipleOf" not in text, name
        assert set(re.findall(r'"format": "([^"]+)"', text)) <= FORMATS, name
        for place, part in objects(name, schema(name)):
            # Without `properties`, jsonschema-rs makes a `false` of it and forgets
            # which field was too many.
            if part.get("additionalProperties") is False:
                assert "properties" in part, place


def test_an_unknown_keyword_is_refused_by_file_and_name():
    wrong = {"type": "object", "properties": {"a": {"type": "string", "maxlenght": 3}}}

    with pytest.raises(MockdrError, match=r"models/X\.json.*'maxlenght'"):
        check_schema("models/X.json", wrong)


@pytest.mark.parametrize(
    "place",
    [
        {"items": {"oops": 1}},
        {"allOf": [{"oops": 1}]},
        {"if": {"oops": 1}},
        {"additionalProperties": {"oops": 1}},
        {"$defs": {"x": {"oops": 1}}},
        {"anyOf": [True, {"not": {"oops": 1}}]},
    ],
)
def test_an_unknown_keyword_is_found_wherever_it_hides(place):
    with pytest.raises(MockdrError, match="'oops'"):
        check_schema("models/X.json", place)


def test_a_field_may_be_named_like_anything():
    assert check_schema("x", {"properties": {"oops": True, "if": {}}}) == frozenset()


def test_an_unknown_format_is_refused_by_file_and_name():
    with pytest.raises(MockdrError, match=r"models/X\.json.*'email'"):
        check_schema("models/X.json", {"properties": {"a": {"format": "email"}}})


def test_a_schema_that_is_none_is_refused():
    with pytest.raises(MockdrError, match=r"models/X\.json"):
        check_schema("models/X.json", {"items": 3})


def test_a_broken_file_stops_the_first_use(tmp_path, monkeypatch):
    """The keyword of a file is judged before any request is."""
    from mockdr.contract import files, models

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "Odd.json").write_text(
        '{"type": "object", "propertees": {}}'
    )
    (tmp_path / "models" / "Torn.json").write_text('{"type": ')
    monkeypatch.setattr(files, "data_folder", lambda _: tmp_path)

    with pytest.raises(MockdrError, match=r"models/Odd\.json.*'propertees'"):
        models.closure("Odd")
    with pytest.raises(MockdrError, match=r"Torn\.json is not JSON"):
        models.closure("Torn")
    with pytest.raises(MockdrError, match=r"models/None\.json"):
        models.closure("None")


def test_only_what_a_model_needs_is_read():
    assert set(closure("Errors")) == {"Errors.json", "Error.json"}
    assert "Subscription.json" not in closure("Order")


def test_a_list_of_values_can_be_asked_for():
    assert enum("Session", "state")[:2] == ("requires_source", "requires_confirmation")
    assert "blik" in enum("Source", "type")
    assert enum("Checkout", "customerType") == ("business", "individual")
    assert enum("Checkout", "currency") == ()
    with pytest.raises(MockdrError, match="'nothing' in Checkout"):
        enum("Checkout", "nothing")


# -- OpenAPI ---------------------------------------------------------------------------


def operations():
    for path, methods in OPENAPI["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_openapi_document_tells_every_operation_once():
    ids = [operation["operationId"] for _, _, operation in operations()]
    known = json.loads((SCHEMAS / "operations.json").read_text("utf-8"))["operations"]

    assert sorted(ids) == sorted(known)
    for path, method, operation in operations():
        entry = known[operation["operationId"]]
        assert (path, method.upper()) == (entry["path"], entry["method"])


def test_every_variable_of_a_path_is_a_parameter():
    for path, _, operation in operations():
        told = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert told == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_reference_of_the_document_leads_somewhere():
    for ref in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(OPENAPI))):
        if ref.startswith("#/"):
            place = OPENAPI
            for step in ref[2:].split("/"):
                place = place[step]
        else:
            assert (SCHEMAS / ref).is_file(), ref


def test_every_operation_can_succeed_and_names_its_key():
    schemes = set(OPENAPI["components"]["securitySchemes"])
    for path, method, operation in operations():
        where = f"{method} {path}"
        assert any(s.startswith("2") for s in operation["responses"]), where
        for choice in operation["security"]:
            assert set(choice) <= schemes, where
        for response in operation["responses"].values():
            assert "description" in response or "$ref" in response, where


def test_the_document_is_of_the_version_that_has_json_schema():
    assert OPENAPI["openapi"].startswith("3.1.")
    assert set(OPENAPI) >= {"openapi", "info", "paths", "components"}
    assert set(OPENAPI["info"]) >= {"title", "version"}
