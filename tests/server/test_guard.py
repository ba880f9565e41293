"""Who may use the control API."""

from __future__ import annotations

import pytest

from mockdr.server.guard import Guard, host_name, is_loopback

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (compared, not bound)


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("localhost:8400", "localhost"),
        ("LOCALHOST", "localhost"),
        ("[::1]:8400", "::1"),
        ("[::1]", "::1"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("", ""),
    ],
)
def test_the_host_of_an_authority(authority, host):
    assert host_name(authority) == host


@pytest.mark.parametrize(
    "host", ["localhost", "api.localhost", "127.0.0.1", "127.8.8.8", "::1"]
)
def test_loopback_is_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["example.com", "localhost.example.com", *EVERYWHERE, "10.0.0.1", ""],
)
def test_everything_else_is_not(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host", ["localhost:1", "127.0.0.1:1", "[::1]:1", "a.localhost"]
)
def test_a_loopback_host_is_served(host):
    assert Guard().objection({"host": host}) is None


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8400", "127.0.0.1.evil.example", "192.168.0.2", ""],
)
def test_a_name_that_only_points_here_is_refused(host):
    status, message, _ = Guard().objection({"host": host})
    assert status == 403
    assert "does not answer" in message


def test_a_request_without_a_host_is_refused():
    assert Guard().objection({})[0] == 403


def test_the_bound_host_is_served():
    guard = Guard("mockdr.test")
    assert guard.objection({"host": "mockdr.test:8400"}) is None
    assert guard.objection({"host": "other.test:8400"})[0] == 403


@pytest.mark.parametrize("everywhere", EVERYWHERE)
def test_bound_everywhere_any_name_leads_here_and_the_token_decides(everywhere):
    guard = Guard(everywhere, "geheim")
    host = {"host": "mockdr.compose:8400"}
    assert guard.objection(host)[0] == 401
    assert guard.objection({**host, "authorization": "Bearer wrong"})[0] == 401
    assert guard.objection({**host, "authorization": "Basic geheim"})[0] == 401
    assert guard.objection({**host, "authorization": "Bearer gehéim"})[0] == 401
    assert guard.objection({**host, "authorization": "bearer geheim"}) is None


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://["]
)
def test_other_web_pages_are_refused(origin):
    headers = {"host": "127.0.0.1:8400", "origin": origin}
    assert Guard().objection(headers)[0] == 403


def test_a_page_of_our_own_is_served():
    headers = {"host": "127.0.0.1:8400", "origin": "http://127.0.0.1:8400"}
    assert Guard().objection(headers) is None
