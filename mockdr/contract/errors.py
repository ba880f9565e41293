"""The provider's error catalogue, and the bodies that are made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from mockdr.base.errors import Complaint, Json, MockdrError
from mockdr.contract.files import read_data

__all__ = ["ErrorEntry", "error_body", "errors", "errors_of"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEntry:
    """
    One entry of the catalogue.

    Args:
        key: Its name here; the code where that is unique.
        status: HTTP status.
        type: Top-level type of the body; None where the body has none.
        code: None where the entry has none.
        parameter: Dotted path of the parameter as documented.
        message: The literal text, with the values of the sample.
        template: The text with `{name}` for what varies.
        operations: operationIds; `*` stands for all of them.
        when: What brings it about.
        evidence: `documented`, `observed` or `inferred`.
        source: Where it was seen.
        text: Under which key the body carries the text.
    """

    key: str
    status: int
    type: str | None
    code: str | None
    parameter: str | None
    message: str | None
    template: str | None
    operations: tuple[str, ...]
    when: str
    evidence: str
    source: str
    text: Literal["message", "description"] = "message"


@cache
def errors() -> Mapping[str, ErrorEntry]:
    """Return the catalogue by key."""
    return MappingProxyType(
        {
            key: ErrorEntry(
                key=key,
                status=entry["status"],
                type=entry["type"],
                code=entry["code"],
                parameter=entry["parameter"],
                message=entry["message"],
                template=entry.get("template"),
                operations=tuple(entry["operations"]),
                when=entry.get("when", ""),
                evidence=entry["evidence"],
                source=entry["source"],
                text=entry.get("text", "message"),
            )
            for key, entry in read_data("errors.json")["entries"].items()
        }
    )


@cache
def errors_of(operation_id: str) -> tuple[ErrorEntry, ...]:
    """Return what the operation can answer besides success, its own entries first."""
    own = [e for e in errors().values() if operation_id in e.operations]
    general = [e for e in errors().values() if "*" in e.operations]
    return (*own, *general)


def _entry(key: str) -> ErrorEntry:
    try:
        return errors()[key]
    except KeyError:
        raise MockdrError(
            f"the catalogue has no error {key!r}", help="see schemas/errors.json"
        ) from None


def _text(entry: ErrorEntry, values: Mapping[str, str]) -> str | None:
    if entry.template is None:
        return entry.message
    names = _PLACEHOLDER.findall(entry.template)
    if any(name not in values for name in names):
        # Nobody said what to fill in: then the sample's own words are the truth.
        return entry.message
    return _PLACEHOLDER.sub(lambda found: values[found[1]], entry.template)


def error_body(complaints: Sequence[Complaint]) -> tuple[int, dict[str, Json]]:
    """
    Return status and body of the provider's answer to *complaints*.

    Status and type are the first one's.

    Raises:
        MockdrError: If a key is not in the catalogue.
        ValueError: If there is no complaint.
    """
    if not complaints:
        raise ValueError("an error body needs a complaint")
    first = _entry(complaints[0].key)
    listed: list[dict[str, Json]] = []
    for complaint in complaints:
        entry = _entry(complaint.key)
        told: dict[str, Json] = {}
        code = complaint.code or entry.code
        if code is not None:
            told["code"] = code
        parameter = complaint.parameter or entry.parameter
        if parameter is not None:
            told["parameter"] = parameter
        text = _text(entry, complaint.values)
        if text is not None:
            told[entry.text] = text
        listed.append(told)
    body: dict[str, Json] = {}
    if first.type is not None:
        body["type"] = first.type
    body["errors"] = listed
    return first.status, body
