"""`mockdr check`: recorded traffic is held to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from mockdr import contract
from mockdr.base.diagnostics import Severity, suggest
from mockdr.base.errors import MockdrError
from mockdr.cli import FINDINGS
from mockdr.cli.paper import put_out
from mockdr.cli.recordings import (
    hosts_option,
    read_recordings,
    recordings_argument,
    version_option,
)
from mockdr.cli.told import FOR_PEOPLE, format_option, tell
from mockdr.engine.traces.departures import group
from mockdr.engine.traces.judging import judge
from mockdr.engine.traces.showing import shown_text
from mockdr.engine.traces.sifting import Sifted, holds_nothing

__all__ = ["check", "known_version"]

#: Of so many hosts each is named.
_FEW: Final = 8


@click.command()
@recordings_argument
@hosts_option
@version_option
@format_option
@click.pass_context
def check(
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    hosts: tuple[str, ...],
    version: str | None,
    shape: str,
) -> None:
    """
    Tell where recorded traffic leaves the contract.

    Reads what browsers and proxies save as HAR, and judges each request to the
    provider and each reply: path, key, version, query, body, status, error. What says
    the same is told once, with a JSON pointer; ids and moments are judged by their
    schema alone. Exit 1 if there is an error or a warning.

    For example: mockdr check shop.har --format concise
    """
    known_version(version)
    recordings = read_recordings(paths, hosts)
    found = [
        finding
        for sifted in recordings
        for finding in group(
            departure
            for call in sifted.heard
            for departure in judge(call, version=version)
        )
    ]
    # No line of a recording is shown: it may hold what nobody should see.
    told = tell(found, {}, shape)
    if told:
        (click.echo if shape in FOR_PEOPLE else put_out)(told)
    if shape in FOR_PEOPLE:
        if told:
            click.echo()
        for sifted in recordings:
            click.echo(_looked(sifted))
        if not found and any(sifted.heard for sifted in recordings):
            click.echo("all of it is within the contract")
    if all(sifted.is_empty for sifted in recordings):
        raise holds_nothing(recordings[0].trace)
    if not any(sifted.heard for sifted in recordings):
        raise MockdrError(
            "there was nothing to judge",
            help=f"say where the provider was with --host NAME{_asked(recordings)}",
        )
    if any(d.severity is not Severity.ADVICE for d in found):
        ctx.exit(FINDINGS)


def known_version(version: str | None) -> None:
    """
    Look whether there is such an API version.

    Raises:
        MockdrError: If there is none.
    """
    if version is not None and version not in contract.versions():
        raise MockdrError(
            f"there is no API version {version!r}",
            help=suggest(version, contract.versions(), "the versions are"),
        )


def _asked(recordings: Sequence[Sifted]) -> str:
    """Return at which hosts something was asked, where they are few."""
    every = (e.host for one in recordings for e in one.trace.exchanges if e.host)
    hosts = list(dict.fromkeys(every))
    few = 0 < len(hosts) <= _FEW
    return f"; it asked {shown_text(', '.join(hosts))}" if few else ""


def _looked(sifted: Sifted) -> str:
    calls = len(sifted.heard)
    told = f"{sifted.trace.file}: {calls} call{'' if calls == 1 else 's'}"
    if sifted.hosts:
        told += f" to {shown_text(', '.join(sifted.hosts))}"
    left = (
        (sifted.preflights, "preflight" if sifted.preflights == 1 else "preflights"),
        (sifted.asides, "without content"),
        (sifted.pages, "for pages and scripts"),
        (sifted.foreign, "to others"),
        (sifted.trace.unread, "that cannot be read"),
    )
    words = ", ".join(f"{count} {what}" for count, what in left if count)
    return f"{told}; left out: {words}" if words else told
