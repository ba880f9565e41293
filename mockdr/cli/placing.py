"""Files of scenarios are put into a folder, with the schema that editors look for."""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path
from typing import Final

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_whole
from mockdr.scenario.context import NAME
from mockdr.scenario.editor.copies import lay
from mockdr.scenario.files import scenario_files, shown
from mockdr.scenario.respelling import hyphened
from mockdr.server.configuration import load

__all__ = [
    "copy_schema",
    "folder_for",
    "free_name",
    "is_bundled",
    "is_free",
    "named",
    "open_to_us",
    "place_for",
    "put",
]

#: Where stories are put if no folder is configured.
_FOLDER: Final = Path("scenarios")


def folder_for(out: Path | None) -> Path:
    """Return where stories go: where one says, else the first configured folder."""
    if out is not None:
        return out
    bundled = data_folder("scenarios")
    own = [folder for folder in load().scenarios if folder != bundled]
    return own[0] if own else _FOLDER


def named(name: str, folder: Path | None) -> str:
    """
    Return *name* as it is.

    Args:
        folder: Where its story is to stand; None where it is put nowhere.

    Raises:
        MockdrError: If no story can be called so, or a bundled one is.
    """
    if not NAME.fullmatch(name):
        better = hyphened(name)
        raise MockdrError(
            f"a scenario cannot be named {name!r}",
            help="use a to z, digits and hyphens, and begin with a letter"
            + (f", for example {better}" if NAME.fullmatch(better) else ""),
        )
    if folder is not None and is_bundled(name):
        raise MockdrError(
            f"{name} is a bundled scenario, and yours would be played in its place",
            help=f"{free_name(name, folder)} is free",
        )
    return name


def open_to_us(folder: Path) -> None:
    """
    Look whether files can be put into *folder*, or it can be made.

    Raises:
        MockdrError: If not.
    """
    there = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise MockdrError(
            f"nothing can be written into {shown(folder)}",
            help="see who may write there, or choose another folder with --out",
        )


def place_for(name: str, folder: Path) -> Path:
    """
    Return where the story of that name is to stand.

    Raises:
        MockdrError: If no story can be called so, or another one is.
    """
    path = folder / f"{named(name, None)}.yaml"
    if path.exists() or path.is_symlink():
        raise MockdrError(
            f"{shown(path)} is there already",
            help=f"{free_name(name, folder)} is free",
        )
    named(name, folder)
    return path


def free_name(name: str, folder: Path) -> str:
    """Return *name*, with a number where a story of yours or a bundled one has it."""
    taken = {file.stem for file in scenario_files(folder)}
    numbered = (f"{name}-{number}" for number in count(2))
    every = chain([name], numbered)
    return next(one for one in every if one not in taken and is_free(one, folder))


def is_free(name: str, folder: Path) -> bool:
    """Tell whether neither a file there nor a bundled story has this name."""
    path = folder / f"{name}.yaml"
    return not (path.exists() or path.is_symlink() or is_bundled(name))


def is_bundled(name: str) -> bool:
    """Tell whether mockdr brings a story of this name."""
    return any(file.stem == name for file in scenario_files(data_folder("scenarios")))


def put(path: Path, data: bytes) -> None:
    """
    Write a file, with the folders that lead to it.

    Raises:
        MockdrError: If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise MockdrError(
            f"{shown(path)} cannot be written: {error.strerror}",
            help="see who may write there, or choose another folder with --out",
        ) from None


def copy_schema(folder: Path) -> Path | None:
    """Put the schema for editors beside the stories; None where it is there."""
    return lay(folder, put)
