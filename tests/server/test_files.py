"""Files over HTTP: packed by real clients, fetched by anybody who has the link."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
import requests

from mockdr.server.app import App
from mockdr.server.listener import Listener
from mockdr.server.transports import SyncTransport

CONTENT = b"%PDF-1.4\r\n--x--\r\n" + bytes(range(256)) * 40
TOMORROW = "2024-05-02T12:00:00Z"
KEY = {"Authorization": "Bearer sk_test_shop"}
FORM = {
    "files": {"file": ("certificate.pdf", CONTENT, "application/pdf")},
    "data": {"purpose": "tax_document_customer_upload", "linkExpiresTime": TOMORROW},
}


@pytest.fixture
def by_socket(real_app):
    """Send with requests to a server."""
    listener = Listener(real_app, "127.0.0.1", 0, body_limit=real_app.body_limit)
    listener.start()
    url = f"http://127.0.0.1:{listener.port}"
    with requests.Session() as session:
        yield lambda method, path, **more: session.request(
            method, path if "://" in path else url + path, timeout=30, **more
        )
    listener.stop()


@pytest.fixture
def inside(real_app):
    """Send with httpx, without a socket."""
    with httpx.Client(
        transport=SyncTransport(real_app), base_url="http://mockdr"
    ) as client:
        yield client.request


@pytest.mark.parametrize("way", ["by_socket", "inside"])
def test_a_file_goes_in_by_a_form_and_out_again_by_key_and_by_link(request, way):
    send = request.getfixturevalue(way)
    uploaded = send("POST", "/files", headers=KEY, **FORM)
    assert uploaded.status_code == 201
    file = uploaded.json()
    assert (file["fileName"], file["size"]) == ("certificate.pdf", len(CONTENT))

    content = send("GET", file["url"], headers=KEY)
    assert (content.status_code, content.content) == (200, CONTENT)
    assert content.headers["Content-Type"] == "application/pdf"

    (link,) = file["links"]
    shared = send("GET", link["url"])
    assert (shared.status_code, shared.content) == (200, CONTENT)
    assert shared.headers["X-Content-Type-Options"] == "nosniff"
    head = send("HEAD", link["url"])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(CONTENT))


def test_a_link_ends_on_the_clock_of_its_tenant(real_world, inside):
    link = inside("POST", "/files", headers=KEY, **FORM).json()["links"][0]
    real_world.tenant("shop").clock.advance(timedelta(days=1))
    gone = inside("GET", link["url"])

    assert gone.status_code == 404
    assert gone.json()["errors"][0]["code"] == "not_found"
    assert "has expired" in gone.headers["X-Mockdr-Hint"]


def test_the_content_wants_a_key(inside):
    file = inside("POST", "/files", headers=KEY, **FORM).json()
    assert inside("GET", file["url"]).status_code == 401


def test_a_file_over_the_limit_of_bodies_is_413(real_world, inside):
    large = {**FORM, "files": {"file": ("large.pdf", bytes(17 * 1024 * 1024))}}
    assert inside("POST", "/files", headers=KEY, **large).status_code == 413


def test_no_other_method_opens_a_link(inside):
    link = inside("POST", "/files", headers=KEY, **FORM).json()["links"][0]
    assert inside("DELETE", link["url"], headers=KEY).status_code == 404
    assert inside("GET", link["url"]).status_code == 200


def test_the_app_stays_one_application_for_every_tenant(real_world):
    """A link says nothing of whose it is; every tenant's is found."""
    with httpx.Client(transport=SyncTransport(App(real_world))) as client:
        for name in ("one", "two"):
            headers = {"Authorization": f"Bearer sk_test_{name}"}
            made = client.post("http://mockdr/files", headers=headers, **FORM).json()
            assert client.get(made["links"][0]["url"]).content == CONTENT
