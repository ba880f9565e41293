"""HAR is read as browsers and proxies write it."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockdr.base.errors import MockdrError
from mockdr.engine.traces.har import read_har
from tests.engine.traces.recordings import entry, read, recording


def test_an_entry_is_read_as_a_whole():
    [found] = read(
        entry(
            "post",
            "/checkouts?limit=2&x=a%20b",
            {"currency": "EUR"},
            201,
            {"id": "1"},
            headers={"X-A": "1"},
        )
    )

    assert (found.method, found.host) == ("POST", "api.digitalriver.com")
    assert found.path == "/checkouts"
    assert found.query == (("limit", "2"), ("x", "a b"))
    assert found.headers["x-a"] == "1"
    assert json.loads(found.body) == {"currency": "EUR"}
    assert (found.status, json.loads(found.reply)) == (201, {"id": "1"})
    assert found.at.isoformat() == "2024-05-01T12:00:00+00:00"
    assert found.took.microseconds == 3000


def test_a_path_is_decoded():
    [found] = read(entry(path="/customers/ann%2Fb%C3%A9"))

    assert found.path == "/customers/ann/bé"


@pytest.mark.parametrize(
    "content",
    [
        {"text": base64.b64encode(b'{"a": 1}').decode(), "encoding": "base64"},
        {"text": base64.b64encode(b'{"a": 1}').decode(), "encoding": "BASE64"},
        {"text": '{"a": 1}', "mimeType": "application/json"},
        {
            "text": base64.b64encode(gzip.compress(b'{"a": 1}')).decode(),
            "encoding": "base64",
        },
    ],
)
def test_a_body_is_unpacked(content):
    [found] = read(entry(response={"status": 200, "content": content}))

    assert found.reply == b'{"a": 1}'


def test_a_deflated_body_is_unpacked():
    packed = base64.b64encode(zlib.compress(b'{"a": 1}')).decode()
    [found] = read(
        entry(
            response={
                "headers": [{"name": "Content-Encoding", "value": "deflate"}],
                "content": {"text": packed, "encoding": "base64"},
            }
        )
    )

    assert found.reply == b'{"a": 1}'


def test_a_body_that_cannot_be_unpacked_is_not_known():
    packed = base64.b64encode(b"\x8b\xff\xfe\x03").decode()
    [found] = read(
        entry(
            response={
                "headers": [{"name": "Content-Encoding", "value": "br"}],
                "content": {"text": packed, "encoding": "base64"},
            }
        )
    )

    assert found.reply is None


def test_chunks_that_a_proxy_left_apart_are_joined():
    chunked = [{"name": "Transfer-Encoding", "value": "chunked"}]
    text = '4\r\n{"a"\r\n4;x=y\r\n: 1}\r\n0\r\n\r\n'
    [found] = read(entry(response={"headers": chunked, "content": {"text": text}}))

    assert found.reply == b'{"a": 1}'


def test_what_only_looks_like_chunks_stays_as_it_is():
    chunked = [{"name": "Transfer-Encoding", "value": "chunked"}]
    [found] = read(entry(response={"headers": chunked, "content": {"text": "4\r\nab"}}))

    assert found.reply == b"4\r\nab"


def test_a_body_that_was_not_saved_is_not_known():
    [found] = read(entry(response={"status": 200, "content": {"size": 120}}))
    [sent] = read(entry(headers={"Content-Length": "7"}))

    assert found.reply is None
    assert sent.body is None


def test_a_form_is_read_from_its_fields():
    [found] = read(
        entry(request={"postData": {"params": [{"name": "a", "value": "1 2"}]}})
    )

    assert found.body == b"a=1+2"


def test_headers_may_be_a_mapping_and_those_of_http_2_are_none():
    headers = {":authority": "shop.example", ":path": "/orders", "A": "1"}
    [found] = read(entry(request={"url": "/orders?x=1", "headers": headers}))

    assert found.headers == {"host": "shop.example", "a": "1"}
    assert (found.host, found.path) == ("shop.example", "/orders")


def test_a_query_that_the_url_lacks_is_read_from_its_list():
    [found] = read(entry(request={"queryString": [{"name": "limit", "value": "2"}]}))

    assert found.query == (("limit", "2"),)


@pytest.mark.parametrize("status", [0, -1, None, "200"])
def test_a_request_without_a_reply_was_lost(status):
    [found] = read(
        entry(response={"status": status, "_error": "net::ERR_CONNECTION_RESET"})
    )

    assert (found.status, found.lost) == (0, "net::ERR_CONNECTION_RESET")


def test_entries_come_in_the_order_in_which_they_began():
    found = read(
        entry(path="/b", at="2024-05-01T14:00:01.5+02:00"),
        entry(path="/a", at="2024-05-01T12:00:01.4000000001Z"),
    )

    assert [e.path for e in found] == ["/a", "/b"]
    assert [e.number for e in found] == [2, 1]


def test_entries_without_a_moment_stay_in_the_order_of_the_file():
    found = read(entry(path="/b"), entry(path="/a", at="yesterday"))

    assert [e.path for e in found] == ["/b", "/a"]
    assert found[1].at is None


def test_an_entry_has_its_place_in_the_file():
    text = json.dumps(json.loads(recording(entry(), entry(path="/x"))), indent=2)
    trace = read_har(text.encode(), "shop.har")

    lines = text.splitlines()
    for found in trace.exchanges:
        assert lines[found.place.line - 1][found.place.column - 1] == "{"
    assert '"startedDateTime"' in lines[trace.exchanges[1].place.line]
    assert trace.exchanges[0].place.line < trace.exchanges[1].place.line


def test_a_place_is_found_behind_a_body_that_speaks_of_entries():
    log = {"comment": '"entries": [{}]', "entries": [entry()]}
    text = json.dumps({"log": log})
    [found] = read_har(text.encode(), "shop.har").exchanges

    assert text[found.place.column - 1 :].startswith('{"startedDateTime"')


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_be_in_any_coding_that_windows_likes(coding):
    text = recording(entry(path="/é")).decode()
    [found] = read_har(text.encode(coding), "shop.har").exchanges

    assert found.path == "/é"


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"log": 1}', b'{"log": {"entries": {}}}', b"\x00"]
)
def test_what_is_no_har_is_said_to_be_none(data):
    with pytest.raises(MockdrError, match="is no HAR") as error:
        read_har(data, "shop.har")

    assert error.value.help


@pytest.mark.parametrize(
    "odd",
    [
        None,
        1,
        {},
        {"request": 1},
        {"request": {"url": 1}},
        {"request": {"url": "ws://host/x"}},
        {"request": {"url": "http://[host"}},
    ],
)
def test_an_entry_that_is_none_is_passed_over(odd):
    assert [e.path for e in read(odd, entry())] == ["/orders"]


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["request", "response", "url", "content", "text", "headers", "name"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_entry_however_odd_is_an_exception(odd):
    read(odd, entry(request=odd if isinstance(odd, dict) else {}))
