"""
An event has a name of long ago, in whose place another is told today.

Why: Such names are silent, unless the setting event_profile is verbose: a story that
counts on them, or a webhook that takes them alone, tests what no shop gets any more.

Example::

    given:
      webhooks:
        hook: {address: "http://127.0.0.1/hook", types: [order.charge.created]}
    steps:
      - merchant: createOrders

Instead::

    given:
      webhooks:
        hook: {address: "http://127.0.0.1/hook", types: [order.charge.capturable]}
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

RULE: Final = rule("MDR320", "deprecated-event", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the names of long ago that the story has no profile for."""
    if look.story.given.settings.get("event_profile") == "verbose":
        return
    for event in events(look.tree):
        if event.text in look.vocabulary.old_events:
            yield RULE.at(
                event.place,
                f"nobody is told of {event.text} any more: it is a name of long ago",
                help="name the event of today, or set event_profile: verbose in "
                "'given', under 'settings'",
            )
