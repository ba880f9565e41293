"""Findings as SARIF 2.1.0, the format in which tools for code report to each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import quote

from mockdr.base.diagnostics import Diagnostic, Severity, sentence
from mockdr.base.errors import Json
from mockdr.base.source import Place

__all__ = ["level", "sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(
    found: Iterable[Diagnostic],
    *,
    version: str = "",
    describe: Callable[[str], dict[str, Json]] | None = None,
) -> str:
    """
    Return a SARIF log.

    Args:
        found: What to tell, in this order.
        version: The version of mockdr, if it shall be told.
        describe: Returns what a `reportingDescriptor` says of a code, without its id.
    """
    every = [*found]
    codes = sorted({d.code for d in every})
    describe = describe or (lambda _: {})
    driver: dict[str, Json] = {
        "name": "mockdr",
        **({"version": version} if version else {}),
        "rules": [{"id": code, **describe(code)} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code)) for d in every],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def level(severity: Severity) -> str:
    """Return what SARIF calls a severity."""
    return {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(severity, "note")


def _result(d: Diagnostic, index: int) -> dict[str, Json]:
    # A URI has no spaces, and files may.
    file = {"uri": quote(d.place.file.replace("\\", "/"))}
    place = {"artifactLocation": file, "region": _region(d.place)}
    told: dict[str, Json] = {
        "ruleId": d.code,
        "ruleIndex": index,
        "level": level(d.severity),
        "message": {"text": sentence(d, "\n")},
        "locations": [{"physicalLocation": place}],
    }
    if d.fix is not None:
        changes = [
            {
                "deletedRegion": _region(edit.place),
                "insertedContent": {"text": edit.new},
            }
            for edit in d.fix.edits
        ]
        told["fixes"] = [
            {
                "description": {"text": d.fix.title},
                "artifactChanges": [
                    {"artifactLocation": file, "replacements": changes}
                ],
            }
        ]
    return told


def _region(place: Place) -> dict[str, Json]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
