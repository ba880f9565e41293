"""Finds the folders that ship with the package, and only ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mockdr.base.errors import MockdrError

__all__ = ["data_folder"]

#: The first line of the README in each of our data folders.
_MARKERS = {
    "schemas": b"# mockdr: the contract",
    "scenarios": b"# mockdr: the scenarios",
}


@cache
def data_folder(name: str) -> Path:
    """
    Return the folder *name* (`schemas` or `scenarios`) that belongs to this package.

    A wheel carries it in `mockdr/_data`; a checkout has it beside the package. An
    editable install is a checkout: what it copied elsewhere is never looked at.

    Raises:
        MockdrError: If neither place holds it.
    """
    package = Path(__file__).resolve().parent.parent
    marker = _MARKERS[name]
    for folder in (package / "_data" / name, package.parent / name):
        readme = folder / "README.md"
        if readme.is_file() and readme.read_bytes().startswith(marker):
            return folder
    raise MockdrError(
        f"the folder {name!r} that ships with mockdr is missing", help="install again"
    )
