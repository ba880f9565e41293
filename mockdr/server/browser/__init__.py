"""What the script that pages load asks of mockdr besides the provider's API."""

from mockdr.server.browser.answering import answer

__all__ = ["answer"]
