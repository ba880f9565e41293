"""What any page of the web can make a browser ask makes no tenant."""

from __future__ import annotations

import io
import json

import pytest

from mockdr.engine.call import Call
from mockdr.server.app import App
from mockdr.server.logs import RequestLog

KEY = "pk_test_evil"
PAGE = {"origin": "https://evil.example"}
SIGNED = {**PAGE, "authorization": f"Bearer {KEY}"}


def app_of(world):
    return App(world, watch=RequestLog(world, io.StringIO(), "json").write)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/payments/redirects/x", PAGE, 404),
        ("POST", "/payments/redirects/x", PAGE, 404),
        ("GET", "/payments/receivers/x", PAGE, 404),
        ("POST", "/payments/receivers/x", PAGE, 404),
        ("GET", "/v1/mockdr/konbini-stores", SIGNED, 200),
        ("GET", "/v1/mockdr/now", SIGNED, 200),
        ("GET", "/v1/mockdr/session", SIGNED, 400),
        ("OPTIONS", "/v1/mockdr/decide", SIGNED, 204),
        ("GET", "/checkouts", PAGE, 401),
        ("POST", "/payments/sources", PAGE, 401),
        ("GET", "/v1/mockdr/now", PAGE, 401),
    ],
)
def test_a_key_that_is_new_makes_no_tenant(real_world, method, path, headers, status):
    call = Call(method=method, path=path, query=(("apiKey", KEY),), headers=headers)
    assert app_of(real_world).answer(call).status == status
    assert real_world.tenants() == []


def test_nor_does_the_limit_of_a_body_or_a_failure(real_world):
    app = app_of(real_world)
    assert app.body_limit(f"Bearer {KEY}") == real_world.defaults.body_limit
    app.failed(Call(method="GET", path="/x", headers=SIGNED), RuntimeError("lost"))
    assert real_world.tenants() == []
    assert [f.kind for f in real_world.strays.findings()] == ["error"]


def test_a_tenant_with_standing_stories_is_there_for_its_pages(real_world):
    text = "scenario: lost\nsteps:\n  - merchant: createCheckouts\n"
    real_world.stand("shop", real_world.library.story_from_text(text))
    real_world.reset_all()
    headers = {"authorization": "Bearer pk_test_shop"}
    call = Call(method="GET", path="/v1/mockdr/now", headers=headers)
    assert "now" in json.loads(app_of(real_world).answer(call).body)
    assert [tenant.name for tenant in real_world.tenants()] == ["shop"]


def test_a_call_of_the_provider_makes_one_as_ever(real_world):
    call = Call(method="GET", path="/nowhere", headers=SIGNED)
    assert app_of(real_world).answer(call).status in (401, 404)
    assert [tenant.name for tenant in real_world.tenants()] == ["evil"]
