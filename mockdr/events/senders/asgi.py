"""Into an ASGI application: from synchronous code, or in the caller's event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr.events.delivery import Answer, Parcel
from mockdr.events.senders.django import is_django

if TYPE_CHECKING:
    from mockdr.events.senders.conversation import AsgiApp

__all__ = ["AsgiSender"]


class AsgiSender:
    """
    Calls an application as a server would; it has as long as it likes.

    Its lifespan is the test's own affair: nobody starts it here.

    Args:
        app: A callable as ASGI 3 describes it.
    """

    def __init__(self, app: AsgiApp) -> None:
        # Whoever has no event loop is spared what it costs to load them.
        from mockdr.events.senders.conversation import converse  # noqa: PLC0415
        from mockdr.events.senders.loops import Loops  # noqa: PLC0415

        self._app = app
        self._errors: set[str] = set()
        self._converse = converse
        self._loops = Loops(django=is_django(app))

    def send(self, parcel: Parcel) -> Answer:
        """Call the application in a loop of its own; in a thread where one runs."""
        return self._loops.run(lambda: self._converse(self._app, parcel, self._errors))

    async def send_async(self, parcel: Parcel) -> Answer:
        """Call the application in the loop that runs."""
        return await self._converse(self._app, parcel, self._errors)

    def close(self) -> None:
        """Cancel what the application still does, and close its loop."""
        self._loops.close()
