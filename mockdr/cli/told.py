"""What verbs with findings share: how they are told, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import click

from mockdr import __version__
from mockdr.base.diagnostics import Diagnostic
from mockdr.base.errors import Json
from mockdr.base.sarif import level, sarif
from mockdr.base.telling import RENDERERS
from mockdr.scenario.rules.pages import family, page

__all__ = ["FOR_PEOPLE", "format_option", "tell"]

#: Formats for people: a count and a word on what to do may stand below the findings.
FOR_PEOPLE: Final = frozenset({"full", "concise"})

format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(list(RENDERERS)),
    default="full",
    show_default=True,
    help="How findings are told.",
)


def tell(found: Sequence[Diagnostic], texts: Mapping[str, str], shape: str) -> str:
    """
    Return findings in a format.

    Args:
        found: What to tell, in this order.
        texts: File name to text, as far as they are known.
        shape: One of `RENDERERS`.
    """
    if shape == "sarif":
        return sarif(found, version=__version__, describe=_descriptor)
    return RENDERERS[shape](found, texts)


def _descriptor(code: str) -> dict[str, Json]:
    """Return what SARIF says of a rule."""
    told = page(code)
    advice = [told.why, f"For example: {told.where}" if told.where else ""]
    for word, story in ("Example", told.example), ("Instead", told.instead):
        advice.append(f"{word}:\n\n```yaml\n{story}```" if story else "")
    return {
        "name": told.name,
        "shortDescription": {"text": told.title},
        "fullDescription": {"text": told.why},
        "help": {"text": told.why, "markdown": "\n\n".join(filter(None, advice))},
        "defaultConfiguration": {"level": level(told.severity)},
        "properties": {"tags": [family(code)]},
    }
