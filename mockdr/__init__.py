"""mockdr: the Digital River payments API, offline, scripted, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockdr.base.errors import MockdrError, MockdrWarning

if TYPE_CHECKING:
    from mockdr.engine.exploring.search import NotNow as NotNow
    from mockdr.events.verifying import InvalidSignature as InvalidSignature
    from mockdr.events.verifying import Verified as Verified
    from mockdr.events.verifying import sign_webhook as sign_webhook
    from mockdr.events.verifying import verify_signature as verify_signature
    from mockdr.server.exploring import JourneyFailed as JourneyFailed
    from mockdr.server.exploring import explore as explore
    from mockdr.server.handle import Mockdr as Mockdr
    from mockdr.server.handle import start as start

__all__ = [
    "InvalidSignature",
    "JourneyFailed",
    "Mockdr",
    "MockdrError",
    "MockdrWarning",
    "NotNow",
    "Verified",
    "__version__",
    "explore",
    "sign_webhook",
    "start",
    "verify_signature",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The server costs some 100 ms to import: only those who start it pay.
    if name in {"Mockdr", "start"}:
        from mockdr.server import handle  # noqa: PLC0415

        return getattr(handle, name)
    if name in {"InvalidSignature", "Verified", "sign_webhook", "verify_signature"}:
        from mockdr.events import verifying  # noqa: PLC0415

        return getattr(verifying, name)
    if name in {"JourneyFailed", "explore"}:
        from mockdr.server import exploring  # noqa: PLC0415

        return getattr(exploring, name)
    if name == "NotNow":
        from mockdr.engine.exploring.search import NotNow  # noqa: PLC0415

        return NotNow
    raise AttributeError(f"module 'mockdr' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
