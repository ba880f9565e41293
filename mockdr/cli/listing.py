"""`mockdr list`: the scenarios that can be played, yours before the bundled ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import groupby
from math import prod
from pathlib import Path

import click
import orjson

from mockdr.base.diagnostics import suggest
from mockdr.cli import FINDINGS
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.library import Entry, Library
from mockdr.server.configuration import load

__all__ = ["list_scenarios"]


def _wanted(entry: Entry, patterns: Sequence[str], tags: Sequence[str]) -> bool:
    named = not patterns or any(
        fnmatchcase(entry.name, pattern) or entry.folder == pattern.rstrip("/")
        for pattern in patterns
    )
    return named and set(tags) <= set(entry.tags)


def _advice(entries: Sequence[Entry], tags: Sequence[str]) -> Iterator[str]:
    """Yield what was meant by the tags that no scenario has."""
    known = sorted({tag for entry in entries for tag in entry.tags})
    for tag in tags:
        if tag not in known:
            yield f"no scenario has the tag {tag!r}: " + suggest(
                tag, known, "the tags are"
            )


def _group(entry: Entry) -> str:
    owner = "bundled" if entry.bundled else "yours"
    return f"{owner}: {entry.folder}" if entry.folder else owner


def _told(entry: Entry) -> str:
    """Return the summary, and of how many stories where they are several."""
    if not entry.matrix:
        return entry.summary
    count = prod(len(values) for values in entry.matrix.values())
    many = "1 story" if count == 1 else f"{count} stories"
    return f"{entry.summary} ({many} by {' and '.join(entry.matrix)})".lstrip()


def _text(entries: Sequence[Entry]) -> Iterator[str]:
    width = max(len(entry.name) for entry in entries)
    for title, group in groupby(entries, key=_group):
        yield title
        for entry in group:
            yield f"  {entry.name:<{width}}  {_told(entry)}".rstrip()
        yield ""


@click.command("list")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--tag", "tags", multiple=True, help="Only those with this tag.")
@click.option(
    "--scenarios",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder of yours, in place of the configured ones.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "names", "json"]),
    default="text",
    show_default=True,
)
@click.pass_context
def list_scenarios(
    ctx: click.Context,
    patterns: tuple[str, ...],
    tags: tuple[str, ...],
    folders: tuple[Path, ...],
    shape: str,
) -> None:
    """
    List the scenarios: your own and the bundled ones.

    PATTERN is a name, with * and ? for what you leave open, or a folder. Exit 1 if
    nothing fits.
    """
    configuration = load(flags={"scenarios": folders} if folders else None)
    library = Library(configuration.scenarios, vocabulary)
    known = list(library.entries())
    entries = [e for e in known if _wanted(e, patterns, tags)]
    if shape == "json":
        told = [
            {
                "name": entry.name,
                "summary": entry.summary,
                "tags": entry.tags,
                "folder": entry.folder,
                "file": entry.file,
                "bundled": entry.bundled,
                "matrix": entry.matrix,
            }
            for entry in entries
        ]
        click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    elif entries:
        names = (entry.name for entry in entries)
        click.echo("\n".join(names if shape == "names" else _text(entries)).rstrip())
    if not entries:
        click.echo("no scenario fits", err=True)
        for advice in _advice(known, tags):
            click.echo(f"help: {advice}", err=True)
        ctx.exit(FINDINGS)
