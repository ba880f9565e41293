"""
The story's API version does not have an event that it names.

Why: Webhooks are told in the account's version, and of what that version does not have
they are not told at all.

Example::

    version: 2020-09-30
    given:
      webhooks:
        hook: {address: "http://127.0.0.1/", types: [tax_identifier.verified]}
    steps:
      - merchant: createOrders

Instead::

    given:
      webhooks:
        hook: {address: "http://127.0.0.1/", types: [tax_identifier.verified]}
    steps:
      - merchant: createOrders
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule
from mockdr.scenario.rules.walking import events

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR322", "event-of-another-version", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the events that came with a later version."""
    version, words = look.story.version, look.vocabulary
    for event in events(look.tree) if version is not None else ():
        known = event.text in words.events
        if known and version is not None and not words.has_event(event.text, version):
            since = next(v for v in words.versions if words.has_event(event.text, v))
            yield RULE.at(
                event.place,
                f"version {version} does not have the event {event.text}",
                help=f"it is there from {since} on",
            )
