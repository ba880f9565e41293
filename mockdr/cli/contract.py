"""`mockdr contract`: what is simulated, what is not, and how well it is known."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import orjson

from mockdr import __version__
from mockdr.base.errors import Json, MockdrError
from mockdr.cli import FINDINGS
from mockdr.contract import errors, operations, versions
from mockdr.domain import LIFECYCLES, Evidence
from mockdr.engine.gates import BUILT_VERSIONS
from mockdr.engine.operations import OPERATIONS

__all__ = ["BEGIN", "END", "SIMULATED", "contract", "facts", "table"]

#: What stands around the table in a README.
BEGIN = "<!-- mockdr contract: begin -->"
END = "<!-- mockdr contract: end -->"

#: What is simulated: the operations of the engine, and the page that a redirect
#: leads to, which the server shows by itself.
SIMULATED: Final = frozenset({*OPERATIONS, "redirectPayments"})


def facts() -> dict[str, Json]:
    """Return everything that the verb tells, as JSON."""
    known = operations()
    return {
        "mockdr": __version__,
        "versions": [
            {"version": version, "simulated": version in BUILT_VERSIONS}
            for version in reversed(versions())
        ],
        "operations": [
            {
                "id": operation.id,
                "method": operation.method,
                "path": operation.path,
                "tag": operation.tag,
                "key": operation.key,
                "simulated": operation.id in SIMULATED,
                "evidence": operation.evidence,
                "source": operation.source,
            }
            for operation in sorted(known.values(), key=lambda o: (o.tag, o.path))
        ],
        "errors": {
            evidence.value: sum(e.evidence == evidence for e in errors().values())
            for evidence in Evidence
        },
        "inferred_moves": [
            {
                "kind": kind,
                "before": move.before,
                "trigger": move.trigger,
                "after": move.after,
                "page": move.page,
            }
            for kind, lifecycle in LIFECYCLES.items()
            for move in lifecycle.moves
            if move.evidence is Evidence.INFERRED
        ],
    }


def _text(told: dict[str, Json]) -> Iterator[str]:
    for entry in told["versions"]:
        word = "simulated" if entry["simulated"] else "answers 501"
        yield f"API version {entry['version']}  {word}"
    built = sum(entry["simulated"] for entry in told["operations"])
    yield ""
    yield f"{built} of {len(told['operations'])} operations are simulated:"
    width = max(len(entry["id"]) for entry in told["operations"])
    tag = ""
    for entry in told["operations"]:
        if entry["tag"] != tag:
            tag = entry["tag"]
            yield f"\n{tag}"
        word = "simulated  " if entry["simulated"] else "answers 501"
        yield (
            f"  {entry['id']:<{width}}  {word}  {entry['evidence']:<10}  "
            f"{entry['method']:<6} {entry['path']}"
        )
    yield ""
    counts = ", ".join(f"{count} {word}" for word, count in told["errors"].items())
    yield f"{sum(told['errors'].values())} errors: {counts}"
    yield ""
    yield "Moves of a lifecycle that no page states, so that they are inferred:"
    for move in told["inferred_moves"]:
        yield (
            f"  {move['kind']:<10} {move['before'] or '-':<22} {move['trigger']:<30} "
            f"{move['after']}"
        )


def table() -> str:
    """Return what is simulated as a table in Markdown."""
    rows = ["| | simulated | answers 501 until it is built |", "|---|---|---|"]
    tags: dict[str, tuple[list[str], list[str]]] = {}
    for operation in operations().values():
        built, missing = tags.setdefault(operation.tag, ([], []))
        (built if operation.id in SIMULATED else missing).append(operation.id)
    absent: list[str] = []
    for tag in sorted(tags):
        built, missing = tags[tag]
        if not built:
            absent.append(f"{tag} ({len(missing)})")
            continue
        shown = [", ".join(f"`{x}`" for x in sorted(xs)) for xs in (built, missing)]
        rows.append(f"| {tag} | {' | '.join(shown)} |")
    if absent:
        rows.append(f"| everything else | | {', '.join(absent)} |")
    counts = f"{len(SIMULATED)} of {len(operations())} operations"
    newest = ", ".join(sorted(BUILT_VERSIONS))
    return "\n".join([f"{counts}, in API version {newest}:", "", *rows])


def _check(page: Path) -> str:
    """Return how the page differs from what is true; empty when it does not."""
    try:
        text = page.read_text("utf-8")
    except OSError as problem:
        raise MockdrError(
            f"{page} cannot be read: {problem.strerror}",
            help="name the page that holds the table",
        ) from None
    before, begin, rest = text.partition(BEGIN)
    held, end, _ = rest.partition(END)
    if not begin or not end:
        raise MockdrError(
            f"{page} has no table to hold", help=f"put {BEGIN} and {END} around it"
        )
    line = before.count("\n") + 1
    return "\n".join(
        difflib.unified_diff(
            held.strip().splitlines(),
            table().splitlines(),
            f"{page}:{line}",
            "mockdr contract --format markdown",
            lineterm="",
        )
    )


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="markdown is the short table that a README holds.",
)
@click.option(
    "--check",
    "page",
    is_flag=False,
    flag_value="README.md",
    default=None,
    metavar="[FILE]",
    type=click.Path(path_type=Path),
    help="Hold the table in FILE (README.md) to the truth; exit 1 if it differs.",
)
@click.pass_context
def contract(ctx: click.Context, shape: str, page: Path | None) -> None:
    """Tell what is simulated, and how well each part is known."""
    if page is not None:
        difference = _check(page)
        if difference:
            click.echo(difference)
            click.echo(
                "help: put the table that the second name prints there", err=True
            )
            ctx.exit(FINDINGS)
        click.echo(f"{page}: the table holds")
    elif shape == "json":
        click.echo(orjson.dumps(facts(), option=orjson.OPT_INDENT_2).decode())
    elif shape == "markdown":
        click.echo(table())
    else:
        click.echo("\n".join(_text(facts())))
