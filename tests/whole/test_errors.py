"""Every row of the catalogue of errors is brought about, word for word."""

from __future__ import annotations

import re

import pytest

from mockdr.contract import errors
from tests.engine.shop import Shop
from tests.engine.test_catalogue_requests import BY_REQUEST as BEFORE_ORDERS
from tests.engine.test_catalogue_requests import BY_STORY
from tests.whole.refusals import BEYOND, BY_REQUEST

REQUESTS = BEFORE_ORDERS | BY_REQUEST


def rule(entry):
    """Return the pattern of the texts that *entry* can have."""
    if entry.template is None:
        return re.escape(entry.message or "")
    pieces = re.split(r"\{\w+\}", entry.template)
    return ".+".join(map(re.escape, pieces))


def bare(parameter):
    """Return *parameter* without the places in lists."""
    return parameter and re.sub(r"\[\d+\]", "[]", parameter)


@pytest.mark.parametrize("key", sorted(BY_REQUEST))
def test_a_request_is_refused_in_the_words_of_the_catalogue(key):
    """A general entry may say it, where it says the same."""
    shop, entry = Shop(), errors()[key]
    answer = BY_REQUEST[key](shop)
    assert answer.status == entry.status, answer.raw
    assert answer.body.get("type") == entry.type
    told = [
        error
        for error in answer.body["errors"]
        if error.get("code") == entry.code
        and bare(error.get("parameter")) == bare(entry.parameter)
        and re.fullmatch(rule(entry), error.get(entry.text, ""))
    ]
    assert told, answer.raw
    assert set(told[0]) <= {"code", "parameter", entry.text}


def test_every_row_is_brought_about_or_argued():
    assert not REQUESTS.keys() & (BY_STORY.keys() | BEYOND)
    assert not BY_STORY.keys() & BEYOND
    assert sorted(errors()) == sorted({*REQUESTS, *BY_STORY, *BEYOND})


def test_what_no_call_can_say_is_of_no_operation():
    assert {key for key, e in errors().items() if not e.operations} == BEYOND
