"""What is simulated and what the contract has are the same; nobody is told 501."""

from __future__ import annotations

import re

import pytest

from mockdr.contract import operations
from mockdr.engine.operations.table import OPERATIONS
from tests.engine.shop import Shop
from tests.whole.estate import ASKED, BODIES, THINGS, ask

#: Told by a page of its own, which is no JSON: see the server's tests.
PAGES = {"redirectPayments"}


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_a_good_request_is_answered_as_the_contract_says(operation):
    shop = Shop()
    asked = ask(shop, operation)
    answer = asked.send(shop)
    success = operations()[operation].success
    assert answer.status in (success, 200, 201), answer.raw
    assert answer.hint == ""
    assert (answer.raw == b"") == (success == 204)
    assert shop.findings() == []


def test_every_operation_of_the_contract_is_simulated_and_no_other():
    assert OPERATIONS.keys() | PAGES == operations().keys()
    assert not OPERATIONS.keys() & PAGES


@pytest.mark.parametrize("operation", sorted(operations()))
def test_no_operation_answers_501_whatever_it_is_asked(operation):
    """Neither without a body, nor with one, nor for a thing that is not there."""
    found = operations()[operation]
    names = dict.fromkeys(re.findall(r"\{(\w+)\}", found.path), "nothing")
    shop = Shop()
    key = "public" if found.key == "public" else None
    for body in (None, {}, {"id": 1}, b"{"):
        path = found.path.format(**names)
        assert shop.send(found.method, path, body, key=key).status < 500


def test_the_tables_of_requests_name_what_there_is():
    known = operations()
    paths = {operation.path.partition("/{")[0] for operation in known.values()}
    assert (ASKED.keys() | BODIES.keys()) - known.keys() == set()
    assert THINGS.keys() - paths == set()
    assert {id for id, o in known.items() if o.request_model} - (
        ASKED.keys() | BODIES.keys()
    ) == set()
