"""Forms: what a client packs with a file arrives, by whatever way."""

from __future__ import annotations

import httpx
import pytest

from mockdr.engine.call import Call, Upload
from mockdr.server.forms import with_form
from mockdr.server.transports import SyncTransport

PDF = b"%PDF-1.4\r\n--not-a-boundary\r\n\x00\xff\xfe"


def packed(**parts):
    """Return the call that a client makes of a form."""
    request = httpx.Request("POST", "http://mockdr/files", **parts)
    return Call(
        method="POST",
        path="/files",
        headers={"content-type": request.headers["content-type"]},
        body=request.read(),
    )


FORM = {
    "files": {"file": ("Zertifikat für Jörg.pdf", PDF, "application/pdf")},
    "data": {"purpose": "customer_invoice", "title": "Größe: 5 €"},
}


def test_a_form_has_its_fields_and_its_files_as_they_were_packed():
    assert with_form(packed(**FORM)).form == {
        "purpose": "customer_invoice",
        "title": "Größe: 5 €",
        "file": Upload(name="Zertifikat für Jörg.pdf", content=PDF),
    }


def test_an_empty_file_is_a_file():
    form = with_form(packed(files={"file": ("empty.txt", b"")})).form
    assert form == {"file": Upload(name="empty.txt", content=b"")}


def test_a_large_file_arrives_whole():
    content = bytes(range(256)) * 8192
    form = with_form(packed(files={"file": ("large", content)})).form
    assert form["file"].content == content


@pytest.mark.parametrize("length", [1, 30, 60, 200])
def test_a_form_that_was_cut_is_none(length):
    call = packed(**FORM)
    cut = Call(method="POST", path="/", headers=call.headers, body=call.body[:length])
    assert with_form(cut).form is None


@pytest.mark.parametrize(
    "type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data;b"],
)
def test_a_form_whose_boundary_is_not_told_is_none(type):
    call = packed(**FORM)
    untold = Call(
        method="POST", path="/", headers={"content-type": type}, body=call.body
    )
    assert with_form(untold).form is None


@pytest.mark.parametrize(
    "type", ["application/json", "text/plain", "", "multipart/mixed"]
)
def test_what_is_no_form_stays_as_it_is(type):
    call = Call(method="POST", path="/", headers={"content-type": type}, body=b"{}")
    assert with_form(call) is call


def test_more_parts_than_anybody_types_are_no_form():
    many = {f"field{number}": "x" for number in range(101)}
    assert with_form(packed(data=many, files={"file": b""})).form is None


def test_the_app_takes_forms_apart_for_every_way_in(app, echo, server, web):
    web.post(f"http://127.0.0.1:{server.port}/files", **FORM)
    with httpx.Client(transport=SyncTransport(app)) as client:
        client.post("http://mockdr/files", **FORM)

    by_socket, inside = echo.calls
    assert by_socket.form == inside.form
    assert inside.form["file"] == Upload(name="Zertifikat für Jörg.pdf", content=PDF)
