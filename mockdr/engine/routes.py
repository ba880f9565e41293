"""Which addresses lead into this process, to whom; all others lead out of it."""

from __future__ import annotations

from collections.abc import Callable

from mockdr.engine.things import Record
from mockdr.events.delivery import Sender
from mockdr.events.senders.asgi import AsgiSender

__all__ = ["Routes"]


class Routes:
    """
    Finds who carries parcels to an address.

    Args:
        outside: Carries what no route leads to.
    """

    def __init__(self, outside: Callable[[], Sender]) -> None:
        self._outside = outside
        self._inside: dict[str, Sender] = {}

    def add(self, prefix: str, sender: Sender) -> None:
        """Let *sender* carry whatever goes to an address that begins with *prefix*."""
        self._inside[prefix.rstrip("/")] = sender

    def sender_for(self, address: str) -> Sender:
        """Return who carries parcels to *address*: the longest route that fits."""
        return self._of(address) or self._outside()

    def lead_out(self, webhook: Record) -> bool:
        """Tell whether no route leads to *webhook*, nor to where it gets its token."""
        token = (webhook.document.get("oauth") or {}).get("tokenEndPoint")
        called = [webhook.document["address"], *([token] if token else ())]
        return all(self._of(address) is None for address in called)

    def close(self) -> None:
        """Cancel what applications of this process still do."""
        for sender in self._inside.values():
            if isinstance(sender, AsgiSender):
                sender.close()

    def _of(self, address: str) -> Sender | None:
        fits = [
            prefix
            for prefix in self._inside
            if address == prefix or address.startswith((f"{prefix}/", f"{prefix}?"))
        ]
        return self._inside[max(fits, key=len)] if fits else None
