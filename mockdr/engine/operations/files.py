"""Files with their true bytes, and links by which anybody can have them for a while."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from mockdr.base.clock import parse_instant
from mockdr.base.errors import Json, MockdrError, Refusal
from mockdr.domain.file import LARGEST
from mockdr.engine import following
from mockdr.engine.lacking import invalid, want
from mockdr.engine.operations.resources import (
    Resource,
    found,
    make,
    operations_of,
    simple_move,
)
from mockdr.engine.things import Record, Thing
from mockdr.engine.turn import Answer, Turn

__all__ = ["CONTENT", "OPERATIONS", "expire", "keep", "media_type"]

#: Under this kind the store keeps the bytes of a file, as they are.
CONTENT: Final = "content"

#: Endings of names to media types; every other file is just bytes. No page of ours
#: comes from a file, so nothing here lets a browser run what was uploaded.
_MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "csv": "text/csv",
        "gif": "image/gif",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "pdf": "application/pdf",
        "png": "image/png",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "txt": "text/plain; charset=utf-8",
    }
)


#: What a name ends in: a word after a dot, with a name before it. That any other
#: ending is none is inferred.
_ENDING: Final = re.compile(r"(?:.*[/\\])?[^/\\]+\.([A-Za-z0-9]{1,16})", re.DOTALL)


def media_type(file: Mapping[str, Json]) -> str:
    """Return the media type of *file*, a document, for whoever downloads it."""
    return _MEDIA_TYPES.get(str(file.get("type", "")), "application/octet-stream")


def keep(turn: Turn, content: bytes, fields: Mapping[str, Json]) -> Record:
    """
    Keep a new file.

    Args:
        fields: `fileName`, `purpose`, and perhaps `title`.
    """
    id = turn.tenant.ids.uuid()
    name = str(fields["fileName"])
    document: dict[str, Json] = {"id": id, "createdTime": turn.time, **fields}
    document["size"] = len(content)
    ending = _ENDING.fullmatch(name)
    if ending is not None:
        document["type"] = ending[1].lower()
    # Source: files.md has `contents` in one sample, every other page `content`.
    document["url"] = f"{turn.base_url}/files/{id}/content"
    document["liveMode"] = turn.tenant.live
    record = turn.make(Record("file", id, document, {"state": "kept", "links": []}))
    turn.once_kept(partial(turn.tenant.store.put, CONTENT, id, content))
    turn.about["file"] = id
    return record


def _create(turn: Turn) -> Answer:
    """
    Take a file: as a form with its bytes, or as JSON with them in base64.

    Source: files.md, setting-tax-related-attributes.md.
    """
    content = _content(turn)
    body = turn.body
    upload = turn.uploads.get("file")
    name = body.get("fileName") or (upload.name if upload else "")
    want({"fileName": name}, "fileName")
    if len(content) > LARGEST:
        turn.hint = f"a file has {LARGEST} bytes or less, this one {len(content)}"
        raise Refusal("payload_too_large")
    fields = {"fileName": name, "purpose": body["purpose"]}
    if "title" in body:
        fields["title"] = body["title"]
    expires = body.get("linkExpiresTime")
    if expires is not None:
        _check_time(turn, expires, "linkExpiresTime")
    record = keep(turn, content, fields)
    if expires is not None:
        turn.body = {"fileId": record.id, "expiresTime": expires}
        make(turn, _LINKS)
    return Answer(status=201, document=turn.shown(record))


def _content(turn: Turn) -> bytes:
    upload = turn.uploads.get("file")
    if upload is not None:
        content = upload.content
    else:
        try:
            content = base64.b64decode(turn.body["file"], validate=True)
        except (binascii.Error, ValueError) as error:
            # Padding that lacks, or a character that is none of the 64.
            turn.hint = f"file must be the bytes of a file in base64: {error}"
            raise Refusal(invalid("file", "file")) from None
    want({"file": content or None}, "file")
    return content


def _download(turn: Turn) -> Answer:
    """Return the bytes of a file. Source: files.md."""
    record = found(turn, _FILES, turn.params["id"])
    content = turn.tenant.store.get(CONTENT, record.id) or b""
    return Answer(status=200, content=content, media_type=media_type(record.document))


def _forget(turn: Turn, record: Record) -> None:
    """Let a file's links go with it. That they do is inferred."""
    for id in record.private["links"]:
        link = turn.sure("file_link", id)
        turn.tell("fileLink.deleted", link, previous=turn.before(link), deleted=True)
        turn.remove(link)
        turn.once_kept(partial(turn.tenant.settled, id))
    turn.once_kept(partial(turn.tenant.store.delete, CONTENT, record.id))


# -- links -----------------------------------------------------------------------


def _check_time(turn: Turn, text: str, parameter: str) -> None:
    try:
        past = parse_instant(text) <= turn.now
    except MockdrError:
        past = True  # no day of any calendar
    if past:
        turn.hint = f"{parameter} must be later than {turn.time}, the tenant's present"
        raise Refusal(invalid(parameter, text))


def _prepare_link(turn: Turn, link: Record) -> None:
    document = link.document
    file = found(turn, _FILES, str(document["fileId"]), "fileId")
    _check_time(turn, document["expiresTime"], "expiresTime")
    document["expired"] = False
    # Source: files.md; there the host is one for files alone.
    document["url"] = f"{turn.base_url}/links/{link.id}"
    link.private["state"] = "live"
    file.private["links"].append(link.id)
    turn.save(file, moved=False)
    _wait_for_its_day(turn, link)


def _change_link(turn: Turn, link: Record) -> None:
    """Put the day off, or forward. What has expired leads somewhere again: inferred."""
    _check_time(turn, link.document["expiresTime"], "expiresTime")
    link.document["expired"] = False
    link.private["state"] = "live"
    turn.once_kept(partial(turn.tenant.settled, link.id))
    _wait_for_its_day(turn, link)


def _wait_for_its_day(turn: Turn, link: Record) -> None:
    thing = Thing("file_link", link.id)
    following.schedule_expiry(turn, thing, link.document["expiresTime"])


def _forget_link(turn: Turn, link: Record) -> None:
    file = turn.sure("file", link.document["fileId"])
    file.private["links"].remove(link.id)
    turn.save(file, moved=False)
    turn.once_kept(partial(turn.tenant.settled, link.id))


def expire(turn: Turn, thing: Thing) -> None:
    """Let a link end: its day has come."""
    turn.sure(*thing).document["expired"] = True
    simple_move(turn, thing)


_FILES: Final = Resource(
    kind="file",
    title="File",
    retrieve="retrieveFiles",
    delete="deleteFiles",
    list="listFiles",
    forget=_forget,
)
_LINKS: Final = Resource(
    kind="file_link",
    title="File link",
    create="createFileLinks",
    retrieve="retrieveFileLinks",
    update="updateFileLinks",
    delete="deleteFileLinks",
    list="listFileLinks",
    told={
        "create": "fileLink.created",
        "update": "fileLink.updated",
        "delete": "fileLink.deleted",
    },
    prepare=_prepare_link,
    change=_change_link,
    forget=_forget_link,
)

#: operationId to what it does.
OPERATIONS: Final = MappingProxyType(
    {
        "createFiles": _create,
        "downloadFiles": _download,
        **operations_of(_FILES),
        **operations_of(_LINKS),
    }
)
