"""`mockdr new`: asks what should happen, and writes the story down."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mockdr.base.diagnostics import near, suggest
from mockdr.base.errors import MockdrError
from mockdr.cli.placing import copy_schema, folder_for, free_name, place_for, put
from mockdr.contract import PaymentMethod
from mockdr.engine.drafts import (
    OUTCOMES,
    Outcome,
    draft,
    drafted_name,
    methods,
    outcomes_of,
)
from mockdr.scenario.editor.copies import copy_of, first_line
from mockdr.scenario.files import shown

__all__ = ["new"]


def _method(word: str) -> PaymentMethod:
    """
    Return the method of payment that *word* names, by its type or by its label.

    Neither capitals count nor what joins words.

    Raises:
        MockdrError: If there is none.
    """
    known = methods()
    # Alipay+ has a label that is the type of another but for its sign.
    labels = {method.title.lower(): method for method in known}
    types = {_plain(method.type): method for method in known}
    plain = {_plain(method.title): method for method in known} | types
    found = labels.get(word.lower().strip()) or plain.get(_plain(word))
    if found is None:
        spelt = [method.type for method in known]
        told = [m.type for m in known if _plain(word) in _plain(m.title)]
        close = near(word, spelt) or (told[0] if len(told) == 1 else None)
        raise MockdrError(
            f"nobody pays with {word!r}",
            help=f"did you mean {close!r}?"
            if close is not None
            else suggest(word, spelt, "the methods are", most=len(spelt)),
        )
    return found


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _outcome(word: str, method: PaymentMethod) -> Outcome:
    """
    Return the outcome of that name.

    Raises:
        MockdrError: If there is none, or who pays so cannot come there.
    """
    possible = {outcome.name: outcome for outcome in outcomes_of(method)}
    if word in possible:
        return possible[word]
    listed = ", ".join(possible)
    close = near(word, possible)
    raise MockdrError(
        f"who pays with {method.type} cannot come to {word!r}"
        if word in OUTCOMES
        else f"there is no outcome {word!r}",
        help=f"did you mean {close!r}?"
        if close is not None and word not in OUTCOMES
        else f"possible are {listed}",
    )


def _ask(question: str, choices: Sequence[tuple[str, str]], default: str) -> str:
    """Ask for one of *choices*, each a word and what it means; a number will do."""
    click.echo(f"\n{question}\n")
    words = [word for word, _ in choices]
    width = max(map(len, words))
    for number, (word, meaning) in enumerate(choices, 1):
        click.echo(f"  {number:>2}  {word:<{width}}  {meaning}")
    click.echo()
    while True:
        said = str(click.prompt("Name or number", default=default)).strip()
        if said.isdigit() and 1 <= int(said) <= len(words):
            return words[int(said) - 1]
        folded = {meaning.lower(): word for word, meaning in reversed(choices)}
        folded |= {word.lower(): word for word in words}
        exact = folded.get(said.lower())
        if exact is not None:
            return exact
        close = near(said, words)
        click.echo(
            f"There is no {said!r} in the list"
            + (f"; did you mean {close!r}?" if close else ".")
        )


def _chosen(method: str | None, outcome: str | None) -> tuple[PaymentMethod, Outcome]:
    """
    Return what should happen: what options say, else what somebody answers.

    Raises:
        MockdrError: If nobody is there to be asked.
    """
    asked = {"--method": method, "--outcome": outcome}
    lacks = [option for option, said in asked.items() if said is None]
    if lacks and not sys.stdin.isatty():
        raise MockdrError(
            f"nobody is there to be asked: {' and '.join(lacks)} must be said",
            help="for example mockdr new --method konbini --outcome paid-late; "
            "mockdr new --list tells what there is",
        )
    if method is None:
        titles = [(known.type, known.title) for known in methods()]
        method = _ask("How does the shopper pay?", titles, titles[0][0])
    pays = _method(method)
    if outcome is None:
        ends = [(known.name, known.says) for known in outcomes_of(pays)]
        outcome = _ask("What comes of it?", ends, ends[0][0])
    return pays, _outcome(outcome, pays)


def _ask_name(default: str, folder: Path) -> Path:
    """Ask what the story is called, until it can be called so."""
    while True:
        click.echo(
            "\nWhat is it called? So is its file, and tests play it by that name.\n"
        )
        try:
            return place_for(str(click.prompt("Name", default=default)).strip(), folder)
        except MockdrError as error:
            click.echo(f"{error.message}; {error.help}.")


def _show(method: str | None) -> None:
    """List the outcomes of a method, or all methods and outcomes."""
    if method is not None:
        known = _method(method)
        click.echo(f"{known.type}: {known.title}")
        outcomes = outcomes_of(known)
    else:
        click.echo("methods")
        width = max(len(known.type) for known in methods())
        for known in methods():
            click.echo(f"  {known.type:<{width}}  {known.title}")
        click.echo("\noutcomes, each where the method can come to it")
        outcomes = tuple(OUTCOMES.values())
    width = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        click.echo(f"  {outcome.name:<{width}}  {outcome.says}")


@click.command()
@click.argument("name", required=False)
@click.option("--method", metavar="TYPE", help="How the shopper pays.")
@click.option("--outcome", metavar="OUTCOME", help="What comes of it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to write it; your first configured folder, or scenarios.",
)
@click.option("--list", "listed", is_flag=True, help="Tell what there is to choose.")
@click.option(
    "--schema", is_flag=True, help="Only put the schema for editors there, up to date."
)
def new(
    name: str | None,
    *,
    method: str | None,
    outcome: str | None,
    out: Path | None,
    listed: bool,
    schema: bool,
) -> None:
    """
    Begin a scenario: say what should happen, and get a file that plays.

    In a terminal you are asked; the options say the same. NAME is that of the story
    and of its file. The schema for editors is put beside it, so that yours completes
    words and marks mistakes.

    For example: mockdr new late-again --method konbini --outcome paid-late
    """
    if listed:
        _show(method)
        return
    folder = folder_for(out)
    if schema:
        copy = copy_schema(folder)
        click.echo(
            f"wrote {shown(copy)}"
            if copy
            else f"{shown(copy_of(folder))} is up to date"
        )
        return
    path = None if name is None else place_for(name, folder)
    pays, ends = _chosen(method, outcome)
    if path is None:
        free = free_name(drafted_name(pays.type, ends.name), folder)
        path = (
            _ask_name(free, folder) if sys.stdin.isatty() else folder / f"{free}.yaml"
        )
    name = path.stem
    text = draft(pays, ends, name)
    if text is None:
        raise AssertionError("an outcome that is possible has steps")
    copy = copy_schema(folder)
    put(path, (first_line(path, folder) + text).encode())
    click.echo(f"wrote {shown(path)}")
    if copy is not None:
        click.echo(f"wrote {shown(copy)}, for your editor")
    click.echo(
        f"\nNow change what is different in your story, and then\n"
        f"  mockdr lint {shown(path)}\n"
        f"  mockdr play {shown(path)}\n"
        f'or play it in a test: @pytest.mark.mockdr("{name}")'
    )
