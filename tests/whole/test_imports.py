"""Imports go in no circle: any module can be the first that somebody imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    ): file
    for file in (ROOT / "mockdr").rglob("*.py")
}


def imported(name: str) -> Iterator[str]:
    """Yield the modules of ours that *name* imports the moment it is imported."""
    for node in ast.parse(FILES[name].read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in FILES)
        elif isinstance(node, ast.ImportFrom) and node.module in FILES:
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from modules & FILES.keys()
            if modules - FILES.keys():
                yield node.module


@pytest.mark.house
def test_imports_go_in_no_circle():
    graph = {name: set(imported(name)) - {name} for name in FILES}
    order = list(TopologicalSorter(graph).static_order())
    assert len(order) == len(FILES) > 250
