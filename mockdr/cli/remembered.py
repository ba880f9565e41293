"""What was fine when lint last looked needs no second look while nothing changes."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from mockdr.base.data import data_folder
from mockdr.base.writing import write_whole

__all__ = ["FOLDER", "Remembered", "project"]

#: The folder, beside the project's own configuration, that the memory is kept in.
FOLDER: Final = ".mockdr_cache"
_FILE: Final = "lint"
#: More than any suite has files; beyond it the oldest are forgotten.
_MOST: Final = 20_000
_IGNORED: Final = "# mockdr made this folder, and it may be deleted at any time.\n*\n"
#: What tells tools for backups that a folder holds nothing worth keeping.
_TAG: Final = "Signature: 8a477f597d28d172789f06886806bc55\n"


class Remembered:
    """
    The texts that were fine when lint last looked, by their digests.

    Nothing but digests is kept, so there is nothing to misread: who is not among them
    is looked at. They are worth nothing to any other state of mockdr. A memory that
    cannot be read is empty, and one that cannot be written is not kept.

    Args:
        home: The project's folder; None remembers nothing.
    """

    def __init__(self, home: Path | None) -> None:
        self._folder = None if home is None else home / FOLDER
        self._old = self._read()
        self._fine: dict[str, str] = {}

    def word(self, name: str, data: bytes) -> str | None:
        """
        Return the word that was noted of a text that is fine; None of any other.

        Args:
            name: The file's name, without its folder.
            data: All that stands in it.
        """
        digest = _digest(name, data)
        noted = self._old.get(digest)
        if noted is not None:
            self._fine[digest] = noted
        return noted

    def keep(self, name: str, data: bytes, noted: str) -> None:
        """
        Remember that there is nothing wrong with a text.

        Args:
            name: The file's name, without its folder.
            data: All that stands in it.
            noted: A word about it, without white space.
        """
        self._fine[_digest(name, data)] = noted

    def save(self) -> None:
        """Write down what is new, in one go; who reads meanwhile reads the old."""
        folder = self._folder
        if folder is None or self._fine.keys() <= self._old.keys():
            return
        known = {**self._fine, **self._old}
        lines = [f"{digest} {noted}" for digest, noted in [*known.items()][:_MOST]]
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            for name, text in ((".gitignore", _IGNORED), ("CACHEDIR.TAG", _TAG)):
                if not (folder / name).exists():
                    (folder / name).write_text(text, "utf-8")
            write_whole(folder / _FILE, "\n".join([_state(), *lines]).encode())

    def _read(self) -> dict[str, str]:
        if self._folder is None:
            return {}
        try:
            state, *lines = (self._folder / _FILE).read_text("utf-8").split("\n")
        except (OSError, ValueError):
            return {}
        if state != _state():
            return {}
        pairs = (line.split(" ") for line in lines)
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004  (a digest and a word)


def project(start: Path) -> Path | None:
    """Return the folder of the project that *start* lies in, by its configuration."""
    for folder in (start, *start.parents):
        if any((folder / f).is_file() for f in ("mockdr.toml", "pyproject.toml")):
            return folder
    return None


def _digest(name: str, data: bytes) -> str:
    return hashlib.blake2b(name.encode() + b"\n" + data, digest_size=20).hexdigest()


@cache
def _state() -> str:
    """Return what is different when any file of mockdr, or the interpreter, is."""
    told = hashlib.blake2b(sys.version.encode(), digest_size=20)
    for top in (Path(__file__).resolve().parents[1], data_folder("schemas")):
        for path, stamp in sorted(_stamps(str(top))):
            told.update(f"\n{path} {stamp.st_size} {stamp.st_mtime_ns}".encode())
    return told.hexdigest()


def _stamps(top: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(top) as inside:
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in ("__pycache__", "_data"):
                    yield from _stamps(entry.path)
            elif entry.name.endswith((".py", ".json")):
                yield entry.path, entry.stat()
