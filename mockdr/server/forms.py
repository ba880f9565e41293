"""Forms with files in them: a body is taken apart here, and nowhere else."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Final

from werkzeug.exceptions import HTTPException
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from mockdr.base.errors import Json
from mockdr.engine.call import Call, Upload

__all__ = ["with_form"]

#: A request of the provider's API has five fields; more are nobody's mistake in typing.
_MOST_PARTS: Final = 100


def with_form(call: Call) -> Call:
    """
    Return *call* with its form, where its body is one.

    A form that is broken is none: the engine then refuses the body as a whole.
    """
    kind, options = parse_options_header(call.headers.get("content-type"))
    if kind.lower() != "multipart/form-data" or not call.body:
        return call
    parser = MultiPartParser(
        stream_factory=_in_memory,
        max_form_memory_size=None,
        max_form_parts=_MOST_PARTS,
    )
    boundary = options.get("boundary", "").encode("latin-1", "replace")
    try:
        # The door has measured the body already.
        fields, files = parser.parse(io.BytesIO(call.body), boundary, len(call.body))
    except (ValueError, HTTPException):
        return call
    form: dict[str, str | Upload] = dict(fields.items())
    for name, file in files.items():
        form[name] = Upload(name=file.filename or "", content=file.stream.read())
    return replace(call, form=form)


def _in_memory(*_about: Json, **_more: Json) -> io.BytesIO:
    """Return where the bytes of a file go: they are in memory as it is."""
    return io.BytesIO()
