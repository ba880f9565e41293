"""`mockdr lint`: everything that is wrong with scenario files, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import click

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import MockdrError
from mockdr.base.telling import RENDERERS
from mockdr.cli import FINDINGS
from mockdr.cli.remembered import FOLDER, Remembered, project
from mockdr.cli.sweep import sweep
from mockdr.scenario.decoding import point
from mockdr.scenario.files import home, read_file, scenario_files, shown
from mockdr.scenario.library import Library
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["lint", "look"]

#: Formats that are for machines: nothing but the findings is printed.
_FOR_PEOPLE = frozenset({"full", "concise"})


def _files(paths: Iterable[Path]) -> list[Path]:
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


def look(file: Path, texts: dict[str, str]) -> tuple[Diagnostic, ...]:
    """
    Return what is wrong with one file.

    A story without errors is rehearsed as well: what the provider's lifecycles do
    not allow is found by trying.

    Args:
        file: The file.
        texts: Gets the text, under the name that the findings use.
    """
    name = shown(file)
    try:
        data = read_file(file)
    except (MockdrError, FileNotFoundError) as error:
        return (_unreadable(name, error),)
    texts[name] = data.decode("utf-8", "replace")
    # Late: who has nothing new to look at needs neither the engine nor the words.
    from mockdr.engine.looking import look_closely  # noqa: PLC0415

    return look_closely(data, name)


def _ready() -> None:
    import_module("mockdr.engine.looking")
    _vocabulary()


def _vocabulary() -> Vocabulary:
    from mockdr.engine.vocabulary import vocabulary  # noqa: PLC0415  (as above)

    return vocabulary()


def _unreadable(name: str, error: Exception) -> Diagnostic:
    message, help = f"{name} is gone", "put the file back"
    if isinstance(error, MockdrError):
        message, help = error.message, error.help
    return Diagnostic(
        code="MDR015", message=message, place=point(name, 1, 1), help=help
    )


def _configured() -> tuple[Path, ...]:
    """
    Return the folders of scenarios that are not the bundled ones.

    Raises:
        MockdrError: If there is none.
    """
    from mockdr.server.configuration import load  # noqa: PLC0415  (as above)

    bundled = data_folder("scenarios")
    paths = tuple(f for f in load().scenarios if f != bundled)
    if not paths:
        raise MockdrError(
            "there is no folder of scenarios here",
            help="name a file or a folder, or make the folder scenarios",
        )
    return paths


def _count(files: int, found: Iterable[Diagnostic]) -> str:
    counts = Counter(d.severity for d in found)
    words = {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.ADVICE: ("piece of advice", "pieces of advice"),
    }
    told = [
        f"{counts[severity]} {one if counts[severity] == 1 else many}"
        for severity, (one, many) in words.items()
        if counts[severity]
    ]
    looked = "1 file" if files == 1 else f"{files} files"
    return f"{looked}: {', '.join(told) or 'nothing wrong'}"


@click.command()
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]..."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(list(RENDERERS)),
    default="full",
    show_default=True,
)
@click.option(
    "--cache/--no-cache",
    default=True,
    show_default=True,
    help=f"Remember in {FOLDER} what was fine, and do not look at it again.",
)
@click.pass_context
def lint(ctx: click.Context, paths: tuple[Path, ...], shape: str, cache: bool) -> None:
    """
    Check scenario files: names, types, and what is possible.

    Without a FILE or FOLDER, your configured folders. Exit 1 if there is an error or
    a warning; advice alone is fine.
    """
    paths = paths or _configured()
    texts: dict[str, str] = {}
    files = _files(paths)
    memory = Remembered(project(Path.cwd()) if cache else None)
    found: list[Diagnostic] = []
    for looked in sweep(files, look, memory, ready=_ready):
        texts.update(looked.texts)
        found += looked.found
    folders = [path for path in paths if path.is_dir()]
    found += Library(folders, _vocabulary).findings()
    told = RENDERERS[shape](found, texts)
    if told:
        click.echo(told)
    if shape in _FOR_PEOPLE:
        click.echo(
            f"\n{_count(len(files), found)}" if found else _count(len(files), ())
        )
    if any(d.severity is not Severity.ADVICE for d in found):
        ctx.exit(FINDINGS)
