"""The pictures of the guide show what the scenarios do today."""

from __future__ import annotations

import pytest

from tests.scenarios.draw import FOLDER, SHOWN, drawn

pytestmark = pytest.mark.whole


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_fresh(name):
    assert (FOLDER / f"{name}.svg").read_text("utf-8") == drawn(name), (
        "draw them anew: python -m tests.scenarios.draw"
    )


def test_no_picture_is_left_over():
    assert {file.stem for file in FOLDER.glob("*.svg")} == set(SHOWN)


def test_every_screenshot_is_shown_on_the_front_page():
    """They are taken by `python -m tests.browser.draw`."""
    page = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    taken = [file.name for file in FOLDER.glob("*.png")]
    assert taken
    assert [name for name in taken if f"scenarios/pictures/{name}" not in page] == []
