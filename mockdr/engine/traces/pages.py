"""Pages, scripts and pictures that a browser gets where the provider's calls go."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_own", "is_page"]

#: The provider's, which mockdr has under the same paths, perhaps behind a gateway.
_PAGES: Final = re.compile(
    r"(?:.*/)?v1/(?:DigitalRiver\.js|css/.+|images/.+)"
    r"|/payments/(?:redirects|receivers)/.+"
    r"|/(?:pay|links)/[^/]+"
    r"|/store/defaults/.*"
    r"|/favicon\.ico"
)
#: Mockdr's own: what its window, its demo shop and its script ask.
_OWN: Final = re.compile(r"(?:.*/)?(?:v1/mockdr|_mockdr)(?:/.*)?")


def is_page(path: str) -> bool:
    """Tell whether something to look at has *path*, if no operation has."""
    return _PAGES.fullmatch(path) is not None


def is_own(path: str) -> bool:
    """Tell whether the provider has nothing at *path*, and mockdr something."""
    return _OWN.fullmatch(path) is not None
