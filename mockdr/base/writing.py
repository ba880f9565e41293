"""A file is written as a whole or not at all: who reads meanwhile reads the old one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from mockdr.base.errors import MockdrError

__all__ = ["write_asked", "write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """
    Put *data* into a file, in one go.

    A file that is there keeps its permissions, and a link keeps leading to it.

    Args:
        path: The file, in a folder that exists.
        data: All that will stand in it.

    Raises:
        OSError: If it cannot be written; then nothing has changed.
    """
    # Only what is replaced in its own folder is replaced in one go.
    home = path.resolve()
    handle, draft = tempfile.mkstemp(dir=home.parent, prefix=f".{home.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(_mode(home))
        Path(draft).replace(home)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def write_asked(path: Path, data: bytes) -> None:
    """
    Put *data* into a file that somebody has asked for; its folder is made if need be.

    Raises:
        MockdrError: If it cannot be written; then nothing has changed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise MockdrError(
            f"{path} cannot be written: {error.strerror or error}",
            help="give a path in a folder that you may write to",
        ) from None


def _mode(path: Path) -> int:
    """Return the permissions of a file, or those of a new one."""
    with suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
