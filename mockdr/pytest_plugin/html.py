"""`--mockdr-html`: the failed tests on one page, each with the way that it took."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_whole
from mockdr.engine.journal import Finding
from mockdr.engine.pictures.page import page, said
from mockdr.server.failures import follow, picture_of, section
from mockdr.server.handle import Mockdr

__all__ = ["Pages", "attach", "begin"]

#: Under this name a report carries its part of the page, from process to process.
_PART: Final = "mockdr_page"


def begin(handle: Mockdr) -> None:
    """Note from now on which way a test takes."""
    follow(handle.tenant)


def attach(
    item: pytest.Item,
    report: pytest.TestReport,
    handle: Mockdr,
    findings: list[Finding],
    told: str,
) -> None:
    """Let the report of a failed test carry its part of the page."""
    tenant = handle.tenant
    title = item.nodeid if report.when == "call" else f"{item.nodeid} ({report.when})"
    try:
        picture = picture_of(tenant, findings, item.name)
    except MockdrError as problem:
        # A page without a picture is better than no report at all.
        picture, told = "", f"{told}\n\nno picture: {problem}"
    part = section(
        tenant,
        title=title,
        reason=_reason(report),
        told=told,
        picture=picture,
        url=handle.url,
    )
    setattr(report, _PART, part)
    if picture and item.config.pluginmanager.hasplugin("html"):
        # pytest-html shows it below the log of the test.
        extras = import_module("pytest_html.extras")
        shown = [*getattr(report, "extras", []), extras.html(picture)]
        report.extras = shown  # type: ignore[attr-defined]  # theirs


def _reason(report: pytest.TestReport) -> str:
    lines = [line for line in report.longreprtext.splitlines() if line[:1] == "E"]
    return "\n".join(line[1:].strip() for line in lines) or report.longreprtext


class Pages:
    """
    Gathers the parts, from however many processes, and writes the page at the end.

    Args:
        file: Where to.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._parts: list[tuple[str, str]] = []
        self._problem = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the part that a report carries."""
        part = getattr(report, _PART, None)
        if part is not None:
            self._parts.append((report.nodeid, part))

    def pytest_sessionfinish(self) -> None:
        """Write the page, also where nothing failed: an old one would mislead."""
        self._parts.sort(key=lambda pair: pair[0])
        count = len(self._parts)
        counted = "1 failure" if count == 1 else f"{count} failures"
        title = f"mockdr: {counted}" if count else "mockdr: nothing failed"
        body = [f"<h1>{title}</h1>"]
        if count > 1:
            links = (
                f'<li><a href="#{said(name)}">{said(name)}</a></li>'
                for name, _ in self._parts
            )
            body += ["<ul>", *links, "</ul>"]
        body += [part for _, part in self._parts]
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.file, page(title, "\n".join(body)).encode())
        except OSError as problem:
            self._problem = f"{self.file} cannot be written: {problem}"

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Say where the page is, if there is something on it."""
        if self._problem:
            terminalreporter.write_line(f"mockdr: {self._problem}", red=True)
        elif self._parts:
            terminalreporter.write_line(
                f"mockdr: the failures with their pictures: {self.file}"
            )
