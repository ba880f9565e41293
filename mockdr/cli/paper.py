"""What is a file goes out as UTF-8, whatever the terminal speaks."""

from __future__ import annotations

import click

__all__ = ["put_out"]


def put_out(text: str, *, nl: bool = True, err: bool = False) -> None:
    """
    Print a file's text: a picture, JSON, YAML, a difference, a page of Markdown.

    It is most often redirected into a file or piped into a program, and these take it
    for UTF-8 with the ends of lines that it has.

    Args:
        nl: Whether a line ends after it.
        err: Whether it goes where errors go.
    """
    click.echo(text.encode("utf-8", "replace"), nl=nl, err=err)
