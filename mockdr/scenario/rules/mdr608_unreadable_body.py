"""
A recorded body is not JSON.

Why: The contract speaks of JSON. What came instead, such as the page of a proxy, says
nothing that a client of the provider could use.

Example: `<html>Bad gateway</html>` with status 502.
"""

from __future__ import annotations

from typing import Final

from mockdr.scenario.rules.rule import rule

__all__ = ["RULE"]

RULE: Final = rule("MDR608", "unreadable-body")
