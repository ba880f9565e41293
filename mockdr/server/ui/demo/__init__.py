"""A shop to try mockdr with, which a person opens in a browser at `/_mockdr/demo/`."""

from mockdr.server.ui.demo.serving import answer

__all__ = ["answer"]
