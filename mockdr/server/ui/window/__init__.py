"""The window into the server, which a person opens in a browser at `/_mockdr/`."""

from mockdr.server.ui.window.serving import answer, is_asked_for

__all__ = ["answer", "is_asked_for"]
