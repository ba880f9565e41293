"""What every test shares: how hard Hypothesis looks, and how goldens are written."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The gate says the same for the same tree; `HYPOTHESIS_PROFILE=explore` looks further.
settings.register_profile("gate", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--update-goldens` write what is printed today; review it like code."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite goldens")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: else one process reads pages while others wait."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")
