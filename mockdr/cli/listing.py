"""`mockdr list`: the scenarios that can be played, yours before the bundled ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import groupby
from math import prod
from pathlib import Path
from typing import Final

import click
import orjson

from mockdr.base.diagnostics import near
from mockdr.cli import FINDINGS
from mockdr.cli.finding import Wanted, alone, fitting, misspelt, nearest
from mockdr.cli.paper import put_out
from mockdr.engine.vocabulary import vocabulary
from mockdr.scenario.files import home
from mockdr.scenario.library import Entry, Library
from mockdr.server.configuration import load

__all__ = ["list_scenarios"]

#: So many combinations of a matrix are named in a line.
_SHOWN: Final = 3


def _named(entries: Sequence[Entry], pattern: str) -> list[Entry]:
    """Return what a name, a folder or a path means; else what has it in its name."""
    path = home(Path(pattern)) if Path(pattern).exists() else None
    found = [
        entry
        for entry in entries
        if fnmatchcase(entry.name, pattern)
        or entry.folder == pattern.rstrip("/")
        or (path is not None and home(Path(entry.file)).is_relative_to(path))
    ]
    if found or path is not None:
        return found
    return [entry for entry in entries if pattern.lower() in entry.name]


def _wanted(
    entries: Sequence[Entry], patterns: Sequence[str], tags: Sequence[str]
) -> list[Entry]:
    """Return the entries that fit a pattern and have all the tags, in their order."""
    named = {id(one) for pattern in patterns for one in _named(entries, pattern)}
    return [
        entry
        for entry in entries
        if (not patterns or id(entry) in named) and set(tags) <= set(entry.tags)
    ]


def _advice(
    library: Library,
    entries: Sequence[Entry],
    patterns: Sequence[str],
    tags: Sequence[str],
    wanted: Wanted,
) -> Iterator[str]:
    """Yield what was meant by names, tags and words that no scenario has."""
    known = Counter(tag for entry in entries for tag in entry.tags)
    for tag in tags:
        if tag not in known:
            meant = nearest("tag", tag, known, often=known)
            yield f"no scenario has the tag {tag!r}: {meant}"
    for pattern in patterns:
        if _named(entries, pattern) or {"*", "?"} & {*pattern}:
            continue
        if Path(pattern).is_dir():
            yield (
                f"{pattern} is no folder that is looked into: "
                f"`mockdr list --scenarios {pattern}` does"
            )
        elif not Path(pattern).exists():
            close = near(pattern, [entry.name for entry in entries])
            meant = f"did you mean {close!r}?" if close else "a part of it is enough"
            yield f"no scenario has {pattern!r} in its name: {meant}"
    yield from misspelt(wanted) or alone(library, entries, wanted)


def _group(entry: Entry) -> str:
    owner = "bundled" if entry.bundled else "yours"
    return f"{owner}: {entry.folder}" if entry.folder else owner


def _told(entry: Entry, fitting: Sequence[str]) -> str:
    """Return the summary, and of how many stories where they are several."""
    if not entry.matrix:
        return entry.summary
    count = prod(len(values) for values in entry.matrix.values())
    if not fitting or len(fitting) == count:
        many = "1 story" if count == 1 else f"{count} stories"
        return f"{entry.summary} ({many} by {' and '.join(entry.matrix)})".lstrip()
    which = "; ".join(title[len(entry.name) + 1 : -1] for title in fitting[:_SHOWN])
    more = "; ..." if len(fitting) > _SHOWN else ""
    told = f"{len(fitting)} of {count} stories: {which}{more}"
    return f"{entry.summary} ({told})".lstrip()


def _text(entries: Sequence[Entry], fits: Mapping[str, Sequence[str]]) -> Iterator[str]:
    width = max(len(entry.name) for entry in entries)
    for title, group in groupby(entries, key=_group):
        yield title
        for entry in group:
            yield f"  {entry.name:<{width}}  {_told(entry, fits[entry.name])}".rstrip()
        yield ""


@click.command("list")
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--tag", "tags", multiple=True, help="Only those with this tag.")
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="[KIND:]STATE",
    help="Only those in which something gets, or stays, in this state.",
)
@click.option(
    "--error",
    "errors",
    multiple=True,
    metavar="CODE",
    help="Only those that are answered this error.",
)
@click.option(
    "--operation", "operations", multiple=True, help="Only those that call it."
)
@click.option("--event", "events", multiple=True, help="Only those that emit it.")
@click.option("--method", "methods", multiple=True, help="Only those paid with it.")
@click.option(
    "--scenarios",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder of yours, in place of the configured ones, before the bundled ones.",
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
    /,
    *,
    patterns: tuple[str, ...],
    tags: tuple[str, ...],
    folders: tuple[Path, ...],
    shape: str,
    **asked: tuple[str, ...],
) -> None:
    """
    List the scenarios: your own and the bundled ones.

    PATTERN is a name, with * and ? for what you leave open, a part of names, a folder
    or a path. Options may be repeated: what is listed does all of it. Exit 1 if nothing
    fits.

    For example: mockdr list --state pending_funds --event order.accepted
    """
    configuration = load(flags={"scenarios": folders} if folders else None)
    library = Library(configuration.scenarios, vocabulary)
    known = list(library.entries())
    entries = _wanted(known, patterns, tags)
    wanted = {sort.removesuffix("s"): words for sort, words in asked.items() if words}
    fits = fitting(library, entries, wanted)
    entries = [entry for entry in entries if not wanted or fits[entry.name]]
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
                **({"stories": fits[entry.name]} if wanted else {}),
            }
            for entry in entries
        ]
        put_out(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    elif entries:
        names = (n for e in entries for n in fits[e.name] or [e.name])
        lines = names if shape == "names" else _text(entries, fits)
        click.echo("\n".join(lines).rstrip())
    if not entries:
        click.echo("no scenario fits", err=True)
        for advice in _advice(library, known, patterns, tags, wanted):
            click.echo(f"help: {advice}", err=True)
        ctx.exit(FINDINGS)
