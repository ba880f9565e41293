"""Pages of a shop call what is for browsers across hosts, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from mockdr.contract import operations
from mockdr.engine.call import Call
from mockdr.server.app import REDIRECTS
from mockdr.server.transports import SyncTransport

ALLOWED = "access-control-allow-origin"
ASKS = {
    "origin": "https://shop.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type,x-own",
}
CARD = {"number": "4111111111111111", "expirationMonth": 7, "expirationYear": 2030}
PATHS = sorted(
    {
        operation.path.replace("{id}", "1")
        for operation in operations().values()
        if operation.key == "public"
    }
)


@pytest.fixture
def browser(real_app):
    headers = {"Authorization": "Bearer pk_test_mockdr", "Origin": ASKS["origin"]}
    with httpx.Client(
        transport=SyncTransport(real_app), base_url="http://mockdr", headers=headers
    ) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_may_ask_before_every_call_of_its_own(app, echo, path):
    reply = app.answer(Call(method="OPTIONS", path=path, headers=ASKS))
    assert (reply.status, reply.body) == (204, b"")
    told = {name.lower(): value for name, value in reply.headers.items()}
    assert told[ALLOWED] == "*"
    assert "POST" in told["access-control-allow-methods"]
    assert told["access-control-allow-headers"] == "authorization,content-type,x-own"
    assert echo.calls == []


def test_a_page_reads_what_was_made_and_what_was_refused(browser):
    made = browser.post(
        "/payments/sources",
        json={"type": "creditCard", "owner": {"lastName": "B"}, "creditCard": CARD},
    )
    refused = browser.post("/payments/sources", json={"type": "nothing"})
    unknown = browser.get(f"/payments/sources/{made.json()['id']}?secret=wrong")
    stranger = browser.get("/payments/payment-methods", headers={"Authorization": ""})
    replies = [made, refused, unknown, stranger]
    assert [reply.status_code for reply in replies] == [201, 400, 404, 401]
    assert [reply.headers.get(ALLOWED) for reply in replies] == ["*"] * 4


@pytest.mark.parametrize(
    "path", ["/orders", "/sources", "/payments", "/_mockdr/health", f"{REDIRECTS}1"]
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_nothing_else_is_open_to_pages(real_app, method, path):
    reply = real_app.answer(Call(method=method, path=path, headers=ASKS))
    assert reply.status != 204
    assert ALLOWED not in {name.lower() for name in reply.headers}


def test_options_that_no_browser_sends_are_a_call_like_any_other(app, echo):
    app.answer(Call(method="OPTIONS", path="/payments/sources"))
    assert echo.call.method == "OPTIONS"
