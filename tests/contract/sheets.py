"""The sheets that the contract is built from, where they lie beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SHEETS = Path(__file__).parents[2].parent / "shared" / "contract"
EXAMPLES = SHEETS / "examples"

needs_sheets = pytest.mark.skipif(
    not (SHEETS / "models.json").is_file(),
    reason=f"the fact sheets are not at {SHEETS}: the contract is not held to them",
)


def sheet(name):
    return json.loads((SHEETS / name).read_text("utf-8"))


def section(name, heading):
    """Return the text of a sheet below *heading*, up to the next of its rank."""
    rank = heading.partition(" ")[0]
    text = (SHEETS / name).read_text("utf-8").partition(f"\n{heading}")[2]
    return text.partition(f"\n{rank} ")[0]


def rows(text):
    """Return the cells of the table rows in *text*, without the heading."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells for cells in table if set("".join(cells)) - set("- ")][1:]
