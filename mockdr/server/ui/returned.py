"""Where a customer lands whom the Drop-in sent away: the window says so, and closes."""

from __future__ import annotations

import base64
import hashlib
from typing import Final
from urllib.parse import urlsplit

from mockdr.engine.call import Reply
from mockdr.server.ui.frame import framed

__all__ = ["is_returned", "page"]

#: What the Drop-in names as its `returnUrl` and `cancelUrl`, on mockdr's own address.
_RETURNED: Final = "/v1/mockdr/returned"

#: The Drop-in trusts the window, not the words, so that they may go to any origin.
_SCRIPT: Final = (
    "if (window.opener) {"
    ' window.opener.postMessage("DigitalRiver: returned", "*");'
    " window.close(); }"
)
_DIGEST: Final = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()


def is_returned(address: str) -> bool:
    """
    Tell whether *address* is the Drop-in's, under whatever host a page knows mockdr.

    A page whose hosts are mapped has names for mockdr that lead somewhere else.
    """
    return urlsplit(address).path == _RETURNED


def page() -> Reply:
    """Return the page that tells the window which opened it, and closes."""
    reply = framed(
        200,
        "You can go back to the shop",
        "<p>What you decided is known. This window can be closed; the shop's page "
        f"goes on by itself.</p>\n<script>{_SCRIPT}</script>",
    )
    policy = reply.headers["Content-Security-Policy"]
    allowed = f"script-src 'sha256-{_DIGEST}'"
    reply.headers["Content-Security-Policy"] = f"{policy}; {allowed}"
    return reply
