"""A shop of its own for every test."""

from __future__ import annotations

import pytest

from tests.engine.shop import Shop


@pytest.fixture
def shop():
    return Shop()
