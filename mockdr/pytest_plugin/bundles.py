"""A failing test leaves a bundle behind: all that happened to it, in one file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from mockdr.base.errors import MockdrError
from mockdr.server.handle import Mockdr

__all__ = ["leave_behind"]

#: What a file may be called everywhere; the tenant's name keeps two tests apart.
_ODD = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST: Final = 80


def leave_behind(item: pytest.Item, report: pytest.TestReport, handle: Mockdr) -> str:
    """
    Write the bundle of a test that failed.

    Returns:
        What to say of it.
    """
    folder = item.config.getoption("mockdr_bundles")
    name = _ODD.sub("-", item.name).strip("-")[:_LONGEST]
    file = item.config.invocation_params.dir / folder / f"{name}-{handle.name}.mockdr"
    about = {"test": item.nodeid, "outcome": f"failed: {_reason(report)}"}
    try:
        handle.export(file, about)
    except MockdrError as problem:
        return f"no bundle: {problem}"
    return f"to do it all again: mockdr replay {_shown(file)}"


def _reason(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    message = str(getattr(crash, "message", None) or report.longrepr or "")
    return message.strip().partition("\n")[0]


def _shown(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)
