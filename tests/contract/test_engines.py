"""Both engines come to the same verdict, on the same places, in the same words."""

from __future__ import annotations

import json
import string
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.contract import model_names
from mockdr.contract.engines import SlowEngine, engine, fast_engine
from mockdr.contract.formats import is_date, is_date_time
from mockdr.contract.models import closure, schema
from mockdr.contract.problems import problems_of
from tests.contract.sheets import EXAMPLES, needs_sheets

FAST = fast_engine()
SLOW = SlowEngine()
MOMENT_JUDGE = engine().compile({"format": "date-time"}, {})
DAY_JUDGE = engine().compile({"format": "date"}, {})

needs_both = pytest.mark.skipif(
    FAST is None, reason="jsonschema-rs has no wheel here: there is only one opinion"
)

#: Models whose bodies people send and read most, and all that have rules.
MAIN = (
    "CheckoutRequest",
    "UpdateCheckoutRequest",
    "OrderRequest",
    "UpdateOrderRequest",
    "CreditSource",
    "PaymentSourceRequest",
    "PaymentSourceUpdate",
    "CustomerRequest",
    "UpdateCustomerRequest",
    "RefundRequest",
    "FulfillmentRequest",
    "WebhookRequest",
    "SkuUpsertRequest",
    "Checkout",
    "Order",
    "Source",
    "PaymentSource",
    "PaymentMethodsReply",
    "Customer",
    "Errors",
    "Event",
    "Subscription",
    "Charge",
)


@cache
def judges(name):
    resources = closure(name)
    ref = {"$ref": f"{name}.json"}
    return tuple(found.compile(ref, resources) for found in (FAST, SLOW))


def opinions(name, body):
    """Return each engine's verdict and problems."""
    return [
        (judge.is_valid(body), problems_of(body, judge.faults(body)))
        for judge in judges(name)
    ]


def agree(name, body):
    (fast_verdict, fast), (slow_verdict, slow) = opinions(name, body)
    assert fast_verdict == slow_verdict
    assert fast == slow
    assert fast_verdict == (not fast)


# -- documents that are nearly right -------------------------------------------------


TIMES = st.sampled_from(
    [
        "2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00.5+02:00",
        "2024-13-01T12:00:00Z",
        "2024-05-01",
        "12:00",
        "",
        "2024-02-30T00:00:00Z",
        "2024-05-01T12:00:00",
    ]
)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.sampled_from([0.5, -1.0, 3.0, 1e300]),
    st.text(string.ascii_letters + "0/~é", max_size=4),
    st.sampled_from([{}, [], {"a": 1}, [1]]),
    TIMES,
)


@st.composite
def documents(draw, part, depth=0):
    """Draw a document that mostly fits *part*, and sometimes does not."""
    if part is True or draw(st.integers(0, 14)) == 0:
        return draw(JUNK)
    if "$ref" in part:
        part = schema(part["$ref"].removesuffix(".json"))
    if "enum" in part:
        return draw(st.sampled_from(part["enum"]) | JUNK)
    if part.get("format") in ("date-time", "date"):
        return draw(TIMES)
    kind = part.get("type", "object" if "properties" in part or "if" in part else None)
    if isinstance(kind, list):
        kind = draw(st.sampled_from(kind))
    if kind == "object" and depth < 5:
        return draw(objects(part, depth))
    if kind == "array" and depth < 5:
        inner = documents(part.get("items", True), depth + 1)
        return draw(st.lists(inner, max_size=2))
    plain = {
        "string": st.text(string.ascii_letters + string.digits, max_size=4),
        "number": st.sampled_from([0, 1, 2.5, -1, 100, 1e16]),
        "integer": st.integers(-1, 3),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return draw(plain.get(kind, JUNK))


@st.composite
def objects(draw, part, depth):
    properties = dict(part.get("properties", {}))
    for branch in ("then", "else"):
        inner = part.get(branch, {})
        if "$ref" in inner:
            inner = schema(inner["$ref"].removesuffix(".json"))
        properties |= inner.get("properties", {})
    named = sorted(properties)
    wanted = list(part.get("required", ()))
    if named:
        wanted += draw(st.lists(st.sampled_from(named), max_size=5, unique=True))
    if wanted and draw(st.integers(0, 5)) == 0:
        wanted.remove(draw(st.sampled_from(wanted)))
    body = {
        name: draw(documents(properties.get(name, True), depth + 1))
        for name in dict.fromkeys(wanted)
        if properties.get(name) is not False
    }
    if draw(st.integers(0, 5)) == 0:
        body[draw(st.sampled_from(["odd", "a/b", "x~y", "0"]))] = draw(JUNK)
    return body


@needs_both
@settings(max_examples=200)
@given(st.data())
def test_engines_agree_on_what_people_send_and_read(data):
    name = data.draw(st.sampled_from(MAIN))
    agree(name, data.draw(documents({"$ref": f"{name}.json"})))


@needs_both
@settings(max_examples=100)
@given(st.data())
def test_engines_agree_on_any_model(data):
    name = data.draw(st.sampled_from(model_names()))
    agree(name, data.draw(documents({"$ref": f"{name}.json"})))


@needs_both
@pytest.mark.parametrize("name", MAIN)
@pytest.mark.parametrize("body", [None, 3, "x", [], True, {}, {"": {}}], ids=repr)
def test_engines_agree_on_what_is_nothing_like_it(name, body):
    agree(name, body)


@needs_both
def test_engines_agree_on_an_unknown_field_of_any_model():
    for name in model_names():
        agree(name, {"odd": 1, "0": None})


@needs_both
@needs_sheets
def test_engines_agree_on_every_example():
    compared = 0
    for row in json.loads((EXAMPLES / "index.json").read_text("utf-8")):
        if row["guessed_model"] in model_names():
            body = json.loads((EXAMPLES / row["file"]).read_text("utf-8"))
            agree(row["guessed_model"], body)
            compared += 1
    assert compared > 200


@needs_both
@pytest.mark.parametrize(
    "body",
    [
        {"type": "payPalBilling", "sessionId": "s"},
        {"type": "payPalBilling", "sessionId": "s", "payPal": {"returnUrl": "a"}},
        {"type": "payPal", "sessionId": "s", "amount": 1, "payPal": {"items": 3}},
        {"type": "konbini", "konbini": {}},
        {"type": ["konbini"]},
        {"sessionId": "s", "amount": -1},
    ],
    ids=str,
)
def test_engines_agree_where_a_rule_depends_on_the_type(body):
    agree("PaymentSourceRequest", body)


# -- the corner that is left ---------------------------------------------------------


@needs_both
def test_of_a_field_without_a_name_the_fast_engine_forgets_the_place():
    """Should it ever remember, this test can go; nobody names a field like that."""
    (_, (fast,)), (_, (slow,)) = opinions("Customer", {"metadata": {"": None}})

    assert (fast.pointer, slow.pointer) == ("/metadata", "/metadata/")


# -- moments: one engine's own checker against ours ----------------------------------


def two_digits(*others):
    return st.sampled_from(["00", "01", "12", "23", "24", "28", "29", "30", *others])


MOMENTS = st.tuples(
    st.sampled_from(["0000", "1900", "2000", "2023", "2024", "9999", "24", "20245"]),
    st.sampled_from("-/"),
    two_digits("02", "11", "13"),
    st.just("-"),
    two_digits("31", "32", "1"),
    st.sampled_from("Tt Zx"),
    two_digits("22"),
    st.just(":"),
    two_digits("58", "59", "60"),
    st.just(":"),
    two_digits("59", "60", "61"),
    st.sampled_from(["", ".5", ".123456789012345", ".", ",5"]),
    st.sampled_from(["Z", "z", "", "+00:00", "-00:30", "+01:00", "-01:00", "+23:59"])
    | st.sampled_from(["+24:00", "-05:60", "+0100", "+01", "Z\n", "Z "]),
).map("".join)


@needs_both
@settings(max_examples=800)
@given(MOMENTS)
@example("2016-12-31T23:59:60Z")
@example("2017-01-01T00:59:60+01:00")
@example("2016-12-31T22:59:60-01:00")
@example("2016-12-31T12:59:60Z")
@example("\uff12\uff1024-05-01T12:00:00Z")
def test_a_moment_is_one_to_both_engines_or_to_neither(text):
    assert MOMENT_JUDGE.is_valid(text) == is_date_time(text)
    assert DAY_JUDGE.is_valid(text[:10]) == is_date(text[:10])


@needs_both
@given(st.datetimes(timezones=st.timezones()))
def test_every_real_moment_is_one(moment):
    assume(moment.utcoffset().seconds % 60 == 0)
    assert MOMENT_JUDGE.is_valid(moment.isoformat())
    assert is_date_time(moment.isoformat())
    assert is_date(moment.date().isoformat())


@pytest.mark.parametrize("value", [None, 3, [], {}, True])
def test_what_is_no_text_is_not_judged_as_a_moment(value):
    assert is_date(value)
    assert is_date_time(value)


# -- the deputy ------------------------------------------------------------------------


def test_the_fast_engine_is_taken_where_it_is():
    assert engine().name == ("jsonschema" if FAST is None else "jsonschema-rs")


def test_without_a_wheel_the_other_engine_judges():
    """Where jsonschema-rs cannot be imported, all works as before, only slower."""
    script = """
import sys
sys.modules["jsonschema_rs"] = None
from mockdr.contract import check_reply, check_request
from mockdr.contract.engines import engine, fast_engine

assert fast_engine() is None
assert engine().name == "jsonschema"
assert check_request("createCheckouts", {"currency": "USD", "items": []}) == ()
problems = check_request("createCheckouts", {"items": [{"price": "1", "pric": 2}]})
print([(p.kind, p.parameter, p.expected) for p in problems])
print(check_reply("createOrders", 201, {"id": "o"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        (
            "[('invalid', 'items[0].price', 'number'), "
            "('unknown', 'items[0].pric', \"no such field; did you mean 'price'?\"), "
            "('missing', 'items[0].skuId', 'to be there'), "
            "('missing', 'currency', 'to be there')]"
        ),
        "()",
    ]


def test_nothing_of_the_deputy_is_imported_where_the_judge_is():
    """It would cost a third of the start."""
    if FAST is None:
        pytest.skip("jsonschema-rs has no wheel here: the deputy is the judge")
    script = (
        "import sys; from mockdr.contract import check_request;"
        "check_request('createCheckouts', {});"
        "print(sorted(m for m in sys.modules if m in ('jsonschema', 'referencing')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


ENGINES = [found for found in (FAST, SLOW) if found is not None]


@pytest.mark.parametrize("found", ENGINES, ids=lambda e: e.name)
def test_an_engine_asserts_formats(found):
    judge = found.compile({"type": "string", "format": "date-time"}, {})

    assert judge.is_valid("2024-05-01T12:00:00Z")
    assert not judge.is_valid("soon")


@pytest.mark.parametrize("found", ENGINES, ids=lambda e: e.name)
def test_an_engine_refuses_a_schema_that_is_none(found):
    with pytest.raises(MockdrError, match="cannot be compiled"):
        found.compile({"type": "objekt"}, {})


@pytest.mark.parametrize("found", ENGINES, ids=lambda e: e.name)
def test_an_engine_looks_nowhere_else_for_a_reference(found):
    """Neither on the disk nor on the net: what is not at hand is an error."""
    ref = {"$ref": "https://schemas.example/none.json"}
    with pytest.raises(MockdrError, match="cannot be compiled"):
        found.compile(ref, {}).is_valid({})


@pytest.mark.parametrize("found", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ({"type": "string"}, 1, "string"),
        ({"type": ["string", "null"]}, 1, "null or string"),
        ({"enum": ["a"]}, 1, "a"),
        ({"enum": ["a", None]}, 1, "one of a, null"),
        ({"const": "a"}, 1, '"a"'),
        ({"format": "date"}, "a", "a date"),
        ({"pattern": "^b$"}, "a", "text that fits ^b$"),
        ({"minimum": 3}, 1, "at least 3"),
        ({"maximum": 3}, 4, "at most 3"),
        ({"exclusiveMinimum": 3}, 3, "more than 3"),
        ({"exclusiveMaximum": 3}, 3, "less than 3"),
        ({"minLength": 3}, "a", "at least 3 long"),
        ({"maxLength": 3}, "abcd", "at most 3 long"),
        ({"minItems": 1}, [], "at least 1 long"),
        ({"maxItems": 1}, [1, 2], "at most 1 long"),
        ({"maxProperties": 0}, {"a": 1}, "at most 0 long"),
        ({"uniqueItems": True}, [1, 1], "what uniqueItems says"),
        ({"oneOf": [{"type": "string"}, {"type": "number"}]}, None, "string"),
    ],
    ids=str,
)
def test_an_engine_says_what_would_be_right(found, part, value, expected):
    judge = found.compile(part, {})
    (problem,) = problems_of(value, judge.faults(value))

    assert problem.expected == expected
    assert problem.kind == "invalid"


@pytest.mark.parametrize("found", ENGINES, ids=lambda e: e.name)
def test_an_engine_refuses_an_unknown_format(found):
    with pytest.raises(MockdrError, match="format"):
        found.compile({"format": "colour"}, {})
