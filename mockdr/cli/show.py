"""`mockdr show`: a scenario, told in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from mockdr.cli import FINDINGS
from mockdr.cli.meant import library_of, scenarios_option, stories_meant
from mockdr.cli.paper import put_out
from mockdr.engine.prose import as_markdown, as_text, narrate
from mockdr.engine.tale import tell
from mockdr.scenario.library import BrokenScenario

__all__ = ["show"]

_FORMATS: Final = {"text": as_text, "markdown": as_markdown}


@click.command()
@click.argument("what", metavar="NAME|FILE")
@scenarios_option
@click.option(
    "--format",
    "shape",
    type=click.Choice(list(_FORMATS)),
    default="text",
    show_default=True,
)
@click.pass_context
def show(
    ctx: click.Context, *, what: str, folders: tuple[Path, ...], shape: str
) -> None:
    """
    Tell a scenario in sentences: who does what, and how it turns out.

    The scenario is played, so what it leaves unsaid is told as well. Of a scenario
    with a matrix the first combination is told, or the one that you name. Exit 1 if
    it does not hold.

    For example: mockdr show konbini-paid-late
    """
    try:
        stories = stories_meant(library_of(folders), what)
    except BrokenScenario as broken:
        click.echo(broken.message)
        ctx.exit(FINDINGS)
    tale = tell(stories[0])
    say = put_out if shape == "markdown" else click.echo
    say(_FORMATS[shape](narrate(tale, variants=stories)))
    if tale.findings:
        ctx.exit(FINDINGS)
