"""A webhook is enabled, disabled, or gone."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE", "MOST_TYPES"]

#: How many types a list of webhooks can be filtered by. Source: the SDK's text.
MOST_TYPES: Final = 20

_PAGE = "events-and-webhooks-1/README.md"
_I = Evidence.INFERRED

#: Every move of a webhook; on the wire the state is the flag `enabled`.
LIFECYCLE: Final = Lifecycle(
    kind="webhook",
    states=("enabled", "disabled", "deleted"),
    moves=(
        row(None, "createWebhooks", "enabled", page=_PAGE),
        row(None, "createWebhooks", "disabled", "enabled false", page=_PAGE),
        row("enabled", "updateWebhooks", "enabled", "enabled stays", page=_PAGE),
        row("enabled", "updateWebhooks", "disabled", page=_PAGE),
        row("disabled", "updateWebhooks", "disabled", "enabled stays", page=_PAGE),
        row("disabled", "updateWebhooks", "enabled", page=_PAGE),
        row(
            "enabled",
            "receiver.fails",
            "disabled",
            "it has failed for days, and the setting auto_disable is on",
            page=_PAGE,
        ),
        row("enabled", "deleteWebhooks", "deleted", page=_PAGE),
        row("disabled", "deleteWebhooks", "deleted", "", _I, page=_PAGE),
    ),
)
