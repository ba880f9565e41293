"""Every operation is found by its path, and near misses are told what is near."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.contract import model_names, operations, route

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def concrete(path, value="x1"):
    return re.sub(r"\{\w+\}", value, path)


@pytest.mark.parametrize("operation", operations().values(), ids=lambda o: o.id)
def test_an_operation_is_found_and_its_variables_too(operation):
    routed = route(operation.method, concrete(operation.path))

    assert routed.operation is operation
    names = re.findall(r"\{(\w+)\}", operation.path)
    assert routed.params == dict.fromkeys(names, "x1")
    assert routed.allowed == ()
    assert routed.nearest == ""


@pytest.mark.parametrize("path", sorted({o.path for o in operations().values()}))
def test_a_path_names_its_methods_where_the_method_is_wrong(path):
    """`/checkouts/store-credits` is a checkout with an odd id too: "at least"."""
    own = {o.method for o in operations().values() if o.path == path}
    for method in METHODS:
        routed = route(method, concrete(path))
        if method in own:
            assert routed.operation.path == path
        elif routed.operation is None:
            assert set(routed.allowed) >= own
            assert list(routed.allowed) == sorted(routed.allowed)


def test_variables_keep_their_names_and_order():
    routed = route("POST", "/checkouts/c 1/sources/s%2F2")

    assert routed.params == {"id": "c 1", "sourceId": "s%2F2"}


def test_a_literal_segment_comes_before_a_variable():
    assert route("POST", "/checkouts/store-credits").operation.id == (
        "storeCreditsCallout"
    )
    assert route("GET", "/checkouts/store-credits").operation.id == "retrieveCheckouts"


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/order/1", "/orders/{id}"),
        ("POST", "/order", "/orders"),
        ("POST", "/v1/checkouts", "/checkouts"),
        ("POST", "/payment/sources", "/payments/sources"),
        ("POST", "/orders/", "/orders"),
        ("POST", "/orders/1/refreshes", "/orders/{id}/refresh"),
        ("POST", "/checkouts//sources/1", "/checkouts/{id}/sources/{sourceId}"),
    ],
)
def test_an_unknown_path_is_told_the_nearest(method, path, nearest):
    routed = route(method, path)

    assert routed.operation is None
    assert routed.allowed == ()
    assert nearest in routed.nearest
    assert re.fullmatch(r"[A-Z]+ /\S* \(\w+\)", routed.nearest)


@pytest.mark.parametrize("path", ["", "/", "//", "/zzzzzzzz", "/" + "z" * 100_000])
def test_what_is_near_nothing_is_told_nothing(path):
    routed = route("GET", path)

    assert (routed.operation, routed.allowed) == (None, ())


@given(st.sampled_from(METHODS), st.text(max_size=40))
def test_any_path_gets_an_answer(method, text):
    routed = route(method, "/" + text)

    assert (routed.operation is None) or not routed.allowed


def test_models_that_operations_name_are_there():
    names = set(model_names())
    for operation in operations().values():
        for model in (operation.request_model, operation.reply_model):
            if model is not None:
                assert model.removesuffix("[]") in names, operation.id


def test_keys_and_provenance_are_of_closed_lists():
    for operation in operations().values():
        assert operation.key in ("secret", "public", "none")
        assert operation.evidence in ("documented", "observed", "inferred")
        assert operation.source
        assert 200 <= operation.success < 300
        if operation.path.startswith("/payments/"):
            public = "none" if operation.id == "redirectPayments" else "public"
            assert operation.key == public


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/nowhere",
        "/x",
        "/favicon.ico",
        "/foo/bar",
        "/a/b/c",
        "/foo/0c5a3c2e-6f1d-4f0e-9b1a-000000000000",
        "/nothing/1",
    ],
)
def test_what_is_like_no_path_gets_no_suggestion(path):
    for method in ("GET", "POST"):
        assert route(method, path).nearest == ""
