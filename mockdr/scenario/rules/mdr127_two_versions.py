"""
The story names two API versions.

Why: `version` tells which version the merchant speaks, and the setting of that name
tells which one the account has. Where they differ, the bodies of the story are read as
one version and webhooks are told in the other; that is seldom meant.

Example::

    version: 2020-12-17
    given:
      settings: {version: 2021-12-13}
    steps:
      - merchant: createCheckouts

Instead::

    version: 2020-12-17
    steps:
      - merchant: createCheckouts
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.base.source import Scalar
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import part

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR127", "two-versions", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the setting, where it names another version than the story does."""
    setting = part(look.tree, "given", "settings", "version")
    spoken = look.story.version
    if isinstance(setting, Scalar) and spoken not in (None, setting.text):
        yield RULE.at(
            setting.place,
            f"the account has version {setting.text}, the merchant speaks {spoken}",
            help="leave one of the two out, unless that is what the story is about",
        )
