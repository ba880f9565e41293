"""`mockdr fmt`: scenario files in the one form, so that no review is about spaces."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import click

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import MockdrError
from mockdr.base.telling import RENDERERS
from mockdr.base.writing import write_whole
from mockdr.cli import FINDINGS, USAGE, lament
from mockdr.cli.chosen import configured, files_of
from mockdr.cli.paper import put_out
from mockdr.scenario.files import read_file, shown
from mockdr.scenario.form.layout import reform
from mockdr.scenario.form.meaning import same_meaning
from mockdr.scenario.parse import parse_all

__all__ = ["fmt"]

#: Stands for the standard input, and then for the standard output.
_STDIN: Final = "-"


class _Broken(Exception):
    """A text has errors: nobody knows what it means, so it stays as it is."""

    def __init__(self, errors: tuple[Diagnostic, ...]) -> None:
        super().__init__(errors)
        self.errors = errors


class _Strange(Exception):
    """A text that the one form would tear or change: it stays as it is."""


def _formed(data: bytes, name: str) -> str:
    """
    Return the text in the one form.

    Raises:
        _Broken: If it has errors.
        _Strange: If it is fine, and yet no form of it says the same.
    """
    # Late: `mockdr fmt --help` needs no words of payments.
    from mockdr.engine.vocabulary import vocabulary  # noqa: PLC0415

    _, found = parse_all(data, name, vocabulary())
    errors = tuple(d for d in found if d.severity is Severity.ERROR)
    if errors:
        raise _Broken(errors)
    try:
        formed = reform(data.decode("utf-8"))
        same = same_meaning(data, formed)
    except Exception as error:
        # No file keeps the others waiting, whatever is strange about it.
        raise _Strange from error
    if not same:
        raise _Strange
    return formed


def _write(path: Path, text: str) -> None:
    """
    Put *text* into a file.

    Raises:
        MockdrError: If it cannot be written.
    """
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise MockdrError(
            f"{shown(path)} cannot be written: {error.strerror}",
            help="see who may write there",
        ) from None


def _difference(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name}\tnow", f"{name}\tformed", n=2
    )
    return "\n".join(line.rstrip() for line in lines)


def _told(error: _Broken | _Strange, name: str, data: bytes) -> None:
    if isinstance(error, _Strange):
        click.echo(
            f"{name} stays as it is: there is nothing wrong with it, but mockdr fmt "
            "cannot write it anew without changing what it says",
            err=True,
        )
        return
    errors = error.errors
    count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
    click.echo(f"{name} has {count} and stays as it is:", err=True)
    click.echo(
        RENDERERS["full"](errors[:1], {name: data.decode("utf-8", "replace")}), err=True
    )


def _through(ctx: click.Context, *, check: bool, diff: bool) -> None:
    """Form what comes in, and let it out again."""
    data = sys.stdin.buffer.read()
    try:
        formed = _formed(data, "<stdin>")
    except (_Broken, _Strange) as broken:
        _told(broken, "<stdin>", data)
        if not (check or diff):
            sys.stdout.buffer.write(data)
        ctx.exit(FINDINGS)
    changed = formed.encode() != data
    if diff:
        put_out(_difference(data.decode(), formed, "<stdin>"), nl=changed)
    elif not check:
        sys.stdout.buffer.write(formed.encode())
    if changed and (check or diff):
        ctx.exit(FINDINGS)


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="[FILE|FOLDER|-]...",
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if anything would.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@click.pass_context
def fmt(ctx: click.Context, paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """
    Write scenario files in the one form.

    Indent and spaces are set right, keys come in the order of the language, quotes go
    where nothing needs them, and what is in brackets stays there up to 88 columns.
    Comments keep their place. What a story means never changes, and a file with
    errors is left alone.

    Without a FILE or FOLDER, your configured folders; `-` forms the standard input.

    For example: mockdr fmt --check --diff scenarios
    """
    if [str(path) for path in paths] == [_STDIN]:
        _through(ctx, check=check, diff=diff)
        return
    count: Counter[str] = Counter()
    for file in files_of(paths or configured()):
        count[_form(file, check=check, diff=diff)] += 1
    click.echo(_summary(count, would=check or diff))
    if count["unwritten"]:
        ctx.exit(USAGE)
    if count["broken"] or count["unread"] or (count["changed"] and (check or diff)):
        ctx.exit(FINDINGS)


def _form(file: Path, *, check: bool, diff: bool) -> str:
    """Form a file, or say why not, and return in a word what became of it."""
    name = shown(file)
    try:
        data = read_file(file)
    except (MockdrError, FileNotFoundError) as error:
        # No file keeps the others waiting.
        gone = MockdrError(f"{name} is gone", help="put the file back")
        lament(error if isinstance(error, MockdrError) else gone)
        return "unread"
    try:
        formed = _formed(data, name)
    except (_Broken, _Strange) as broken:
        _told(broken, name, data)
        return "broken"
    if formed.encode() == data:
        return "well"
    if diff:
        put_out(_difference(data.decode("utf-8"), formed, name))
    elif check:
        click.echo(f"would change {name}")
    else:
        try:
            _write(file, formed)
        except MockdrError as error:
            lament(error)
            return "unwritten"
        click.echo(f"changed {name}")
    return "changed"


def _summary(count: Counter[str], *, would: bool) -> str:
    parts = [
        (count["changed"], "would change" if would else "changed"),
        (count["well"], "well formed"),
        (count["broken"], "left alone"),
        (count["unread"], "not read"),
        (count["unwritten"], "not written"),
    ]
    said = [f"{number} {what}" for number, what in parts if number]
    files = sum(count.values())
    return f"{files} file{'' if files == 1 else 's'}: {', '.join(said)}"
