"""What the verbs for recordings share: which files, whose requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from mockdr.base.errors import MockdrError
from mockdr.engine.traces.har import read_har
from mockdr.engine.traces.sifting import Sifted, sift
from mockdr.scenario.files import home, shown

__all__ = [
    "hosts_option",
    "read_recordings",
    "recordings_argument",
    "version_option",
]

recordings_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.har...",
)

hosts_option = click.option(
    "--host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="Where the provider was; found out when not said. May be repeated.",
)

version_option = click.option(
    "--api-version",
    "version",
    metavar="VERSION",
    help="API version of requests that name none; the newest when not said.",
)


def read_recordings(paths: Iterable[Path], hosts: Sequence[str]) -> list[Sifted]:
    """
    Return what of each recording was said to the provider; a folder's by their suffix.

    Raises:
        MockdrError: If a file cannot be read, or is no recording.
    """
    return [sift(read_har(_read(path), shown(path)), hosts) for path in _files(paths)]


def _files(paths: Iterable[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*.har") if p.is_file())
            if not inside:
                raise MockdrError(
                    f"there is no recording in {shown(path)}",
                    help="recordings are files that end with .har",
                )
        for file in inside:
            found.setdefault(home(file), file)
    return list(found.values())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MockdrError(
            f"{shown(path)} is not there",
            help="save one from the network tab of a browser, as HAR with content",
        ) from None
    except OSError as error:
        raise MockdrError(
            f"{shown(path)} cannot be read: {error.strerror}",
            help="name a file that you may read",
        ) from None
