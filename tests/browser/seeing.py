"""How wide a page is in a test, and what it looked like."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: Gives a test's `page` the width of a telephone.
narrow = pytest.mark.parametrize(
    "page", [{"width": 390, "height": 844}], indirect=True, ids=["narrow"]
)


def picture(page, name):
    """Keep what is seen, where somebody wants to look: `MOCKDR_TEST_PICTURES`."""
    folder = os.environ.get("MOCKDR_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def shut(window, *, showing):
    """
    Close *window* as its customer does, once the text *showing* is there.

    Chromium may never answer who closes a window that is on its way somewhere.
    """
    window.get_by_text(showing).first.wait_for()
    window.close()
