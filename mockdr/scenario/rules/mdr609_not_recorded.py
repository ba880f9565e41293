"""
What the provider said is not in the recording.

Why: What is not in the recording cannot be judged. Browsers save bodies only where they
are told to, as HAR with content, and proxies have limits of size. A page that a gateway
answers with in its place, a 502 for example, says nothing of the provider either.

Example: a reply that says it has 4 kB, and stands there without a text.
"""

from __future__ import annotations

from typing import Final

from mockdr.base.diagnostics import Severity
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR609", "not-recorded", Severity.ADVICE)
