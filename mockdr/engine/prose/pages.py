"""Prose on a page: for a terminal, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mockdr.engine.prose.telling import Prose

__all__ = ["as_markdown", "as_text"]

_WIDTH = 88


def as_text(prose: Prose) -> str:
    """Return a told story as lines that a terminal shows whole."""
    return "\n".join(_lines(prose))


def _lines(prose: Prose) -> Iterator[str]:
    yield prose.title
    yield from _wrapped(prose.summary)
    for paragraph in prose.opening:
        yield ""
        yield from _wrapped(paragraph)
    yield ""
    for step in prose.steps:
        yield from _wrapped(step.text, f"{step.number:>3}. ")
        for one in step.inner:
            yield from _wrapped(one, "     - ")
    for paragraph in prose.closing:
        yield ""
        yield from _wrapped(paragraph)


def _wrapped(words: str, head: str = "") -> list[str]:
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )


def as_markdown(prose: Prose) -> str:
    """Return a told story as Markdown, a section for itself."""
    parts = [f"## {prose.title}", prose.summary, *prose.opening]
    steps = []
    for step in prose.steps:
        steps.append(f"{step.number}. {step.text}")
        steps += [f"   - {one}" for one in step.inner]
    parts.append("\n".join(steps))
    return "\n\n".join(part for part in (*parts, *prose.closing) if part)
