"""The line for a shell repeats a call with all that changes its answer."""

from __future__ import annotations

import shlex

from mockdr.server.curl import curl
from tests.engine.shop import Shop

URL = "http://127.0.0.1:8400"


def test_the_version_that_a_request_asked_for_itself_is_repeated():
    shop = Shop()
    shop.get("/orders", headers={"digitalriver-version": "2020-12-17"})
    shop.get("/orders")
    asked, plain = shop.tenant.journal.entries()

    words = shlex.split(curl(asked, shop.tenant, URL))
    assert words[-2:] == ["-H", "digitalriver-version: 2020-12-17"]
    assert "digitalriver-version" not in curl(plain, shop.tenant, URL)


def test_a_version_is_one_word_whatever_stands_in_it():
    shop = Shop()
    nasty = "'; rm -r x #\n4444222233331111"
    shop.get("/orders", headers={"digitalriver-version": nasty})
    [entry] = shop.tenant.journal.entries()

    line = curl(entry, shop.tenant, URL)
    assert "4444222233331111" not in line
    assert len(shlex.split(line)) == len(shlex.split(line, comments=True)) == 6
