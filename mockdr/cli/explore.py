"""`mockdr explore`: journeys at random, and the shortest that goes wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from mockdr.base.errors import MockdrError
from mockdr.base.ids import real_token
from mockdr.cli import FINDINGS
from mockdr.engine.exploring.finding import (
    counted,
    journey_lines,
    named,
    reason,
    written,
)
from mockdr.engine.exploring.provider import Explorer
from mockdr.engine.exploring.search import search

__all__ = ["explore"]

_STORAGE: Final = "HYPOTHESIS_STORAGE_DIRECTORY"


@click.command()
@click.option(
    "--driver",
    metavar="MODULE:CLASS",
    help="Explore your own software: what it can do are the methods of this class.",
)
@click.option("--examples", type=click.IntRange(1), default=100, show_default=True)
@click.option(
    "--steps",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    help="How many steps a journey may have.",
)
@click.option("--seed", type=click.IntRange(0), help="Walk the same journeys again.")
@click.option(
    "--out",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="Write the shortest journey that goes wrong there, as a scenario; beside a "
    "file that is there.",
)
@click.pass_context
def explore(
    ctx: click.Context,
    *,
    driver: str | None,
    examples: int,
    steps: int,
    seed: int | None,
    out: Path | None,
) -> None:
    """
    Walk journeys at random, and look for one on which something is wrong.

    Without --driver mockdr explores itself: any call, any act of the customer, the
    provider and the review, any wait, and the laws of the provider must hold. With it
    your software is the shop; `mockdr.explore` in the README tells how. What goes
    wrong is shortened, told, and written as a scenario. Exit 1 if something is wrong.

    For example: mockdr explore --driver tests.shop:Driver --out scenarios/
    """
    if seed is None:
        seed = int.from_bytes(
            blake2b(real_token().encode(), digest_size=4).digest(), "big"
        )
    named(out, seed)
    if driver is not None:
        _drive(ctx, driver, examples=examples, steps=steps, seed=seed, out=out)
        return
    with _nothing_left_behind():
        searched = search(Explorer, examples=examples, steps=steps, seed=seed)
    gone, kinds = sum(searched.steps.values()), len({m.what for m in searched.steps})
    told = (
        f"seed {seed}: {counted(searched.journeys, 'journey')}, "
        f"{counted(gone, 'step')}, {kinds} different ones"
    )
    found = searched.found
    if found is None:
        click.secho(f"{told}; every law of the provider holds", fg="green")
        return
    click.echo(told)
    click.secho(f"\n{reason(found.error)}", fg="red")
    for line in journey_lines(found.journey):
        click.echo(line)
    text, file = written(
        found.traveller.tenant, found.journey, found.error, seed=seed, out=out
    )
    found.traveller.close()
    if file is not None:
        click.echo(f"\nwritten to {file}: mockdr play {file}")
    elif text is not None:
        click.echo(f"\nas a scenario:\n\n{text}")
    ctx.exit(FINDINGS)


def _drive(
    ctx: click.Context,
    driver: str,
    *,
    examples: int,
    steps: int,
    seed: int,
    out: Path | None,
) -> None:
    from mockdr.server import exploring  # noqa: PLC0415  (starts a server)

    try:
        with _nothing_left_behind():
            explored = exploring.explore(
                _found(driver), examples=examples, steps=steps, seed=seed, out=out
            )
    except exploring.JourneyFailed as failed:
        click.echo(str(failed))
        ctx.exit(FINDINGS)
    for answer, number in explored.answers.items():
        click.echo(f"{number:>6}  {answer}")
    told = counted(sum(explored.steps.values()), "step")
    journeys = counted(explored.journeys, "journey")
    click.secho(f"seed {seed}: {journeys}, {told}; nothing goes wrong", fg="green")


@contextmanager
def _nothing_left_behind() -> Iterator[None]:
    """Let Hypothesis keep what it likes in a folder that goes away."""
    if _STORAGE in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="mockdr-") as folder:
        os.environ[_STORAGE] = folder
        try:
            yield
        finally:
            del os.environ[_STORAGE]


def _found(driver: str) -> Callable[..., object]:
    """
    Return the class that *driver* names, looked for in the working directory first.

    Raises:
        MockdrError: If there is none.
    """
    module, _, name = driver.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found: Callable[..., object] = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise MockdrError(
            f"there is no driver {driver!r}: {error}",
            help="name a module and a class in it, as tests.shop:Driver",
        ) from None
    except Exception as error:  # a user's module may fail by anything
        raise MockdrError(
            f"{module} cannot be imported: {reason(error)}",
            help=f"python -c 'import {module}' tells where",
        ) from error
    finally:
        sys.path.pop(0)
    return found
