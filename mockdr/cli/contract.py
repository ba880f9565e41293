"""`mockdr contract`: what is simulated, and how well it is known."""

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
from mockdr.cli.paper import put_out
from mockdr.contract import errors, operations, version_notes
from mockdr.domain import LIFECYCLES, Evidence
from mockdr.engine.operations.table import OPERATIONS

__all__ = ["BEGIN", "END", "SIMULATED", "contract", "facts", "table"]

#: What stands around the table in a README.
BEGIN = "<!-- mockdr contract: begin -->"
END = "<!-- mockdr contract: end -->"

#: What is simulated: the operations of the engine, and the page that a redirect
#: leads to, which the server shows by itself.
SIMULATED: Final = frozenset({*OPERATIONS, "redirectPayments"})


def facts() -> dict[str, Json]:
    """Return everything that the verb tells, as JSON."""
    return {
        "mockdr": __version__,
        "versions": [
            {"version": version, "change": change}
            for version, change in reversed([*version_notes().items()])
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
            for operation in sorted(
                operations().values(), key=lambda o: (o.tag, o.path)
            )
        ],
        "errors": {
            evidence.value: sum(e.evidence == evidence for e in errors().values())
            for evidence in Evidence
        },
        "lifecycles": {
            kind: {
                "states": list(lifecycle.states),
                "moves": [
                    {
                        "before": move.before,
                        "trigger": move.trigger,
                        "after": move.after,
                        "guard": move.guard,
                        "evidence": move.evidence.value,
                        "page": move.page,
                    }
                    for move in lifecycle.moves
                ],
            }
            for kind, lifecycle in LIFECYCLES.items()
        },
    }


def _counted(moves: list[dict[str, Json]]) -> str:
    """Return how many moves there are, and how many of them are only inferred."""
    inferred = sum(move["evidence"] == Evidence.INFERRED.value for move in moves)
    return f"{len(moves)}, {inferred} inferred" if inferred else f"{len(moves)}"


def _text(told: dict[str, Json]) -> Iterator[str]:
    for entry in told["versions"]:
        yield f"API version {entry['version']}  {entry['change']}"
    built = sum(entry["simulated"] for entry in told["operations"])
    yield ""
    yield f"{built} of {len(told['operations'])} operations are simulated:"
    width = max(len(entry["id"]) for entry in told["operations"])
    tag = ""
    for entry in told["operations"]:
        if entry["tag"] != tag:
            tag = entry["tag"]
            yield f"\n{tag}"
        yield (
            f"  {entry['id']:<{width}}  {entry['evidence']:<10}  "
            f"{entry['method']:<6} {entry['path']}"
        )
    yield ""
    counts = ", ".join(f"{count} {word}" for word, count in told["errors"].items())
    yield f"{sum(told['errors'].values())} errors: {counts}"
    yield ""
    yield "Lifecycles, and how many moves each has:"
    for kind, lifecycle in told["lifecycles"].items():
        yield f"  {kind:<24} {_counted(lifecycle['moves'])}"
    yield ""
    yield "Moves that no page states, so that they are inferred:"
    for kind, lifecycle in told["lifecycles"].items():
        for move in lifecycle["moves"]:
            if move["evidence"] == Evidence.INFERRED.value:
                yield (
                    f"  {kind:<24} {move['before'] or '-':<22} "
                    f"{move['trigger']:<30} {move['after']}"
                )


def table() -> str:
    """Return what is simulated as tables in Markdown."""
    told = facts()
    entries = [entry for entry in told["operations"] if entry["simulated"]]
    by_evidence: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        tags = by_evidence.setdefault(entry["evidence"], {})
        tags.setdefault(entry["tag"], []).append(entry["id"])
    span = f"{told['versions'][-1]['version']} to {told['versions'][0]['version']}"
    count = f"{len(entries)} of {len(told['operations'])} operations"
    rows = [
        f"{count}, in the API versions {span}:",
        "",
        "| known from | operations |",
        "|---|---|",
    ]
    for evidence in Evidence:
        tags = by_evidence.get(evidence.value, {})
        few = evidence is not Evidence.DOCUMENTED
        shown = [
            ", ".join(f"`{id}`" for id in ids) if few else f"{tag} {len(ids)}"
            for tag, ids in tags.items()
        ]
        rows.append(f"| {_KNOWN[evidence]} | {', '.join(shown)} |")
    rows += ["", "| lifecycle | states | moves |", "|---|---|---|"]
    for kind, lifecycle in told["lifecycles"].items():
        states = ", ".join(f"`{state}`" for state in lifecycle["states"])
        rows.append(f"| {kind} | {states} | {_counted(lifecycle['moves'])} |")
    errors_told = ", ".join(f"{n} {word}" for word, n in told["errors"].items() if n)
    rows += ["", f"{sum(told['errors'].values())} errors: {errors_told}."]
    return "\n".join(rows)


#: How each kind of evidence is called in a table.
_KNOWN: Final = {
    Evidence.DOCUMENTED: "documentation, vendor's SDK",
    Evidence.OBSERVED: "observation of clients",
    Evidence.INFERRED: "inference",
}


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
            put_out(difference)
            click.echo(
                "help: put there what `mockdr contract --format markdown` prints",
                err=True,
            )
            ctx.exit(FINDINGS)
        click.echo(f"{page}: the table holds")
    elif shape == "json":
        put_out(orjson.dumps(facts(), option=orjson.OPT_INDENT_2).decode())
    elif shape == "markdown":
        put_out(table())
    else:
        click.echo("\n".join(_text(facts())))
