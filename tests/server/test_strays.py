"""Calls of no tenant, where a server belongs to one test."""

from __future__ import annotations

import pytest

import mockdr as package
from mockdr.server.handle import CheckFailed


def test_a_key_of_nobody_fails_at_the_end():
    live = {"Authorization": "Bearer sk_live_4f31e077"}
    context = package.start()
    mockdr = context.__enter__()
    answer = mockdr.client(headers=live).get("/orders")

    assert answer.status_code == 401
    assert "mockdr.secret_key" in answer.headers["X-Mockdr-Hint"]
    with pytest.raises(CheckFailed, match=r"nobody \(sk_live, .* '4f3'\)") as caught:
        context.__exit__(None, None, None)
    assert "4f31" not in str(caught.value)


def test_open_keys_let_every_name_in():
    other = {"Authorization": "Bearer sk_test_other"}
    with package.start(keys="open") as mockdr:
        assert mockdr.client(headers=other).get("/orders").status_code == 200


@pytest.mark.parametrize("header", ["Token x", "sk_test_mockdr"])
def test_a_header_without_a_key_says_how_it_is_written(header):
    with package.start(violations="allow") as mockdr:
        answer = mockdr.client(headers={"Authorization": header}).get("/orders")

    assert answer.status_code == 401
    assert "send Bearer, or Basic" in answer.headers["X-Mockdr-Hint"]
