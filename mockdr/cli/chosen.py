"""Which scenario files a verb is about: those that are named, else the configured."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.scenario.files import home, scenario_files, shown

__all__ = ["configured", "files_of"]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """
    Return the files that *paths* name, those of folders by their suffix, each once.

    Raises:
        MockdrError: If a path is not there, or a folder holds no scenario.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = list(scenario_files(path))
            if not inside:
                raise MockdrError(
                    f"there is no scenario in {shown(path)}",
                    help="scenarios are files that end with .yaml",
                )
        elif path.exists() or path.is_symlink():
            inside = [path]
        else:
            raise MockdrError(
                f"{path} is not there", help="name a file or a folder of scenarios"
            )
        for file in inside:
            found.setdefault(home(file), file)
    return list(found.values())


def configured() -> tuple[Path, ...]:
    """
    Return the folders of scenarios that are not the bundled ones.

    Raises:
        MockdrError: If there is none.
    """
    from mockdr.server.configuration import load  # noqa: PLC0415  (only where nothing is named)

    bundled = data_folder("scenarios")
    paths = tuple(f for f in load().scenarios if f != bundled)
    if not paths:
        raise MockdrError(
            "there is no folder of scenarios here",
            help="name a file or a folder, or make the folder scenarios",
        )
    return paths
