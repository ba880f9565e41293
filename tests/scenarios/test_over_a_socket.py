"""A few bundled stories over a real connection, as people play them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockdr.cli import house

STORIES = (
    "konbini-paid-late",
    "klarna-approved",
    "made-in-the-browser",
    "order-made-but-connection-cut",
    "half-an-answer",
    "too-many-requests",
)


@pytest.mark.parametrize("name", STORIES)
def test_a_bundled_story_holds_over_a_socket(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    told = CliRunner().invoke(house, ["play", name])

    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"{name}: ")
    assert told.output.endswith("The story holds.\n")
