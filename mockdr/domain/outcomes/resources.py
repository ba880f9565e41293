"""Files, links, webhooks and low-code checkouts: each moves by itself alone."""

from __future__ import annotations

from typing import Final

from mockdr.domain import checkout_session, file, webhook
from mockdr.domain.outcomes.alone import alone
from mockdr.domain.outcomes.outcome import Outcome

__all__ = ["RESOURCES"]

#: What happens to them. Files and webhooks have no events; a link that goes with its
#: file tells so as well.
RESOURCES: Final[tuple[Outcome, ...]] = (
    *alone(file.LIFECYCLE, {}),
    *alone(
        file.LINKS,
        {
            "createFileLinks": ("fileLink.created",),
            "createFiles": ("fileLink.created",),
            "updateFileLinks": ("fileLink.updated",),
            "deleteFileLinks": ("fileLink.deleted",),
            "deleteFiles": ("fileLink.deleted",),
        },
    ),
    *alone(webhook.LIFECYCLE, {}),
    *alone(checkout_session.LIFECYCLE, {}),
    *alone(checkout_session.LINKS, {}),
)
