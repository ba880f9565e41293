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
    """Let goldens be written (review them like code), and long tables be sampled."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite goldens")
    parser.addoption(
        "--sample",
        type=int,
        metavar="N",
        help="of a test with more cases than N take N, evenly: one interpreter reads "
        "a whole table, the others need only know that they can",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Begin with what takes longest: else one process reads pages while others wait."""
    items.sort(key=_quickness)
    most = config.getoption("--sample")
    if most is not None:
        left = _sampled(items, most)
        config.hook.pytest_deselected(items=[i for i in items if i not in left])
        items[:] = [item for item in items if item in left]


def _quickness(item: pytest.Item) -> int:
    if item.path.name == "test_readme.py":
        return 0
    return 1 if item.path.parent.name == "browser" else 2


def _sampled(items: list[pytest.Item], most: int) -> set[pytest.Item]:
    cases: dict[tuple[object, str], list[pytest.Item]] = {}
    for item in items:
        name = getattr(item, "originalname", None) or item.name
        cases.setdefault((item.parent, name), []).append(item)
    return {
        case
        for found in cases.values()
        for case in found[:: max(1, -(-len(found) // most))]
    }
