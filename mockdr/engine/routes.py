"""Which addresses lead into this process, to whom; all others lead out of it."""

from __future__ import annotations

import functools
from collections.abc import Callable

from mockdr.engine.things import Record
from mockdr.events.delivery import Sender
from mockdr.events.senders.asgi import AsgiSender
from mockdr.events.senders.targets import Blocked, read_target

__all__ = ["Routes"]


class Routes:
    """
    Finds who carries parcels to an address.

    Args:
        outside: Carries what no route leads to.
    """

    def __init__(self, outside: Callable[[], Sender]) -> None:
        self._outside = outside
        self._inside: dict[tuple[str, str], Sender] = {}

    def add(self, prefix: str, sender: Sender) -> None:
        """Let *sender* carry whatever goes to an address that begins with *prefix*."""
        self._inside[_spelt_alike(prefix)] = sender

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
        if not self._inside:
            return None
        place, path = _spelt_alike(address)
        fits = [
            prefix
            for at, prefix in self._inside
            if at == place
            and (path == prefix or path.startswith((f"{prefix}/", f"{prefix}?")))
        ]
        return self._inside[place, max(fits, key=len)] if fits else None


@functools.lru_cache
def _spelt_alike(address: str) -> tuple[str, str]:
    """Return the host that is called and what of it, the same for each spelling."""
    try:
        target = read_target(address)
    except Blocked:
        # Whoever carries it says what is wrong with it.
        return "", address.rstrip("/")
    path, mark, query = target.path.partition("?")
    return f"{target.scheme}://{target.place}", f"{path.rstrip('/')}{mark}{query}"
