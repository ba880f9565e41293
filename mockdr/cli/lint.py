"""`mockdr lint`: everything that is wrong with scenario files, in one go."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.errors import MockdrError
from mockdr.cli import FINDINGS, FINE, USAGE, lament
from mockdr.cli.chosen import configured, files_of
from mockdr.cli.correcting import Corrected, correct, correct_file, report
from mockdr.cli.paper import put_out
from mockdr.cli.remembered import FOLDER, Remembered, project
from mockdr.cli.selecting import Selection, rule_options, selection
from mockdr.cli.sweep import sweep
from mockdr.cli.told import FOR_PEOPLE, format_option, tell
from mockdr.scenario.allowances import allowances
from mockdr.scenario.decoding import LARGEST, plain, point
from mockdr.scenario.editor.copies import stale
from mockdr.scenario.files import read_file, shown
from mockdr.scenario.library import Library
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.hooks import compare
from mockdr.scenario.vocabulary import Vocabulary

__all__ = ["lint", "look"]

#: What stands for the text that comes in by standard input.
_STDIN: Final = Path("-")


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
    return _look_at(data, name)


def _look_at(data: bytes, name: str) -> tuple[Diagnostic, ...]:
    # Late: who has nothing new to look at needs neither the engine nor the words.
    from mockdr.engine.looking import look_closely  # noqa: PLC0415

    return look_closely(data, name, stored=True)


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


def _count(files: int, found: Iterable[Diagnostic], corrected: int) -> str:
    every = [*found]
    counts = Counter(d.severity for d in every)
    words = {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.ADVICE: ("piece of advice", "pieces of advice"),
    }
    told = [f"{corrected} corrected"] if corrected else []
    told += [
        f"{counts[severity]} {one if counts[severity] == 1 else many}"
        for severity, (one, many) in words.items()
        if counts[severity]
    ]
    if not every:
        told.append("nothing else wrong" if corrected else "nothing wrong")
    looked = "1 file" if files == 1 else f"{files} files"
    fixable = sum(d.fix is not None for d in every)
    which = f"{fixable} of them"
    if fixable == len(every):
        which = "it" if fixable == 1 else "them"
    way = f"; --fix corrects {which}" if fixable else ""
    return f"{looked}: {', '.join(told)}{way}"


@dataclass(slots=True, kw_only=True)
class _Round:
    """What is found in all the texts that are looked at, and what became of them."""

    rules: Selection
    found: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    corrected: list[Corrected] = field(default_factory=list)
    beside: tuple[Diagnostic, ...] = ()
    failed: list[MockdrError] = field(default_factory=list)

    def all(self) -> list[Diagnostic]:
        """Return what is left, file by file, in the order of each text."""
        every: list[Diagnostic] = []
        beside = [d for d in self.beside if not self._allows(d)]
        for name, found in self.found.items():
            own = [*found, *(d for d in beside if d.place.file == name)]
            own.sort(key=lambda d: (d.code == "MDR099", d.place.line, d.place.column))
            every += own
        every += [d for d in beside if d.place.file not in self.found]
        return self.rules.of(every)

    def takes(self, done: Corrected) -> None:
        """Take what became of a text in place of what was found in it."""
        self.corrected.append(done)
        self.found[done.name] = done.left
        self.texts[done.name] = done.after

    def _allows(self, finding: Diagnostic) -> bool:
        """Tell whether a file allows what shows in several files only."""
        if finding.severity is Severity.ERROR:
            return False
        name = finding.place.file
        text = self.texts.get(name)
        if text is None:
            text = read_file(Path(name)).decode("utf-8", "replace")
        return any(one.covers(finding) for one in allowances(plain(text), name)[0])


@click.command()
@click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]..."
)
@click.option("--fix", is_flag=True, help="Correct what can mean but one thing.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and do nothing.")
@rule_options
@format_option
@click.option(
    "--cache/--no-cache",
    default=True,
    show_default=True,
    help=f"Remember in {FOLDER}, beside your project file, what was fine, and do not "
    "look at it again.",
)
@click.option(
    "--stdin-name",
    metavar="FILE",
    default="<stdin>",
    help="What the text is called that comes in by standard input.",
)
@click.pass_context
def lint(  # noqa: PLR0917  (click calls by name)
    ctx: click.Context,
    paths: tuple[Path, ...],
    fix: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    shape: str,
    cache: bool,
    stdin_name: str,
) -> None:
    """
    Check scenario files: names, types, and what is possible.

    Without a FILE or FOLDER, your configured folders; - is standard input. Exit 1 if
    there is an error or a warning; advice alone is fine.

    What you know better is allowed by a comment on its line, above its step or key,
    or at the top of the file for all of it: # mockdr: allow MDR501 because, and why.

    For example, mockdr lint --fix scenarios corrects what is misspelt there.
    """
    seen = _Round(rules=selection(select, ignore))
    keep = frozenset(RULES) - seen.rules.codes
    if _STDIN in paths:
        if len(paths) > 1:
            raise click.UsageError("- stands for standard input, and stands alone")
        _look_at_stdin(seen, stdin_name, keep, fixed=fix or diff)
        if fix and not diff:
            sys.stdout.buffer.write(seen.corrected[0].data)
    else:
        paths = paths or configured()
        _look_at_files(seen, files_of(paths), cache=cache)
        if fix or diff:
            _correct_files(seen, keep, write=not diff)
        folders = [path for path in paths if path.is_dir()]
        seen.beside += (*Library(folders, _vocabulary).findings(), *stale(folders))
    if diff:
        code = _show_changes(seen)
    else:
        # Who asks for the corrected text gets nothing else there.
        code = _show_findings(seen, shape, aside=fix and _STDIN in paths)
    for error in seen.failed:
        lament(error)
    ctx.exit(USAGE if seen.failed else code)


def _look_at_files(seen: _Round, files: list[Path], *, cache: bool) -> None:
    memory = Remembered(project(Path.cwd()) if cache else None)
    every = sweep(files, look, memory, ready=_ready)
    for looked in every:
        seen.texts.update(looked.texts)
        seen.found[shown(looked.file)] = looked.found
    seen.beside = tuple(compare([looked.gist for looked in every]))


def _look_at_stdin(
    seen: _Round, name: str, keep: frozenset[str], *, fixed: bool
) -> None:
    data = sys.stdin.buffer.read(LARGEST + 1)
    if fixed:
        seen.takes(correct(data, name, _look_at, keep))
    else:
        seen.texts[name] = data.decode("utf-8", "replace")
        seen.found[name] = _look_at(data, name)


def _correct_files(seen: _Round, keep: frozenset[str], *, write: bool) -> None:
    for name, found in [*seen.found.items()]:
        if any(d.fix is not None for d in seen.rules.of(found)):
            try:
                seen.takes(correct_file(Path(name), _look_at, keep, write=write))
            except MockdrError as error:
                # The others can be corrected all the same.
                seen.failed.append(error)


def _show_changes(seen: _Round) -> int:
    changed = [one for one in seen.corrected if one.done]
    for one in changed:
        put_out(one.diff(), nl=False)
    count = "1 text" if len(changed) == 1 else f"{len(changed)} texts"
    click.echo(f"{count} would change" if changed else "nothing would change", err=True)
    return FINDINGS if changed else FINE


def _show_findings(seen: _Round, shape: str, *, aside: bool) -> int:
    found = seen.all()
    done = [d for one in seen.corrected for d in one.done]
    told = tell(found, seen.texts, shape)
    people = shape in FOR_PEOPLE
    if done:
        click.echo(report(done), err=aside or not people)
    if told:
        say = click.echo if people else put_out
        say(("\n" if done and people else "") + told, err=aside)
    if people:
        gap = "\n" if found or done else ""
        click.echo(f"{gap}{_count(len(seen.found), found, len(done))}", err=aside)
    weighty = any(d.severity is not Severity.ADVICE for d in found)
    return FINDINGS if weighty else FINE
