"""The copy of the editor's schema beside the stories of a project, and its age."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import MockdrError
from mockdr.scenario.decoding import point
from mockdr.scenario.files import home, read_file, scenario_files, shown
from mockdr.scenario.rules import RULES

__all__ = ["SCHEMA", "copy_of", "first_line", "installed", "lay", "stale"]

#: What the file is called, here and in every copy.
SCHEMA: Final = "scenario.schema.json"
#: Where a copy is kept, in a folder of stories; hidden, since nobody edits it.
_KEPT: Final = ".schema"
_NAMES: Final = "# yaml-language-server: $schema="
#: More than the first line of any story has.
_LONGEST: Final = 512


def installed() -> bytes:
    """Return the schema that belongs to this mockdr."""
    return (data_folder("schemas") / SCHEMA).read_bytes()


def copy_of(folder: Path) -> Path:
    """Return where the copy for the stories of *folder* is kept."""
    return folder / _KEPT / SCHEMA


def lay(folder: Path, write: Callable[[Path, bytes], None]) -> Path | None:
    """
    Put the copy beside the stories of *folder*; None where it is there, and new.

    Args:
        write: Writes a file, and the folders that lead to it.
    """
    copy = copy_of(folder)
    if copy.is_file() and copy.read_bytes() == installed():
        return None
    write(copy, installed())
    return copy


def first_line(file: Path, folder: Path) -> str:
    """Return the first line of a story in *folder*, by which editors find the copy."""
    up = "../" * (len(file.relative_to(folder).parts) - 1)
    return f"{_NAMES}{up}{_KEPT}/{SCHEMA}\n"


def stale(folders: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """
    Return the copies that the stories of some folders name and that are not up to date.

    Args:
        folders: Of stories. What is told stands at the first story that names a copy.
    """
    seen: set[Path] = set()
    found = []
    for folder in folders:
        for file in scenario_files(folder):
            named = _named(file)
            copy = None if named is None else home(file.parent / named)
            if copy is None or copy.name != SCHEMA or copy in seen:
                continue
            seen.add(copy)
            told = _look(copy, file, folder)
            if told is not None:
                found.append(told)
    return tuple(found)


def _look(copy: Path, file: Path, folder: Path) -> Diagnostic | None:
    try:
        if copy.read_bytes() == installed():
            return None
        message = "editors go by an old copy of the schema"
    except OSError:
        message = "the schema for editors is not there"
    where = "" if folder == Path("scenarios") else f" --out {shown(folder)}"
    return RULES["MDR530"].at(
        point(shown(file), 1, 1, width=len(_NAMES)),
        f"{message}: {shown(copy)}",
        help=f"say mockdr new --schema{where}",
    )


def _named(file: Path) -> str | None:
    """Return the schema that the first line of a story names, if it is a file."""
    try:
        # A pipe would keep us waiting: what is no file is not opened.
        data = read_file(file)
    except (MockdrError, FileNotFoundError):
        return None
    line = data[:_LONGEST].partition(b"\n")[0].decode("utf-8", "replace").strip()
    named = line.removeprefix(_NAMES).strip()
    return None if named == line or "://" in named or "\0" in named else named
