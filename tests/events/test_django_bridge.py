"""Django's receivers see the database as the test has it, from wherever it delivers."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from mockdr.events.senders.django import is_django

SHOP = "tests.events.django_shop"


def test_django_sees_the_tests_own_database_whoever_calls_it():
    """In a process of its own: Django cannot be configured twice."""
    pytest.importorskip("django", reason="django is not installed: pip install django")
    done = subprocess.run(
        [sys.executable, "-m", SHOP],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "wsgi from sync": 1,
        "asgi from sync": 1,
        "asgi from sync, async view": 1,
        "in the test's thread": True,
        "wsgi from Django's loop": 1,
        "asgi from Django's loop": 2,
        "wsgi from another loop": 1,
    }


class _Unready:
    """A proxy that has nothing behind it yet."""

    def __getattribute__(self, name):
        raise RuntimeError("too early")

    def __call__(self):
        raise AssertionError


@pytest.mark.parametrize("loaded", [True, False])
def test_what_is_not_django_is_not_taken_for_it(loaded):
    if loaded:
        pytest.importorskip("django.core.handlers.base")
    held = {"proxy": _Unready(), "mock": MagicMock()}
    held["self"] = held

    def app(environ, start_response):
        return held

    app.kept = app
    cases = [app, held, _Unready(), MagicMock(), functools.partial(app, held), None]
    assert not any(is_django(case) for case in cases)
