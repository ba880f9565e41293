"""`mockdr import`: recorded traffic becomes scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mockdr.base.errors import MockdrError
from mockdr.cli.paper import put_out
from mockdr.cli.placing import copy_schema, folder_for, is_bundled, named, put
from mockdr.cli.recordings import hosts_option, read_recordings, recordings_argument
from mockdr.engine.traces.authoring import Authored, Written, author
from mockdr.engine.traces.merging import slug
from mockdr.scenario.editor.copies import first_line
from mockdr.scenario.files import shown

__all__ = ["import_recordings", "save", "tell"]


@click.command("import")
@recordings_argument
@click.option("--name", help="What the scenario is called; the file's name when not.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to write it; your first configured folder, or scenarios. - prints it.",
)
@hosts_option
def import_recordings(
    *,
    paths: tuple[Path, ...],
    name: str | None,
    out: Path | None,
    hosts: tuple[str, ...],
) -> None:
    """
    Write recorded traffic down as scenarios.

    Reads what browsers and proxies save as HAR: calls become steps, ids become names,
    and what customers and banks did between them is found in the states that changed.
    Keys, card numbers and personal data are never written. Each file that is written
    lints and plays; what it leaves out is told.

    Several recordings of one flow become one scenario with a matrix, or one for each
    ending, and you are told where they part.

    For example: mockdr import accepted.har declined.har --name checkout
    """
    recordings = read_recordings(paths, hosts)
    called = slug(_common([s.trace.name for s in recordings]))
    if name is not None:
        called = named(name, None if str(out) == "-" else folder_for(out))
    told = author(recordings, called)
    if str(out) == "-":
        put_out("---\n".join(story.text for story in told.stories), nl=False)
        return
    tell(told, save(told.stories, folder_for(out)))


def _common(names: Sequence[str]) -> str:
    """Return what the names of recordings begin with, or the first of them."""
    first = names[0]
    length = 0
    for chars in zip(*names, strict=False):
        if len(set(chars)) > 1:
            break
        length += 1
    return first if len(names) == 1 or length < 3 else first[:length]  # noqa: PLR2004  (what a name needs)


def save(stories: Sequence[Written], folder: Path) -> list[Path]:
    """
    Write each story into *folder*, with the schema that editors look for.

    Raises:
        MockdrError: If one of them is there already, before any is written; or if they
            cannot be.
    """
    files = [folder / f"{story.name}.yaml" for story in stories]
    for file in files:
        if file.exists() or file.is_symlink():
            raise MockdrError(
                f"{shown(file)} is there already",
                help="choose another --name or --out, or remove it",
            )
    copy_schema(folder)
    for file, story in zip(files, stories, strict=True):
        put(file, (first_line(file, folder) + story.text).encode())
    return files


def tell(told: Authored, files: Sequence[Path]) -> None:
    """Say what was written, and what is not in it."""
    for note in told.notes:
        click.echo(note)
    for story, file in zip(told.stories, files, strict=True):
        steps = f"{story.steps} step{'' if story.steps == 1 else 's'}"
        calls = f"{story.calls} call{'' if story.calls == 1 else 's'}"
        click.echo(f"{shown(file)}: {steps} from {calls} of {', '.join(story.files)}")
        for remark in story.remarks:
            click.echo(f"  {remark}")
        if is_bundled(story.name):
            click.echo("  it is played in place of the bundled scenario of that name")
    if files:
        click.echo(f"next: mockdr play {shown(files[0])}")
