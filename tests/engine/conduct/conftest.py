"""A watched shop for every test."""

from __future__ import annotations

import pytest

from tests.engine.conduct.clients import Watched


@pytest.fixture
def shop():
    return Watched()
