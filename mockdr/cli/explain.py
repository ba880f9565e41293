"""`mockdr explain`: what a finding means, why it matters, and what to write instead."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final

import click

from mockdr.base.data import data_folder
from mockdr.base.diagnostics import Severity
from mockdr.base.errors import Json
from mockdr.cli.paper import put_out
from mockdr.cli.selecting import codes_of
from mockdr.scenario.files import scenario_files
from mockdr.scenario.findings import with_article
from mockdr.scenario.rules import RULES
from mockdr.scenario.rules.pages import Page, family, page

__all__ = ["explain"]

_WIDTH = 88


def _as_text(pages: Sequence[Page]) -> str:
    return "\n\n\n".join("\n".join(_sheet(one)) for one in pages)


def _sheet(told: Page) -> Iterator[str]:
    yield f"{told.code} {told.name} ({told.severity.value})"
    yield ""
    yield told.title
    yield ""
    yield from textwrap.wrap(told.why, _WIDTH)
    if told.where:
        yield ""
        yield from textwrap.wrap(f"For example: {told.where}", _WIDTH)
    for word, story in ("Example", told.example), ("Instead", told.instead):
        if story:
            yield ""
            yield f"{word}:"
            yield ""
            yield from textwrap.indent(story.rstrip(), "    ").splitlines()
    if told.fix:
        yield ""
        yield from textwrap.wrap(f"mockdr lint --fix: {told.fix}", _WIDTH)


def _as_markdown(pages: Sequence[Page]) -> str:
    return "\n\n".join("\n".join(_section(one)) for one in pages)


def _section(told: Page) -> Iterator[str]:
    yield f"## {told.code}: {told.name}"
    yield ""
    yield f"*{told.severity.value}* · {told.title}"
    yield ""
    yield told.why
    if told.where:
        yield ""
        yield f"For example: {told.where}"
    for word, story in ("Example", told.example), ("Instead", told.instead):
        if story:
            yield ""
            yield f"{word}:"
            yield ""
            yield f"```yaml\n{story}```"
    if told.fix:
        yield ""
        yield f"`mockdr lint --fix`: {told.fix}"


def _as_json(pages: Sequence[Page]) -> str:
    return json.dumps([_facts(one) for one in pages], indent=2, ensure_ascii=False)


def _facts(told: Page) -> dict[str, Json]:
    facts = {
        "code": told.code,
        "name": told.name,
        "severity": told.severity.value,
        "family": family(told.code),
        "title": told.title,
        "why": told.why,
        "where": told.where,
        "example": told.example,
        "instead": told.instead,
        "fix": told.fix,
    }
    return {key: value for key, value in facts.items() if value}


def _list(pages: Sequence[Page]) -> str:
    width = max(len(one.name) for one in pages)
    lines = []
    for stake, group in groupby(pages, key=lambda one: one.code[:4]):
        lines.append(f"{stake}xx  {family(stake)}")
        for one in group:
            # An error is what most of them are, and advice says so in its heading.
            softly = " (warning)" if one.severity is Severity.WARNING else ""
            lines.append(f"  {one.code}  {one.name:<{width}}  {one.title}{softly}")
        lines.append("")
    lines.append("mockdr explain CODE tells why, with an example.")
    return "\n".join(lines)


def _elsewhere(word: str) -> str | None:
    """Return where to look for a word of payments, or for a scenario."""
    # Late: who asks for a rule needs no words of payments.
    from mockdr.cli.finding import misspelt  # noqa: PLC0415

    for sort in ("state", "operation", "event", "error", "method"):
        if not misspelt({sort: [word]}):
            return (
                f"it is {with_article(_SORTS.get(sort, sort))}: mockdr list --{sort} "
                f"{word} tells in which scenarios it plays a part"
            )
    if any(f.stem == word for f in scenario_files(data_folder("scenarios"))):
        return f"it is a scenario: mockdr show {word} tells it"
    return None


_SORTS: Final = {"error": "error code", "method": "payment method"}
_SHAPES: Final[Mapping[str, Callable[[Sequence[Page]], str]]] = MappingProxyType(
    {"text": _as_text, "markdown": _as_markdown, "json": _as_json}
)


@click.command()
@click.argument("rules", nargs=-1, metavar="[CODE|NAME]...")
@click.option(
    "--format",
    "shape",
    type=click.Choice([*_SHAPES]),
    default="text",
    show_default=True,
)
def explain(rules: tuple[str, ...], shape: str) -> None:
    """
    Tell what a finding means, why it matters, and what to write instead.

    For example, mockdr explain MDR302, mockdr explain 302, mockdr explain
    unknown-error, or mockdr explain MDR3 for a whole family. Without a word, every
    rule by family.
    """
    pages = [page(code) for code in codes_of(rules, otherwise=_elsewhere) or RULES]
    write = _list if shape == "text" and not rules else _SHAPES[shape]
    (click.echo if shape == "text" else put_out)(write(pages))
