"""
Every code that looking at a scenario can report: one file a rule, read when needed.

The name of a rule's file is its code and its name. Its docstring is the page that
people read: what the rule finds, why it matters, an example, and what to write instead.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from mockdr.scenario.rules.rule import Rule

__all__ = ["RULES", "Rule", "Rules"]

_FILE: Final = re.compile(r"mdr([0-9]{3})_([a-z0-9_]+)")


class Rules(Mapping[str, Rule]):
    """Code to rule, in the order of the codes; a rule's file is read when asked for."""

    def __init__(self) -> None:
        self._names: dict[str, str] | None = None

    def __getitem__(self, code: str) -> Rule:
        found: Rule = self.module(code).RULE
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self.names())

    def __contains__(self, code: object) -> bool:
        return code in self.names()

    def names(self) -> Mapping[str, str]:
        """Return code to name of every rule, read off the files' names."""
        if self._names is None:
            files = sorted(found.name for found in pkgutil.iter_modules(__path__))
            matches = filter(None, map(_FILE.fullmatch, files))
            self._names = {f"MDR{m[1]}": m[2].replace("_", "-") for m in matches}
        return self._names

    def code(self, word: str) -> str | None:
        """Return the code of the rule that *word* is the code or the name of."""
        names = self.names()
        if word.upper() in names:
            return word.upper()
        return next((code for code, name in names.items() if name == word), None)

    def module(self, code: str) -> ModuleType:
        """
        Return the file of a rule.

        Raises:
            KeyError: If there is no such code.
        """
        name = self.names()[code].replace("-", "_")
        return import_module(f"{__name__}.{code.lower()}_{name}")


#: Code to rule.
RULES: Final = Rules()
