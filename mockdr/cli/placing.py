"""Files of scenarios are put into a folder, with the schema that editors look for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_whole
from mockdr.scenario.editor.copies import lay
from mockdr.scenario.files import shown
from mockdr.server.configuration import load

__all__ = ["copy_schema", "folder_for", "put"]

#: Where stories are put if no folder is configured.
_FOLDER: Final = Path("scenarios")


def folder_for(out: Path | None) -> Path:
    """Return where stories go: where one says, else the first configured folder."""
    if out is not None:
        return out
    bundled = data_folder("scenarios")
    own = [folder for folder in load().scenarios if folder != bundled]
    return own[0] if own else _FOLDER


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
