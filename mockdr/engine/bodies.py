"""A request's body as its operation wants it: JSON, or a form with a file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from mockdr import contract
from mockdr.base.errors import Json, Refusal
from mockdr.contract import ContractJsonError, Operation
from mockdr.engine.bracketed import FORM_TYPE, FormError, read_form, typed
from mockdr.engine.call import Call, Upload
from mockdr.engine.spelling import in_capitals
from mockdr.engine.things import compact

__all__ = ["Body", "noted", "read_body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """
    What was read of a body.

    Args:
        document: The body; of a form its fields, with the name of a file for a file.
        uploads: The files of a form, by field.
        trouble: Why it cannot be read; the run that it belongs to is found either way.
        hint: The same in words.
    """

    document: Json = None
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    trouble: Refusal | None = None
    hint: str = ""


def read_body(operation: Operation, call: Call) -> Body:
    """Return the body of *call*, or why it cannot be read."""
    if not call.body.strip() or operation.request_model is None:
        # What needs no body ignores one. Source: using-the-source-identifier.md
        return Body()
    type = _type(call)
    if type == operation.content != "application/json":
        return _form(call)
    if type == FORM_TYPE:
        return _old_form(operation, call)
    if type != "application/json" and not type.endswith("+json"):
        wanted = " or ".join(dict.fromkeys(("application/json", operation.content)))
        return _unread(f"send Content-Type: {wanted}, not {type or 'none'!r}")
    try:
        document = contract.read_json(call.body)
    except ContractJsonError as error:
        return _unread(str(error))
    if not isinstance(document, dict):
        return _unread("the body must be a JSON object")
    return Body(document=in_capitals(document))


def _type(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def _old_form(operation: Operation, call: Call) -> Body:
    """Source: samples of older pages send forms; that none is refused is inferred."""
    try:
        document = typed(operation.id, read_form(call.body))
    except FormError as error:
        return _unread(str(error))
    return Body(document=in_capitals(document))


def _form(call: Call) -> Body:
    if call.form is None:
        return _unread("the body is no form, or its boundary is not the header's")
    return Body(
        document=_fields(call.form),
        uploads={n: v for n, v in call.form.items() if isinstance(v, Upload)},
    )


def _fields(form: Mapping[str, str | Upload]) -> dict[str, str]:
    return {
        name: value.name if isinstance(value, Upload) else value
        for name, value in form.items()
    }


def noted(call: Call) -> bytes:
    """Return the body as the journal keeps it: of a form what its operation sees."""
    if call.form is not None:
        return compact(_fields(call.form))
    if _type(call) == FORM_TYPE:
        with suppress(FormError):
            return compact(read_form(call.body))
    return call.body


def _unread(hint: str) -> Body:
    return Body(trouble=Refusal("invalid_format"), hint=hint)
