"""A low-code checkout is open until its customer submits it; links to it end sooner."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mockdr.domain.lifecycle import Evidence, Lifecycle, row

__all__ = ["LIFECYCLE", "LINKS", "LINK_LASTS"]

#: How long a link leads somewhere, unless it is used before.
#: Source: prebuilt-checkout.md.
LINK_LASTS: Final = timedelta(hours=24)

_PAGE = "checkout-sessions.md"
_LINKS = "prebuilt-checkout.md"
_I = Evidence.INFERRED

#: Every move of a checkout-session; the wire does not show its state.
LIFECYCLE: Final = Lifecycle(
    kind="checkout_session",
    states=("open", "completed"),
    moves=(
        row(None, "createDropInCheckoutSession", "open", page=_PAGE),
        row("open", "customer.submits", "completed", "an order is made", page=_PAGE),
        row("open", "customer.submits", "open", "the order is refused", _I, page=_PAGE),
        row("open", "createDropInCheckoutLink", "open", page=_LINKS),
    ),
)

#: Every move of a link to a checkout-session; its state is the flag `expired`.
LINKS: Final = Lifecycle(
    kind="checkout_link",
    states=("live", "expired", "deleted"),
    moves=(
        row(None, "createDropInCheckoutLink", "live", page=_LINKS),
        row("live", "provider.expires", "expired", "24 hours", page=_LINKS),
        row("live", "customer.submits", "expired", "it was used", page=_LINKS),
        row("live", "deleteDropInCheckoutLinks", "deleted", page=_LINKS),
        row("expired", "deleteDropInCheckoutLinks", "deleted", "", _I, page=_LINKS),
    ),
)
