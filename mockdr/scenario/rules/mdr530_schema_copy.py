"""
Editors go by a copy of the schema that is not that of this mockdr.

Why: The first line of a story names the copy, by which an editor completes words and
marks mistakes. After mockdr is upgraded it knows words that an old copy does not, so
the editor marks what is right and misses what is wrong.

Example: The copy in `scenarios/.schema` is from the version before; after
`mockdr new --schema` it is up to date.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR530", "schema-copy", Severity.ADVICE)
