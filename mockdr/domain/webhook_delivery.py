"""A delivery is tried until the receiver says 2xx, or the plan of retries ends."""

from __future__ import annotations

from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE"]

_PAGE = "events-and-webhooks-1/README.md"
_I = Evidence.INFERRED

#: Every move of one event on its way to one webhook.
LIFECYCLE: Final = Lifecycle(
    kind="webhook_delivery",
    states=("pending", "delivered", "failed", "blocked", "dropped", "cancelled"),
    moves=(
        row(None, "event.matches", "pending", "an enabled webhook", page=_PAGE),
        row(None, "event.drops", "dropped", "a test wants it so", _I, page=_PAGE),
        row(
            "pending", "receiver.accepts", "delivered", "2xx within 3000 ms", page=_PAGE
        ),
        row("pending", "receiver.fails", "pending", "a retry is left", page=_PAGE),
        row("pending", "receiver.fails", "failed", "no retry is left", page=_PAGE),
        row(
            "pending",
            "target.forbidden",
            "blocked",
            "deliver_to does not name it",
            _I,
            page=_PAGE,
        ),
        row("pending", "webhook.disabled", "cancelled", "", _I, page=_PAGE),
        row("pending", "webhook.deleted", "cancelled", "", _I, page=_PAGE),
        *(
            row(
                before,
                "receiver.accepts",
                "delivered",
                "sent again by hand, in mockdr alone",
                _I,
                page=_PAGE,
            )
            for before in ("failed", "blocked", "dropped", "cancelled")
        ),
    ),
)
