"""A few bundled stories over a real connection, as people play them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockdr.cli import house
from mockdr.scenario.story import CallStep
from tests.scenarios.watch import played

STORIES = (
    "konbini-paid-late",
    "klarna-approved",
    "made-in-the-browser",
    "order-made-but-connection-cut",
    "half-an-answer",
    "too-many-requests",
    "webhooks-on-a-bad-day",
    "bad-day",
    "every-third-answer-lost",
)


@pytest.mark.parametrize("name", STORIES)
def test_a_bundled_story_holds_over_a_socket(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    told = CliRunner().invoke(house, ["play", name])

    assert told.exit_code == 0, told.output
    assert [step for step in played(name).steps if _word(step) not in told.output] == []


def _word(step):
    return step.operation if isinstance(step, CallStep) else step.verb
