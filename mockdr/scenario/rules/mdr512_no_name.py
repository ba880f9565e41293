"""
A file of its own does not say which scenario it is.

Why: The name is how a scenario is asked for, and how reports call it. Where only the
file's name tells it, a copy or a moved file silently becomes another scenario.

Example: A file `example.yaml` with `summary` and `steps`, without `scenario: example`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.fixes import Edit, Fix
from mockdr.scenario.context import NAME
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.tree import MapNode

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR512", "no-name", Severity.ADVICE)
_SUFFIXES: Final = frozenset({".yaml", ".yml"})


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield a mapping without a name; a bare list of steps has no place for one."""
    path, tree = PurePath(look.story.file), look.tree
    named = path.suffix.lower() in _SUFFIXES and NAME.fullmatch(path.stem)
    if not look.stored or not named:
        return
    if not isinstance(tree, MapNode) or not tree.entries or tree.says("scenario"):
        return
    first = tree.entries[0][0].place
    line = f"scenario: {path.stem}"
    # Within braces a line is no entry.
    edit = Edit(place=first, old="", new=f"{line}\n")
    yield RULE.at(
        first,
        "this file does not name its scenario",
        help=f"begin with {line}, as the file is called",
        fix=Fix(title=f"write {line}", edits=(edit,)) if first.column == 1 else None,
    )
