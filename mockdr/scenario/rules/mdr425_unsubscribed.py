"""
None of the webhooks in `given` takes an event whose deliveries are bent.

Why: What nobody subscribed to is delivered to nobody, so there is nothing to bend for
the webhooks that the story sets up itself.

Example::

    given:
      webhooks:
        hook: {address: "http://127.0.0.1/hook", types: [order.accepted]}
    steps:
      - merchant: createOrders
    delivery:
      - {event: order.charge.capturable, kind: drop}

Instead::

    given:
      webhooks:
        hook: {address: "http://127.0.0.1/hook", types: [order.charge.capturable]}
    steps:
      - merchant: createOrders
    delivery:
      - {event: order.charge.capturable, kind: drop}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mockdr.base.diagnostics import Diagnostic, Severity
from mockdr.scenario.bends import ANY
from mockdr.scenario.rules.look import Look
from mockdr.scenario.rules.rule import rule

__all__ = ["RULE", "check"]

RULE: Final = rule("MDR425", "unsubscribed", Severity.WARNING)


def check(look: Look) -> Iterator[Diagnostic]:
    """Yield the bends of events that no webhook of the story is told of."""
    taken: set[str] = set()
    for webhook in look.story.given.webhooks.values():
        types = webhook.get("types") if isinstance(webhook, Mapping) else None
        if not isinstance(types, list):
            return
        taken.update(map(str, types))
    for bend in look.story.delivery if taken else ():
        if bend.event not in (ANY, *taken) and bend.kind != "unknown_type":
            yield RULE.at(
                bend.place,
                f"no webhook in 'given' takes {bend.event}",
                help="add it to the types of one, or bend an event that one takes",
            )
