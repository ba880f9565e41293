"""`mockdr coverage`: what scenarios exercise of all that could happen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import orjson

from mockdr.base.data import data_folder
from mockdr.base.errors import MockdrError
from mockdr.cli import FINDINGS
from mockdr.cli.meant import library_of, stories_meant
from mockdr.cli.paper import put_out
from mockdr.engine.coverage.reached import Reached, reached
from mockdr.engine.coverage.tables import percent, tables
from mockdr.engine.coverage.telling import as_json, as_markdown, as_text
from mockdr.engine.tale import tell
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.files import scenario_files
from mockdr.scenario.library import BrokenScenario, Library
from mockdr.scenario.story import Story

__all__ = ["coverage"]


def _stories(asked: Sequence[str]) -> Iterator[Story]:
    """
    Yield every combination of what is asked for; of what is broken, only say so.

    Raises:
        MockdrError: If there is nothing of that name.
    """
    library = library_of(())
    if not asked:
        library = Library([data_folder("scenarios")], vocabulary)
        asked = library.names()
    for name in asked:
        folder = Path(name)
        files = [*scenario_files(folder)] if folder.is_dir() else []
        if folder.is_dir() and not files:
            raise MockdrError(
                f"{name} holds no scenario", help="a scenario is a file named *.yaml"
            )
        for one in map(str, files) if files else (name,):
            yield from _sound(library, one)


def _sound(library: Library, asked: str) -> tuple[Story, ...]:
    try:
        return stories_meant(library, asked)
    except BrokenScenario:
        _left_out(asked, "it has errors")
        return ()


def _left_out(name: str, why: str) -> None:
    click.echo(f"{name} is left out: {why}, as `mockdr lint` tells", err=True)


def _told(stories: Iterator[Story]) -> Iterator[Reached]:
    for story in stories:
        tale = tell(story)
        if tale.findings:
            _left_out(story.title, "it does not hold")
        else:
            yield reached(tale)


@click.command()
@click.argument("what", nargs=-1, metavar="[FOLDER|FILE|NAME]...")
@click.option(
    "--scenarios",
    is_flag=True,
    help="What scenarios cover; there is nothing else to ask for yet.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
@click.option("--all", "every", is_flag=True, help="Tell every gap of a table.")
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help="Exit 1 if less is covered of what could be.",
)
@click.pass_context
def coverage(
    ctx: click.Context,
    *,
    what: tuple[str, ...],
    scenarios: bool,
    shape: str,
    every: bool,
    fail_under: float | None,
) -> None:
    """
    Tell what scenarios cover: moves of lifecycles, errors, operations, events, faults.

    Each is played, in every combination of its matrix. Without an argument it is
    those that ship with mockdr. What no scenario can cover has its reason beside it,
    and does not count.

    For example: mockdr coverage --scenarios tests/scenarios --fail-under 30
    """
    del scenarios
    found = list(_told(_stories(what)))
    all_tables = tables(found)
    if shape == "json":
        told = as_json(all_tables, len(found))
        put_out(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    else:
        write = as_markdown if shape == "markdown" else as_text
        say = put_out if shape == "markdown" else click.echo
        say("\n".join(write(all_tables, len(found), every=every)))
    share = percent(all_tables)
    if fail_under is not None and share < fail_under:
        click.echo(f"covered are {share:.2f} %, under {fail_under:g} %", err=True)
        ctx.exit(FINDINGS)
