"""`mockdr replay`: what somebody has handed over happens once more, and is compared."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import click

from mockdr import __version__
from mockdr.cli import FINDINGS
from mockdr.engine.bundles.enacting import Scene, enact
from mockdr.engine.bundles.reading import Bundle, read_bundle
from mockdr.engine.bundles.telling import beginning, differing, finding_lines, lines

__all__ = ["replay"]

#: What acts are called when they are counted.
_COUNTED: Final = {"call": "call", "delivered": "delivery"}
_MANY: Final = {"call": "calls", "delivery": "deliveries", "act": "acts by hand"}


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--quiet", is_flag=True, help="Tell only whether it is the same.")
@click.pass_context
def replay(ctx: click.Context, *, file: Path, quiet: bool) -> None:
    """
    Do once more what a bundle tells, and compare.

    A bundle is what `mockdr.export("bug.mockdr")`, `pytest --mockdr-bundles=DIR` or
    `GET /_mockdr/export` has written. Every call, act and move of the clock comes
    again, in a world of its own, without your software and without a network. Exit 1
    where something does not come out as it did: it tells the first such thing.

    For example: mockdr replay bundles/test_checkout.mockdr
    """
    bundle = read_bundle(file, __version__)
    other = bundle.other_version(__version__)
    if not quiet:
        click.secho(file.name, bold=True)
        for line in beginning(bundle, __version__):
            click.echo(f"  {line}")
        click.echo()
    elif other:
        click.echo(f"{file.name} was {other}")
    counts: Counter[str] = Counter()
    for scene in enact(bundle):
        counts[_COUNTED.get(str(scene.act.get("what", "")), "act")] += bool(scene.act)
        if not quiet:
            for line in lines(scene):
                click.echo(line)
        if not scene.same:
            _tell(bundle, scene, counts)
            ctx.exit(FINDINGS)
    if not quiet and bundle.findings:
        click.echo("\nfound, then as now:")
        for line in finding_lines(bundle):
            click.echo(f"  {line}")
        click.echo()
    if counts.total():
        click.secho(f"{file.name}: the same, {_counted(counts)}", fg="green")
    else:
        click.secho(f"{file.name}: nothing happened in this bundle", fg="yellow")
    if bundle.about.get("hint"):
        click.echo(f"  {bundle.about['hint']}")


def _tell(bundle: Bundle, scene: Scene, counts: Counter[str]) -> None:
    at = f"#{scene.act['seq']}: " if "seq" in scene.act else ""
    click.secho(f"     not as it was: {at}{differing(scene)}", fg="red")
    left = len(bundle.acts) - sum(counts.values())
    if left:
        click.echo(f"     {left} more of what happened is not done again")
    other = bundle.other_version(__version__)
    if other:
        click.echo(f"     it was {other}")


def _counted(counts: Counter[str]) -> str:
    told = [f"{n} {what if n == 1 else _MANY[what]}" for what, n in counts.items() if n]
    return ", ".join(told)
