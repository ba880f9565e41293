"""`mockdr graph`: a lifecycle, or the way of a scenario through it, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from mockdr.base.diagnostics import near
from mockdr.base.errors import MockdrError
from mockdr.base.writing import write_whole
from mockdr.cli import FINDINGS
from mockdr.cli.meant import library_of, scenarios_option, stories_meant
from mockdr.cli.paper import put_out
from mockdr.domain import LIFECYCLES
from mockdr.engine.pictures import Diagram, life, mermaid, pictured, svg
from mockdr.engine.tale import Tale, tell
from mockdr.scenario.library import BrokenScenario

__all__ = ["graph"]

_FORMATS: Final = {"svg": svg, "mermaid": mermaid}
#: Suffixes that say in which format a file is to be.
_SUFFIXES: Final = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}


@click.command()
@click.argument("what", metavar="KIND|NAME|FILE", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(list(_FORMATS)),
    help="What to write; as the name of the file says, else svg.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write it, in place of the terminal.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Show the life of these things; of a scenario, the ones it is about if "
    "absent. May be repeated.",
)
@scenarios_option
@click.option(
    "--gallery",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a page with a picture of every scenario into this folder.",
)
@click.pass_context
def graph(
    ctx: click.Context,
    *,
    what: str | None,
    shape: str | None,
    out: Path | None,
    kinds: tuple[str, ...],
    folders: tuple[Path, ...],
    gallery: Path | None,
) -> None:
    """
    Draw a lifecycle, or the way of a scenario through it.

    Of a KIND (session, order, refund, ...) you see every state and every move; what is
    dashed is no documented fact. Of a scenario you see which way it takes: the
    numbers are those of its steps, what is red was refused. SVG follows the colours
    of who looks at it; Mermaid is for pages that draw it themselves. Of a scenario
    with a matrix the first combination is drawn, or the one that you name.

    For example: mockdr graph konbini-paid-late --out late.svg
    """
    for kind in kinds:
        _known(kind)
    if gallery is not None:
        _write_gallery(gallery, folders)
        return
    if what is None:
        raise click.UsageError(
            "say what to draw: a kind, a scenario's name or its file; the kinds are "
            + ", ".join(LIFECYCLES)
        )
    _drawable(out, shape)
    tale = None
    if what in LIFECYCLES:
        diagram = life(what)
    else:
        tale = _told(what, folders)
        diagram = pictured(tale, kinds)
        if kinds and not diagram.panels:
            moved = dict.fromkeys(move.kind for move in tale.moves)
            raise MockdrError(
                f"{' and '.join(kinds)} has no part in {tale.story.title}",
                help=f"those that have one are {', '.join(moved)}",
            )
    _write(diagram, shape, out)
    if tale is not None and tale.findings:
        first = tale.findings[0].message
        click.echo(f"{tale.story.title} does not hold: {first}", err=True)
        ctx.exit(FINDINGS)


def _told(what: str, folders: Sequence[Path]) -> Tale:
    library = library_of(folders)
    try:
        stories = stories_meant(library, what)
        if len(stories) > 1:
            other = stories[1].title
            click.echo(
                f"drawn: {stories[0].title}, the first of {len(stories)}; the next is "
                f"mockdr graph '{other}'",
                err=True,
            )
        return tell(stories[0])
    except BrokenScenario as broken:
        click.echo(broken.message)
        click.get_current_context().exit(FINDINGS)
    except MockdrError as problem:
        meant = near(what, LIFECYCLES)
        if meant is None:
            raise
        raise MockdrError(
            problem.message, help=f"did you mean the kind {meant!r}?"
        ) from None


def _known(kind: str) -> None:
    if kind not in LIFECYCLES:
        meant = near(kind, LIFECYCLES)
        raise MockdrError(
            f"there is no kind {kind!r}",
            help=f"did you mean {meant!r}?"
            if meant
            else f"the kinds are {', '.join(LIFECYCLES)}",
        )


def _drawable(out: Path | None, shape: str | None) -> None:
    """
    Look whether a picture may be written there.

    Raises:
        MockdrError: If that is no file for a picture, or one of something else.
    """
    if out is None or out.suffix.lower() in _SUFFIXES:
        return
    if out.is_file():
        raise MockdrError(
            f"{out} is there already, and is no picture of ours",
            help="remove it, or give --out a name that ends with .svg or .mmd",
        )
    if out.suffix and shape is None:
        raise MockdrError(
            f"nothing is drawn as {out.suffix}",
            help="give --out a name that ends with .svg or .mmd, or say --format",
        )


def _write(diagram: Diagram, shape: str | None, out: Path | None) -> None:
    if shape is None:
        shape = _SUFFIXES.get(out.suffix.lower(), "svg") if out else "svg"
    text = _FORMATS[shape](diagram)
    if out is None:
        put_out(text, nl=False)
        return
    _put(out, text)
    click.echo(f"{diagram.title}: {out}")


def _put(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    except OSError as problem:
        raise MockdrError(
            f"{file} cannot be written: {problem.strerror or problem}",
            help="say --out with a path in a folder of yours",
        ) from None


def _write_gallery(folder: Path, folders: Sequence[Path]) -> None:
    from mockdr.engine.pictures.gallery import pages  # noqa: PLC0415  (seldom wanted)

    count = 0
    for name, text in pages(library_of(folders)):
        _put(folder / name, text)
        count += 1
    click.echo(f"{folder / 'index.html'}: {count - 1} pictures")
