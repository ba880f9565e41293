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
    assert {file.stem for file in FOLDER.iterdir()} == set(SHOWN)
