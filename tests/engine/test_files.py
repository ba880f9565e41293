"""Files come back byte by byte, and links to them end on their day."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from mockdr.domain.file import LARGEST
from mockdr.engine.call import Call, Upload
from mockdr.engine.sharing import share
from tests.engine.shop import envelope

PDF = b"%PDF-1.4\n\x00\xff\xfe%%EOF\n"
TOMORROW = "2026-05-02T12:00:00Z"
FORM = {"content-type": "multipart/form-data; boundary=x"}


def upload(shop, content=PDF, name="certificate.PDF", **fields):
    """Send a file as a form; None leaves a field out."""
    form = {
        "file": Upload(name=name, content=content),
        "purpose": "tax_document_customer_upload",
        **fields,
    }
    return shop.post(
        "/files",
        b"--x",
        headers=FORM,
        form={name: value for name, value in form.items() if value is not None},
    )


def encoded(shop, content=PDF, **fields):
    body = {
        "file": base64.b64encode(content).decode(),
        "fileName": "certificate.pdf",
        "purpose": "tax_document_customer_upload",
        **fields,
    }
    return shop.post("/files", {n: v for n, v in body.items() if v is not None})


def link(shop, file, expires=TOMORROW):
    return shop.made(
        shop.post("/file-links", {"fileId": file["id"], "expiresTime": expires})
    )


def opened(shop, link):
    """Return what anybody gets at the address of *link*: status and bytes."""
    path = f"/links/{link['id']}"
    assert link["url"].endswith(path)
    reply = share(shop.world, Call(method="GET", path=path), link["id"])
    return reply.status, reply.body


# -- files ---------------------------------------------------------------------------


@pytest.mark.parametrize("send", [upload, encoded])
@pytest.mark.parametrize(
    "content", [b"\x00", PDF, bytes(range(256)) * 100], ids=["byte", "pdf", "all"]
)
def test_what_was_sent_comes_back_byte_by_byte(shop, send, content):
    file = shop.made(send(shop, content))
    answer = shop.get(f"/files/{file['id']}/content")

    assert (answer.status, answer.raw) == (200, content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert file["size"] == len(content)


def test_a_file_is_described_as_the_page_shows_it(shop):
    answer = upload(shop, title="My certificate")
    file = answer.body

    assert answer.status == 201
    assert file == {
        "id": file["id"],
        "createdTime": "2026-05-01T12:00:00Z",
        "fileName": "certificate.PDF",
        "purpose": "tax_document_customer_upload",
        "title": "My certificate",
        "size": len(PDF),
        "type": "pdf",
        "url": f"http://127.0.0.1:8400/files/{file['id']}/content",
        "liveMode": False,
    }
    assert shop.get(f"/files/{file['id']}").body == file
    assert shop.get("/files").body == {"hasMore": False, "data": [file]}
    assert shop.events() == []


def test_a_name_that_is_told_counts_more_than_that_of_the_upload(shop):
    assert upload(shop, fileName="paper.png").body["fileName"] == "paper.png"


@pytest.mark.parametrize(
    ("name", "type", "media"),
    [
        ("a.png", "png", "image/png"),
        ("a.b.JPG", "jpg", "image/jpeg"),
        ("page.html", "html", "application/octet-stream"),
        ("drawing.svg", "svg", "application/octet-stream"),
        ("README", None, "application/octet-stream"),
        ("trailing.", None, "application/octet-stream"),
        (".profile", None, "application/octet-stream"),
        ("..", None, "application/octet-stream"),
        ("1. letter to you", None, "application/octet-stream"),
        ("C:\\my.files\\README", None, "application/octet-stream"),
        ("my.files/a.PdF", "pdf", "application/pdf"),
        ("a.größe", None, "application/octet-stream"),
        ("a.pdf\n", None, "application/octet-stream"),
    ],
)
def test_the_end_of_the_name_is_the_type(shop, name, type, media):
    file = shop.made(upload(shop, name=name))
    answer = shop.get(f"/files/{file['id']}/content")

    assert file.get("type") == type
    assert answer.headers["Content-Type"] == media


@pytest.mark.parametrize(
    ("send", "fields", "errors"),
    [
        (upload, {"purpose": None}, [("missing_parameter", "purpose")]),
        (upload, {"file": None}, [("missing_parameter", "file")]),
        (upload, {"name": ""}, [("missing_parameter", "fileName")]),
        (upload, {"content": b""}, [("missing_parameter", "file")]),
        (upload, {"purpose": "poetry"}, [("invalid_parameter", "purpose")]),
        (encoded, {"fileName": None}, [("missing_parameter", "fileName")]),
        (encoded, {"file": ""}, [("missing_parameter", "file")]),
        (encoded, {"file": "no base64!"}, [("invalid_parameter", "file")]),
        (encoded, {"file": "größe"}, [("invalid_parameter", "file")]),
        (
            encoded,
            {"linkExpiresTime": "2026-05-01T12:00:00Z"},
            [("invalid_parameter", "linkExpiresTime")],
        ),
    ],
)
def test_a_file_that_lacks_something_is_refused(shop, send, fields, errors):
    answer = send(shop, **fields)

    assert (answer.status, answer.errors) == (400, errors)
    assert shop.get("/files")["data"] == []


def test_a_form_that_could_not_be_taken_apart_is_an_invalid_format(shop):
    answer = shop.post("/files", b"--x", headers=FORM)
    assert (answer.status, answer.body) == envelope(
        400, "bad_request", "invalid_format", "The format of your request is invalid."
    )
    assert "boundary" in answer.hint


def test_the_journal_shows_the_fields_of_a_form_and_not_its_bytes(shop):
    upload(shop, title="My certificate")
    assert shop.tenant.journal.entries()[-1].request == {
        "file": "certificate.PDF",
        "purpose": "tax_document_customer_upload",
        "title": "My certificate",
    }


def test_no_other_operation_takes_a_form(shop):
    answer = shop.post("/checkouts", b"--x", headers=FORM, form={"currency": "USD"})
    assert answer.errors == [("invalid_format", None)]


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not(shop):
    assert upload(shop, bytes(LARGEST)).status == 201
    answer = upload(shop, bytes(LARGEST + 1))
    assert (answer.status, answer.errors) == (413, [("invalid_request", None)])
    assert str(LARGEST) in answer.hint


def test_the_largest_file_fits_through_the_door_in_base64_too(shop):
    encoded_length = len(base64.b64encode(bytes(LARGEST)))
    assert encoded_length + 1024 < shop.tenant.settings.body_limit


def test_the_content_needs_the_secret_key(shop):
    file = shop.made(upload(shop))
    for key in ("public", "nobody's"):
        answer = shop.get(f"/files/{file['id']}/content", key=key)
        assert (answer.status, answer.body) == envelope(
            401, "unauthorized", None, "An authorization error has occurred."
        )


def test_a_deleted_file_is_gone_with_its_bytes_and_its_links(shop):
    file = shop.made(upload(shop, linkExpiresTime=TOMORROW))
    other = link(shop, file)
    (first,) = [one for one in file["links"] if one["id"] != other["id"]]

    assert shop.delete(f"/files/{file['id']}").status == 204
    for path in (f"files/{file['id']}", f"files/{file['id']}/content"):
        answer = shop.get(f"/{path}")
        assert (answer.status, answer.body) == envelope(
            404, "not_found", "not_found", f"File '{file['id']}' not found.", "id"
        )
    assert opened(shop, first)[0] == opened(shop, other)[0] == 404
    assert shop.get("/file-links")["data"] == []
    assert shop.events()[-2:] == ["fileLink.deleted"] * 2
    assert shop.tenant.clock.due == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"purpose": "customer_invoice"}, ["c"]),
        ({"fileName": "b.png"}, ["b"]),
        ({"title": "of b"}, ["b"]),
        ({"type": "pdf"}, ["c", "a"]),
        ({"size[gt]": "1"}, ["c", "b"]),
        ({"size[lte]": "2"}, ["b", "a"]),
        ({"size[gt]": "2", "type": "png"}, []),
        ({"createdTime[lt]": "2026-05-01T12:00:00Z"}, []),
    ],
)
def test_files_are_found_by_every_filter_of_theirs(shop, query, found):
    upload(shop, b"1", name="a.pdf")
    upload(shop, b"12", name="b.png", title="of b")
    upload(shop, b"123", name="c.pdf", purpose="customer_invoice")

    data = shop.get("/files", query=query)["data"]
    assert [file["fileName"][0] for file in data] == found


# -- links ---------------------------------------------------------------------------


def test_a_link_gives_the_file_to_anybody_until_its_day(shop):
    file = shop.made(upload(shop))
    made = link(shop, file)

    assert made == {
        "id": made["id"],
        "createdTime": "2026-05-01T12:00:00Z",
        "expired": False,
        "expiresTime": TOMORROW,
        "fileId": file["id"],
        "url": f"http://127.0.0.1:8400/links/{made['id']}",
        "liveMode": False,
    }
    assert shop.events() == ["fileLink.created"]
    shop.tenant.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert opened(shop, made) == (200, PDF)
    shop.tenant.clock.advance(timedelta(seconds=1))
    assert opened(shop, made)[0] == 404
    assert shop.get(f"/file-links/{made['id']}")["expired"] is True
    assert shop.events() == ["fileLink.created"]


def test_a_file_shows_its_links(shop):
    file = shop.made(upload(shop))
    assert "links" not in file
    made = link(shop, file)

    assert shop.get(f"/files/{file['id']}")["links"] == [made]
    assert shop.delete(f"/file-links/{made['id']}").status == 204
    assert "links" not in shop.get(f"/files/{file['id']}").body


def test_a_day_that_is_put_off_counts_and_the_first_one_no_more(shop):
    made = link(shop, shop.made(upload(shop)))
    later = "2026-05-03T12:00:00Z"
    answer = shop.post(f"/file-links/{made['id']}", {"expiresTime": later})

    assert (answer.status, answer["expiresTime"]) == (200, later)
    assert shop.tenant.events()[-1]["data"]["previousAttributes"] == {
        "expiresTime": TOMORROW
    }
    shop.tenant.clock.advance(timedelta(hours=47))
    assert opened(shop, made) == (200, PDF)
    shop.tenant.clock.advance(timedelta(hours=1))
    assert opened(shop, made)[0] == 404


def test_an_expired_link_leads_somewhere_again_when_it_gets_another_day(shop):
    made = link(shop, shop.made(upload(shop)))
    shop.tenant.clock.advance(timedelta(days=2))
    assert opened(shop, made)[0] == 404
    answer = shop.post(
        f"/file-links/{made['id']}", {"expiresTime": "2026-05-10T00:00:00Z"}
    )

    assert answer["expired"] is False
    assert opened(shop, made) == (200, PDF)


@pytest.mark.parametrize(
    "time",
    [
        "2026-05-01T12:00:00Z",
        "2020-01-01T00:00:00Z",
        "2026-05-01T13:59:59+02:00",
        "2027-06-30T23:59:60Z",
    ],
)
def test_a_link_cannot_end_before_it_begins(shop, time):
    file = shop.made(upload(shop))
    made = link(shop, file)
    expected = (400, [("invalid_parameter", "expiresTime")])
    for answer in (
        shop.post("/file-links", {"fileId": file["id"], "expiresTime": time}),
        shop.post(f"/file-links/{made['id']}", {"expiresTime": time}),
    ):
        assert (answer.status, answer.errors) == expected
    assert shop.get(f"/file-links/{made['id']}").body == made


def test_a_link_to_no_file_is_no_link(shop):
    answer = shop.post("/file-links", {"fileId": "x", "expiresTime": TOMORROW})
    assert (answer.status, answer.body) == envelope(
        404, "not_found", "not_found", "File 'x' not found.", "fileId"
    )


def test_a_link_that_was_deleted_leads_nowhere(shop):
    made = link(shop, shop.made(upload(shop)))
    assert shop.delete(f"/file-links/{made['id']}").status == 204
    assert opened(shop, made)[0] == 404
    assert shop.get(f"/file-links/{made['id']}").status == 404
    deleted = shop.tenant.events()[-1]
    assert deleted["data"] == {"object": {}, "previousAttributes": made}
    assert shop.tenant.clock.due == []


def test_links_are_found_by_file_and_by_whether_they_expired(shop):
    first, second = (shop.made(upload(shop)) for _ in range(2))
    short = link(shop, first, "2026-05-01T13:00:00Z")
    long = link(shop, second)
    shop.tenant.clock.advance(timedelta(hours=2))

    def ids(**query):
        return [one["id"] for one in shop.get("/file-links", query=query)["data"]]

    assert ids() == [long["id"], short["id"]]
    assert ids(expired="true") == [short["id"]]
    assert ids(expired="false") == [long["id"]]
    assert ids(fileId=first["id"]) == [short["id"]]


def test_an_address_that_no_link_has_is_a_404_with_a_hint(shop):
    reply = share(shop.world, Call(method="GET", path="/links/x"), "x")
    assert reply.status == 404
    assert b"not_found" in reply.body
    assert "no file link" in reply.headers["X-Mockdr-Hint"]


@pytest.mark.parametrize("broken", ["no base64!", "QUJ", "größe"])
def test_what_is_wrong_with_base64_is_told_beside_the_refusal(shop, broken):
    answer = encoded(shop, file=broken)
    assert answer.status == 400
    assert answer.hint.startswith("file must be the bytes of a file in base64: ")
    assert "base64" not in answer["errors"][0]["message"]
