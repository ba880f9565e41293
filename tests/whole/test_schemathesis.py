"""Schemathesis sends what the served description allows, and what it does not."""

from __future__ import annotations

import copy

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mockdr.engine.call import Call
from mockdr.engine.operations.table import OPERATIONS
from mockdr.server.app import App
from tests.engine.shop import Shop
from tests.whole.estate import ask

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: How many requests of each kind an operation is sent.
GOOD, BAD = 8, 4
#: What a case is sent as: as it was made, to a thing that there is, or as a body that
#: is fine but for some fields.
WAYS = ("as made", "to a thing", "a good body, changed")


class Door:
    """The WSGI application that schemathesis knows; behind it each time a new shop."""

    shop: Shop

    def __call__(self, environ, start_response):
        return App(self.shop.world)(environ, start_response)


def served():
    """Return the description as a client is served it, without what nobody can make."""
    call = Call(method="GET", path="/_mockdr/openapi.json")
    reply = App(Shop().world).answer(call, inside=True)
    document = orjson.loads(reply.body)
    # Which part goes with which type of source is more than the library can solve; it
    # makes any part with any type, which is refused or not.
    del document["components"]["schemas"]["PaymentSourceRequest"]["allOf"]
    return document


DOOR = Door()
DESCRIBED = schemathesis.openapi.from_dict(served())
DESCRIBED.app = DOOR
CASES = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in DESCRIBED.get_all_operations()
}


def test_the_library_knows_every_operation_that_is_simulated():
    assert OPERATIONS.keys() - CASES.keys() == set()


def looking(examples):
    """Return the settings: the same cases each time, and only so many."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_no_request_meets_a_failure_or_a_reply_that_is_not_described(operation):
    cases = CASES[operation]

    @looking(GOOD)
    @given(cases.as_strategy(), st.sampled_from(WAYS))
    def allowed(case, way):
        send(operation, case, way)

    @looking(BAD)
    @given(
        cases.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        st.sampled_from(WAYS),
    )
    def not_allowed(case, way):
        send(operation, case, way)

    allowed()
    not_allowed()


def send(operation, case, way):
    DOOR.shop = shop = Shop()
    if way != "as made":
        good = ask(shop, operation)
        case.path_parameters = dict(good.params) or case.path_parameters
        case.query = {**(case.query or {}), **good.query}
        if way == "a good body, changed" and isinstance(good.body, dict):
            changed = case.body if isinstance(case.body, dict) else {}
            ids = {name for name in good.body if name.endswith(("Id", "items"))}
            others = {k: v for k, v in changed.items() if k not in ids}
            case.body = {**copy.deepcopy(good.body), **others}
    public = case.operation.definition.raw["security"] == [{"publicKey": []}]
    key = f"{'pk' if public else 'sk'}_test_{shop.name}"
    response = case.call(
        base_url="http://localhost", headers={"Authorization": f"Bearer {key}"}
    )
    case.validate_response(response, checks=CHECKS)
