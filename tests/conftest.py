"""What every test shares: how hard Hypothesis looks, and how goldens are written."""

from __future__ import annotations

import gc
import os
from zlib import crc32

import pytest
from hypothesis import settings

# The gate says the same for the same tree; `HYPOTHESIS_PROFILE=explore` looks further,
# and `brief` is for interpreters that need only show that they can.
settings.register_profile("gate", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("brief", deadline=None, derandomize=True, max_examples=15)
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
    parser.addoption(
        "--share",
        metavar="K/N",
        help="of all tests take the K-th of N shares, so that several share them out",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Begin with what takes longest, and let each process have its share of it."""
    slow = [item for item in items if _weight(item) > 1]
    quick = [item for item in items if _weight(item) == 1]
    items[:] = [*slow, *quick]
    most, share = config.getoption("--sample"), config.getoption("--share")
    left = set(items) if most is None else _sampled(items, most)
    if share is not None:
        mine, of = (int(part) for part in share.split("/"))
        left = {i for i in left if crc32(i.nodeid.encode()) % of == mine - 1}
    config.hook.pytest_deselected(items=[i for i in items if i not in left])
    items[:] = [item for item in items if item in left]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = _spread(items, workers)


def pytest_collection_finish() -> None:
    """Keep what was collected out of every later look for garbage: it stays anyway."""
    gc.collect()
    gc.freeze()


def _weight(item: pytest.Item) -> int:
    """Return about how many usual tests take as long: a page is read, or opened."""
    if item.path.name == "test_readme.py":
        return 4000
    return 50 if item.path.parent.name == "browser" else 1


def _spread(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """
    Return *items* so that the slow ones are shared out.

    pytest-xdist gives each worker a run of tests to begin with, a quarter of its share:
    what stands at the beginning of one is that worker's own.
    """
    parts: dict[str, list[pytest.Item]] = {}
    for item in items:
        if _weight(item) > 1:
            alone = item.path.name == "test_readme.py"
            parts.setdefault(item.nodeid if alone else str(item.path), []).append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    heaviest = sorted(parts.values(), key=lambda p: -sum(map(_weight, p)))
    for part in heaviest:
        min(shares, key=lambda share: sum(map(_weight, share))).extend(part)
    quick = [item for item in items if _weight(item) == 1]
    first = len(items) // workers // 4
    spread: list[pytest.Item] = []
    for share in shares:
        filling = max(0, first - len(share))
        spread += [*share, *quick[:filling]]
        quick = quick[filling:]
    return [*spread, *quick]


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
