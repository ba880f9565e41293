"""Every code that reading a scenario can report, each with a name and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mockdr.scenario.rules.advice import ADVICE
from mockdr.scenario.rules.names import NAMES
from mockdr.scenario.rules.rule import Rule
from mockdr.scenario.rules.shape import SHAPE
from mockdr.scenario.rules.states import STATES
from mockdr.scenario.rules.text import TEXT
from mockdr.scenario.rules.times import TIMES

__all__ = ["RULES", "Rule"]


def _table(*rules: Rule) -> Mapping[str, Rule]:
    table = {rule.code: rule for rule in rules}
    if len(table) < len(rules):
        raise AssertionError("a code stands for two rules")
    return MappingProxyType(table)


RULES: Final = _table(*TEXT, *SHAPE, *STATES, *NAMES, *TIMES, *ADVICE)
