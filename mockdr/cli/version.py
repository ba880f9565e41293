"""`mockdr version`: which mockdr, and which contract."""

from __future__ import annotations

import click

from mockdr import __version__
from mockdr.contract import versions

__all__ = ["sentence", "version"]


def sentence() -> str:
    """Return both versions in one line."""
    return f"mockdr {__version__}, contract {versions()[-1]}"


@click.command()
def version() -> None:
    """Print the versions of mockdr and of the contract."""
    click.echo(sentence())
