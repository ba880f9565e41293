"""The files of scenarios: which there are in a folder, and what stands in one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mockdr.base.errors import MockdrError
from mockdr.scenario.decoding import LARGEST

__all__ = ["SUFFIXES", "home", "read_file", "scenario_files", "shown"]

SUFFIXES: Final = frozenset({".yaml", ".yml"})


def scenario_files(folder: Path) -> Iterator[Path]:
    """
    Yield what has the name of a scenario in a folder, at any depth, sorted.

    What is hidden is left alone, and folders are not files. What cannot be read, such
    as a pipe or a link that leads nowhere, is among them: `read_file` says why.

    Args:
        folder: One that does not exist has none.
    """
    for here, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(files):
            path = Path(here, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith("."):
                yield path


def read_file(path: Path) -> bytes:
    """
    Return the bytes of a scenario file, but no more than tell that it is too large.

    Raises:
        FileNotFoundError: If it is gone.
        MockdrError: If it cannot be read.
    """
    try:
        # A pipe would keep us waiting for somebody to write into it.
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        reason = f"it is {_KINDS.get(stat.S_IFMT(kind), 'a device')}"
    except FileNotFoundError:
        if not path.is_symlink():
            raise
        reason = "the link leads nowhere"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
    raise MockdrError(
        f"{shown(path)} cannot be read: {reason}",
        help="a scenario is a file that you may read",
    )


_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


def home(path: Path) -> Path:
    """Return where *path* really is, as far as it is anywhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return path.absolute()


def shown(path: Path) -> str:
    """Return *path* as people here would type it."""
    try:
        # A link is known by its own name, not by that of what it leads to.
        named = path.parent.resolve() / path.name
        return named.relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):  # a link that leads to itself
        return str(path)
